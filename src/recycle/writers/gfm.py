"""Tree to GitHub Flavored Markdown, exactly: reading what is written here gives the same tree.

It is the Markdown that a careful person would type; what Markdown has no sign for is said in the HTML that GFM lets through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from recycle.late import regex
from recycle.model import Written
from recycle.tree.lists import fits_tightly
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
    FootnoteRef,
    Heading,
    Inline,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    Table,
    ThematicBreak,
)
from recycle.tree.walk import iter_inlines
from recycle.writers.gfm_escape import escape_info
from recycle.writers.gfm_inlines import cell_text, heading_text, paragraph_text
from recycle.writers.html_inlines import Page, inlines_html
from recycle.writers.protocol import Dialect

_FENCES = regex(r"^ *(`{3,}|~{3,})", re.MULTILINE)
_RULE = regex(r"- - (- )*-")
_TABLE_WIDTH = 100
_LAST_NUMBER = 999_999_999
Lines = list[str]


def write_gfm(document: Document) -> Written:
    """The document as GFM. Nothing is lost: passages that were not chosen yet are written as ``::: only`` and ``::: not``."""
    lines = _blocks(document.blocks)
    for at, note in enumerate(document.footnotes):
        if lines and not (at and _is_short(document.footnotes[at - 1]) and _is_short(note)):
            lines.append("")
        lines.extend(_footnote(note))
    text = "\n".join(lines)
    if text.startswith("\ufeff"):
        text = f"&#xFEFF;{text[1:]}"
    return Written(f"{text}\n" if text else "")


def _blocks(blocks: Sequence[Block], *, tight: bool = False, in_item: bool = False) -> Lines:
    lines: Lines = []
    before: Block | None = None
    for block in blocks:
        if before is not None and not tight:
            lines.append("")
            if isinstance(block, BulletList | OrderedList) and type(block) is type(before):
                lines += ["<!-- -->", ""]
        lines.extend(_block(block, in_item=in_item))
        before = block
    return lines


def _block(block: Block, *, in_item: bool) -> Lines:
    match block:
        case Paragraph():
            return paragraph_text(block.children).split("\n")
        case Heading():
            return [f"{'#' * block.level} {heading_text(block.children)}".rstrip(" ")]
        case CodeBlock():
            return _code(block)
        case Quote():
            return _quoted(_blocks(block.children))
        case Alert():
            return _quoted([f"[!{block.kind.upper()}] {escape_info(block.title)}".rstrip(" "), *_blocks(block.children)])
        case BulletList() | OrderedList():
            return _list(block)
        case DefinitionList():
            return _definitions(block)
        case Table():
            return _table(block)
        case Details():
            return _details(block)
        case ThematicBreak():
            return ["***" if in_item else "---"]
        case Passage():
            return _passage(block)
        case _:
            assert_never(block)


def _indented(lines: Lines, indent: str) -> Lines:
    return [f"{indent}{line}" if line else "" for line in lines]


def _quoted(lines: Lines) -> Lines:
    return [f"> {line}" if line else ">" for line in lines] or [">"]


def _code(block: CodeBlock) -> Lines:
    runs = _FENCES.findall(block.code)
    sign = "~" if "`" in block.info else "`"
    fence = sign * max([3, *(len(run) + 1 for run in runs if run[0] == sign)])
    body = block.code.removesuffix("\n").split("\n") if block.code else []
    info = f"\\{escape_info(block.info)}" if block.info.startswith("~") else escape_info(block.info)
    return [f"{fence}{info}", *body, fence]


def _passage(block: Passage) -> Lines:
    inner = _blocks(block.children)
    if _is_cut_short(block.children):
        inner.append("<!-- -->")
    colons = [len(line) - len(line.lstrip(":")) for line in map(str.lstrip, inner) if line.startswith(":::")]
    fence = ":" * max([3, *(count + 1 for count in colons)])
    word, names = (
        ("piece", (block.piece,)) if block.piece else ("not", block.without) if block.without else ("only", block.only)
    )
    return [" ".join((fence, word, *names)), *inner, fence]


def _is_cut_short(blocks: Sequence[Block], depth: int = 0) -> bool:
    """Whether the closing fence of a passage would spoil its end: comrak forgets to finish what stands there two levels deep, so
    that a list is taken for a loose one and HTML is lost.
    """
    match blocks[-1] if blocks else None:
        case BulletList(items=items) | OrderedList(items=items):
            return depth > 0 or _is_cut_short(items[-1].children, depth + 1)
        case Details() | DefinitionList():
            return depth > 0
        case Quote(children=children) | Alert(children=children) | Passage(children=children):
            return _is_cut_short(children, depth + 1)
        case _:
            return False


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def _list(block: BulletList | OrderedList) -> Lines:
    lines = _items(block, "- ")
    # Empty lists in each other would be a thematic break.
    return _items(block, "+ ") if any(map(_RULE.fullmatch, lines)) else lines


def _items(block: BulletList | OrderedList, bullet: str) -> Lines:
    tight = block.tight and fits_tightly(block.items)
    lines: Lines = []
    for at, item in enumerate(block.items):
        marker = f"{min(block.start + at, _LAST_NUMBER)}. " if isinstance(block, OrderedList) else bullet
        if at and not tight:
            lines.append("")
        lines.extend(_item(item, marker, tight=tight))
    return lines


def _item(item: ListItem, marker: str, *, tight: bool) -> Lines:
    inner = _blocks(item.children, tight=tight, in_item=True)
    if item.checked is not None:
        box = "[x]" if item.checked else "[ ]"
        if item.children and isinstance(item.children[0], Paragraph):
            inner[0] = f"{box} {inner[0]}"
        else:
            inner = [box, *inner] if tight or not inner else [box, "", *inner]
    first, *rest = inner or [""]
    return [f"{marker}{first}".rstrip(" ") if not first else f"{marker}{first}", *_indented(rest, " " * len(marker))]


# ── what is said in HTML ─────────────────────────────────────────────────────────────────────────


def _details(block: Details) -> Lines:
    lines = ["<details>", *_element("summary", block.summary)]
    if block.children:
        lines += ["", *_blocks(block.children), ""]
    return [*lines, "</details>"]


def _definitions(block: DefinitionList) -> Lines:
    lines = ["<dl>"]
    for item in block.items:
        lines += _element("dt", item.term)
        for blocks in item.definitions:
            lines += ["<dd>", "", *_blocks(blocks), "", "</dd>"]
    return [*lines, "</dl>"]


def _element(tag: str, inlines: Sequence[Inline]) -> Lines:
    """Inlines in an HTML element. Footnote marks are Markdown's own, so that the notes find them: blank lines lead back to it."""
    if any(isinstance(inline, FootnoteRef) for inline in iter_inlines(tuple(inlines))):
        return [f"<{tag}>", "", *paragraph_text(inlines).split("\n"), "", f"</{tag}>"]
    return f"<{tag}>{inlines_html(inlines, Page())}</{tag}>".split("\n")


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def _table(table: Table) -> Lines:
    rows = [[cell_text(cell) for cell in row] for row in (table.header, *table.rows)]
    widths = [max(3, *(len(row[at]) for row in rows)) for at in range(len(table.alignments))]
    if sum(widths) + 3 * len(widths) + 1 > _TABLE_WIDTH:
        widths = [3] * len(widths)
    rows.insert(1, [_rule(alignment, width) for alignment, width in zip(table.alignments, widths, strict=True)])
    return [_row(row, table.alignments, widths) for row in rows]


def _row(cells: Sequence[str], alignments: Sequence[Alignment], widths: Sequence[int]) -> str:
    padded = (_padded(*cell) for cell in zip(cells, alignments, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _padded(cell: str, alignment: Alignment, width: int) -> str:
    match alignment:
        case "right":
            return cell.rjust(width)
        case "center":
            return cell.center(width)
        case _:
            return cell.ljust(width)


def _rule(alignment: Alignment, width: int) -> str:
    match alignment:
        case "left":
            return f":{'-' * (width - 1)}"
        case "right":
            return f"{'-' * (width - 1)}:"
        case "center":
            return f":{'-' * (width - 2)}:"
        case _:
            return "-" * width


# ── footnotes ────────────────────────────────────────────────────────────────────────────────────


def _is_short(note: Footnote) -> bool:
    return len(note.children) == 1 and isinstance(note.children[0], Paragraph)


def _footnote(note: Footnote) -> Lines:
    first, *rest = _blocks(note.children) or [""]
    return [f"[^{note.label}]: {first}".rstrip(" ") if not first else f"[^{note.label}]: {first}", *_indented(rest, "    ")]


DIALECT = Dialect(write_gfm, ".md", "text/markdown")
