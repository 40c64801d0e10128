"""NodeBB: what is sent for a variant, and what is understood of what comes back. Nothing here asks anybody.

After the OpenAPI files of NodeBB 4 (``public/openapi/write.yaml`` and ``read.yaml``) and, where they are silent, its controllers.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct, field

from recycle.destinations.api import Api
from recycle.destinations.forum_marks import mark_of, text_of
from recycle.destinations.keys import SHORT, held, token
from recycle.model import Placement, Variant
from recycle.world.web import Request, Response

QUEUE = "queue:"
"""Begins the name of what waits for a moderator and is no topic yet."""
WAITS = "it waits for a moderator"
TAG_PATTERN = r"""[^,/#!$%^*;:{}=_`~<>()?|"'\s](?:[^,/#!$%^*;:{}=_`~<>()?|"']{1,13}[^,/#!$%^*;:{}=_`~<>()?|"'\s])"""
"""A tag that is left as it is: NodeBB drops those signs and tags of less than 3 characters, and cuts at 15."""
_ENGLISH = MappingProxyType({"lang": "en-GB"})
"""The language of what it says to us, else that of the member or of the forum."""


class Tag(Struct, frozen=True):
    """A tag of a topic."""

    value: str


class Topic(Struct, frozen=True, rename={"title_raw": "titleRaw", "post": "mainPid"}):
    """A topic, without its words. ``title`` is HTML, ``title_raw`` what was typed. What came from other servers has addresses for numbers."""

    tid: int | str
    uid: int | str
    post: int | str
    title: str = ""
    title_raw: str = ""
    slug: str = ""
    deleted: int | bool = 0
    tags: tuple[Tag, ...] = ()

    @property
    def name(self) -> str:
        """Its title as it was typed."""
        return self.title_raw or html.unescape(self.title)

    @property
    def path(self) -> str:
        """Where readers find it."""
        return f"/topic/{self.slug or self.tid}"

    def lacks(self, tags: Iterable[str]) -> list[str]:
        """Those of ``tags`` that it does not have."""
        there = {tag.value.casefold() for tag in self.tags}
        return [tag for tag in tags if tag.casefold() not in there]


class Full(Struct, frozen=True):
    """A topic with the words of its first post, as they were typed."""

    topic: Topic
    raw: str


class QueuedWords(Struct, frozen=True, rename={"raw_content": "rawContent"}):
    """What somebody wants to post. Both are escaped for HTML."""

    title: str = ""
    raw_content: str = ""


class Waiting(Struct, frozen=True):
    """What a moderator has not let through yet. ``type`` is ``topic`` or ``reply``."""

    id: str
    uid: int
    type: str
    data: QueuedWords = field(default_factory=QueuedWords)

    @property
    def name(self) -> str:
        """Its title as it was typed."""
        return html.unescape(self.data.title)

    @property
    def raw(self) -> str:
        """Its words as they were typed."""
        return html.unescape(self.data.raw_content)


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


def content_of(variant: Variant) -> str:
    """The text with the mark under it, in a definition of a link that nothing uses: Markdown shows nothing for it."""
    return f"{text_of(variant)}\n\n[//]: # ({mark_of(variant)})"


def tag_of(key: str) -> str:
    """The tag by which a topic is found again: as much of the key as a tag may have characters."""
    return token(key, SHORT)


def request_for(api: Api, variant: Variant, category: int | str, tags: Sequence[str]) -> Request:
    """The request that makes a topic of the variant. ``category`` is a number, but in a preview."""
    topic = {"cid": category, "title": variant.meta.title, "content": content_of(variant)}
    return api.request("POST", "/api/v3/topics", query=_ENGLISH, data={**topic, "tags": list(tags)} if tags else topic)


def change_for(api: Api, variant: Variant, post: int | str, tags: Sequence[str] | None) -> Request:
    """The request that gives a topic the title and the words of the variant, and (unless None) these tags and no others."""
    words: dict[str, Any] = {"content": content_of(variant), "title": variant.meta.title}
    return api.request(
        "PUT", f"/api/v3/posts/{post}", query=_ENGLISH, data=words if tags is None else {**words, "tags": list(tags)}
    )


def removal_for(api: Api, path: str) -> Request:
    """The request that takes away what is at ``path``."""
    return api.request("DELETE", f"/api/v3{path}", query=_ENGLISH)


# ── what comes back ──────────────────────────────────────────────────────────────────────────────


class NodeApi(Api):
    """An ``Api`` that finds NodeBB's words where NodeBB puts them: ``{"status": {"code": …, "message": …}}``."""

    def said(self, response: Response) -> str:
        """As in ``Api``."""
        try:
            status = msgspec.json.decode(response.body, type=_Refusal).status
        except (msgspec.DecodeError, UnicodeDecodeError):
            return super().said(response)
        return super().said(msgspec.structs.replace(response, body=msgspec.json.encode({"message": status.message})))


class _Status(Struct, frozen=True):
    message: str


class _Refusal(Struct, frozen=True):
    status: _Status


def held_in(title: str, raw: str) -> dict[str, str]:
    """What somebody may change there."""
    return held({"title": title, "text": raw})


def placement_from(url: str, there: Full | Waiting, note: str = "") -> Placement:
    """Where a variant is, by what the forum at ``url`` has of it."""
    if isinstance(there, Waiting):
        return Placement(f"{QUEUE}{there.id}", "", held_in(there.name, there.raw), WAITS, note)
    topic = there.topic
    return Placement(str(topic.tid), f"{url}{topic.path}", held_in(topic.name, there.raw), "", note)
