"""Walking and rebuilding trees. Everything that goes through all nodes is built on ``rebuild_block`` and ``rebuild_inline``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import is_
from typing import assert_never

from msgspec.structs import replace

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Code,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    Emphasis,
    FootnoteRef,
    HardBreak,
    Heading,
    Image,
    Inline,
    Link,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    SoftBreak,
    Span,
    Strike,
    Strong,
    Table,
    Text,
    ThematicBreak,
)

Inlines = tuple[Inline, ...]
Blocks = tuple[Block, ...]
OnInlines = Callable[[Inlines], Inlines]
OnBlocks = Callable[[Blocks], Blocks]


def rebuild_inline(inline: Inline, on_inlines: OnInlines) -> Inline:
    """The same node with ``on_inlines`` applied to what it contains; a leaf is returned as it is."""
    match inline:
        case Text() | SoftBreak() | HardBreak() | Code() | Image() | FootnoteRef():
            return inline
        case Emphasis() | Strong() | Strike() | Span() | Link():
            children = on_inlines(inline.children)
            return inline if children is inline.children else replace(inline, children=children)
        case _:
            assert_never(inline)


def rebuild_block(block: Block, on_blocks: OnBlocks, on_inlines: OnInlines) -> Block:
    """The same node with ``on_blocks`` and ``on_inlines`` applied to what it contains, one level deep."""
    match block:
        case Paragraph() | Heading():
            children = on_inlines(block.children)
            return block if children is block.children else replace(block, children=children)
        case CodeBlock() | ThematicBreak():
            return block
        case Quote() | Alert() | Passage():
            return replace(block, children=on_blocks(block.children))
        case BulletList() | OrderedList():
            items = tuple(replace(item, children=on_blocks(item.children)) for item in block.items)
            return replace(block, items=items)
        case DefinitionList():
            return replace(block, items=tuple(_rebuild_definition(item, on_blocks, on_inlines) for item in block.items))
        case Table():
            header = tuple(on_inlines(cell) for cell in block.header)
            rows = tuple(tuple(on_inlines(cell) for cell in row) for row in block.rows)
            return replace(block, header=header, rows=rows)
        case Details():
            return replace(block, summary=on_inlines(block.summary), children=on_blocks(block.children))
        case _:
            assert_never(block)


def _rebuild_definition(item: DefinitionItem, on_blocks: OnBlocks, on_inlines: OnInlines) -> DefinitionItem:
    return DefinitionItem(on_inlines(item.term), tuple(on_blocks(blocks) for blocks in item.definitions))


def map_document(document: Document, on_blocks: OnBlocks) -> Document:
    """The document with ``on_blocks`` applied to its body and to the body of every footnote."""
    footnotes = tuple(replace(note, children=on_blocks(note.children)) for note in document.footnotes)
    return Document(on_blocks(document.blocks), footnotes)


def map_inlines(document: Document, change: Callable[[Inline], Inlines]) -> Document:
    """Replace every inline, innermost first, by what ``change`` returns for it (nothing, one or several)."""

    def on_inlines(inlines: Inlines) -> Inlines:
        new: list[Inline] = []
        for old in inlines:
            new.extend(change(rebuild_inline(old, on_inlines)))
        return inlines if len(new) == len(inlines) and all(map(is_, new, inlines)) else tuple(new)

    def on_blocks(blocks: Blocks) -> Blocks:
        return tuple([rebuild_block(block, on_blocks, on_inlines) for block in blocks])

    return map_document(document, on_blocks)


def map_blocks(document: Document, change: Callable[[Block], Blocks]) -> Document:
    """Replace every block, innermost first, by what ``change`` returns for it (nothing, one or several)."""

    def on_blocks(blocks: Blocks) -> Blocks:
        return tuple(new for old in blocks for new in change(rebuild_block(old, on_blocks, same)))

    return map_document(document, on_blocks)


def same(inlines: Inlines) -> Inlines:
    """The inlines as they are, for a rebuilding that is about blocks alone."""
    return inlines


def iter_blocks(document: Document) -> Iterator[Block]:
    """Every block in reading order, outermost first, the footnotes' last."""
    yield from iter_within(document.blocks)
    for note in document.footnotes:
        yield from iter_within(note.children)


def iter_within(blocks: Blocks) -> Iterator[Block]:
    """``blocks`` and every block inside them, in reading order."""
    for block in blocks:
        yield block
        inner = inner_blocks(block)
        if inner:
            yield from iter_within(inner)


def inner_blocks(block: Block) -> Blocks:
    """The blocks that stand directly in ``block``, those of a list's items one after the other."""
    match block:
        case Paragraph() | Heading() | CodeBlock() | ThematicBreak() | Table():
            return ()
        case Quote() | Alert() | Passage() | Details():
            return block.children
        case BulletList() | OrderedList():
            return tuple(child for item in block.items for child in item.children)
        case DefinitionList():
            return tuple(child for item in block.items for blocks in item.definitions for child in blocks)
        case _:
            assert_never(block)


def own_inlines(block: Block) -> Inlines:
    """The inlines that stand directly in ``block``, those of a table's cells one after the other."""
    match block:
        case Paragraph() | Heading():
            return block.children
        case CodeBlock() | ThematicBreak() | Quote() | Alert() | Passage() | BulletList() | OrderedList():
            return ()
        case Table():
            return tuple(inline for row in (block.header, *block.rows) for cell in row for inline in cell)
        case DefinitionList():
            return tuple(inline for item in block.items for inline in item.term)
        case Details():
            return block.summary
        case _:
            assert_never(block)


def iter_inlines(inlines: Inlines) -> Iterator[Inline]:
    """``inlines`` and everything inside them, in reading order, outermost first."""
    for inline in inlines:
        yield inline
        match inline:
            case Emphasis() | Strong() | Strike() | Span() | Link():
                yield from iter_inlines(inline.children)
            case _:
                pass


def iter_placed_inlines(document: Document) -> Iterator[tuple[Inline, int]]:
    """Every inline of the document with the line of the block that it stands in."""
    for block in iter_blocks(document):
        for inline in iter_inlines(own_inlines(block)):
            yield inline, block.line


def without_lines(document: Document) -> Document:
    """The document as if nobody knew its lines: what two trees are compared by."""

    def on_blocks(blocks: Blocks) -> Blocks:
        return tuple(_unplaced(rebuild_block(block, on_blocks, same)) for block in blocks)

    bare = map_document(document, on_blocks)
    return replace(bare, footnotes=tuple(replace(note, line=0) for note in bare.footnotes))


def _unplaced(block: Block) -> Block:
    if isinstance(block, BulletList | OrderedList):
        return replace(block, line=0, items=tuple(replace(item, line=0) for item in block.items))
    return replace(block, line=0)
