"""Images that are not there, and images that say nothing to those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.tree.nodes import Image
from recycle.tree.rows import Rows
from recycle.tree.walk import iter_placed_inlines

_LARGEST = 5_000_000
"""Bytes. A photograph of 2,000 pixels has about one million; Ghost, Discourse and others take no more than about this."""


def images(facts: Facts) -> Iterator[Finding]:
    """``image-missing`` for a path beside the piece where no file is, ``image-too-large`` for a file of several megabytes;
    ``image-no-alt`` for an image without alternative text.

    An address on the web is not asked for, and neither is a path from the site's root (``/img/a.png``).
    """
    path, rows, bare = facts.piece.path, Rows(facts.piece.document, facts.text), Rows(facts.piece.document, facts.text)
    for inline, line in iter_placed_inlines(facts.piece.document):
        if isinstance(inline, Image):
            if _is_missing(inline.url, facts):
                yield _missing(inline.url, path, rows.of(inline, line))
            elif size := _too_large(inline.url, facts):
                yield _large(inline.url, size, path, rows.of(inline, line))
            if not inline.alt:
                yield _no_alt(inline.url, path, bare.without_alt(inline, line))
    yield from _cover(facts)


def _cover(facts: Facts) -> Iterator[Finding]:
    cover, line = facts.piece.cover_image, facts.piece.lines.get("cover_image", 0)
    if cover and _is_missing(cover, facts):
        yield _missing(cover, facts.piece.path, line)
    elif cover and (size := _too_large(cover, facts)):
        yield _large(cover, size, facts.piece.path, line)


def _is_missing(url: str, facts: Facts) -> bool:
    path = beside(url)
    return bool(path) and not facts.exists(path)


def _too_large(url: str, facts: Facts) -> int:
    """The file's bytes when there are too many, else 0."""
    path = beside(url)
    size = facts.size(path) if path else 0
    return size if size > _LARGEST else 0


def beside(url: str) -> str:
    """The path of a file beside the piece; empty for an address on the web and for a path from the site's root."""
    try:
        split = urlsplit(url)
    except ValueError:
        return ""
    is_beside = not split.scheme and not split.netloc and not split.path.startswith("/")
    return unquote(split.path) if is_beside else ""


def _missing(url: str, path: str, line: int) -> Finding:
    message = f"there is no image at {short(url)}; put the file beside the piece or correct the path."
    return Finding("image-missing", message, path, line)


def _large(url: str, size: int, path: str, line: int) -> Finding:
    message = f"the image {short(url)} has {size / 1_000_000:.1f} MB; make it smaller, {_LARGEST // 1_000_000} MB are more than any page needs."
    return Finding("image-too-large", message, path, line, "warning")


def _no_alt(url: str, path: str, line: int) -> Finding:
    message = f"the image {short(url)} has no alternative text; write what it shows between the square brackets: ![what it shows](...)."
    return Finding("image-no-alt", message, path, line, severity="warning")


def short(url: str) -> str:
    """A data address would fill the screen."""
    return url if len(url) <= 80 else f"{url[:60]}..."
