"""Buttondown, a newsletter service: an email each, a draft unless it may be sent.

Sources: https://docs.buttondown.com/api-authentication, /api-versioning, /api-filtering, and those that ``buttondown_emails`` names.
Sending is a change of a draft, never a create: so there is nobody whom a doubled create reaches, and
https://buttondown.com/blog/2026-03-07-safer-email-api-defaults wants no confirmation for it. Their idempotency keys are not
used: the answer to a create that failed would be played back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal

from msgspec import Meta as Says
from msgspec import Struct
from msgspec.structs import replace

from recycle.destinations import keys
from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.buttondown.emails import (
    DELETED,
    DIGEST,
    EDITABLE,
    KEY,
    Email,
    Page,
    fields,
    html_of,
    launch,
    placement_from,
    plain,
    same_words_and_marks,
)
from recycle.destinations.found import as_found, held_when_found, left_to_them
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Finding, Limits, Piece, Placement, Variant
from recycle.world import clock
from recycle.world.web import Request, Response

VERSION = "2026-04-01"
"""Of their API. Without it the one that the newsletter is pinned to answers."""
_LEAVE = "{{ unsubscribe_url }}"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose newsletter, and how far a mail goes by itself."""

    key: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the API key.")]
    send: Annotated[
        bool, Says(description="Send it. Otherwise it is left as a draft, for you to look at and send at Buttondown.")
    ] = False
    mode: Annotated[
        Literal["naked", "fancy"],
        Says(
            description="`naked`: the whole mail as the form makes it (a feature that Buttondown is paid for). `fancy`: the text alone,"
            ' in the template of your newsletter; it needs `templates: {html: ""}` in the form.'
        ),
    ] = "naked"
    url: Annotated[str, Says(description="Where the API is.")] = "https://api.buttondown.com"
    settling: Annotated[float, Says(ge=0, description="Seconds after which an email that was made is surely listed.")] = 10.0


