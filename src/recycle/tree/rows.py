"""The row of the source that a link, an image or some words stand in: inlines carry no lines, and the line of a block is that of its first row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import NamedTuple

from recycle.tree.nodes import BulletList, Document, Image, Link, OrderedList
from recycle.tree.text import plain
from recycle.tree.urls import spellings
from recycle.tree.walk import iter_blocks

_BEFORE = "\"'=(<"
_BEHIND = "\"')> \t"
_STOPS = ".,;:!?"


def begins(document: Document) -> tuple[int, ...]:
    """The lines that the blocks of ``document`` and the items of its lists begin on, in order."""
    found = {note.line for note in document.footnotes}
    for block in iter_blocks(document):
        found.add(block.line)
        if isinstance(block, BulletList | OrderedList):
            found.update(item.line for item in block.items)
    return tuple(sorted(found))


class Rows:
    """Looks things up in the text that a document was read from; ``text`` is asked for once there is something to look up.

    What is asked for twice in one block is looked for behind the first. What is not found as it is keeps the line of its block.
    """

    def __init__(self, document: Document, text: Callable[[], str]) -> None:
        self._document, self._text = document, text
        self._rows: list[str] | None = None
        self._begins: tuple[int, ...] = ()
        self._blocks: dict[int, _Block] = {}
        self._told: dict[tuple[int, str], int] = {}

    def of(self, inline: Link | Image, line: int) -> int:
        """The row of a link or an image in the block at ``line``: that of its address, or else of its words in brackets."""
        if inline.url:
            for address in spellings(inline.url):
                if found := self._next(line, address, _is_address):
                    return found
        shown: tuple[str, ...]
        if isinstance(inline, Image):
            shown = (f"![{inline.alt}]",)
        else:
            words = plain(inline.children)
            shown = (f"[{words}]",) if inline.url else (f"[{words}]()", f"[{words}](<>)")
        return next((found for one in shown if (found := self._next(line, one, _anywhere))), line)

    def without_alt(self, image: Image, line: int) -> int:
        """The row of an image that has no alternative text, which may stand beside the same one with it."""
        return self._next(line, f"![]({image.url}", _anywhere) or self.of(image, line)

    def of_words(self, words: str, line: int) -> int:
        """The row of ``words`` in the block at ``line``."""
        return (self._next(line, words, _anywhere) if words else 0) or line

    def _next(self, line: int, what: str, fits: Callable[[str, int, int], bool]) -> int:
        """The row of the next place behind those told before; 0 when there is none."""
        if line <= 0:
            return 0
        block = self._block(line)
        at = block.text.find(what, self._told.get((line, what), 0))
        while at >= 0 and not fits(block.text, at, at + len(what)):
            at = block.text.find(what, at + 1)
        self._told[(line, what)] = at + 1 if at >= 0 else len(block.text)
        if at < 0:
            return 0
        return line + bisect_right(block.starts, at) - 1

    def _block(self, line: int) -> _Block:
        """The rows from ``line`` to an empty one or the next block."""
        if line not in self._blocks:
            self._blocks[line] = self._found_block(line)
        return self._blocks[line]

    def _found_block(self, line: int) -> _Block:
        if self._rows is None:
            self._rows = self._text().replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._begins = begins(self._document)
        at = bisect_right(self._begins, line)
        end = self._begins[at] if at < len(self._begins) else len(self._rows) + 1
        rows = self._rows[line - 1 : end - 1]
        rows = rows[: next((at for at, row in enumerate(rows) if at and not row.strip(" \t>")), len(rows))]
        starts = accumulate((len(row) + 1 for row in rows), initial=0)
        return _Block("".join(f"{row}\n" for row in rows), tuple(starts))


class _Block(NamedTuple):
    """Rows, each with its line end, and where each begins."""

    text: str
    starts: tuple[int, ...]


def _is_address(text: str, start: int, end: int) -> bool:
    """Whether what stands there is an address as a whole: in brackets, in a tag, or, with ``://`` in it, between spaces and stops."""
    before, behind = text[max(start - 1, 0) : start], text[end : text.find("\n", end)]
    if before and before in _BEFORE:
        return not behind or behind[0] in _BEHIND
    return "://" in text[start:end] and not before.strip() and not behind.lstrip(_STOPS)[:1].strip()


def _anywhere(text: str, start: int, end: int) -> bool:
    """Whether words stand there that are not a part of longer ones."""
    before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (behind.isalnum() and text[end - 1].isalnum())
