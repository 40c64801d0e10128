"""Images: found, told apart, and pointed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from msgspec.structs import replace

from recycle.tree.nodes import Document, Image, Inline
from recycle.tree.walk import Inlines, iter_placed_inlines, map_inlines


def rewrite(document: Document, resolve: Callable[[str], str]) -> Document:
    """The document with the address of every image as ``resolve`` gives it for the old one."""

    def change(inline: Inline) -> Inlines:
        if not isinstance(inline, Image):
            return (inline,)
        url = resolve(inline.url)
        return (inline if url == inline.url else replace(inline, url=url),)

    return map_inlines(document, change)


def placed(document: Document) -> Iterator[tuple[Image, int]]:
    """Every image in reading order with the line of its block."""
    return ((inline, line) for inline, line in iter_placed_inlines(document) if isinstance(inline, Image))


def is_local(url: str) -> bool:
    """Whether ``url`` is a path beside the piece or on the site, and not an address (``https:``, ``data:``, ``//host``)."""
    try:
        split = urlsplit(url)
    except ValueError:
        return False
    return not split.scheme and not split.netloc and bool(split.path)
