"""listmonk, a mailing-list manager on one's own machine: a campaign each, a draft unless it may be sent.

Needs listmonk 4 or newer, which has users with tokens (https://listmonk.app/docs/apis/apis/). More sources are named in
``campaigns``, ``media`` and ``server``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta as Says
from msgspec import Struct
from msgspec.structs import replace

from recycle.destinations.api import Api
from recycle.destinations.found import as_found, held_when_found, left_to_them
from recycle.destinations.listmonk.campaigns import EDITABLE, OUT, Campaign, Target, fields
from recycle.destinations.listmonk.media import RIGHTS, Library
from recycle.destinations.listmonk.server import Server, campaign_from
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, InputError
from recycle.model import Asset, Finding, Limits, Piece, Placement, Variant
from recycle.spelling import one_of
from recycle.world import clock
from recycle.world.web import Request


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which listmonk, who we are there, and which lists get the mail."""

    url: Annotated[str, Says(description="Where listmonk is, such as `https://lists.example.com`.")]
    user: Annotated[str, Says(min_length=1, description="The name of the API user.")]
    token: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the API user's token.")]
    lists: Annotated[tuple[int | str, ...], Says(min_length=1, description="The lists that get the mail: names or numbers.")]
    template: Annotated[
        int | str,
        Says(
            description="The campaign template, by name or number. The mail is a whole page, so the template should be"
            ' `{{ template "content" . }}` and nothing else. When it is empty, listmonk\'s default one is used.'
        ),
    ] = ""
    send: Annotated[
        bool, Says(description="Send it. Otherwise the campaign is left as a draft, for you to look at and send in listmonk.")
    ] = False
    from_email: Annotated[
        str, Says(description='Who it is from, such as "Name <name@example.com>"; listmonk\'s own setting when it is empty.')
    ] = ""
    settling: Annotated[float, Says(ge=0, description="Seconds after which a campaign that was made is surely listed.")] = 10.0


