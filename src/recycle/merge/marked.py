"""A merge as a text: what is settled as it is, what is not in all its versions between rows of marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct

from recycle.late import regex
from recycle.merge.pieces import Clash, Piece

_ROW = regex(r"(?:<{7}|\|{7}|>{7}) .*|={7}")
_FENCE = regex(r" {0,3}(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)")
_OWN = frozenset({"<<<<<<< edit", "||||||| before", ">>>>>>> piece"})
_NEXT = MappingProxyType({"": "<", "<": "|=", "|": "=", "=": ">"})


class Conflict(Struct, frozen=True):
    """What both sides changed differently. ``line`` is that of its first mark in the merged text, from 1 on."""

    line: int
    base: str
    edit: str
    fresh: str


class Merged(Struct, frozen=True):
    """A merged text, and the places in it where a person has to choose."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


def marked(pieces: Iterable[Piece], newline: str) -> Merged:
    """The pieces as one text. Marks stand on lines of their own."""
    text = ""
    is_after_marks = False
    conflicts: list[Conflict] = []
    for piece in pieces:
        if not piece:
            continue
        if is_after_marks and not (isinstance(piece, str) and piece.lstrip(" \t").startswith(("\n", "\r\n"))):
            text += newline
        is_after_marks = isinstance(piece, Clash)
        if isinstance(piece, str):
            text += piece
            continue
        text += newline if text and not text.endswith("\n") else ""
        conflicts.append(Conflict(text.count("\n") + 1, piece.base, piece.edit, piece.fresh))
        text += newline.join(_rows(piece))
    return Merged(text, tuple(conflicts))


def _rows(clash: Clash) -> Iterator[str]:
    for mark, version in (("<<<<<<< edit", clash.edit), ("||||||| before", clash.base), ("=======", clash.fresh)):
        yield mark
        if version:
            yield version
    yield ">>>>>>> piece"


def markers(text: str, other: str = "") -> tuple[int, ...]:
    """The lines of marks, from 1 on: of git's only whole sets of them in their order, since ``=======`` may be a heading's.

    A set in one fenced block of code that ``other`` has in one, too, is an example and not among them: ``other`` is the base of an
    edit, or the edit of a base. If git left the same set in both, merging takes it out again: the piece has none there.
    """
    known = Counter(one.rows for one in _sets(other) if one.is_code) if other else Counter[str]()
    found: list[int] = []
    for one in _sets(text):
        if one.is_code and known[one.rows]:
            known[one.rows] -= 1
        else:
            found += one.lines
    # Ours are marks even where some of their set are gone already.
    found += (number for number, row, block in _rows_in_blocks(text) if row in _OWN and not block)
    return tuple(sorted(set(found)))


class _Set(NamedTuple):
    """A whole set of marks: its lines, the marks themselves, and whether all of them stand in the same block of code."""

    lines: tuple[int, ...]
    rows: str
    is_code: bool


def _sets(text: str) -> Iterator[_Set]:
    if "<<<<<<< " not in text:
        return
    waiting: list[tuple[int, str, int]] = []
    for number, row, block in _rows_in_blocks(text):
        sign = row[0]
        if sign not in _NEXT[waiting[-1][1][0] if waiting else ""]:
            continue
        waiting.append((number, row, block))
        if sign == ">":
            lines, rows, blocks = zip(*waiting, strict=True)
            yield _Set(lines, "\n".join(rows), len(set(blocks)) == 1 and block > 0)
            waiting = []


def _rows_in_blocks(text: str) -> Iterator[tuple[int, str, int]]:
    """Every mark with its line and the number of the block of code that it stands in, 0 for none."""
    fence, block = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        row = line.rstrip("\r")
        if _ROW.fullmatch(row):
            yield number, row, block if fence else 0
        elif found := _FENCE.fullmatch(row):
            if not fence:
                fence, block = found["fence"], block + 1
            elif found["fence"].startswith(fence) and not found["info"].strip():
                fence = ""
