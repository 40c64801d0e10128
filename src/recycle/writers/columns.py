"""Text in columns: how wide characters are on a screen with one width for all, and tables made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from recycle.tree.nodes import Alignment

_PERHAPS_UNEVEN = (
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u058f\u2000-\u200a\u2010-\u2029\u202f-\u205f\u2070-\u20cf\u2100-\u2319\u2400-\u25fc"
    "\u27c0-\u2b1a\u2b56-\u2e7f\ud800-\uf8ff\ufdd0-\ufdef]"
)
"""All but the blocks where no character takes no column or two: Latin, Greek, Cyrillic and common signs. The few are named, and not
the many, because a set takes the longer to compile the more characters it names."""


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
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0  # the last two: vowels and ends of Korean syllables, which join the consonant before them
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
