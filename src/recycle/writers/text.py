"""The tree as plain text for mail and terminals: wrapped lines, quotes with ``>``, numbered addresses and notes at the end.

An address that is its own words stays in the line; any other link gets a number, and so does a footnote: one list for both, so
that a number never means two things. Quoting and the place of the list follow what people write by hand (RFC 3676 for ``>``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    Heading,
    Inline,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from recycle.writers.columns import columns, display_width
from recycle.writers.protocol import Dialect
from recycle.writers.text_inlines import References, Words
from recycle.writers.wrapping import wrapped

_UNDERLINES = "=-~"
_NARROWEST = 20
"""However deep something is nested, this many columns are left for it."""


def write_text(document: Document, *, width: int = 72) -> Written:
    """The document as plain text with lines of at most ``width`` columns (0: paragraphs are one line each).

    Longer are only addresses, code, tables without ``width`` and single words. Total on every normal document.
    """
    writer = _Writer(document, width)
    lines = writer.blocks(document.blocks, width)
    notes = writer.notes()
    if notes:
        lines = [*lines, "", *notes] if lines else notes
    return Written("\n".join(lines) + "\n" if lines else "", tuple(writer.losses))


class _Writer:
    """Blocks become lists of lines; whoever holds a block puts its own margin before them."""

    def __init__(self, document: Document, width: int) -> None:
        self.width = width
        self.losses: dict[Loss, None] = {}
        self.references = References(document.footnotes)
        self.words = Words(self.references, self.losses)

    def lose(self, what: str, became: str, line: int) -> None:
        self.losses[Loss(what, became, line)] = None

    def line(self, inlines: Iterable[Inline], line: int, width: int) -> list[str]:
        return wrapped(self.words.write(inlines, line), width)

    def blocks(self, blocks: Iterable[Block], width: int, *, tight: bool = False) -> list[str]:
        lines: list[str] = []
        for block in blocks:
            found = self.block(block, width)
            if not found:
                continue
            if lines and not tight:
                lines.append("")
            lines += found
        return lines

    def block(self, block: Block, width: int) -> list[str]:
        match block:
            case Paragraph():
                return self.line(block.children, block.line, width)
            case Heading():
                return self.heading(block, width)
            case CodeBlock():
                return self.code(block)
            case BulletList() | OrderedList():
                return self.listing(block, width)
            case Quote():
                return _behind("> ", self.blocks(block.children, _narrower(width, 2)))
            case Table():
                return self.table(block, width)
            case ThematicBreak():
                return ["* * *"]
            case _:
                return self.rare_block(block, width)

    def rare_block(self, block: Alert | DefinitionList | Details | Passage, width: int) -> list[str]:
        match block:
            case Alert():
                self.lose("alert", "a quote with a title", block.line)
                title = Paragraph((Strong((Text(block.title or block.kind.capitalize()),)),), block.line)
                return _behind("> ", self.blocks((title, *block.children), _narrower(width, 2)))
            case Details():
                self.lose("details", "open text under its summary", block.line)
                summary = self.line((Strong(block.summary),), block.line, width) if block.summary else []
                inside = self.blocks(block.children, width)
                return [*summary, "", *inside] if summary and inside else summary or inside
            case DefinitionList():
                return self.definitions(block, width)
            case Passage():
                if block.only or block.without:
                    self.lose("passage", "text for every outlet", block.line)
                return self.blocks(block.children, width)
            case _:
                assert_never(block)

    def heading(self, block: Heading, width: int) -> list[str]:
        if not block.children:
            return []
        if block.level > len(_UNDERLINES):
            return self.line((Strong(block.children),), block.line, width)
        lines = self.line(block.children, block.line, width)
        return [*lines, _UNDERLINES[block.level - 1] * max(display_width(line) for line in lines)]

    def code(self, block: CodeBlock) -> list[str]:
        if block.info:
            self.lose("code language", "a block without it", block.line)
        return _behind("    ", block.code.removesuffix("\n").split("\n")) if block.code else []

    def listing(self, block: BulletList | OrderedList, width: int) -> list[str]:
        if isinstance(block, OrderedList):
            room = len(str(block.start + len(block.items) - 1))
            marks = [f"{number:>{room}}. " for number in range(block.start, block.start + len(block.items))]
        else:
            marks = ["- "] * len(block.items)
        lines: list[str] = []
        for item, mark in zip(block.items, marks, strict=True):
            if lines and not block.tight:
                lines.append("")
            lines += self.item(item, mark, width, tight=block.tight)
        return lines

    def item(self, item: ListItem, mark: str, width: int, *, tight: bool) -> list[str]:
        if item.checked is not None:
            mark += "[x] " if item.checked else "[ ] "
        margin = len(mark)
        return _hanging(mark, self.blocks(item.children, _narrower(width, margin), tight=tight))

    def definitions(self, block: DefinitionList, width: int) -> list[str]:
        lines: list[str] = []
        for item in block.items:
            if lines:
                lines.append("")
            lines += self.line(item.term, block.line, width) if item.term else []
            for blocks in item.definitions:
                lines += _behind("    ", self.blocks(blocks, _narrower(width, 4)))
        return lines

    def table(self, block: Table, width: int) -> list[str]:
        rows = [[self.cell(cell, block.line) for cell in row] for row in (block.header, *block.rows)]
        if not any(any(row) for row in rows):
            return []
        lines = columns(rows[0], rows[1:], block.alignments)
        if not width or all(display_width(line) <= width for line in lines):
            return lines
        self.lose("table", "its rows one after the other, for want of width", block.line)
        records = [self.record(rows[0], row, width) for row in rows[1:]] or [self.record([""] * len(rows[0]), rows[0], width)]
        return [line for at, record in enumerate(filter(None, records)) for line in (["", *record] if at else record)]

    def cell(self, cell: tuple[Inline, ...], line: int) -> str:
        return " ".join(wrapped(self.words.write(cell, line), 0))

    def record(self, header: list[str], row: list[str], width: int) -> list[str]:
        lines: list[str] = []
        for name, value in zip(header, row, strict=True):
            text = f"{name}: {value}".rstrip(" ") if name else value
            lines += _hanging("- ", wrapped(text, _narrower(width, 2))) if text else []
        return lines

    def notes(self) -> list[str]:
        """What the numbers in the text stand for; a note may cite more, which then come after it."""
        lines: list[str] = []
        at = 0
        while at < len(self.references.entries):
            entry = self.references.entries[at]
            at += 1
            mark = f"[{at}] "
            if isinstance(entry, str):
                lines.append(mark + entry)
            else:
                lines += _hanging(mark, self.blocks(entry.children, _narrower(self.width, len(mark))))
        return lines


def _narrower(width: int, margin: int) -> int:
    return max(width - margin, _NARROWEST) if width else 0


def _behind(margin: str, lines: list[str]) -> list[str]:
    """The lines with ``margin`` before each, and no spaces at the end of an empty one."""
    bare = margin.rstrip(" ")
    return [margin + line if line else bare for line in lines] or [bare]


def _hanging(mark: str, lines: list[str]) -> list[str]:
    if not lines:
        return [mark.rstrip(" ")]
    margin = " " * len(mark)
    return [mark + lines[0], *(margin + line if line else "" for line in lines[1:])]


DIALECT = Dialect(write_text, ".txt", "text/plain")
