"""Which lists Markdown from before CommonMark can say how."""

from __future__ import annotations

from typing import TypeGuard

from msgspec.structs import replace

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    CodeBlock,
    DefinitionItem,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    Quote,
    Strong,
    Table,
    ThematicBreak,
)

Simple = Paragraph | Heading | CodeBlock | Quote | Alert | BulletList | OrderedList | Table | ThematicBreak
"""The blocks that are left when those are opened that no service has a sign for."""


def is_simple(item: ListItem) -> bool:
    """Whether no blank line is needed in the item: a paragraph, and perhaps a tight list in it."""
    match item.children:
        case () | (Paragraph(),):
            return True
        case (Paragraph(), BulletList() | OrderedList() as inner):
            return inner.tight and all(map(is_simple, inner.items))
        case _:
            return False


def is_flat(item: ListItem) -> bool:
    """Whether the item is a paragraph, and perhaps a list of such items, which can be written without a blank line."""
    match item.children:
        case () | (Paragraph(),):
            return True
        case (Paragraph(), BulletList() | OrderedList() as inner):
            return all(map(is_flat, inner.items))
        case _:
            return False


def is_other(block: Simple, around: BulletList | OrderedList) -> TypeGuard[BulletList | OrderedList]:
    """Whether the block is a list of the other kind than the one ``around`` it."""
    return isinstance(block, BulletList | OrderedList) and type(block) is not type(around)


def defined(item: DefinitionItem, line: int) -> tuple[Block, ...]:
    """A term and what it means, as a bold line over a list."""
    term: tuple[Block, ...] = (Paragraph((Strong(item.term),), line),) if item.term else ()
    if not item.definitions:
        return term
    return (*term, BulletList(tuple(ListItem(blocks) for blocks in item.definitions), tight=True, line=line))


def fitting(block: Simple, around: BulletList | OrderedList, *, may_be_other: bool) -> Simple:
    """The block for an item where a list of the other kind ends the one around it, unless no empty line is before or in it."""
    if not is_other(block, around):
        return block
    if may_be_other and all(map(is_flat, block.items)):
        return replace(block, tight=True)
    if isinstance(around, BulletList):
        return BulletList(block.items, block.tight, block.line)
    return OrderedList(block.items, 1, block.tight, block.line)
