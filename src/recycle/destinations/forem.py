"""Forem, the software of DEV: an article each, a draft first, found again by a line that nobody sees among one's own articles.

Source: https://developers.forem.com/api/v1. Nothing can be searched there, and a draft cannot be asked for by its id, so that the list
of one's own articles is read. Front matter, which would rule over the fields, is not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any, Literal

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.forem_articles import (
    PAGE,
    Article,
    Wanted,
    advice,
    fields,
    marked,
    placement_from,
    publication,
    refuse_doubtful,
    request_for,
    sent_texts,
    text_of,
    theirs,
    versioned,
)
from recycle.destinations.forum_marks import says, without_mark
from recycle.destinations.found import as_found, held_when_found, same_lines
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Finding, Limits, Piece, Placement, Variant
from recycle.world.web import Request

__all__ = ["ROW", "Forem", "Settings", "request_for"]

_DIALECT = "gfm-forem"
_GONE = "it was deleted there; --again places it anew."


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose articles, and how far they go by themselves."""

    key: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the API key.")]
    url: Annotated[str, Says(description="Where the site is.")] = "https://dev.to"
    status: Annotated[
        Literal["publish", "draft"], Says(description="`draft`: it is left as a draft, for you to look at and publish there.")
    ] = "publish"
    organization: Annotated[
        Annotated[int, Says(ge=1)] | None,
        Says(description="The number of the organization under which articles stand; you must be a member."),
    ] = None
    tags: Annotated[bool, Says(description="Give articles the tags of their pieces.")] = True
    pause: Annotated[
        float, Says(ge=0, description="Seconds between two things that are sent. DEV takes nine new articles in half a minute.")
    ] = 2.0
    settling: Annotated[float, Says(ge=0, description="Seconds after which an article that was made is surely listed.")] = 10.0


