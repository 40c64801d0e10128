"""``::: only`` and ``::: not`` for Python-Markdown: a block processor, without a base class so that nothing heavy is imported."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from recycle.late import regex
from recycle.spelling import did_you_mean

_WORDS = ("only", "not")
_ROW = regex(r"^ {0,3}:{3,}[ \t]*(?P<words>[^\n]*)$", re.MULTILINE)
PRIORITY = 95.0


class PassageProcessor:
    """Makes of a passage a ``div`` whose class is what stands after the colons, placed as comrak places it."""

    def __init__(self, parser: Any) -> None:
        self.parser = parser
        self.rows: list[tuple[int, str]] = []

    def begin(self, text: str) -> None:
        """Forget the last text, and learn where the rows of colons stand in ``text``."""
        found = ((text.count("\n", 0, row.start()) + 1, row["words"].strip()) for row in _ROW.finditer(text))
        self.rows = list(found) if ":::" in text else []

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - Python-Markdown calls it with both
        """Whether a passage begins in ``block``."""
        return ":::" in block and _opening(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Take the passage off ``blocks`` and put it into ``parent``."""
        block = blocks.pop(0)
        found = _opening(block)
        if found is None:
            blocks.insert(0, block)
            return
        if before := block[: found.start()].rstrip("\n"):
            self.parser.parseBlocks(parent, [before])
        if after := block[found.end() :].lstrip("\n"):
            blocks.insert(0, after)
        start, end = self._place(found["words"].strip())
        passage = SubElement(parent, "div", {"class": found["words"].strip(), "data-sourcepos": f"{start}:1-{end}:3"})
        self.parser.parseBlocks(passage, _inside(blocks))

    def _place(self, words: str) -> tuple[int, int]:
        """The first and the last line of the next passage with these words; the first twice when it is never closed."""
        while self.rows:
            line, found = self.rows.pop(0)
            if found == words:
                return line, self._closing(line)
        return 0, 0

    def _closing(self, start: int) -> int:
        depth = 0
        for line, words in self.rows:
            if not words and not depth:
                return line
            depth += 1 if words else -1
        return start


def _opening(block: str) -> re.Match[str] | None:
    return next((row for row in _ROW.finditer(block) if _begins_passage(row["words"])), None)


def _begins_passage(words: str) -> bool:
    """Only what means to be one: archives for MkDocs have lines such as ``::: package.module`` that mean something else."""
    first = words.split(maxsplit=1)[0] if words.strip() else ""
    return first in _WORDS or (first.isalpha() and len(first) < 6 and bool(did_you_mean(first, _WORDS)))


def _inside(blocks: list[str]) -> list[str]:
    """What stands before the row that closes the passage, taken off ``blocks``; everything when no row does."""
    inner: list[str] = []
    depth = 0
    while blocks:
        block = blocks.pop(0)
        for row in _ROW.finditer(block):
            if row["words"].strip():
                depth += 1
            elif depth:
                depth -= 1
            else:
                if rest := block[row.end() :].strip("\n"):
                    blocks.insert(0, rest)
                return [*inner, block[: row.start()]]
        inner.append(block)
    return inner
