"""Tree to Markdown from before CommonMark, as Misago and Forem read it. A soft break is a space: every line end is seen there.

What a service cannot say is written as people do it by hand, and named as a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import assert_never

from recycle.late import regex
from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Alignment,
    Block,
    BulletList,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    Footnote,
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
from recycle.writers.classic_escape import html_box, in_box, in_fences
from recycle.writers.classic_flavours import ANCHOR, FOREM, MISAGO, Classic
from recycle.writers.classic_inlines import Lines
from recycle.writers.classic_lists import Simple, defined, fitting, is_flat, is_other, is_simple
from recycle.writers.columns import columns
from recycle.writers.protocol import Dialect

_LANGUAGE = regex(r"[\w#.+-]+")
_FENCES = regex(r"^ *(`{3,})", re.MULTILINE)
_INDENT = "    "
_RULE = "***"
_TWICE = frozenset("\\`&_*^~<[")
_DASHES = 6
"""Forem puts quotes around what follows ``title:`` between the first two groups of three hyphens: six are two groups at once."""

Rows = list[str]


def write_classic(document: Document, flavour: Classic) -> Written:
    """The document for one service, and what could not be said there. Total on every normal document."""
    writer = _Writer(document, flavour)
    rows = writer.blocks(document.blocks)
    if document.footnotes:
        rows = _joined(rows, writer.notes(document.footnotes))
    text = "\n".join(rows)
    return Written(f"{text}\n" if text else "", tuple(writer.losses))


class _Writer:
    """Blocks of one document; ``lines`` says words, and both note their losses in one place."""

    def __init__(self, document: Document, flavour: Classic) -> None:
        self.flavour = flavour
        self.losses: dict[Loss, None] = {}
        self.lines = Lines(flavour, self.losses, {note.label: at for at, note in enumerate(document.footnotes, 1)})
        self.depth = 0

    def lose(self, what: str, became: str, line: int) -> None:
        self.losses[Loss(what, became, line)] = None

    def blocks(self, blocks: Sequence[Block]) -> Rows:
        return self.simple_blocks([block for one in blocks for block in self.opened(one)])

    def simple_blocks(self, blocks: Sequence[Simple]) -> Rows:
        rows: Rows = []
        before: Simple | None = None
        for block in blocks:
            found = self.block(block)
            if not found:
                continue
            if before is not None and self._would_join(before, block):
                rows = _joined(rows, [self.flavour.apart])
            rows = _joined(rows, found)
            before = block
        return rows

    def opened(self, block: Block) -> tuple[Simple, ...]:
        """The block, or the blocks that stand for one that the service has no sign for."""
        match block:
            case Details():
                self.lose("details", "open text under a bold line", block.line)
                summary = (Paragraph((Strong(block.summary),), block.line),) if block.summary else ()
                return (*summary, *self._all_opened(block.children))
            case DefinitionList():
                self.lose("definition list", "bold terms over lists", block.line)
                return self._all_opened(part for item in block.items for part in defined(item, block.line))
            case Passage():
                if block.only or block.without:
                    self.lose("passage", "text for every outlet", block.line)
                return self._all_opened(block.children)
            case _:
                return (block,)

    def _all_opened(self, blocks: Iterable[Block]) -> tuple[Simple, ...]:
        return tuple(simple for block in blocks for simple in self.opened(block))

    def _would_join(self, before: Simple, block: Simple) -> bool:
        """Whether two blocks would be read as one, or the second as a part of the first."""
        lists = BulletList | OrderedList
        if isinstance(before, lists):
            return isinstance(block, lists) or (self._is_box(block) and not self._has_fences())
        if self._is_box(before) and self._is_box(block):
            return not self._has_fences()
        if isinstance(before, Table) and isinstance(block, Table):
            return True
        return isinstance(before, Quote | Alert) and isinstance(block, Quote | Alert)

    def _is_box(self, block: Simple) -> bool:
        return isinstance(block, CodeBlock) or (isinstance(block, Table) and not self.flavour.tables)

    def _has_fences(self) -> bool:
        # Python-Markdown sees them at the beginning of a line only, and Forem breaks a list or a quote up around one.
        return not self.depth

    def block(self, block: Simple) -> Rows:
        match block:
            case Paragraph():
                return self.paragraph(block.children, block.line)
            case Heading():
                text = self.lines.heading(block.children, block.line)
                return [f"{'#' * block.level} {text}"] if text.strip() else []
            case CodeBlock():
                return self.code(block)
            case Quote():
                return self.quoted(block.children)
            case BulletList() | OrderedList():
                return self.listing(block)
            case Table():
                return self.table(block)
            case ThematicBreak():
                return [_RULE]
            case Alert():
                self.lose("alert", "a quote with a bold title", block.line)
                title = Paragraph((Strong((Text(block.title or block.kind.capitalize()),)),), block.line)
                return self.quoted((title, *block.children))
            case _:
                assert_never(block)

    def paragraph(self, inlines: Sequence[Inline], line: int) -> Rows:
        text = self.lines.paragraph(inlines, line)
        return text.split("\n") if text else []

    def quoted(self, blocks: Sequence[Block]) -> Rows:
        self.depth += 1
        rows = self.blocks(blocks)
        self.depth -= 1
        return [f"> {row}" if row else ">" for row in rows]

    # ── code ─────────────────────────────────────────────────────────────────────────────────────

    def code(self, block: CodeBlock) -> Rows:
        language = block.language if _LANGUAGE.fullmatch(block.language) and self._has_fences() else ""
        if block.language != language:
            self.lose("code language", "a block without it", block.line)
        if block.info != block.language:
            self.lose("words after a code's language", "nothing", block.line)
        return self.box(block.code.removesuffix("\n"), language, block.line)

    def box(self, code: str, language: str, line: int) -> Rows:
        fenced = self._has_fences()
        if "\t" in code and not self.flavour.tabs:
            self.lose("tab in code", "spaces", line)
            code = code.expandtabs(4)
        if not fenced:
            code = "\n".join(code.split("\n")).strip("\n")
        # Forem takes whatever two backticks enclose for code, wherever they stand.
        as_html = self.flavour.html and not fenced and "`" in code
        guard = in_fences if fenced else html_box if as_html else in_box
        text, changed = guard(code, self.flavour)
        if changed:
            self.lose("tag in code", "the same with an invisible space in it", line)
        rows = text.split("\n") if text else []
        if fenced:
            fence = "`" * max(3, *(len(run) + 1 for run in _FENCES.findall(text)), 3)
            return [f"{fence}{language}", *rows, fence]
        indent = "" if as_html else _INDENT
        return [f"{indent}{row}" if row.strip() else "" for row in rows] if text.strip() else []

    # ── lists ────────────────────────────────────────────────────────────────────────────────────

    def listing(self, block: BulletList | OrderedList) -> Rows:
        if isinstance(block, OrderedList) and block.start != 1:
            self.lose("number of the first item", "1", block.line)
        tight = block.tight and all(map(is_simple, block.items))
        rows: Rows = []
        for at, item in enumerate(block.items):
            marker = f"{block.start + at}. " if isinstance(block, OrderedList) else "- "
            found = self.item(item, marker, block, tight=tight)
            self.lose_what_is_read_twice(block.items[:at], found, item.line or block.line)
            rows = [*rows, *found] if tight else _joined(rows, found)
        return rows

    def lose_what_is_read_twice(self, before: Sequence[ListItem], rows: Rows, line: int) -> None:
        """Forem reads its own HTML as Markdown once more, and takes the end of an inner list for that of the outer one."""
        if not self.flavour.reads_twice or not any(_TWICE.intersection(row) for row in rows):
            return
        if any(isinstance(child, BulletList | OrderedList) for item in before for child in self._all_opened(item.children)):
            self.lose("signs behind a list in a list", "perhaps markup: the service reads them twice", line)

    def item(self, item: ListItem, marker: str, around: BulletList | OrderedList, *, tight: bool) -> Rows:
        children = self._all_opened(item.children)
        begins = bool(children) and isinstance(children[0], Paragraph)
        if not self.flavour.mixes_lists:
            children = self._unmixed(children, around, 1 if begins else 0)
        self.depth += 1
        first = self.block(children[0]) if begins else []
        others = children[1:] if first else children
        rest = self.simple_blocks(others)
        self.depth -= 1
        box = "" if item.checked is None else "☑ " if item.checked else "☐ "
        close = tight or (bool(others) and not self.flavour.mixes_lists and is_other(others[0], around))
        rows = [*(first or [ANCHOR]), *rest] if close else _joined(first or [ANCHOR], rest)
        return [f"{marker}{box}{rows[0]}", *(f"{_INDENT}{row}" if row else "" for row in rows[1:])]

    def _unmixed(self, children: Sequence[Simple], around: BulletList | OrderedList, begin: int) -> tuple[Simple, ...]:
        found = []
        for at, child in enumerate(children):
            if is_other(child, around) and not (at == begin and all(map(is_flat, child.items))):
                self.lose("list in a list of another kind", "a list of the same kind", child.line)
            found.append(fitting(child, around, may_be_other=at == begin))
        return tuple(found)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────

    def table(self, block: Table) -> Rows:
        if not self.flavour.tables:
            self.lose("table", "columns of text in a code block", block.line)
            header = [self.lines.bare(cell, block.line) for cell in block.header]
            rows = [[self.lines.bare(cell, block.line) for cell in row] for row in block.rows]
            return self.box("\n".join(columns(header, rows, block.alignments)), "", block.line)
        said = [[self.lines.cell(cell, block.line) for cell in row] for row in (block.header, *block.rows)]
        said.insert(1, [_dashes(alignment) for alignment in block.alignments])
        return [f"| {' | '.join(row)} |" for row in said]

    # ── notes ────────────────────────────────────────────────────────────────────────────────────

    def notes(self, notes: Sequence[Footnote]) -> Rows:
        rows: Rows = [] if self.flavour.footnotes else [_RULE]
        for note in notes:
            if not self.flavour.footnotes:
                rows = _joined(rows, self._note(note))
                continue
            self.depth += 1
            first, *rest = self.blocks(note.children) or [ANCHOR]
            self.depth -= 1
            number = self.lines.numbers[note.label]
            rows = _joined(rows, [f"[^{number}]: {first}", *(f"{_INDENT}{row}" if row else "" for row in rest)])
        return rows

    def _note(self, note: Footnote) -> Rows:
        mark = Text(f"{self.lines.mark(note.label)} ")
        match note.children:
            case (Paragraph(children=children, line=line), *others):
                return self.blocks((Paragraph((mark, *children), line), *others))
            case _:
                return self.blocks((Paragraph((mark,), note.line), *note.children))


def _joined(rows: Rows, more: Rows) -> Rows:
    return [*rows, "", *more] if rows and more else rows or more


def _dashes(alignment: Alignment) -> str:
    left = ":" if alignment in ("left", "center") else ""
    right = ":" if alignment in ("right", "center") else ""
    return f"{left}{'-' * _DASHES}{right}"


FOR_FOREM = Dialect(partial(write_classic, flavour=FOREM), ".md", "text/markdown")
FOR_MISAGO = Dialect(partial(write_classic, flavour=MISAGO), ".md", "text/markdown")
