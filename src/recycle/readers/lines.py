"""Lines for blocks whose parser does not give them: each is looked up by its first words or image, from the top down."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from urllib.parse import unquote

from msgspec.structs import replace

from recycle.model import Finding
from recycle.tree.nodes import (
    Block,
    BulletList,
    Code,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    Footnote,
    Image,
    ListItem,
    OrderedList,
    Text,
)
from recycle.tree.urls import spellings
from recycle.tree.walk import inner_blocks, iter_blocks, iter_inlines, own_inlines, rebuild_block, same

_PROBE = 30
_NEAR = 2_000
_TRIES = 100
_BEFORE = "\"'=("
_BEHIND = "\"')> \t\r\n"


def with_missing_lines(document: Document, text: str) -> Document:
    """The document with lines for the blocks that its parser has not placed, such as those in HTML; the same one when there are none."""
    return document if all(block.line for block in iter_blocks(document)) else with_lines(document, text)


def with_lines(document: Document, text: str) -> Document:
    """The document with the line of each block whose first words, or first image, stand in ``text`` as they are; 0 for the others.

    What has a line keeps it, and what stands between two such blocks is looked for between their lines.
    """
    blocks = _Finder(text, 0).blocks(document.blocks)
    return Document(blocks, tuple(_note(note, text) for note in document.footnotes))


def findings_placed(findings: tuple[Finding, ...], text: str) -> tuple[Finding, ...]:
    """What ``removed_findings`` found, with the line of the tag, attribute or address that each names.

    Each is looked for from its own line on, which is that of a block above when it stands in HTML; where it is not found the line stays.
    """
    if not findings:
        return ()
    finder = _Finder(text.lower(), 0)
    return tuple(replace(finding, line=finder.named(finding)) for finding in findings)


def _named(message: str) -> str:
    """What a finding of ``removed_findings`` names, as it stands in the source: ``<tag``, an attribute, or the address in quotation marks."""
    if message.startswith("<"):
        return message[: message.find(">")]
    if message.startswith("the attribute "):
        return message.split()[2]
    return message.split('"')[1].removesuffix("…")


def _note(note: Footnote, text: str) -> Footnote:
    at = text.find(f"[^{note.label}]:")
    if at < 0:
        return note
    finder = _Finder(text, at)
    return replace(note, line=note.line or finder.line(at), children=finder.blocks(note.children))


class _Finder:
    """Looks for one block after the other and never goes back, so that a word said twice is found in its own place."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.end = len(text)
        self.starts = [0, *(found + 1 for found in _line_ends(text))]

    def line(self, at: int) -> int:
        """The line that the offset ``at`` stands in."""
        return bisect_right(self.starts, at)

    def named(self, finding: Finding) -> int:
        """The line of what ``finding`` names, behind what was found last; its own line when that is nowhere."""
        what, start = _named(finding.message).lower(), max(self.at, self.start(finding.line or 1))
        ways = (*spellings(what), unquote(what)) if finding.rule.startswith("link-") else (what,)
        places = [at for way in ways if (at := self._outside_code(way, start)) >= 0]
        if not places:
            return finding.line
        self.at = min(places) + 1
        return self.line(min(places))

    def _outside_code(self, what: str, start: int) -> int:
        at = self.text.find(what, start)
        while at > 0 and self.text[at - 1] == "`":
            at = self.text.find(what, at + 1)
        return at

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks with their lines, and what is inside them."""
        outer = self.end
        ends = [outer]
        for block in reversed(blocks[1:]):
            ends.append(self.start(block.line) if block.line else ends[-1])
        placed = []
        for block in blocks:
            self.end = ends.pop()
            placed.append(self._block(block))
        self.end = outer
        return tuple(placed)

    def start(self, line: int) -> int:
        """Where ``line`` begins; the end of the text for a line that it has not."""
        return self.starts[line - 1] if line <= len(self.starts) else len(self.text)

    def _block(self, block: Block) -> Block:
        if block.line:
            self.at = self.start(block.line)
        line = block.line or self._found(block)
        if isinstance(block, BulletList | OrderedList):
            items = tuple(self._item(item) for item in block.items)
            return replace(block, items=items, line=line or next((item.line for item in items), 0))
        new = rebuild_block(block, self.blocks, same)
        return replace(new, line=line or _first_line(new))

    def _item(self, item: ListItem) -> ListItem:
        children = self.blocks(item.children)
        return replace(item, children=children, line=item.line or next((child.line for child in children), 0))

    def _has_fence_above(self) -> bool:
        """Whether the line above the one found last begins a block of code."""
        end = self.text.rfind("\n", 0, self.at)
        above = self.text[self.text.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)]
        return above.lstrip(" ").startswith(("```", "~~~"))

    def _found(self, block: Block) -> int:
        """The line of the next place that says the block's first words or shows its first image; 0 when nowhere."""
        probe = _probe(block)
        at = self._image(probe) if isinstance(probe, Image) else self._words(probe)
        if at < 0:
            return 0
        self.at = at
        return self.line(at) - (isinstance(block, CodeBlock) and self._has_fence_above())

    def _words(self, probe: str) -> int:
        """Where ``probe`` stands, or else, not far below, its first word."""
        if not probe:
            return -1
        at = _find_words(self.text, probe, self.at, self.end)
        return at if at >= 0 else _find_words(self.text, probe.split(maxsplit=1)[0], self.at, min(self.at + _NEAR, self.end))

    def _image(self, image: Image) -> int:
        """Where the image's address stands in a tag or in brackets, or else the image's alternative text."""
        for address in spellings(image.url):
            if address and (at := _find_address(self.text, address, self.at, self.end)) >= 0:
                return at
        if not image.url:
            return self.text.find("<img", self.at, self.end)
        return self.text.find(f"![{image.alt}", self.at, self.end) if image.alt else -1


def _find_words(text: str, words: str, start: int, end: int) -> int:
    """Where ``words`` stand in ``text`` and are not the end of a longer word; -1 when nowhere in the first places."""
    at = text.find(words, start, end)
    for _ in range(_TRIES):
        if at <= 0 or not (text[at - 1].isalnum() and words[0].isalnum()):
            return at
        at = text.find(words, at + 1, end)
    return -1


def _find_address(text: str, address: str, start: int, end: int) -> int:
    """Where ``address`` stands as a whole, behind a quotation mark, an equals sign or a bracket; -1 when nowhere."""
    at = text.find(address, start, end)
    for _ in range(_TRIES):
        after = at + len(address)
        if at < 0 or (at and text[at - 1] in _BEFORE and text[after : after + 1] in _BEHIND):
            return at
        at = text.find(address, at + 1, end)
    return -1


def _line_ends(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)


def _probe(block: Block) -> str | Image:
    """What a block begins with and what stands in its source as it is: its first words, or an image; empty when it has neither."""
    if isinstance(block, CodeBlock):
        rows = (row.strip() for row in block.code.split("\n"))
        return next((row for row in rows if row), "")
    for inline in iter_inlines(own_inlines(block)):
        if isinstance(inline, Text | Code) and inline.value.strip():
            return inline.value.strip()[:_PROBE].strip()
        if isinstance(inline, Image):
            return inline
    return ""


def _first_line(block: Block) -> int:
    """The line of the first block inside ``block``."""
    inner = () if isinstance(block, DefinitionList | Details) else inner_blocks(block)
    return inner[0].line if inner else 0
