"""Posts as Micropub has them: an h-entry of Microformats 2 in JSON, where every value is a list.

Sources: https://www.w3.org/TR/micropub/ (3.2 mp- commands, 3.3.2 JSON, 3.3.5 unknown properties, 3.4 update, 3.7.2 source) and
https://indieweb.org/Micropub-extensions (mp-slug, post-status). The key stands in the post twice, since no server has to keep
either: as a property of our own, which a server may ignore, and in a comment of the HTML, which one may strip.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from recycle.destinations import keys
from recycle.destinations.addresses import is_web_address
from recycle.model import Variant
from recycle.world.web import Request

KEY = "x-recycle"
_BEGIN, _END = "<!-- recycle:", "-->"
_MAY_BE_EMPTY = ("summary", "category", "featured")


class How(Struct, frozen=True):
    """What the settings say of every post."""

    status: str
    syndicate_to: tuple[str, ...]


class Post(Struct, frozen=True):
    """A post as a server gives it, as far as it matters here."""

    url: str = ""
    name: str = ""
    content: str = ""
    is_html: bool = False
    status: str = ""
    key: str = ""
    digest: str = ""
    has_own_key: bool = False
    """Whether the key is a property, which nobody who edits the text takes away."""

    @property
    def held(self) -> dict[str, str]:
        """Digests of the words, for ``Placement.held``."""
        return keys.held(self.texts)

    @property
    def texts(self) -> dict[str, str]:
        """What somebody may change there."""
        return {"name": self.name, "content": self.content}

    @property
    def words(self) -> str:
        """The text without the comment that is ours."""
        return self.content.rpartition(_BEGIN)[0].rstrip() if _comment(self.content) else self.content


def html_of(variant: Variant) -> str:
    """The first part that is HTML; empty when the form gives none."""
    return next((str(part.body) for part in variant.parts if part.dialect == "html"), "")


def entry(variant: Variant, how: How) -> dict[str, Any]:
    """What makes a post."""
    commands = {"mp-syndicate-to": list(how.syndicate_to)} if how.syndicate_to else {}
    date = variant.meta.date
    published = {"published": [date.isoformat()]} if date else {}
    return {"type": ["h-entry"], "properties": {**_properties(variant, how), **published, **commands}}


def update(variant: Variant, how: How, url: str) -> dict[str, Any]:
    """What makes the post at ``url`` say what the variant says. What the server added (a photo, a location) stays."""
    properties = _properties(variant, how)
    gone = [name for name in _MAY_BE_EMPTY if name not in properties]
    return {"action": "update", "url": url, "replace": properties, **({"delete": gone} if gone else {})}


def delete(url: str) -> dict[str, Any]:
    """What deletes the post at ``url``."""
    return {"action": "delete", "url": url}


def request_for(endpoint: str, data: dict[str, Any]) -> Request:
    """The request that does ``data``, one key a line, without its signature."""
    body = msgspec.json.format(msgspec.json.encode(data), indent=1)
    return Request(method="POST", url=endpoint, headers={"Content-Type": "application/json"}, body=body)


def post_from(item: Any) -> Post:
    """A post from the JSON that a server gives for it. What cannot be read is empty."""
    properties = item.get("properties") if isinstance(item, dict) else None
    if not isinstance(properties, dict):
        return Post()
    text, is_html = _content(properties)
    key, digest = (*_strings(properties, KEY), "", "")[:2]
    said = _comment(text).split()
    return Post(
        url=_first(properties, "url"),
        name=_first(properties, "name"),
        content=text,
        is_html=is_html,
        status=_first(properties, "post-status"),
        key=key or (said[0] if said else ""),
        digest=digest or (said[1] if len(said) > 1 else ""),
        has_own_key=bool(key),
    )


def _properties(variant: Variant, how: How) -> dict[str, Any]:
    """What is sent both times.

    The slug is said again, since a server may make a new one, and so a new address, out of a new name. ``syndication`` is left
    to the server where that is told to syndicate, since it notes there where it did.
    """
    meta = variant.meta
    marked = " ".join((keys.token(variant.key), variant.digest)).rstrip()
    values: dict[str, Any] = {
        "name": [meta.title],
        "content": [{"html": f"{html_of(variant).rstrip()}\n{_BEGIN}{marked} {_END}\n"}],
        "summary": [meta.description] if meta.description else [],
        "category": list(meta.tags),
        "featured": [meta.cover_image] if is_web_address(meta.cover_image) else [],
        "syndication": list(meta.syndication) if not how.syndicate_to else [],
        "post-status": [how.status],
        "mp-slug": [meta.slug] if meta.slug else [],
        KEY: marked.split(),
    }
    return {name: value for name, value in values.items() if value}


def _content(properties: dict[str, Any]) -> tuple[str, bool]:
    """The text, and whether it is HTML: then it is the ``html`` of an object (3.7.2)."""
    content = next(_values(properties, "content"), "")
    if not isinstance(content, dict):
        return str(content), False
    html = content.get("html")
    return (html, True) if isinstance(html, str) else (str(content.get("value", "")), False)


def _comment(html: str) -> str:
    """What our comment says; empty when there is none."""
    _, begun, rest = html.rpartition(_BEGIN)
    said, ended, _ = rest.partition(_END)
    return said if begun and ended else ""


def _values(properties: dict[str, Any], name: str) -> Iterator[Any]:
    values = properties.get(name)
    yield from values if isinstance(values, list) else () if values is None else (values,)


def _strings(properties: dict[str, Any], name: str) -> Iterator[str]:
    return (value for value in _values(properties, name) if isinstance(value, str))


def _first(properties: dict[str, Any], name: str) -> str:
    return next(_strings(properties, name), "")
