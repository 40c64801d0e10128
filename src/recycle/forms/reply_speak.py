"""Phrases that only make sense in a reply: nobody who reads a new thread knows what "above" was."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from recycle.forms.reply_phrases import BLOCK, PHRASES
from recycle.late import regex
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Code,
    DefinitionList,
    Details,
    Document,
    FootnoteRef,
    HardBreak,
    Image,
    Inline,
    Link,
    OrderedList,
    Quote,
    SoftBreak,
    Text,
)
from recycle.tree.walk import iter_within, own_inlines

_MENTION = regex(r"@[A-Za-z0-9_][\w-]*(?![\w@]*[./@]\w)")
"""``@name`` calls a person who is somewhere else. An address and ``@scope/name`` are none."""
_ASKER = regex(r"OP(?:'s|’s)?\b")
"""The "original poster" of another thread."""
_NOT_WORDS = "\ufffc"


def find(document: Document, language: str) -> Iterator[tuple[str, int]]:
    """Each such phrase as it is typed, and its line. Quotations and code are somebody else's words and are left out, and so are the words
    of a link: it leads to what they speak of.
    """
    spoken = _Spoken(document)
    in_order = sorted({*_phrases(spoken.text, language), *_names(spoken.text)})
    done = 0
    for begin, end in in_order:
        if begin < done:
            continue
        done = end
        yield " ".join(spoken.text[begin:end].split()), spoken.line_at(begin)


def _phrases(text: str, language: str) -> Iterator[tuple[int, int]]:
    small = text.lower().replace("\n", " ")
    if len(small) != len(text):  # a few letters, such as İ, are two when they are small
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text).replace("\n", " ")
    for begin, rest in PHRASES.get(language.lower().replace("_", "-").split("-")[0], ()):
        at = small.find(begin)
        while at >= 0:
            found = _compiled(rest).match(small, at + len(begin)) if at == 0 or not small[at - 1].isalnum() else None
            if found:
                yield at + 2 * begin.startswith(BLOCK), found.end()
            at = small.find(begin, at + 1)


@cache
def _compiled(rest: str) -> re.Pattern[str]:
    """A phrase is compiled when a text first begins one: most are in none."""
    return re.compile(rest)


def _names(text: str) -> Iterator[tuple[int, int]]:
    for sign, pattern in (("@", _MENTION), ("OP", _ASKER)):
        at = text.find(sign)
        while at >= 0:
            before = text[at - 1] if at else " "
            found = pattern.match(text, at) if not (before.isalnum() or before in "@./+-_") else None
            if found:
                yield at, found.end()
            at = text.find(sign, at + 1)


class _Spoken:
    """The writer's own words in one string, a line end for each line end, and where each block begins in it."""

    def __init__(self, document: Document) -> None:
        pieces: list[str] = [f"{BLOCK}\n"]
        self.starts: list[int] = []
        self.lines: list[int] = []
        length = len(pieces[0])
        notes = (block for note in document.footnotes for block in note.children)
        for block in _own_blocks((*document.blocks, *notes)):
            words = "".join(_spoken(own_inlines(block))) + f"\n{BLOCK}\n"
            self.starts.append(length)
            self.lines.append(block.line)
            pieces.append(words)
            length += len(words)
        self.text = "".join(pieces)

    def line_at(self, position: int) -> int:
        block = bisect_right(self.starts, position) - 1
        return self.lines[block] and self.lines[block] + self.text.count("\n", self.starts[block], position)


def _own_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Quote():
                continue
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _own_blocks(item.children)
            case Alert() | Details():
                yield from _own_blocks(block.children)
            case DefinitionList():
                yield from iter_within((block,))
            case _:
                yield block


def _spoken(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text():
                yield inline.value
            case SoftBreak() | HardBreak():
                yield "\n"
            case Code() | Image() | FootnoteRef():
                yield _NOT_WORDS
            case Link():
                words = "".join(_spoken(inline.children))
                yield words if words.startswith("@") else "".join(sign if sign == "\n" else _NOT_WORDS for sign in words)
            case _:
                yield from _spoken(inline.children)
