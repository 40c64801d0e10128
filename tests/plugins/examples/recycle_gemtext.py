"""A dialect: gemtext, as pages in the Gemini network are written. A line is one thing, and a link has a line of its own."""

from __future__ import annotations

from typing import assert_never

from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Code,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    Emphasis,
    FootnoteRef,
    HardBreak,
    Heading,
    Image,
    Inline,
    Link,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    SoftBreak,
    Span,
    Strike,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from recycle.tree.walk import iter_inlines
from recycle.writers import Dialect
from recycle.writers.columns import columns

MARKS = ("#", "=>", "* ", ">", "```")


def write_gemtext(document: Document) -> Written:
    """The document as gemtext. Total on every document in normal form."""
    writer = _Writer(document)
    lines = writer.blocks(document.blocks)
    for note in document.footnotes:
        lines += ["", f"[{writer.numbers[note.label]}]", *writer.blocks(note.children)]
    return Written("\n".join(lines) + "\n" if lines else "", tuple(writer.losses))


class _Writer:
    def __init__(self, document: Document) -> None:
        self.numbers = {note.label: number for number, note in enumerate(document.footnotes, 1)}
        self.losses: dict[Loss, None] = {}

    def lose(self, what: str, became: str, line: int) -> None:
        self.losses[Loss(what, became, line)] = None

    def blocks(self, blocks: tuple[Block, ...]) -> list[str]:
        lines: list[str] = []
        for block in blocks:
            found = self.block(block)
            lines += ["", *found] if lines and found else found
        return lines

    def block(self, block: Block) -> list[str]:
        match block:
            case Paragraph():
                return self.words(block.children, block.line)
            case Heading():
                return _begun(f"{'#' * min(block.level, 3)} ", self.words(block.children, block.line))
            case CodeBlock():
                return self.verbatim(block.info, block.code.removesuffix("\n").split("\n"), block.line)
            case BulletList():
                return [line for item in block.items for line in _begun("* ", self.blocks(item.children))]
            case OrderedList():
                numbered = enumerate(block.items, block.start)
                return [line for number, item in numbered for line in _begun(f"* {number}. ", self.blocks(item.children))]
            case Quote() | Alert():
                return [f"> {line}".rstrip() for line in self.blocks(block.children)]
            case DefinitionList():
                self.lose("definition list", "paragraphs", block.line)
                bodies = ((self.words(item.term, block.line), *map(self.blocks, item.definitions)) for item in block.items)
                return [line for item in bodies for lines in item for line in lines]
            case Table():
                self.lose("table", "columns of fixed width", block.line)
                rows = [[" ".join(self.words(cell, block.line)) for cell in row] for row in (block.header, *block.rows)]
                return self.verbatim("", columns(rows[0], rows[1:], block.alignments), block.line)
            case Details():
                self.lose("details", "open text under its summary", block.line)
                return [*self.words(block.summary, block.line), *self.blocks(block.children)]
            case ThematicBreak():
                self.lose("rule", "three stars", block.line)
                return [" * * *"]
            case Passage():
                return self.blocks(block.children)
            case _:
                assert_never(block)

    def verbatim(self, title: str, lines: list[str], line: int) -> list[str]:
        """Between two fences nothing has a meaning but a fence, for which there is no longer one as in Markdown."""
        if any(row.startswith("```") for row in lines):
            self.lose("fence in code", "the same with a space before it", line)
        return [f"```{title}", *(f" {row}" if row.startswith("```") else row for row in lines), "```"]

    def words(self, inlines: tuple[Inline, ...], line: int) -> list[str]:
        """The words, and below them a line for each address. A space before a mark keeps it from being one."""
        text = "".join(self.inline(inline, line) for inline in inlines)
        lines = [f" {row}" if row.startswith(MARKS) else row for row in text.split("\n")] if text.strip() else []
        links = [f"=> {url}" if words == url else f"=> {url} {words}".rstrip() for url, words in self.addresses(inlines, line)]
        return links if [f"=> {text}"] == links else [*lines, *links]

    def addresses(self, inlines: tuple[Inline, ...], line: int) -> list[tuple[str, str]]:
        found = [inline for inline in iter_inlines(inlines) if isinstance(inline, Link | Image)]
        return [
            (one.url, one.alt if isinstance(one, Image) else "".join(self.inline(inner, line) for inner in one.children))
            for one in found
        ]

    def inline(self, inline: Inline, line: int) -> str:
        match inline:
            case Text():
                return inline.value
            case Code():
                return f"`{inline.value}`"
            case SoftBreak():
                return " "
            case HardBreak():
                return "\n"
            case Emphasis() | Strong() | Strike() | Span():
                self.lose("emphasis", "plain words", line)
                return "".join(self.inline(child, line) for child in inline.children)
            case Link():
                return "".join(self.inline(child, line) for child in inline.children)
            case Image():
                return ""
            case FootnoteRef():
                return f"[{self.numbers[inline.label]}]"
            case _:
                assert_never(inline)


def _begun(mark: str, lines: list[str]) -> list[str]:
    return [mark + lines[0].lstrip(), *lines[1:]] if lines else []


DIALECT = Dialect(write_gemtext, ".gmi", "text/gemini")