class Forem:
    """One account at one site."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._key = Secret(settings.key, surroundings.environ, "key")
        self._api = Api(surroundings, settings.url, sign=self._signature, secrets=(self._key,), pause=settings.pause)

    def _signature(self) -> Mapping[str, str]:
        return {"api-key": self._key.value()}

    @property
    def service(self) -> str:
        """Where the site is."""
        return self._api.name

    @property
    def settling(self) -> float:
        """As the settings say."""
        return self._settings.settling

    # ── before ───────────────────────────────────────────────────────────────────────────────────

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # Forem adds signs of its own to the title
        """Never known."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # asked of every destination alike
        """A form that writes no Markdown."""
        try:
            text_of(variant)
        except DestinationError as error:
            return error.message
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request that makes or changes the article, and the one that publishes it."""
        shown = self._api.shown(request_for(self._api, self._fields(variant), placement.remote if placement else ""))
        if placement or self._settings.status == "draft":
            return shown
        return f"{shown}\n\nthen PUT {self._api.url}/api/articles/ID with published: true"

    # ── there ────────────────────────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """Makes a draft, and publishes it. What a broken-off attempt has left is finished instead.

        Raises DestinationError when two articles have the mark, or when one without it stands there for the piece already.
        """
        own = tuple(self._own())
        there = marked(own, variant)
        if there is None:
            self._refuse_copies(own, variant)
        elif self._has_arrived(there, variant):
            return self._found(there, variant)
        elif reason := theirs(there, variant):
            raise UnansweredError(reason)
        saved = self._sent(request_for(self._api, self._fields(variant), there.id if there else ""))
        if self._settings.status == "publish" and not (there and there.is_out):
            saved = self._sent(publication(self._api, saved.id, is_out=True))
            if not saved.is_out:
                raise DestinationError(
                    f"{self.service} keeps it as a draft and does not say why: look at {self._api.url}/dashboard."
                )
        return self._placed(saved)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes the article, which stays as public as it is. Raises DestinationError when it is gone."""
        return self._placed(self._sent(request_for(self._api, self._fields(variant), self._id(placement))))

    def withdraw(self, placement: Placement) -> None:
        """Makes a draft of it again: the interface deletes nothing."""
        try:
            self._sent(publication(self._api, self._id(placement), is_out=False))
        except _GoneError:
            return

    def _fields(self, variant: Variant) -> dict[str, Any]:
        return fields(self._api, variant, Wanted(self._settings.tags, self._settings.organization))

    def _sent(self, request: Request) -> Article:
        response = self._api.answer(request)
        if response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise _GoneError(_GONE)
        said = self._api.said(response) if response.status == HTTPStatus.UNPROCESSABLE_ENTITY else ""
        if plain := advice(said):
            raise DestinationError(f"{self.service} said no: {said.rstrip('.')}. {plain}")
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._api.refuse(response)
        return understood(self._api.json(response), Article, self.service, UnansweredError)

    def _placed(self, there: Article) -> Placement:
        number = self._settings.organization
        is_outside = number is not None and there.organization is None
        note = f"it does not stand under organization {number}: is the account a member of it?" if is_outside else ""
        return placement_from(self._api.url, there, note)

    def _refuse_copies(self, own: tuple[Article, ...], variant: Variant) -> None:
        """The canonical URL alone does not make an article ours; and two that are public may not have the same."""
        wanted = variant.meta.canonical_url
        copies = [one.url for one in own if wanted and one.is_out and one.canonical_url == wanted]
        if copies and self._settings.status == "publish":
            said = f"{copies[0]} is published there with this canonical URL, and is not what recycle has placed"
            raise DestinationError(
                f"{said}. Unpublish or delete it there, or leave this outlet out for the piece. Nothing was sent."
            )

    # ── asked ────────────────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """By the mark, which has the digest of the words, too.

        Raises DestinationError when two articles have it, when one without any may be it, and for a draft that somebody has changed.
        """
        if before:
            there = self._at(before)
            return self._found(there, variant) if there and says(there.text, variant) else Answer.ABSENT
        own = tuple(self._own())
        there = marked(own, variant)
        if there is None:
            refuse_doubtful(own, variant)
            return Answer.ABSENT
        if not self._has_arrived(there, variant):
            if reason := theirs(there, variant):
                raise DestinationError(reason)
            return Answer.ABSENT
        return self._found(there, variant)

    def _found(self, there: Article, variant: Variant) -> Placement:
        return as_found(self._placed(there), held_when_found(sent_texts(variant), there.texts, same_lines))

    def look(self, placement: Placement) -> Look | Answer:
        """Title and text as they are there. Raises DestinationError when the service does not say."""
        there = self._at(placement)
        if there is None:
            return Answer.ABSENT
        text = without_mark(there.text).strip("\n")
        url = there.url if there.is_out else ""
        return Look(held=there.held, url=url, title=there.title, text=text, dialect=_DIALECT)

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # ``look`` asks
        """Not known without asking."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a key."""
        missing = f"the environment variable {self._key.name} is not set; it holds the API key of {self._settings.url}."
        return () if self._key.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """Whose key it is. Raises DestinationError when it is nobody's."""
        me = understood(self._read("/api/users/me"), _Account, self.service, DestinationError)
        does = "published" if self._settings.status == "publish" else "left as drafts"
        return f"the key is {me.username}'s; articles are {does}; keys have no end there"

    def _has_arrived(self, there: Article, variant: Variant) -> bool:
        return says(there.text, variant) and (there.is_out or self._settings.status == "draft")

    def _at(self, placement: Placement) -> Article | None:
        """The article by its number, or by its address where a person has recorded that it is there."""
        remote, url = placement.remote, placement.url.rstrip("/")
        return next(
            (one for one in self._own() if str(one.id) == remote or (url and one.url == url and not _is_id(remote))), None
        )

    def _id(self, placement: Placement) -> str:
        if _is_id(placement.remote):
            return placement.remote
        there = self._at(placement)
        if there is None:
            raise _GoneError(_GONE)
        return str(there.id)

    def _own(self) -> Iterator[Article]:
        """The account's articles, drafts first. An article may move to the next page while they are read."""
        seen: set[int] = set()
        number = 0
        while True:
            number += 1
            data = self._read("/api/articles/me/all", {"page": str(number), "per_page": str(PAGE)})
            new = [one for one in understood(data, list[Article], self.service, DestinationError) if one.id not in seen]
            if not new:
                return
            seen.update(one.id for one in new)
            yield from new

    def _read(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        response = self._api.read(versioned(self._api.request("GET", path, query=query)))
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._api.refuse(response)
        return self._api.json(response, DestinationError)


def _is_id(remote: str) -> bool:
    return remote.isascii() and remote.isdigit()


class _GoneError(DestinationError):
    """There is no such article any more."""


class _Account(Struct, frozen=True):
    username: str


ROW = Row(
    "forem",
    Settings,
    Forem,
    dialects=frozenset({_DIALECT}),
    forms=MappingProxyType(
        {"blog": {"output": "body", "dialect": _DIALECT}, "article": {"outputs": ["body"], "dialect": _DIALECT}},
    ),
    limits=Limits(title_max=128, tags_max=4, tag_pattern=r"[^\W_]{1,30}"),
    gives_address=True,
)
