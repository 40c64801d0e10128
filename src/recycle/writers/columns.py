"""Text in columns: how wide characters are on a screen with one width for all, and tables made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from recycle.tree.nodes import Alignment

_PERHAPS_UNEVEN = (
    "[\u0300-\u036f\u0483-\u0489\u0590-\u1fff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u231a-\u23ff\u25fd-\u27bf"
    "\u2b1b-\u2b55\u2e80-\ud7ff\uf900-\ufdcf\ufdf0-\U0010ffff]"
)
"""Blocks with characters that take no column or two; in Latin, Greek, Cyrillic and common signs there are none to look up."""


@cache  # so large a set is compiled only for a text that has more than ASCII
def _perhaps_uneven() -> re.Pattern[str]:
    return re.compile(_PERHAPS_UNEVEN)


def is_even(words: str) -> bool:
    """Whether every character takes one column, for sure."""
    return words.isascii() or not _perhaps_uneven().search(words)


def display_width(words: str) -> int:
    """How many columns ``words`` take: two for wide and full-width characters, none for what combines (Unicode annex 11)."""
    return len(words) if is_even(words) else sum(map(char_width, words))


def char_width(char: str) -> int:
    """The columns that one character takes: 0, 1 or 2."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def columns(header: Sequence[str], rows: Sequence[Sequence[str]], alignments: Sequence[Alignment]) -> list[str]:
    """The table's lines: the header and a line of hyphens if there is one, and the rows that have something in them.

    Two spaces stand between columns and none at the end of a line.
    """
    widths = [max(display_width(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    below = [line for row in rows if (line := _row(row, widths, alignments))]
    if not any(header):
        return below
    return [_row(header, widths, alignments), "  ".join("-" * max(width, 1) for width in widths), *below]


def _row(cells: Sequence[str], widths: Sequence[int], alignments: Sequence[Alignment]) -> str:
    padded = (_padded(cell, width, side) for cell, width, side in zip(cells, widths, alignments, strict=True))
    return "  ".join(padded).rstrip(" ")


def _padded(cell: str, width: int, side: Alignment) -> str:
    room = max(width, 1) - display_width(cell)
    if side == "right":
        return " " * room + cell
    if side == "center":
        return " " * (room // 2) + cell + " " * (room - room // 2)
    return cell + " " * room
