"""Line ends: what becomes of those in the source that a reader does not have to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from recycle.transforms.lines import change_lines
from recycle.tree.nodes import Document, HardBreak, Inline, SoftBreak, Text
from recycle.tree.text import is_unspaced, plain
from recycle.tree.walk import Inlines, map_inlines


def keep(document: Document) -> Document:
    """The document as it is."""
    return document


def hard(document: Document) -> Document:
    """The document with every line end as a line break: for texts whose lines are meant, such as chat and verse."""

    def change(inline: Inline) -> Inlines:
        return (HardBreak(),) if isinstance(inline, SoftBreak) else (inline,)

    return map_inlines(document, change)


def unwrap(document: Document) -> Document:
    """The document with every paragraph on one line, for outlets that show a line end as a line break.

    A line end becomes a space, except between two characters of a script that is written without spaces (Chinese, Japanese),
    where it becomes nothing.
    """
    return change_lines(document, _joined)


BREAKS: Mapping[str, Callable[[Document], Document]] = MappingProxyType({"keep": keep, "hard": hard, "unwrap": unwrap})


def _joined(inlines: Inlines) -> Inlines:
    if not any(isinstance(inline, SoftBreak) for inline in inlines):
        return inlines
    return tuple(
        Text(_joint(inlines[:at], inlines[at + 1 :])) if isinstance(inline, SoftBreak) else inline
        for at, inline in enumerate(inlines)
    )


def _joint(before: Inlines, after: Inlines) -> str:
    last, first = plain(before[-1:])[-1:], plain(after[:1])[:1]
    return "" if is_unspaced(last) and is_unspaced(first) else " "
