"""Threads of a Misago forum: what is sent for a variant, and what is understood of what comes back. Nothing here asks anybody.

After Misago 0.39.6, whose interface has no other documentation: ``misago/threads/api`` and ``misago/threads/serializers``.
"""

from __future__ import annotations

from html import unescape
from urllib.parse import urlsplit

from msgspec import Struct

from recycle.destinations.api import Api
from recycle.destinations.forum_marks import text_of
from recycle.destinations.keys import held
from recycle.errors import DestinationError
from recycle.model import Placement, Variant
from recycle.world.web import Request

WAITS = "it waits for a moderator"
SHORTEST, LONGEST = 5, 60_000
"""Characters of a post, as a forum has it that was not told otherwise."""


class Row(Struct, frozen=True):
    """A thread in a list."""

    id: int
    title: str
    is_hidden: bool


class Rows(Struct, frozen=True):
    """A page of a list, and where the next one begins."""

    results: tuple[Row, ...]
    next: int | None = None


class May(Struct, frozen=True):
    """What the account may do with a thread or a post."""

    can_edit: bool = False
    can_hide: bool = False
    can_delete: bool = False


class Post(Struct, frozen=True):
    """A post as the forum shows it. ``content`` is HTML."""

    id: int
    acl: May
    content: str | None = None


class Posts(Struct, frozen=True):
    """The first page of a thread."""

    results: tuple[Post, ...]


class Links(Struct, frozen=True):
    """A thread's addresses, without the forum's own."""

    index: str


class Thread(Struct, frozen=True):
    """A thread with its first posts."""

    id: int
    title: str
    is_hidden: bool
    is_unapproved: bool
    url: Links
    acl: May
    post_set: Posts

    @property
    def post(self) -> Post:
        """What the thread began with."""
        return self.post_set.results[0]

    @property
    def html(self) -> str:
        """What readers see of it."""
        return self.post.content or ""

    @property
    def held(self) -> dict[str, str]:
        """Digests of what somebody may change there, for ``Placement.held``.

        Of the words as they are shown: how they were written can be read only as long as the account may change them.
        """
        return held({"title": self.title, "text": self.html})


class Category(Struct, frozen=True):
    """A category that the account sees; ``post`` is false where it may not start threads."""

    id: int
    name: str
    post: bool | dict[str, object] = False


class Written(Struct, frozen=True):
    """A post as it was written."""

    post: str


class Started(Struct, frozen=True):
    """The answer to a new thread."""

    id: int


class Account(Struct, frozen=True):
    """Who is logged in; nobody has no number."""

    id: int | None
    username: str = ""


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


def request_for(api: Api, variant: Variant, category: int | str) -> Request:
    """The request that starts the thread."""
    data = {"category": category, "title": variant.meta.title, "post": text_of(variant)}
    return api.request("POST", "/api/threads/", data=data)


def new_text(api: Api, variant: Variant, thread: int | str, post: int | str) -> Request:
    """The request that changes the first post."""
    return api.request("PUT", f"/api/threads/{thread}/posts/{post}/", data={"post": text_of(variant)})


def new_state(api: Api, thread: int | str, path: str, value: str | bool) -> Request:  # noqa: FBT001  # as the forum has it
    """The request that changes one thing of the thread, such as ``title``."""
    return api.request("PATCH", f"/api/threads/{thread}/", data=[{"op": "replace", "path": path, "value": value}])


# ── what comes back ──────────────────────────────────────────────────────────────────────────────


def placement_from(url: str, there: Thread) -> Placement:
    """Where the variant is, by what the forum at ``url`` has of it."""
    waits = WAITS if there.is_unapproved else ""
    return Placement(f"{there.id}/{there.post.id}", f"{url}{there.url.index}", there.held, waits)


def number_of(placement: Placement) -> str:
    """The thread's number, out of the address where a person has recorded that it is there. Raises DestinationError."""
    number = placement.remote.partition("/")[0]
    if number.isascii() and number.isdigit():
        return number
    parts = urlsplit(placement.url or placement.remote).path.split("/t/")[-1].split("/")
    if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit():
        return parts[1]
    raise DestinationError(f"{placement.url or placement.remote} is not the address of a thread there.")


def post_of(placement: Placement) -> str:
    """The number of the thread's first post; where it is not known, words that say so."""
    return placement.remote.partition("/")[2] if placement.remote[:1].isdigit() else "NUMBER"


def is_first_use(variant: Variant) -> bool:
    """Whether the piece has never stood at the outlet before, as far as the key says."""
    return variant.key.endswith("/1")


def is_ours(variant: Variant, there: Thread, text: str | None) -> bool | None:
    """Whether a thread of this title is the variant's: yes, no, or (None) that nobody can tell.

    ``text`` is its first post as it was written, None where the account may not read that.
    """
    sent, page = text_of(variant), variant.meta.canonical_url
    has_link = bool(page) and page in sent
    if text is None:
        return page in unescape(there.html) if has_link else None
    if squeezed(text) == squeezed(sent):
        return True
    return None if not has_link or page in text else False


def squeezed(words: str) -> str:
    """``words`` without what may change in white space on the way."""
    return " ".join(words.split())
