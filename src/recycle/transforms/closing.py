"""The numbered list that a text closes with: its notes, or its references."""

from __future__ import annotations

from recycle.transforms.headings import top_level
from recycle.tree.nodes import Block, Document, Heading, ListItem, OrderedList, Paragraph, Strong, Text
from recycle.tree.normal import normal_blocks


def with_closing_list(document: Document, heading: str, items: tuple[ListItem, ...], first: int = 1) -> Document:
    """The document with ``items`` numbered from ``first`` at its end, the list in normal form.

    The line above them is a heading like the document's own highest ones, or a bold line when it has none; an empty
    ``heading`` gives none.
    """
    tight = all(len(item.children) <= 1 for item in items)
    closing = (*_line(document, heading), OrderedList(items, start=first, tight=tight))
    return Document(document.blocks + normal_blocks(closing), document.footnotes)


def _line(document: Document, heading: str) -> tuple[Block, ...]:
    if not heading:
        return ()
    level = top_level(document)
    words = (Text(heading),)
    return (Heading(level, words),) if level else (Paragraph((Strong(words),)),)
