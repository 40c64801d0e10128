"""Passages: what of a text can stand in another one, a few neighbouring blocks under one heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recycle.tree.nodes import Block, BulletList, CodeBlock, Document, Heading, OrderedList, Paragraph, ThematicBreak
from recycle.tree.text import count_in, plain
from recycle.tree.walk import iter_within, own_inlines

FEWEST_WORDS, MOST_WORDS = 40, 180
_MOST_CODE = 30
_LEADS_ON = (":", "：")


class Extract(NamedTuple):
    """Neighbouring blocks of a text, the words of the heading that they stand under, and how many words they have."""

    blocks: tuple[Block, ...]
    heading: str
    words: int

    @property
    def line(self) -> int:
        """The line that it begins on."""
        return self.blocks[0].line


def extracts(document: Document) -> Iterator[Extract]:
    """Every passage of 40 to 180 words: each section as a whole, from each paragraph on as few blocks as will do, and list items.

    None ends with what leads on to something, or is torn from the code or the list that belongs to it.
    """
    for heading, blocks in _sections(document.blocks):
        counts = [words_in(block) for block in blocks]
        places = dict.fromkeys((start, end) for start in range(len(blocks)) for end in _first_end(blocks, counts, start))
        if blocks and _fits(blocks, sum(counts)):
            places[0, len(blocks)] = None
        for start, end in places:
            yield Extract(tuple(blocks[start:end]), heading, sum(counts[start:end]))
        yield from _items(heading, blocks)


def words_in(block: Block) -> int:
    """How many words a person reads in the block; those of code are not counted."""
    return sum(count_in(plain(own_inlines(inner))) for inner in iter_within((block,)))


def words_of(block: Block) -> str:
    """What the block says, a line for each block in it."""
    return "\n".join(plain(own_inlines(inner)) for inner in iter_within((block,)))


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    heading = ""
    under: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading | ThematicBreak):
            yield heading, under
            heading, under = plain(block.children) if isinstance(block, Heading) else heading, []
        else:
            under.append(block)
    yield heading, under


def _first_end(blocks: Sequence[Block], counts: Sequence[int], start: int) -> Iterator[int]:
    """Where a passage that begins at ``start`` may end first, if anywhere."""
    if not isinstance(blocks[start], Paragraph):
        return
    for end in range(start + 1, len(blocks) + 1):
        words = sum(counts[start:end])
        if words > MOST_WORDS:
            return
        if _fits(blocks[start:end], words) and not _goes_on(blocks, end):
            yield end
            return


def _items(heading: str, blocks: Sequence[Block]) -> Iterator[Extract]:
    for block in blocks:
        for item in block.items if isinstance(block, BulletList | OrderedList) else ():
            words = sum(map(words_in, item.children))
            if item.children and isinstance(item.children[0], Paragraph) and _fits(item.children, words):
                yield Extract(item.children, heading, words)


def _fits(blocks: Sequence[Block], words: int) -> bool:
    code = sum(block.code.count("\n") for block in iter_within(tuple(blocks)) if isinstance(block, CodeBlock))
    return FEWEST_WORDS <= words <= MOST_WORDS and code <= _MOST_CODE and not _leads_on(blocks[-1])


def _goes_on(blocks: Sequence[Block], end: int) -> bool:
    """Whether what follows is code, a list or a quotation, which belongs to the paragraph before it."""
    return end < len(blocks) and not isinstance(blocks[end], Paragraph)


def _leads_on(block: Block) -> bool:
    return isinstance(block, Paragraph) and plain(block.children).rstrip().endswith(_LEADS_ON)
