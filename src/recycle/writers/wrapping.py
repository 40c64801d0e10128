"""Breaking words into lines no wider than so many columns: greedy, by display width, an address never broken."""

from __future__ import annotations

import re
from itertools import pairwise

from recycle.late import regex
from recycle.writers.columns import char_width, display_width, is_even

GLUE = "\ufdd0"
"""A space that no line may end at; a noncharacter, so that no text has it."""

_ADDRESS = regex(r"[a-z][a-z0-9+.-]*://|www\.|mailto:", re.IGNORECASE)
_NOT_FIRST = frozenset("、。，．・：；？！ー）］｝」』】〉》’”…‥ゃゅょっャュョッぁぃぅぇぉァィゥェォ々" + GLUE)
_NOT_LAST = frozenset("（［｛「『【〈《‘“" + GLUE)
"""Characters that no line begins or ends with: the common part of JIS X 4051."""


def wrapped(text: str, width: int) -> list[str]:
    """The lines of ``text``, whose own newlines stay. With ``width`` 0 nothing else is broken."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not width:
            lines.append(line.strip(" "))
        elif is_even(line):
            _cut(line.strip(" "), width, lines)
        else:
            _fill(line, width, lines)
    return [line.replace(GLUE, " ") for line in lines] if GLUE in text else lines


def _cut(line: str, width: int, lines: list[str]) -> None:
    """One column for each character: the last space that fits is where to cut."""
    start, end = 0, len(line)
    while end - start > width:
        space = line.rfind(" ", start, start + width + 1)
        if space < 0:
            space = line.find(" ", start + width)
            if space < 0:
                break
        lines.append(line[start:space].rstrip(" "))
        start = space + 1
        while line[start] == " ":
            start += 1
    lines.append(line[start:])


def _fill(line: str, width: int, lines: list[str]) -> None:
    """Words of any width; those of Chinese and Japanese may be cut inside."""
    current, used = "", 0
    for word in line.split(" "):
        gap = " " if current and word else ""
        for unit in (word,) if is_even(word) or _ADDRESS.search(word) else _units(word):
            size = display_width(unit)
            if current and used + len(gap) + size > width:
                lines.append(current)
                current, used = unit, size
            else:
                current += gap + unit
                used += len(gap) + size
            gap = ""
    lines.append(current)


def _units(word: str) -> list[str]:
    """What a line may break between in a word with wide characters, as Chinese and Japanese have no spaces."""
    units = [word[0]]
    for before, char in pairwise(word):
        size = char_width(char)
        wide = size == 2 or (size and char_width(before) == 2)
        if wide and char not in _NOT_FIRST and before not in _NOT_LAST:
            units.append(char)
        else:
            units[-1] += char
    return units
