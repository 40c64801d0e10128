"""Passages: what an outlet shows of a text that says different things in different places."""

from __future__ import annotations

from msgspec.structs import replace

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    FootnoteRef,
    Inline,
    OrderedList,
    Passage,
    Quote,
)
from recycle.tree.normal import normal
from recycle.tree.walk import Blocks, Inlines, OnBlocks, iter_blocks, map_document, map_inlines, rebuild_block, same


def select(document: Document, names: frozenset[str]) -> Document:
    """The document as the outlet known by ``names`` (its own name and its form's) shows it, in normal form and without passages.

    A passage with ``only`` is shown when one of them is among ``names``; one with ``without`` is not shown when one of them is.
    What held nothing but hidden passages (a list item, a quotation, a footnote) goes with them, and so do the footnotes that
    only a hidden passage referred to.
    """
    if not any(isinstance(block, Passage) for block in iter_blocks(document)):
        return document

    def on_blocks(blocks: Blocks) -> Blocks:
        return tuple(new for block in blocks for new in _chosen(block, names, on_blocks))

    return normal(_without_empty_notes(map_document(document, on_blocks)))


def _chosen(block: Block, names: frozenset[str], on_blocks: OnBlocks) -> Blocks:
    if isinstance(block, Passage):
        return on_blocks(block.children) if block.is_for(names) else ()
    new = rebuild_block(block, on_blocks, same)
    match block, new:
        case (Quote() | Alert() | Details(), Quote() | Alert() | Details()):
            return () if block.children and not new.children else (new,)
        case (BulletList() | OrderedList(), BulletList() | OrderedList()):
            pairs = zip(block.items, new.items, strict=True)
            return (replace(new, items=tuple(item for old, item in pairs if item.children or not old.children)),)
        case (DefinitionList(), DefinitionList()):
            return (replace(new, items=tuple(item for item in new.items if _says_something(item))),)
        case _:
            return (new,)


def _says_something(item: DefinitionItem) -> bool:
    return not item.definitions or any(item.definitions)


def _without_empty_notes(document: Document) -> Document:
    gone = frozenset(note.label for note in document.footnotes if not note.children)
    if not gone:
        return document

    def without_mark(inline: Inline) -> Inlines:
        return () if isinstance(inline, FootnoteRef) and inline.label in gone else (inline,)

    return map_inlines(document, without_mark)
