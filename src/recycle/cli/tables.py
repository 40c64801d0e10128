"""Tables: a record a line where a program reads, and as many lines as it takes where a person looks at a screen.

What may be clicked or copied (an address, a name, a path) is never broken and never shortened: a table that is too wide becomes
another one, and a terminal that is narrower than an address goes on with it in the next line as it does with any long line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from recycle.late import regex
from recycle.writers.columns import char_width, display_width, is_even

GAP = "  "
_WORD = regex(" *[^ ]+ *")
NARROWEST = 20
"""Columns that prose gets at least, so that it does not become a ribbon of single words."""


class Words(str):
    """Prose: on a screen it may go on in another line, at its spaces. Any other text is one thing and stays whole."""

    __slots__ = ()


class Title(Words):
    """Prose with no names or addresses in it: it may also go on where a language without spaces lets it."""

    __slots__ = ()


class Cell(NamedTuple):
    """A field of a record: its words, and what colours them."""

    text: str
    paint: Callable[[str], str] = str


Row = Sequence[Cell]


def as_records(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row, in columns, whatever their width."""
    cells = [[Cell(text) for text in row] for row in rows]
    widths = _natural(cells)
    return [line for row in cells for line in _in_columns(row, widths, wraps=False)]


def on_screen(rows: Sequence[Row], width: int) -> list[str]:
    """The rows for a screen of ``width`` columns: beside each other; else the last field below; else under the first as a heading."""
    return [line for block in _blocks(rows, width) for line in block]


def grid_on_screen(rows: Sequence[Row], width: int, turned: Sequence[Row]) -> list[str]:
    """A field for every pair of a row and a column; where that does not fit, ``turned``: a heading for each row, a line for each field."""
    widths = _fitting(rows, width, narrowest=0)
    if widths:
        return [line for row in rows for line in _in_columns(row, widths)]
    return [line for block in _under_headings(turned, width) for line in block]


def _blocks(rows: Sequence[Row], width: int, above: Sequence[object] = ()) -> list[list[str]]:
    """The lines of each row."""
    if widths := _fitting(rows, width, NARROWEST):
        return [_in_columns(row, widths) for row in rows]
    count = len(rows[0])
    if count == 1:
        return [_painted(cell, width) for (cell,) in rows]
    if count > 2 and (widths := _fitting([row[:-1] for row in rows], width, NARROWEST)):
        return [_in_columns(row[:-1], widths) + _indented(_painted(row[-1], width - len(GAP))) for row in rows]
    return _under_headings(rows, width, above)


def _under_headings(rows: Sequence[Row], width: int, above: Sequence[object] = ()) -> list[list[str]]:
    """The lines of each row, under its first field where that, or what stands ``above`` it, is another one than before."""
    paths = list(zip(above or [None] * len(rows), (row[0].text for row in rows), strict=True))
    below = _blocks([row[1:] for row in rows], width - len(GAP), paths)
    return [
        ([] if at and paths[at - 1] == paths[at] else _painted(row[0], width) or [""]) + _indented(block)
        for at, (row, block) in enumerate(zip(rows, below, strict=True))
    ]


def _indented(lines: Sequence[str]) -> list[str]:
    return [GAP + line if line else "" for line in lines]


def _natural(rows: Sequence[Row]) -> list[int]:
    return [max(display_width(row[at].text) for row in rows) for at in range(len(rows[0]))]


def _fitting(rows: Sequence[Row], width: int, narrowest: int) -> list[int]:
    """The widths of columns in which everything has room; empty when there are none. Prose shares what the others leave."""
    natural = _natural(rows)
    room = width - len(GAP) * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    whole = [[cell if not isinstance(cell.text, Words) else Cell("") for cell in row] for row in rows]
    if sum(_natural(whole)) > room:  # that is soon known, and where prose may be broken is not
        return []
    widths = [max(min(wide, narrowest), *(_least(row[at].text) for row in rows)) for at, wide in enumerate(natural)]
    left = room - sum(widths)
    if left < 0:
        return []
    wanting = sorted((wide - least, at) for at, (wide, least) in enumerate(zip(natural, widths, strict=True)))
    for count, (wanted, at) in zip(range(len(wanting), 0, -1), wanting, strict=True):
        more = min(wanted, left // count)
        widths[at] += more
        left -= more
    return [max(display_width(line) for row in rows for line in wrapped(row[at].text, wide)) for at, wide in enumerate(widths)]


def _in_columns(row: Row, widths: Sequence[int], *, wraps: bool = True) -> list[str]:
    """The row's lines: what is prose may take several."""
    texts = [wrapped(cell.text, width) if wraps else [cell.text] for cell, width in zip(row, widths, strict=True)]
    return [
        _line([Cell(lines[at] if at < len(lines) else "", cell.paint) for cell, lines in zip(row, texts, strict=True)], widths)
        for at in range(max(map(len, texts)))
    ]


def _line(row: Row, widths: Sequence[int]) -> str:
    line, spaces = "", 0
    for cell, width in zip(row, widths, strict=True):
        if cell.text:
            line += " " * spaces + cell.paint(cell.text)
            spaces = 0
        spaces += width - display_width(cell.text) + len(GAP)
    return line


def _painted(cell: Cell, width: int) -> list[str]:
    return [cell.paint(line) for line in wrapped(cell.text, width)] if cell.text else []


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of ``width`` columns, as far as it may be broken; a line that is one long word is longer."""
    if display_width(text) <= width:
        return [text]
    lines = [""]
    for unit in _units(text):
        if lines[-1] and display_width(lines[-1] + unit.rstrip(" ")) > width:
            lines.append("")
        lines[-1] += unit
    return [line.rstrip(" ") for line in lines]


def _least(text: str) -> int:
    return max((display_width(unit.rstrip(" ")) for unit in _units(text)), default=0)


def _units(text: str) -> Iterator[str]:
    """What stays together, with the spaces after it."""
    if not isinstance(text, Words):
        yield text
        return
    for word in _WORD.findall(text):
        if isinstance(text, Title) and not is_even(word):
            yield from _parts(word)
        else:
            yield word


def _parts(word: str) -> Iterator[str]:
    begun = ""
    for before, after in pairwise(f"{word} "):
        begun += before
        if _may_part(before, after):
            yield begun
            begun = ""
    yield begun


@lru_cache(maxsize=4096)
def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters without a space: beside a wide one, and not before what closes or joins."""
    if after == " " or max(char_width(before), char_width(after)) < 2:
        return False
    closes = unicodedata.category(after) in ("Pe", "Pf", "Po", "Mn", "Me", "Mc", "Cf", "Sk")
    return not closes and unicodedata.category(before) not in ("Ps", "Pi", "Cf")
