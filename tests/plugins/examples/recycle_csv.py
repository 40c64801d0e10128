"""A reader: rows of values with commas between them, as a table."""

from __future__ import annotations

import csv

from recycle.model import Finding, ReadResult
from recycle.tree.nodes import Alignment, Document, Table, Text
from recycle.tree.normal import normal


def read_csv(text: str) -> ReadResult:
    """One table, the first row as its header. A row of another length is filled up or cut, and is a finding."""
    rows = csv.reader(text.splitlines())
    placed = [(rows.line_num, row) for row in rows if row]
    if not placed:
        return ReadResult(Document(()))
    (first, header), *rest = placed
    width = len(header)
    wrong = [(line, len(row)) for line, row in rest if len(row) != width]
    cells = [tuple((Text(value),) for value in (*row, *[""] * width)[:width]) for _, row in placed]
    side: Alignment = ""
    table = Table((side,) * width, cells[0], tuple(cells[1:]), first)
    said = "this row has {} values and the header {}: write as many."
    return ReadResult(
        normal(Document((table,))),
        tuple(Finding("csv-length", said.format(length, width), line=line) for line, length in wrong),
    )
