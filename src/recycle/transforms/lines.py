"""Changes inside lines that leave the tree in normal form."""

from __future__ import annotations

from recycle.tree.nodes import Document
from recycle.tree.normal import normal_inlines
from recycle.tree.walk import Blocks, Inlines, OnInlines, map_document, rebuild_block, rebuild_inline


def change_lines(document: Document, change: OnInlines) -> Document:
    """The document with ``change`` applied to all inlines that stand side by side, innermost first.

    A line that comes out different is put into normal form; all others are left alone, which is most of the time saved.
    """

    def on_inlines(inlines: Inlines) -> Inlines:
        return change(tuple(rebuild_inline(inline, on_inlines) for inline in inlines))

    def on_line(inlines: Inlines) -> Inlines:
        new = on_inlines(inlines)
        return inlines if new == inlines else normal_inlines(new)

    def on_blocks(blocks: Blocks) -> Blocks:
        return tuple(rebuild_block(block, on_blocks, on_line) for block in blocks)

    return map_document(document, on_blocks)