class Buttondown:
    """Finds its emails by a key in their metadata. What is on its way to readers is not touched again."""

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._key = Secret(settings.key, surroundings.environ, "key")
        self._api = Api(surroundings, f"{settings.url.rstrip('/')}/v1", sign=self._signature, secrets=(self._key,))

    @property
    def final(self) -> bool:
        """What is sent is final. A draft is not."""
        return self._settings.send

    @property
    def service(self) -> str:
        """Where the API is."""
        return self._api.name

    @property
    def settling(self) -> float:
        """As the settings say."""
        return self._settings.settling

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # Buttondown makes it when the mail is sent
        """Never known."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # asked of every destination alike
        """A form or a template that the mode does not fit."""
        html = html_of(variant)
        if not html:
            return "this outlet's form gives no HTML part, which is what Buttondown is sent."
        if self._settings.mode == "naked":
            missing = f"the mail has no {_LEAVE}, without which Buttondown refuses it: put it into the template."
            return "" if _LEAVE in html else missing
        is_page = html.lstrip().lower().startswith("<!doctype")
        return 'mode fancy is for the text alone: add `templates: {html: ""}` to the form.' if is_page else ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request that creates or changes the email, and what sends it."""
        remote = placement.remote if placement else ""
        shown = self._api.shown(request_for(self._api, fields(variant, self._settings.mode, is_new=not remote), remote))
        if not self._settings.send:
            return shown
        sending = launch(variant, clock.now())
        at = f", publish_date {sending['publish_date']}" if "publish_date" in sending else ""
        return f"{shown}\n\nthen PATCH {self._api.url}/emails/{remote or 'ID'} with status {sending['status']}{at}"

    def place(self, variant: Variant) -> Placement:
        """Makes a draft, and sends it when it may be sent. A draft of a broken-off attempt is finished instead.

        Raises DestinationError when two emails have the key.
        """
        there = self._marked(variant)
        if there and there.status not in EDITABLE:
            return self._found(there, variant)
        if there and (reason := self._theirs(there, variant)):
            raise UnansweredError(reason)
        return self._write(variant, there.id if there else "")

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes the email while it is a draft or scheduled."""
        there = self._email(placement.remote)
        if there is None:
            raise DestinationError("the email was deleted at Buttondown.")
        if there.status not in EDITABLE:
            raise DestinationError(f"the email is {plain(there.status)}, so its words are final: --again makes a new one.")
        return self._write(variant, there.id)

    def withdraw(self, placement: Placement) -> None:
        """Deletes a draft or a scheduled email. Raises DestinationError for what is on its way."""
        there = self._email(placement.remote)
        if there is None:
            return
        if there.status not in EDITABLE:
            raise DestinationError(f"the email is {plain(there.status)}, and mail that has left cannot be taken back.")
        try:
            self._api.send(_versioned(self._api.request("DELETE", f"/emails/{there.id}")))
        except DestinationError:
            if self._email(placement.remote) is not None:
                raise

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """By the metadata, which has the digest of the words, too. What is on its way has arrived.

        Raises DestinationError for a draft that is to be sent and that somebody has changed.
        """
        there = self._email(before.remote) if before else self._marked(variant)
        if there is None:
            return Answer.ABSENT
        if there.status not in EDITABLE and not before:
            return self._found(there, variant)
        if not before and (reason := self._theirs(there, variant)):
            raise DestinationError(reason)
        is_unsent = self._settings.send and there.status == "draft"
        is_same = there.said(DIGEST) == variant.digest
        return self._found(there, variant) if is_same and not is_unsent else Answer.ABSENT

    def _found(self, there: Email, variant: Variant) -> Placement:
        return as_found(placement_from(there), self._held_when_found(there, variant))

    def _theirs(self, there: Email, variant: Variant) -> str:
        """What to do about a draft with the variant's digest, when somebody has changed it since; empty when nobody has."""
        is_left = self._settings.send and there.status == "draft" and there.said(DIGEST) == variant.digest
        is_changed = is_left and self._held_when_found(there, variant) != there.held
        return left_to_them(f'"{there.subject}"', "send") if is_changed else ""

    def _held_when_found(self, there: Email, variant: Variant) -> dict[str, str]:
        sent = fields(variant, self._settings.mode, is_new=False)
        return held_when_found({name: sent[name] for name in there.texts}, there.texts, same_words_and_marks)

    def look(self, placement: Placement) -> Look | Answer:
        """The email as it is now."""
        there = self._email(placement.remote)
        if there is None:
            return Answer.ABSENT
        return Look(held=there.held, url=there.url, title=there.subject, text=there.body)

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # only Buttondown knows, and `look` asks it
        """Not asked here."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a key."""
        missing = f"the environment variable {self._key.name} is not set; it holds Buttondown's API key."
        return () if self._key.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """Whose key it is. Raises DestinationError when it is nobody's, or may not read emails."""
        me = understood(self._api.get("/accounts/me"), _Account, self._api.name, DestinationError)
        self._page(1)
        return f"the key is {me.username}'s and reads emails; they are {'sent' if self._settings.send else 'left as drafts'}"

    def _signature(self) -> Mapping[str, str]:
        return {"Authorization": f"Token {self._key.value()}"}

    def _write(self, variant: Variant, remote: str) -> Placement:
        sent = self._api.send(request_for(self._api, fields(variant, self._settings.mode, is_new=not remote), remote))
        there = email_from(self._api, sent)
        if self._settings.send and there.status == "draft":
            sending = launch(variant, clock.now())
            answer = email_from(self._api, self._api.send(request_for(self._api, sending, there.id)))
            there = replace(there, status=answer.status, publish_date=answer.publish_date, absolute_url=answer.absolute_url)
        return placement_from(there)

    def _email(self, remote: str) -> Email | None:
        """The email by its id; None when there is none any more."""
        if not remote.replace("_", "").replace("-", "").isalnum():
            raise DestinationError("recycle does not know the id of this email: change or delete it at Buttondown itself.")
        response = self._api.read(_versioned(self._api.request("GET", f"/emails/{remote}")))
        if response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return None
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._api.refuse(response)
        there = email_from(self._api, response, DestinationError)
        return None if there.status == DELETED else there

    def _marked(self, variant: Variant) -> Email | None:
        """The email with the key. Their list cannot be searched for metadata, so it is read to its end."""
        sign = keys.token(variant.key)
        found = [one for one in self._listed() if one.said(KEY) == sign and one.status != DELETED]
        if len(found) > 1:
            both = " and ".join(one.page for one in found)
            raise DestinationError(f"Buttondown has this mail {len(found)} times: {both}. Delete all but one there.")
        return self._email(found[0].id) if found else None

    def _listed(self) -> Iterator[Email]:
        number = 1
        while True:
            page = self._page(number)
            yield from page.results
            number += 1
            if not page.results or not page.next:
                return

    def _page(self, number: int) -> Page:
        query = {"ordering": "-creation_date", "excluded_fields": "body", "page": str(number)}
        response = self._api.read(_versioned(self._api.request("GET", "/emails", query=query)))
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._api.refuse(response)
        return understood(self._api.json(response, DestinationError), Page, self._api.name, DestinationError)


def request_for(api: Api, data: dict[str, Any], remote: str) -> Request:
    """The request that makes an email of ``data``, or changes the one with the id ``remote``."""
    return _versioned(api.request("PATCH" if remote else "POST", f"/emails/{remote}" if remote else "/emails", data=data))


def email_from(api: Api, response: Response, otherwise: type[DestinationError | UnansweredError] = UnansweredError) -> Email:
    """The email in an answer. ``otherwise`` is raised when there is none in it."""
    return understood(api.json(response, otherwise), Email, api.name, otherwise)


def _versioned(request: Request) -> Request:
    return replace(request, headers={**request.headers, "X-API-Version": VERSION})


class _Account(Struct, frozen=True):
    username: str = "somebody"


ROW = Row(
    "buttondown",
    Settings,
    Buttondown,
    forms={"newsletter": {"service": "buttondown"}},
    limits=Limits(subject_max=2000),
    schedules=True,
)
