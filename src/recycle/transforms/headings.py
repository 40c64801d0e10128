"""Headings: moved to the levels an outlet has room for, turned into bold lines, or taken away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from msgspec.structs import replace

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Document,
    FootnoteRef,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Quote,
    Strong,
)
from recycle.tree.normal import normal, normal_inlines
from recycle.tree.text import plain
from recycle.tree.walk import Blocks, Inlines, inner_blocks, iter_blocks, iter_inlines, map_blocks, rebuild_inline

LOWEST = 6


def top_level(document: Document) -> int:
    """The level of the highest heading, 0 when there is none. Headings in quotations count only when there are no others."""
    own = [block.level for block in _outside_quotes(document.blocks) if isinstance(block, Heading)]
    levels = own or [block.level for block in iter_blocks(document) if isinstance(block, Heading)]
    return min(levels, default=0)


def shift(document: Document, top: int) -> Document:
    """The document with its highest heading at level ``top`` and all others as far below it as before, 6 at most."""
    highest = top_level(document)
    by = top - highest

    def change(block: Block) -> Blocks:
        if not isinstance(block, Heading):
            return (block,)
        return (replace(block, level=min(max(block.level + by, top), LOWEST)),)

    return map_blocks(document, change) if highest else document


def as_bold(document: Document) -> Document:
    """The document with every heading as a paragraph in bold, for outlets that have no headings. In normal form."""
    if not any(isinstance(block, Heading) for block in iter_blocks(document)):
        return document

    def change(block: Block) -> Blocks:
        if not isinstance(block, Heading):
            return (block,)
        words = normal_inlines(_without_strong(block.children))
        return (Paragraph((Strong(words),), line=block.line),) if words else ()

    bold = map_blocks(document, change)
    return normal(bold) if _has_heading_in_list(document) else bold


def without_title(document: Document, title: str) -> Document:
    """The document without its first heading, when that is of level 1 and says what the title says."""
    for at, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            if block.level == 1 and _key(plain(block.children)) == _key(title) and not _has_note(block):
                return replace(document, blocks=document.blocks[:at] + document.blocks[at + 1 :])
            return document
    return document


def _outside_quotes(blocks: Blocks) -> Iterator[Block]:
    for block in blocks:
        yield block
        if not isinstance(block, Quote | Alert):
            yield from _outside_quotes(inner_blocks(block))


def _has_heading_in_list(document: Document) -> bool:
    """A tight list whose heading becomes a paragraph may have to be a loose one."""
    lists = (block for block in iter_blocks(document) if isinstance(block, BulletList | OrderedList))
    return any(isinstance(child, Heading) for block in lists for item in block.items for child in item.children)


def _without_strong(inlines: Inlines) -> Inlines:
    new: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Strong):
            new.extend(_without_strong(inline.children))
        else:
            new.append(rebuild_inline(inline, _without_strong))
    return tuple(new)


def _key(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _has_note(block: Heading) -> bool:
    """A note that only the title refers to would be lost with it."""
    return any(isinstance(inline, FootnoteRef) for inline in iter_inlines(block.children))
