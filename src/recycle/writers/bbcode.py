"""The tree as BBCode, for any flavour: every newline is a visible line break there, so a soft break is a space.

Footnotes become numbered marks and notes at the end. What a flavour cannot say is written in the way that people in such
forums do it by hand, and named as a loss.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from types import MappingProxyType
from typing import assert_never

from recycle.late import regex
from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    CodeBlock,
    DefinitionItem,
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
from recycle.tree.text import plain
from recycle.writers.bbcode_escape import attribute, harmless_code
from recycle.writers.bbcode_flavours import MYBB, OPEN, PHPBB, SMF, XENFORO, Flavour, TableTags
from recycle.writers.bbcode_inlines import Lines
from recycle.writers.columns import columns
from recycle.writers.protocol import Dialect

_LANGUAGE = regex(r"[A-Za-z0-9_+#.-]+")
_LINE_OF_DASHES = "————————"
_ALIGNED = MappingProxyType({"center": "center", "right": "right"})


def write_bbcode(document: Document, flavour: Flavour) -> Written:
    """The document as BBCode of one flavour, and what that flavour could not say. Total on every normal document."""
    writer = _Writer(document, flavour)
    parts = [writer.blocks(document.blocks)]
    if document.footnotes:
        parts += [writer.rule(), *(writer.note(note) for note in document.footnotes)]
    body = "\n\n".join(part for part in parts if part)
    return Written(body + "\n" if body else "", tuple(writer.losses))


class _Writer:
    """Blocks of one document; ``lines`` says words, and both note their losses in one place."""

    def __init__(self, document: Document, flavour: Flavour) -> None:
        self.flavour = flavour
        self.losses: dict[Loss, None] = {}
        self.lines = Lines(flavour, self.losses, {note.label: at for at, note in enumerate(document.footnotes, 1)})

    def lose(self, what: str, became: str, line: int) -> None:
        self.losses[Loss(what, became, line)] = None

    def words(self, inlines: tuple[Inline, ...], line: int) -> str:
        return self.lines.write(inlines, line)

    def blocks(self, blocks: Iterable[Block], between: str = "\n\n") -> str:
        return between.join(text for block in blocks if (text := self.block(block)))

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.words(block.children, block.line)
            case Heading():
                return self.heading(block)
            case CodeBlock():
                return self.code(block)
            case BulletList() | OrderedList():
                return self.listing(block)
            case Quote():
                return self.quoted(self.blocks(block.children))
            case Table():
                return self.table(block)
            case ThematicBreak():
                if not self.flavour.rule:
                    self.lose("thematic break", "a line of dashes", block.line)
                return self.rule()
            case _:
                return self.rare_block(block)

    def rare_block(self, block: Alert | DefinitionList | Details | Passage) -> str:
        match block:
            case Alert():
                self.lose("alert", "a quote with a bold title", block.line)
                title = self.words((Strong((Text(block.title or block.kind.capitalize()),)),), block.line)
                return self.quoted("\n".join(filter(None, (title, self.blocks(block.children)))))
            case Details():
                return self.details(block)
            case DefinitionList():
                self.lose("definition list", "bold terms over lists", block.line)
                return "\n\n".join(self.definition(item, block.line) for item in block.items)
            case Passage():
                if block.only or block.without:
                    self.lose("passage", "text for every outlet", block.line)
                return self.blocks(block.children)
            case _:
                assert_never(block)

    def rule(self) -> str:
        return _bracket(self.flavour.rule) or _LINE_OF_DASHES

    def quoted(self, text: str) -> str:
        return _bracket(self.flavour.quote.before) + "\n" + text + "\n" + _bracket(self.flavour.quote.after)

    def heading(self, block: Heading) -> str:
        if block.level <= len(self.flavour.headings):
            spelled = self.flavour.headings[block.level - 1]
            return _bracket(spelled.before) + self.words(block.children, block.line) + _bracket(spelled.after)
        self.lose("heading", "a bold line", block.line)
        line = self.words((Strong(block.children),), block.line) if block.children else ""
        if line and block.level <= len(self.flavour.sizes):
            size = self.flavour.sizes[block.level - 1]
            return _bracket(size.before) + line + _bracket(size.after)
        return line

    def code(self, block: CodeBlock) -> str:
        language = block.language if _LANGUAGE.fullmatch(block.language) else ""
        kept = language if self.flavour.code_language else ""
        if block.language != kept:
            self.lose("code language", "a block without it", block.line)
        if block.info != block.language:
            self.lose("words after a code's language", "nothing", block.line)
        return self.code_box(block.code, kept, block.line)

    def code_box(self, code: str, language: str, line: int) -> str:
        code, changed = harmless_code(code.removesuffix("\n"), self.flavour)
        if changed:
            self.lose("tag in code", "the same with an invisible space in it", line)
        name = self.flavour.code
        return f"[{name}{'=' + language if language else ''}]\n{code}\n[/{name}]"

    def listing(self, block: BulletList | OrderedList) -> str:
        spelled = self.flavour.bullets
        if isinstance(block, OrderedList):
            spelled = self.flavour.numbers
            if block.start != 1:
                self.lose("number of the first item", "1", block.line)
        between = "\n" if block.tight else "\n\n"
        items = "\n".join(self.item(item, between) for item in block.items)
        return f"{_bracket(spelled.before)}\n{items}\n{_bracket(spelled.after)}"

    def item(self, item: ListItem, between: str) -> str:
        box = "" if item.checked is None else "☑ " if item.checked else "☐ "
        spelled = self.flavour.item
        return _bracket(spelled.before) + box + self.blocks(item.children, between) + _bracket(spelled.after)

    def definition(self, item: DefinitionItem, line: int) -> str:
        term = self.words((Strong(item.term),), line) if item.term else ""
        if not item.definitions:
            return term
        bullets, entry = self.flavour.bullets, self.flavour.item
        meanings = "\n".join(
            _bracket(entry.before) + self.blocks(blocks) + _bracket(entry.after) for blocks in item.definitions
        )
        found = f"{_bracket(bullets.before)}\n{meanings}\n{_bracket(bullets.after)}"
        return f"{term}\n{found}" if term else found

    def details(self, block: Details) -> str:
        inside = self.blocks(block.children)
        if self.flavour.spoiler:
            name = self.flavour.spoiler
            title = attribute(plain(block.summary))
            value = f'="{title}"' if title else ""
            return f"[{name}{value}]\n{inside}\n[/{name}]"
        self.lose("details", "open text under a bold line", block.line)
        summary = self.words((Strong(block.summary),), block.line) if block.summary else ""
        return "\n\n".join(part for part in (summary, inside) if part)

    def table(self, block: Table) -> str:
        spelled = self.flavour.table
        if spelled is None:
            self.lose("table", "columns of text in a code block", block.line)
            header = [self.lines.bare(cell, block.line) for cell in block.header]
            rows = [[self.lines.bare(cell, block.line) for cell in row] for row in block.rows]
            return self.code_box("\n".join(columns(header, rows, block.alignments)), "", block.line)
        if spelled.head is None and any(block.header):
            self.lose("table head", "bold cells", block.line)
        rows_of_text = [self.row(block, row, spelled, head=at == 0) for at, row in enumerate((block.header, *block.rows))]
        return "\n".join((_bracket(spelled.table.before), *rows_of_text, _bracket(spelled.table.after)))

    def row(self, block: Table, row: tuple[tuple[Inline, ...], ...], spelled: TableTags, *, head: bool) -> str:
        cells = []
        for cell, side in zip(row, block.alignments, strict=True):
            inlines = (Strong(cell),) if head and spelled.head is None and cell else cell
            text = self.words(inlines, block.line)
            if text and side in _ALIGNED:
                place = spelled.center if side == "center" else spelled.right
                text = _bracket(place.before) + text + _bracket(place.after)
            around = (spelled.head or spelled.cell) if head else spelled.cell
            cells.append(_bracket(around.before) + text + _bracket(around.after))
        return _bracket(spelled.row.before) + "".join(cells) + _bracket(spelled.row.after)

    def note(self, note: Footnote) -> str:
        return f"{self.lines.mark(note.label)} {self.blocks(note.children)}"


def _bracket(spelled: str) -> str:
    """A tag of ours outside a line of words, where nothing has to be told apart from it."""
    return spelled.replace(OPEN, "[")


FOR_PHPBB = Dialect(partial(write_bbcode, flavour=PHPBB), ".bbcode", "text/plain")
FOR_XENFORO = Dialect(partial(write_bbcode, flavour=XENFORO), ".bbcode", "text/plain")
FOR_MYBB = Dialect(partial(write_bbcode, flavour=MYBB), ".bbcode", "text/plain")
FOR_SMF = Dialect(partial(write_bbcode, flavour=SMF), ".bbcode", "text/plain")
