"""What a text says, block by block, for checks that look for something in its words."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.tree.nodes import Block, Code, CodeBlock, Document, Image, Inline, Link, Table, Text
from recycle.tree.walk import Inlines, iter_blocks, iter_inlines, own_inlines


def said(document: Document, *, everything: bool = False) -> Iterator[tuple[str, int]]:
    """The running words of every block with the line that they begin on; code is left out of them.

    With ``everything`` also code, and the addresses of links and images in angle brackets. A code block's words begin on the line of its first row.
    """
    for block in iter_blocks(document):
        if isinstance(block, CodeBlock):
            if everything:
                yield block.code, block.line + 1
            continue
        for inlines in cells(block):
            within = tuple(iter_inlines(inlines))
            words = "".join(_words(inline, everything=everything) for inline in within)
            if everything:  # behind the words, since a mail address in an address would stand between its halves
                words = " ".join((words, *(f"<{inline.url}>" for inline in within if isinstance(inline, Link | Image))))
            if words:
                yield words, block.line


def cells(block: Block) -> tuple[Inlines, ...]:
    """The inlines that stand directly in ``block``, those of a table cell by cell, so that no word runs into the next one."""
    return (*block.header, *(cell for row in block.rows for cell in row)) if isinstance(block, Table) else (own_inlines(block),)


def _words(inline: Inline, *, everything: bool) -> str:
    match inline:
        case Text(value=value):
            return value
        case Code(value=value) if everything:
            return value
        case Link() if everything:
            return ""
        case _:
            return " "
