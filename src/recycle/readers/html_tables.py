"""HTML tables to tree: one header row, cells of inlines, all rows of one width."""

from __future__ import annotations

from typing import cast

from lxml.etree import _Element as Element

from recycle.readers.html_inlines import inlines_of, line_of
from recycle.tree.nodes import Alignment, Cell, HardBreak, Inline, Table, Text

_NO_ALIGNMENT: Alignment = ""
_BLOCK_IN_CELL = frozenset({"p", "div", "ul", "ol", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})


def read_table(element: Element, depth: int) -> Table:
    """The table; the first row is the header when it is in ``thead`` or all of it is ``th``, else the header is empty."""
    rows = [row for row in element.iter("tr") if _owner(row) is element]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    has_header = bool(rows) and (_in_head(rows[0]) or (bool(cells[0]) and all(cell.tag == "th" for cell in cells[0])))
    width = max((sum(map(_span, row)) for row in cells), default=1) or 1
    grid = [_row(row, width, depth) for row in cells]
    guide = next((row for row in cells if row), [])
    alignments = [_alignment(cell) for cell in guide for _ in range(_span(cell))]
    padded = tuple(alignments + [_NO_ALIGNMENT] * (width - len(alignments)))
    header, body = (grid[0], grid[1:]) if has_header else (((),) * width, grid)
    return Table(padded, header, tuple(body), line_of(element))


def _owner(row: Element) -> Element | None:
    return next(row.iterancestors("table"), None)


def _in_head(row: Element) -> bool:
    parent = row.getparent()
    return parent is not None and parent.tag == "thead"


def _row(cells: list[Element], width: int, depth: int) -> tuple[Cell, ...]:
    out: list[Cell] = []
    for cell in cells:
        out.append(_cell(cell, depth))
        out.extend(() for _ in range(_span(cell) - 1))
    return tuple(out + [()] * (width - len(out)))


def _cell(cell: Element, depth: int) -> Cell:
    """A cell's words; blocks in it end with a line end, since a cell of the tree holds inlines only."""
    if not any(child.tag in _BLOCK_IN_CELL for child in cell.iterdescendants()):
        return tuple(inlines_of(cell, depth + 2))
    for child in cell.iterdescendants():
        if child.tag in _BLOCK_IN_CELL:
            child.tail = "\u2028" + (child.tail or "")
    return tuple(_broken(inlines_of(cell, depth + 2)))


def _broken(inlines: list[Inline]) -> list[Inline]:
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and "\u2028" in inline.value:
            out.append(HardBreak())
            out.append(Text(inline.value.replace("\u2028", "")))
        else:
            out.append(inline)
    return out


def _span(cell: Element) -> int:
    value = cell.get("colspan") or "1"
    return min(int(value), 50) if value.isascii() and value.isdecimal() and value != "0" else 1


def _alignment(cell: Element) -> Alignment:
    value = (cell.get("align") or "").lower()
    for part in (cell.get("style") or "").lower().split(";"):
        name, _, said = part.partition(":")
        if name.strip() == "text-align":
            value = said.strip()
    return cast("Alignment", value) if value in {"left", "center", "right"} else ""
