"""Where blocks between lines of colons begin and end in the source of a Markdown text, whatever word they begin with."""

from __future__ import annotations

from typing import NamedTuple

import comrak

from recycle.late import regex
from recycle.readers.comrak_options import with_places

# Everything that came from the text is escaped in comrak's answer, so that no text can look like it.
_BLOCK = regex(r'<div class="([^"]*)" data-sourcepos="(\d+):\d+-(\d+):\d+"')
_ALERT = "markdown-alert"
COLONS = ":::"


class Fence(NamedTuple):
    """The words after the first colons, and the lines of the first and the last colons, from 1.

    Where nothing closes it, ``last`` is the last line of what it stands in.
    """

    words: tuple[str, ...]
    first: int
    last: int
    is_closed: bool


def fences(text: str) -> tuple[Fence, ...]:
    """All such blocks of ``text``, outer ones before those in them."""
    if COLONS not in text:
        return ()
    from html import unescape  # its table of names takes long to import

    lines = text.split("\n")
    closed: set[int] = set()
    found = []
    for words, first, last in reversed(
        [(unescape(words).split(), int(first), int(last)) for words, first, last in _placed(text)]
    ):
        if _ALERT in words[:1]:
            continue
        ends = first < last <= len(lines) and last not in closed and lines[last - 1].rstrip().endswith(COLONS)
        closed.add(last)
        found.append(Fence(tuple(words), first, last, ends))
    return tuple(reversed(found))


def _placed(text: str) -> list[tuple[str, str, str]]:
    return _BLOCK.findall(str(comrak.render_markdown(text, *with_places())))
