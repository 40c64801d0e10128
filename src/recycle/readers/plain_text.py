"""Plain text to tree, as it comes from a mail or a text file: paragraphs, quoted lines and bare addresses, and no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recycle.late import regex
from recycle.model import ReadResult
from recycle.tree.nodes import Block, Document, HardBreak, Inline, Link, Paragraph, Quote, SoftBreak, Text
from recycle.tree.normal import normal

_LINE_END = regex("\r\n|\n|\r")
_QUOTED = regex(r"[ ]{0,3}>[ ]?")
_ITEM = regex(r"[ \t]*(?:[-*•–]|\d{1,3}[.)])[ \t]+\S")
_URL = regex(r"\bhttps?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}*_~…»”’]", re.IGNORECASE)
_CONTROL = regex("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DEEPEST = 20

Row = tuple[int, str]


def read_plain_text(text: str) -> ReadResult:
    """The tree of ``text``: an empty line ends a paragraph, ``>`` quotes, a line that looks like a list item stays a line."""
    rows = list(enumerate(_LINE_END.split(_CONTROL.sub("\ufffd", text.removeprefix("\ufeff"))), 1))
    return ReadResult(normal(Document(tuple(_blocks(rows, 0)))))


def _blocks(rows: list[Row], depth: int) -> Iterator[Block]:
    at = 0
    while at < len(rows):
        end = at
        quoted = _is_quoted(rows[at][1], depth)
        while end < len(rows) and rows[end][1].strip() and _is_quoted(rows[end][1], depth) == quoted:
            end += 1
        if end == at:
            at += 1
            continue
        line = rows[at][0]
        if quoted:
            inner = [(number, _QUOTED.sub("", row, count=1)) for number, row in rows[at:end]]
            yield Quote(tuple(_blocks(inner, depth + 1)), line)
        else:
            yield Paragraph(tuple(_lines(rows[at:end])), line)
        at = end


def _is_quoted(row: str, depth: int) -> bool:
    return depth < _DEEPEST and _QUOTED.match(row) is not None


def _lines(rows: list[Row]) -> Iterator[Inline]:
    for at, (_, row) in enumerate(rows):
        if at:
            yield HardBreak() if _ITEM.match(row) else SoftBreak()
        yield from _linked(row.strip())


def _linked(row: str) -> Iterator[Inline]:
    """The row with its addresses as links; the sentence's own full stop or bracket stays outside."""
    end = 0
    for found in _URL.finditer(row):
        yield Text(row[end : found.start()])
        address = _with_closing(found[0], row[found.end() :])
        yield Link(address, (Text(address),))
        end = found.start() + len(address)
    yield Text(row[end:])


def _with_closing(address: str, rest: str) -> str:
    """A bracket that the address itself opened belongs to it, as in encyclopaedia links."""
    return f"{address})" if rest.startswith(")") and address.count("(") > address.count(")") else address
