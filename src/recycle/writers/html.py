"""Tree to HTML: the semantic fragment that comrak gives for the same text, so that CommonMark's examples compare equal.

Nothing here knows a page, a style or an outlet; templates and forms put those around it. ``write_blocks`` and what
``html_inlines`` has are open to other writers whose dialect is HTML with something added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Cell,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    Footnote,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    Table,
    ThematicBreak,
)
from recycle.writers.html_inlines import Page, attribute, escape, inlines_html, write_inlines
from recycle.writers.protocol import Dialect


def write_html(document: Document) -> Written:
    """The document as an HTML5 fragment. Passages that were not chosen yet are written for everyone, with a loss each."""
    page = Page(document.footnotes)
    out: list[str] = []
    write_blocks(document.blocks, page, out)
    if document.footnotes:
        write_footnotes(document.footnotes, page, out)
    return Written("".join(out), tuple(page.losses))


def write_blocks(blocks: Sequence[Block], page: Page, out: list[str]) -> None:
    """Append the blocks to ``out``, each with a line end after it."""
    for block in blocks:
        _write_block(block, page, out)


def _write_block(block: Block, page: Page, out: list[str]) -> None:
    match block:
        case Paragraph():
            out.append(f"<p>{inlines_html(block.children, page)}</p>\n")
        case Heading():
            out.append(f"<h{block.level}>{inlines_html(block.children, page)}</h{block.level}>\n")
        case CodeBlock():
            out.append(code_html(block))
        case Quote():
            out.append("<blockquote>\n")
            write_blocks(block.children, page, out)
            out.append("</blockquote>\n")
        case Alert():
            _write_alert(block, page, out)
        case BulletList():
            out.append("<ul>\n")
            _write_items(block.items, page, out, tight=block.tight)
            out.append("</ul>\n")
        case OrderedList():
            out.append("<ol>\n" if block.start == 1 else f'<ol start="{block.start}">\n')
            _write_items(block.items, page, out, tight=block.tight)
            out.append("</ol>\n")
        case DefinitionList():
            _write_definitions(block, page, out)
        case Table():
            _write_table(block, page, out)
        case Details():
            out.append(f"<details>\n<summary>{inlines_html(block.summary, page)}</summary>\n")
            write_blocks(block.children, page, out)
            out.append("</details>\n")
        case ThematicBreak():
            out.append("<hr />\n")
        case Passage():
            if block.only or block.without:
                page.losses.append(Loss("passage", "text for every outlet", block.line))
            write_blocks(block.children, page, out)
        case _:
            assert_never(block)


def code_html(block: CodeBlock) -> str:
    """A code block; what follows the language in its info string becomes ``data-meta``, as comrak does it."""
    language, _, meta = block.info.partition(" ")
    says = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{says}{attribute('data-meta', meta)}>{escape(block.code)}</code></pre>\n"


def _write_alert(alert: Alert, page: Page, out: list[str]) -> None:
    title = escape(alert.title) or alert.kind.capitalize()
    out.append(f'<div class="markdown-alert markdown-alert-{alert.kind}">\n<p class="markdown-alert-title">{title}</p>\n')
    write_blocks(alert.children, page, out)
    out.append("</div>\n")


def _write_items(items: Sequence[ListItem], page: Page, out: list[str], *, tight: bool) -> None:
    for item in items:
        out.append("<li>")
        if item.checked is not None:
            out.append(f'<input type="checkbox"{" checked" * item.checked} disabled /> ')
        for at, child in enumerate(item.children):
            if tight and isinstance(child, Paragraph):
                write_inlines(child.children, page, out)
                continue
            if at == 0 or not out[-1].endswith("\n"):
                out.append("\n")
            _write_block(child, page, out)
        out.append("</li>\n")


def _write_definitions(block: DefinitionList, page: Page, out: list[str]) -> None:
    out.append("<dl>\n")
    for item in block.items:
        out.append(f"<dt>{inlines_html(item.term, page)}</dt>\n")
        for blocks in item.definitions:
            if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
                out.append(f"<dd>{inlines_html(blocks[0].children, page)}</dd>\n")
                continue
            out.append("<dd>\n")
            write_blocks(blocks, page, out)
            out.append("</dd>\n")
    out.append("</dl>\n")


def _write_table(table: Table, page: Page, out: list[str]) -> None:
    aligns = [attribute("align", alignment) for alignment in table.alignments]
    out.append("<table>\n<thead>\n")
    _write_row("th", table.header, aligns, page, out)
    out.append("</thead>\n")
    if table.rows:
        out.append("<tbody>\n")
        for row in table.rows:
            _write_row("td", row, aligns, page, out)
        out.append("</tbody>\n")
    out.append("</table>\n")


def _write_row(tag: str, cells: Sequence[Cell], aligns: Sequence[str], page: Page, out: list[str]) -> None:
    out.append("<tr>\n")
    for cell, align in zip(cells, aligns, strict=True):
        out.append(f"<{tag}{align}>{inlines_html(cell, page)}</{tag}>\n")
    out.append("</tr>\n")


# ── footnotes ────────────────────────────────────────────────────────────────────────────────────


def write_footnotes(footnotes: Sequence[Footnote], page: Page, out: list[str]) -> None:
    """Append the notes as a section at the end; each leads back to the marks that point at it."""
    bodies: list[list[str]] = []
    for note in footnotes:
        body: list[str] = []
        write_blocks(note.children, page, body)
        bodies.append(body)
    out.append('<section class="footnotes" data-footnotes>\n<ol>\n')
    for note, body in zip(footnotes, bodies, strict=True):
        _lead_back(note, body, page)
        out.append(f'<li id="fn-{escape(note.label)}">\n')
        out.extend(body)
        out.append("</li>\n")
    out.append("</ol>\n</section>\n")


def _lead_back(note: Footnote, body: list[str], page: Page) -> None:
    """Put the links back at the end of the note's last paragraph, or after the note when it ends with something else."""
    number = page.numbers[note.label]
    links = " ".join(_back(note.label, number, count) for count in range(1, page.references[note.label] + 1))
    if note.children and isinstance(note.children[-1], Paragraph):
        body[-1] = f"{body[-1].removesuffix('</p>' + chr(10))} {links}</p>\n"
    else:
        body.append(f"{links}\n")


def _back(label: str, number: int, count: int) -> str:
    which, mark = (f"{number}", "↩") if count == 1 else (f"{number}-{count}", f'↩<sup class="footnote-ref">{count}</sup>')
    own = escape(label) if count == 1 else f"{escape(label)}-{count}"
    return (
        f'<a href="#fnref-{own}" class="footnote-backref" data-footnote-backref data-footnote-backref-idx="{which}" '
        f'aria-label="Back to reference {which}">{mark}</a>'
    )


DIALECT = Dialect(write_html, ".html", "text/html", is_html=True)