class Listmonk:
    """Finds its campaigns by their names, which end in the key. What has begun to be sent is not touched again."""

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if ":" in settings.user:
            raise InputError(f'user: "{settings.user}" has a colon in it, which no name of an API user has.')
        self._settings = settings
        self._token = Secret(settings.token, surroundings.environ, "token")
        self._api = Api(surroundings, settings.url, sign=self._signature, secrets=(self._token,))
        self._server = Server(self._api, settings.lists, settings.template)
        self._library = Library(self._api, self._server)

    @property
    def final(self) -> bool:
        """What is sent is final. A draft is not."""
        return self._settings.send

    @property
    def service(self) -> str:
        """Where listmonk is."""
        return self._api.name

    @property
    def settling(self) -> float:
        """As the settings say."""
        return self._settings.settling

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # a mail has none
        """Never known."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # asked of every destination alike
        """A form that gives no HTML."""
        return "" if variant.part("html") else "this outlet's form gives no HTML part, which is what listmonk is sent."

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request that creates or changes the campaign; lists and template by name when listmonk cannot be asked."""
        try:
            target = self._server.target()
        except DestinationError:
            target = self._server.said
        remote = placement.remote if placement else ""
        data = self._fields(variant, target)
        shown = self._api.shown(request_for(self._api, data, remote))
        if not self._settings.send:
            return shown
        return f'{shown}\n\nthen PUT {self._api.url}/api/campaigns/{remote or "ID"}/status with {{"status": "{_goal(data)}"}}'

    def place(self, variant: Variant) -> Placement:
        """Makes a draft, and starts it when it may be sent. A draft of a broken-off attempt is finished instead.

        Raises DestinationError when two campaigns have the key.
        """
        there = self._server.marked(variant)
        if there and there.status in OUT:
            return self._placement(there)
        return self._write(variant, str(there.id) if there else "")

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes the campaign as long as listmonk lets it be changed."""
        there = self._server.campaign(placement.remote)
        if there is None:
            raise DestinationError("the campaign was deleted in listmonk.")
        if there.status not in EDITABLE:
            raise DestinationError(f"the campaign is {there.status}, so its words are final: --again makes a new one.")
        return self._write(variant, placement.remote)

    def withdraw(self, placement: Placement) -> None:
        """Deletes a draft or a scheduled campaign. Raises DestinationError for what has begun."""
        there = self._server.campaign(placement.remote)
        if there is None:
            return
        if there.status in OUT:
            raise DestinationError(f"the campaign is {there.status} in listmonk, and mail that has left cannot be taken back.")
        try:
            self._api.send(self._api.request("DELETE", f"/api/campaigns/{there.id}"))
        except DestinationError:
            if self._server.campaign(placement.remote) is not None:
                raise

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """By the name; a revision by its number. What has begun has arrived, a draft only where no more was wanted.

        Raises DestinationError for a draft that is to be sent and that somebody has changed.
        """
        there = self._server.campaign(before.remote) if before else self._server.marked(variant)
        if there is None:
            return Answer.ABSENT
        if not before and (there.status in OUT or not self._settings.send):
            return self._found(there, variant)
        if there.says(self._fields(variant, self._server.said)):
            return Answer.ABSENT if self._settings.send and there.status == "draft" else self._placement(there)
        if not before:
            raise DestinationError(left_to_them(f'"{there.name}"', "send"))
        # Neither what was attempted nor what stood before: somebody has changed it, and only a person can say the rest.
        return Answer.CANNOT_ASK if there.held != dict(before.held) else Answer.ABSENT

    def _found(self, there: Campaign, variant: Variant) -> Placement:
        sent = self._fields(variant, self._server.said)
        return as_found(self._placement(there), held_when_found({name: sent[name] for name in there.texts}, there.texts))

    def look(self, placement: Placement) -> Look | Answer:
        """The campaign as it is now."""
        there = self._server.campaign(placement.remote)
        return Look(held=there.held, title=there.subject, text=there.body) if there else Answer.ABSENT

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # only listmonk knows, and `look` asks it
        """Not asked here."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a token."""
        missing = f"the environment variable {self._token.name} is not set; it holds the token of listmonk's API user."
        return () if self._token.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """Who we are, which lists get the mail, and what the template does to it. Raises DestinationError for what we lack."""
        user, target = self._server.user(), self._server.target()
        names = {one.id: one.name for one in self._server.lists()}
        if strange := [str(number) for number in target.lists if number not in names]:
            raise DestinationError(f"listmonk shows {user} no list with the number {one_of(strange)}.")
        does = "sends campaigns" if self._settings.send else "leaves drafts of campaigns"
        lists = ", ".join(names[number] for number in target.lists if isinstance(number, int))
        lacking = self._server.lacking(RIGHTS)
        images = f"; it may not upload images, for lack of {' and '.join(lacking)}" if lacking else ""
        return f"{user} {does} to {lists}{images}{self._around(target)}"

    def upload(self, asset: Asset, data: bytes) -> str:
        """Puts the image into the library and returns its public address. Raises as ``place`` does."""
        return self._library.upload(asset, data)

    def uploaded(self, asset: Asset) -> str:
        """The address of the image when it is in the library, else empty. Raises DestinationError."""
        return self._library.uploaded(asset)

    def _signature(self) -> Mapping[str, str]:
        return {"Authorization": f"token {self._settings.user}:{self._token.value()}"}

    def _fields(self, variant: Variant, target: Target) -> dict[str, Any]:
        data = fields(variant, target, clock.now())
        if self._settings.from_email:
            data["from_email"] = self._settings.from_email
        if not self._settings.send and data["send_at"] is None:
            del data["send_at"]  # a person may have set it in the draft
        return data

    def _write(self, variant: Variant, remote: str) -> Placement:
        data = self._fields(variant, self._server.target())
        there = campaign_from(self._api, self._api.send(request_for(self._api, data, remote)))
        if self._settings.send and there.status == "draft":
            start = self._api.request("PUT", f"/api/campaigns/{there.id}/status", data={"status": _goal(data)})
            there = replace(there, status=campaign_from(self._api, self._api.send(start)).status)
        return self._placement(there)

    def _placement(self, there: Campaign) -> Placement:
        page = self._server.page(there.id)
        notes = {
            "draft": f"it is a draft: look at it and send it at {page}",
            "scheduled": f"listmonk sends it at {there.send_at}: {page}",
            "paused": f"it is paused: {page}",
            "cancelled": f"it was cancelled: {page}",
        }
        return Placement(remote=str(there.id), held=there.held, note=notes.get(there.status, ""))

    def _around(self, target: Target) -> str:
        """What the template does to the mail; empty when that is nothing, or nobody may know it."""
        try:
            templates = self._server.templates()
        except DestinationError:
            return ""
        used = [one for one in templates if (one.id == target.template if target.template else one.is_default)]
        if not used or used[0].is_bare:
            return ""
        return (
            f'; the template "{used[0].name}" puts a page around the mail, which is one already: make one that is only'
            ' {{ template "content" . }}, and name it under `template:`'
        )


def request_for(api: Api, data: dict[str, Any], remote: str) -> Request:
    """The request that makes a campaign of ``data``, or changes the one with the number ``remote``."""
    return api.request("PUT" if remote else "POST", f"/api/campaigns/{remote}" if remote else "/api/campaigns", data=data)


def _goal(data: dict[str, Any]) -> str:
    return "scheduled" if data["send_at"] else "running"


ROW = Row(
    "listmonk",
    Settings,
    Listmonk,
    uploads=True,
    forms={"newsletter": {"service": "listmonk"}},
    limits=Limits(subject_max=500),  # the older versions take 2,000 bytes, and a character has at most four
    schedules=True,
)
