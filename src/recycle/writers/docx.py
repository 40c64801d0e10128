"""The tree as a Word file, with Word's own styles so that an editor can restyle it, and stable bytes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, assert_never

from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
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
    Table,
    Text,
    ThematicBreak,
)
from recycle.tree.text import plain
from recycle.writers.docx_inlines import PLAIN, Look, Runs, clean
from recycle.writers.docx_styles import (
    DEEPEST_LIST,
    RULE,
    SOURCE_CODE,
    new_document,
    numbered_from,
    packed,
    repeat_on_every_page,
    set_properties,
    use_numbering,
)
from recycle.writers.protocol import Dialect

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as WordParagraph

_STEP = 228_600
"""A quarter of an inch in Word's unit, the EMU."""
_BOLD = Look(bold=True)


def write_docx(document: Document, *, title: str = "", author: str = "", created: dt.datetime | None = None) -> Written:
    """The document as a ``.docx`` file; equal arguments give equal bytes.

    ``title`` becomes the first line and, with ``author`` and ``created``, the file's properties. Without one, a document that
    begins with its only heading of level 1 is taken to be titled by it. Raises InputError when
    python-docx is not installed.
    """
    writer = _Writer(document)
    heading = None if title else _title(document)
    said = plain(heading.children) if heading else title
    set_properties(writer.word, clean(said), clean(author), created)
    if heading:
        writer.runs.write(heading.children, writer.word.add_paragraph(style="Title"), heading.line)
    elif title:
        writer.word.add_paragraph(clean(title), "Title")
    writer.blocks(document.blocks[1:] if heading else document.blocks)
    if document.footnotes:
        writer.word.add_paragraph(style=RULE)
    for note in document.footnotes:
        writer.note(note)
    return Written(packed(writer.word), tuple(writer.losses))


def _title(document: Document) -> Heading | None:
    tops = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    return tops[0] if len(tops) == 1 and document.blocks[0] is tops[0] else None


class _Writer:
    """Adds blocks to the end of one Word document. ``level`` counts the lists around a block, ``quoted`` the quotes."""

    def __init__(self, document: Document) -> None:
        self.word = new_document()
        self.losses: dict[Loss, None] = {}
        self.numbers = {note.label: at for at, note in enumerate(document.footnotes, 1)}
        self.runs = Runs(self.losses, self.numbers)
        self.level = 0
        self.quoted = 0

    def lose(self, what: str, became: str, line: int) -> None:
        self.losses[Loss(what, became, line)] = None

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.runs.write(block.children, self.paragraph(), block.line)
            case Heading():
                self.runs.write(block.children, self.word.add_paragraph(style=f"Heading {block.level}"), block.line)
            case CodeBlock():
                self.code(block)
            case BulletList() | OrderedList():
                self.listing(block)
            case Quote():
                self.quote(block.children)
            case Table():
                self.table(block)
            case ThematicBreak():
                self.word.add_paragraph(style=RULE)
            case _:
                self.rare_block(block)

    def rare_block(self, block: Alert | DefinitionList | Details | Passage) -> None:
        match block:
            case Alert():
                self.lose("alert", "a quote with a bold title", block.line)
                self.quoted += 1
                self.line((Text(block.title or block.kind.capitalize()),), block.line)
                self.quoted -= 1
                self.quote(block.children)
            case Details():
                self.lose("details", "open text under a bold line", block.line)
                if block.summary:
                    self.line(block.summary, block.line)
                self.blocks(block.children)
            case DefinitionList():
                self.definitions(block)
            case Passage():
                if block.only or block.without:
                    self.lose("passage", "text for every outlet", block.line)
                self.blocks(block.children)
            case _:
                assert_never(block)

    def line(self, inlines: tuple[Inline, ...], line: int) -> None:
        """A bold line of its own."""
        self.runs.write(inlines, self.paragraph(), line, _BOLD)

    def paragraph(self, style: str = "") -> WordParagraph:
        """A new paragraph in the look of where it stands; a list's first paragraph gives its own ``style``."""
        if not style and self.level:
            style = _leveled("List Continue", self.level)
        paragraph = self.word.add_paragraph(style=style or ("Quote" if self.quoted else None))
        deeper = max(self.level - DEEPEST_LIST, 0)
        if self.level and (deeper or self.quoted):
            self.indent(paragraph, self.level + 2 * self.quoted, hanging=style.startswith(("List B", "List N")))
        elif self.quoted > 1:
            self.indent(paragraph, 2 * (self.quoted - 1), hanging=False)
        return paragraph

    def indent(self, paragraph: WordParagraph, steps: int, *, hanging: bool) -> None:
        paragraph.paragraph_format.left_indent = _STEP * steps
        if hanging:
            paragraph.paragraph_format.first_line_indent = -_STEP

    def quote(self, blocks: tuple[Block, ...]) -> None:
        self.quoted += 1
        self.blocks(blocks)
        self.quoted -= 1

    def code(self, block: CodeBlock) -> None:
        if block.info:
            self.lose("code language", "a block without it", block.line)
        paragraph = self.word.add_paragraph(clean(block.code.removesuffix("\n")), SOURCE_CODE)
        if self.level or self.quoted:
            self.indent(paragraph, self.level + 2 * self.quoted, hanging=False)

    def listing(self, block: BulletList | OrderedList) -> None:
        self.level += 1
        style = _leveled("List Number" if isinstance(block, OrderedList) else "List Bullet", self.level)
        number = numbered_from(self.word, style, block.start) if isinstance(block, OrderedList) else None
        for item in block.items:
            self.item(item, style, number)
        self.level -= 1

    def item(self, item: ListItem, style: str, number: int | None) -> None:
        paragraph = self.paragraph(style)
        if number is not None:
            use_numbering(paragraph, number)
        if item.checked is not None:
            paragraph.add_run("☑ " if item.checked else "☐ ")
        rest = item.children
        if rest and isinstance(rest[0], Paragraph):
            self.runs.write(rest[0].children, paragraph, rest[0].line)
            rest = rest[1:]
        self.blocks(rest)

    def definitions(self, block: DefinitionList) -> None:
        self.lose("definition list", "bold terms over indented text", block.line)
        for item in block.items:
            if item.term:
                self.line(item.term, block.line)
            self.level += 1
            for blocks in item.definitions:
                self.blocks(blocks)
            self.level -= 1

    def table(self, block: Table) -> None:
        table = self.word.add_table(len(block.rows) + 1, len(block.header), "Table Grid")
        repeat_on_every_page(table.rows[0])
        for at, (row, cells) in enumerate(zip(table.rows, (block.header, *block.rows), strict=True)):
            for place, side, inlines in zip(row.cells, block.alignments, cells, strict=True):
                paragraph = place.paragraphs[0]
                paragraph.alignment = _alignment(side)
                self.runs.write(inlines, paragraph, block.line, PLAIN if at else _BOLD)
        self.word.add_paragraph()

    def note(self, note: Footnote) -> None:
        paragraph = self.paragraph()
        paragraph.add_run(f"[{self.numbers[note.label]}] ")
        rest = note.children
        if rest and isinstance(rest[0], Paragraph):
            self.runs.write(rest[0].children, paragraph, rest[0].line)
            rest = rest[1:]
        self.blocks(rest)


def _leveled(style: str, level: int) -> str:
    return style if level == 1 else f"{style} {min(level, DEEPEST_LIST)}"


def _alignment(side: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "left": WD_ALIGN_PARAGRAPH.LEFT}.get(side)


DIALECT = Dialect(write_docx, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
