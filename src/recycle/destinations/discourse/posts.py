"""Discourse: what is sent for a variant, and what is understood of what comes back. Nothing here asks anybody.

After https://docs.discourse.org and, where that is silent, the controllers of Discourse itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from recycle.destinations.api import Api
from recycle.destinations.forum_marks import mark_of, text_of
from recycle.destinations.keys import held, token
from recycle.model import Asset, Placement, Variant
from recycle.world.web import Request, form_data

QUEUE = "queue:"
"""Begins the name of what waits for a moderator and is no topic yet."""
WAITS = "it waits for a moderator"
REASON = "Its original has changed"
"""What the history of a post says of a change. Readers may look it up."""


class Tag(Struct, frozen=True):
    """A tag as Discourse has them since 2026.1; before that they were plain words."""

    name: str


class Post(Struct, frozen=True):
    """The first post of a topic. ``user_deleted``: its author took it back, and it is shown without words for a day."""

    id: int
    raw: str | None = None
    user_deleted: bool = False


class Stream(Struct, frozen=True):
    """The posts of a topic that were asked for, the first one first."""

    posts: tuple[Post, ...]


class Topic(Struct, frozen=True):
    """A topic, as much of it as matters here."""

    id: int
    title: str
    post_stream: Stream
    slug: str = ""
    tags: tuple[str | Tag, ...] = ()
    deleted_at: str | None = None

    @property
    def post(self) -> Post:
        """What the topic begins with."""
        return self.post_stream.posts[0]

    @property
    def raw(self) -> str:
        """Its words as they were typed."""
        return self.post.raw or ""

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted; moderators still see it then."""
        return self.deleted_at is not None or self.post.user_deleted

    @property
    def path(self) -> str:
        """Where readers find it."""
        return f"/t/{self.slug or '-'}/{self.id}"

    def lacks(self, tags: Iterable[str]) -> list[str]:
        """Those of ``tags`` that it does not have, in its way of spelling them."""
        there = {_spelled(tag.name if isinstance(tag, Tag) else tag) for tag in self.tags}
        return [tag for tag in tags if _spelled(tag) not in there]


class Waiting(Struct, frozen=True):
    """A topic that a moderator has not let through yet."""

    id: int
    raw_text: str
    title: str = ""


def _spelled(tag: str) -> str:
    """A tag as Discourse cleans it: small letters, and a hyphen for a space."""
    return "-".join(tag.lower().split())


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


def raw_of(variant: Variant) -> str:
    """The text with the mark under it, in a comment: Discourse keeps it and does not show it."""
    return f"{text_of(variant)}\n\n<!-- {mark_of(variant)} -->"


def request_for(api: Api, variant: Variant, category: int | str, tags: Sequence[Any]) -> Request:
    """The request that makes a topic of the variant. ``category`` is a number, but in a preview."""
    topic = {"title": variant.meta.title, "raw": raw_of(variant), "category": category, "external_id": token(variant.key)}
    return api.request("POST", "/posts.json", data={**topic, "tags": tags} if tags else topic)


def change_for(api: Api, variant: Variant, post: int | str, seen: str) -> Request:
    """The request that gives a topic the title and the words of the variant, unless its words are not ``seen`` any more."""
    words = {"raw": raw_of(variant), "original_text": seen, "edit_reason": REASON}
    return api.request("PUT", f"/posts/{post}.json", data={"title": variant.meta.title, "post": words})


def tags_for(api: Api, topic: int, tags: Sequence[Any]) -> Request:
    """The request that gives a topic its tags."""
    return api.request("PUT", f"/t/-/{topic}.json", data={"tags": tags})


def upload_for(api: Api, asset: Asset, data: bytes) -> Request:
    """The request that uploads a picture, under a name that says what it is."""
    name = f"recycle-{asset.digest[:20]}{PurePosixPath(asset.name).suffix.lower()}"
    file = (name, data, "application/octet-stream")
    body, kind = form_data({"type": "composer", "synchronous": "true", "file": file}, f"recycle-{asset.digest[:40]}")
    return Request(method="POST", url=f"{api.url}/uploads.json", headers={"Content-Type": kind}, body=body)


# ── what comes back ──────────────────────────────────────────────────────────────────────────────


def held_in(title: str, raw: str) -> dict[str, str]:
    """What somebody may change there."""
    return held({"title": title, "text": raw})


def placement_from(url: str, there: Topic | Waiting, note: str = "") -> Placement:
    """Where a variant is, by what the forum at ``url`` has of it."""
    if isinstance(there, Waiting):
        return Placement(f"{QUEUE}{there.id}", "", held_in(there.title, there.raw_text), WAITS, note)
    return Placement(str(there.id), f"{url}{there.path}", held_in(there.title, there.raw), "", note)
