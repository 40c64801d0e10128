"""What git leaves in a text where two branches have changed the same rows."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.tree.nodes import Block, Code, HardBreak, Heading, Inline, SoftBreak, Table
from recycle.tree.text import plain
from recycle.tree.walk import Inlines, iter_blocks, own_inlines

_MARK = "<<<<<<< "


def merges(facts: Facts) -> Iterator[Finding]:
    """``merge-unfinished`` where a row begins as git's conflicts do (``git merge``, "How conflicts are presented").

    The row of = makes one heading of all rows before it, so in a heading the mark may stand anywhere. In code it is what somebody writes about.
    """
    for block in iter_blocks(facts.piece.document):
        rows = [_words(row) for row in _rows(block)]
        if any(row.startswith(_MARK) or (isinstance(block, Heading) and _MARK in row) for row in rows):
            message = (
                "git has left two wordings here, one above the other: keep the words that you want, and delete the rows that "
                "begin with <<<<<<<, ======= and >>>>>>>."
            )
            yield Finding("merge-unfinished", message, facts.piece.path, block.line)


def _rows(block: Block) -> Iterator[Inlines]:
    if isinstance(block, Table):
        yield from (row[0] for row in block.rows)
        return
    row: list[Inline] = []
    for inline in own_inlines(block):
        if isinstance(inline, SoftBreak | HardBreak):
            yield tuple(row)
            row = []
        else:
            row.append(inline)
    yield tuple(row)


def _words(row: Inlines) -> str:
    return plain([Code("code") if isinstance(inline, Code) else inline for inline in row])
