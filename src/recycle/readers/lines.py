"""Lines for a tree whose parser does not give them: each block is looked up by its first words, from the top down."""

from __future__ import annotations

from msgspec.structs import replace

from recycle.tree.nodes import (
    Block,
    BulletList,
    Code,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    Footnote,
    ListItem,
    OrderedList,
    Text,
)
from recycle.tree.walk import inner_blocks, iter_inlines, own_inlines, rebuild_block, same

_PROBE = 30
_NEAR = 2_000
_TRIES = 100


def with_lines(document: Document, text: str) -> Document:
    """The document with the line of each block whose first words stand in ``text`` as they are; 0 for the others."""
    blocks = _Finder(text, 0).blocks(document.blocks)
    return Document(blocks, tuple(_note(note, text) for note in document.footnotes))


def _note(note: Footnote, text: str) -> Footnote:
    at = text.find(f"[^{note.label}]:")
    if at < 0:
        return note
    finder = _Finder(text, at)
    return replace(note, line=finder.line(at), children=finder.blocks(note.children))


class _Finder:
    """Looks for one block after the other and never goes back, so that a word said twice is found in its own place."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.counted = 0
        self.newlines = 0

    def line(self, at: int) -> int:
        """The line that the offset ``at`` stands in; offsets must not go down."""
        self.newlines += self.text.count("\n", self.counted, at)
        self.counted = at
        return self.newlines + 1

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks with their lines, and what is inside them."""
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Block:
        line = block.line or self._found(_probe(block))
        if line and isinstance(block, CodeBlock) and self._has_fence_above():
            return replace(block, line=line - 1)
        if isinstance(block, BulletList | OrderedList):
            items = tuple(self._item(item) for item in block.items)
            return replace(block, items=items, line=line or items[0].line)
        new = rebuild_block(block, self.blocks, same)
        return replace(new, line=line or _first_line(new))

    def _item(self, item: ListItem) -> ListItem:
        children = self.blocks(item.children)
        return replace(item, children=children, line=children[0].line if children else 0)

    def _has_fence_above(self) -> bool:
        """Whether the line above the one found last begins a block of code."""
        end = self.text.rfind("\n", 0, self.at)
        above = self.text[self.text.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)]
        return above.lstrip(" ").startswith(("```", "~~~"))

    def _found(self, probe: str) -> int:
        """The line of the next place that says ``probe``, or else, not far below, its first word."""
        if not probe:
            return 0
        at = _find_words(self.text, probe, self.at, len(self.text))
        if at < 0:
            at = _find_words(self.text, probe.split(maxsplit=1)[0], self.at, self.at + _NEAR)
        if at < 0:
            return 0
        self.at = at
        return self.line(at)


def _find_words(text: str, words: str, start: int, end: int) -> int:
    """Where ``words`` stand in ``text`` and are not the end of a longer word; -1 when nowhere in the first places."""
    at = text.find(words, start, end)
    for _ in range(_TRIES):
        if at <= 0 or not (text[at - 1].isalnum() and words[0].isalnum()):
            return at
        at = text.find(words, at + 1, end)
    return -1


def _probe(block: Block) -> str:
    """The first words of a block that stand in its source as they are."""
    if isinstance(block, CodeBlock):
        rows = (row.strip() for row in block.code.split("\n"))
        return next((row for row in rows if row), "")
    for inline in iter_inlines(own_inlines(block)):
        if isinstance(inline, Text | Code) and inline.value.strip():
            return inline.value.strip()[:_PROBE].strip()
    return ""


def _first_line(block: Block) -> int:
    """The line of the first block inside ``block``."""
    inner = () if isinstance(block, DefinitionList | Details) else inner_blocks(block)
    return inner[0].line if inner else 0
