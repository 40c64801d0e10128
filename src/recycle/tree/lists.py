"""Which lists can be tight: without a blank line in them there must be no doubt where one block ends and the next begins."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    CodeBlock,
    DefinitionList,
    Details,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    Table,
    ThematicBreak,
)


def fits_tightly(items: Sequence[ListItem]) -> bool:
    """Whether the blocks of every item may follow each other without a blank line, by CommonMark's rules for what can
    interrupt a paragraph (https://spec.commonmark.org/0.31.2/#paragraphs) and which lines continue one lazily.
    """
    return all(_fits(item) for item in items)


def fits_loosely(items: Sequence[ListItem]) -> bool:
    """Whether a blank line can be seen in the list. comrak sees none after a thematic break."""
    return any(_shows_blank_after(item.children) for item in items[:-1]) or any(_shows_blank_inside(item) for item in items)


def _shows_blank_inside(item: ListItem) -> bool:
    blocks = item.children
    if item.checked is not None and blocks and not isinstance(blocks[0], Paragraph):
        return True
    return any(_shows_blank_after(blocks[:end]) for end in range(1, len(blocks)))


def _shows_blank_after(blocks: Sequence[Block]) -> bool:
    match blocks[-1] if blocks else None:
        case ThematicBreak():
            return False
        case BulletList(items=items) | OrderedList(items=items):
            return not items or _shows_blank_after(items[-1].children)
        case _:
            return True


def _fits(item: ListItem) -> bool:
    blocks = item.children
    if any(_needs_blank_lines(block) for block in blocks):
        return False
    if item.checked is not None and blocks and not isinstance(blocks[0], Paragraph) and not _interrupts(blocks[0]):
        return False
    return all(_follows(before, after) for before, after in itertools.pairwise(blocks))


def _needs_blank_lines(block: Block) -> bool:
    """Whether a list with ``block`` in it is always read as loose; so comrak does for a table without rows and an empty passage."""
    match block:
        case Details() | DefinitionList():
            return True
        case Table():
            return not block.rows
        case Passage():
            return not block.children
        case BulletList() | OrderedList():
            last = block.items[-1].children if block.items else ()
            return (
                bool(last) and isinstance(last[-1], Table | Passage | BulletList | OrderedList) and _needs_blank_lines(last[-1])
            )
        case _:
            return False


def _follows(before: Block, after: Block) -> bool:
    match before:
        case Heading() | CodeBlock() | ThematicBreak() | Passage():
            return True
        case Paragraph():
            return _interrupts(after)
        case Table():
            return not isinstance(after, Table) and _interrupts(after)
        case Quote() | Alert():
            return not isinstance(after, Quote | Alert | Table) and _interrupts(after)
        case BulletList() | OrderedList():
            return not isinstance(after, Table) and type(after) is not type(before) and _interrupts(after)
        case _:
            return False


def _interrupts(block: Block) -> bool:
    """Whether the first line of ``block`` cannot be taken for another line of a paragraph before it."""
    match block:
        case Paragraph():
            return False
        case OrderedList():
            return block.start == 1 and _begins(block.items)
        case BulletList():
            return _begins(block.items)
        case _:
            return True


def _begins(items: Sequence[ListItem]) -> bool:
    return bool(items) and (bool(items[0].children) or items[0].checked is not None)
