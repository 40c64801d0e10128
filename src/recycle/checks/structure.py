"""Headings that a reader, or a screen reader, stumbles over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from recycle.checks.protocol import Facts, Shown
from recycle.model import Finding, Piece
from recycle.tree.nodes import Block, Heading, Link, Passage
from recycle.tree.text import plain
from recycle.tree.walk import iter_inlines


def structure(facts: Facts) -> Iterator[Finding]:
    """``heading-skips-level`` for a heading more than one level below the one before it (WCAG 2.2, technique G141), and
    ``section-empty`` for a heading with nothing between it and one that is not below it.

    Only headings that stand free are looked at: what is around those in a passage depends on the outlet, and a quotation's
    are not the author's. All of both are warnings.
    """
    blocks = facts.piece.document.blocks
    yield from _skipped(blocks, facts.piece.path)
    yield from _empty(blocks, facts.piece.path)
    yield from _second_title(blocks, facts.piece)


def _skipped(blocks: tuple[Block, ...], path: str) -> Iterator[Finding]:
    marks = [block for block in blocks if isinstance(block, Heading | Passage)]
    for above, below in itertools.pairwise(marks):
        if isinstance(above, Heading) and isinstance(below, Heading) and below.level > above.level + 1:
            message = (
                f'the heading "{plain(below.children)}" is of level {below.level}, right under one of level {above.level}; '
                f"make it level {above.level + 1}."
            )
            yield Finding("heading-skips-level", message, path, below.line, severity="warning")


def _empty(blocks: tuple[Block, ...], path: str) -> Iterator[Finding]:
    for block, after in itertools.zip_longest(blocks, blocks[1:]):
        if isinstance(block, Heading) and _ends(block, after):
            words = plain(block.children).strip()
            what = f'the section "{words}" is empty; write it or take its heading away.'
            message = what if words else "this heading has no words, and nothing stands under it; take it away."
            yield Finding("section-empty", message, path, block.line, severity="warning")


def _second_title(blocks: tuple[Block, ...], piece: Piece) -> Iterator[Finding]:
    """``title-twice`` where a text begins with its only heading of level 1, and that says something else than the title."""
    head = blocks[0] if blocks else None
    highest = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    if isinstance(head, Heading) and highest == [head] and piece.title:
        words = " ".join(plain(head.children).split())
        if words.casefold() != " ".join(piece.title.split()).casefold():
            message = f'the text has a title of its own, "{words}", under the title "{piece.title}"; keep one of the two.'
            yield Finding("title-twice", message, piece.path, head.line, severity="warning")


def _ends(heading: Heading, after: Block | None) -> bool:
    """Whether ``heading`` has nothing under it. One that is a link says enough, and of two on rows that follow each other the text is for both."""
    if any(isinstance(inline, Link) for inline in iter_inlines(heading.children)):
        return False
    if after is None:
        return True
    is_shared = isinstance(after, Heading) and after.level == heading.level and after.line == heading.line + 1
    return isinstance(after, Heading) and after.level <= heading.level and not is_shared


def hidden_sections(shown: Shown) -> Iterator[Finding]:
    """``section-hidden`` for a heading of which the outlet shows nothing more: all below it is in passages for others."""
    blocks = shown.piece.document.blocks
    for at, block in enumerate(blocks):
        if isinstance(block, Heading) and _is_hidden(blocks, at + 1, block.level, shown.names):
            message = (
                f'at {shown.outlet} nothing stands under the heading "{plain(block.children)}": all of it is for other outlets; '
                "put the heading into a passage too."
            )
            yield Finding("section-hidden", message, shown.piece.path, block.line, severity="warning", outlet=shown.outlet)


def _is_hidden(blocks: tuple[Block, ...], start: int, level: int, names: frozenset[str]) -> bool:
    """Whether the section from ``start`` on has something in it, and all of that is for others."""
    at = start
    while at < len(blocks):
        match blocks[at]:
            case Heading(level=found) if found <= level:
                break
            case Passage() as passage if not passage.is_for(names):
                at += 1
            case _:
                return False
    return at > start
