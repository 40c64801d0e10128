"""The files of git's index or of a commit, as git lists them: a path is looked for in the list, and not each taken out of it before."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

_END, _TAB = b"\0", b"\t"
_OTHER_STAGES = (b" 1\t", b" 2\t", b" 3\t")
"""Stage 0 is what will be committed; the others are the sides of a conflict."""
_MANY = 300
_SHORT = 4000
"""Bytes of rows that are not looked through for some that have not changed."""
_ID = len(b"100644 ")
"""Where the id begins in a row of the index."""


class Entry(NamedTuple):
    """A file in the index or in a commit: how git calls its kind, and the id of its bytes."""

    mode: str
    blob: str


class Entries(Mapping[str, Entry]):
    """The files by their paths, each made when it is asked for: there may be ten thousand.

    ``listed`` is what ``git ls-files -s -z`` or ``git ls-tree -r -z`` has printed, in order. What is in conflict is left out.
    """

    def __init__(self, listed: bytes, prefix: str = "") -> None:
        """``prefix``: only what begins so, and without that."""
        if any(stage in listed for stage in _OTHER_STAGES):
            rows = (row for row in listed.split(_END)[:-1] if not (row.partition(_TAB)[0] + _TAB).endswith(_OTHER_STAGES))
            listed = b"".join(row + _END for row in rows)
        self.listed = listed
        """The list itself, without what is in conflict."""
        self._prefix = os.fsencode(prefix)
        self._asked = 0

    def __getitem__(self, path: str) -> Entry:
        row = self._row(path)
        if not row:
            raise KeyError(path)
        return _entry(row)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and bool(self._row(path))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def below(self, prefix: str) -> Entries:
        """Those of which the path begins so, without that."""
        return Entries(self.listed, os.fsdecode(self._prefix) + prefix) if prefix else self

    def without(self, names: Iterable[bytes]) -> Entries:
        """All but the files with these names, from the top."""
        ends = frozenset(names)
        rows = (row for row in self.listed.split(_END)[:-1] if row.partition(_TAB)[2] not in ends)
        return Entries(b"".join(row + _END for row in rows), os.fsdecode(self._prefix)) if ends else self

    def with_bytes(self, blob: str) -> Iterator[str]:
        """The paths of the files whose bytes have this id."""
        return (path for row, path in self._found(f" {blob}".encode()) if _entry(row).blob == blob)

    def of_mode(self, mode: str) -> Iterator[str]:
        """The paths of the files of this kind."""
        return (path for row, path in self._found(f"{mode} ".encode()) if _entry(row).mode == mode)

    def ending(self, end: str) -> Iterator[str]:
        """The paths that end so."""
        return (path for _, path in self._found(os.fsencode(end) + _END))

    def matching(self, end: re.Pattern[bytes]) -> Iterator[str]:
        """The paths of which the end, with the zero byte behind it, is as this says."""
        rows = (self._row_at(found.start()) for found in end.finditer(self.listed))
        return (path for row in rows if (path := self.path(row)) is not None)

    def inside(self, folder: str) -> list[bytes]:
        """The rows of all that is below ``folder``."""
        start, end, inside = self._stretch(folder)
        return [row for row in self.listed[start:end].split(_END)[:-1] if inside is None or _is_in(row, inside)]

    def one_in(self, folder: str) -> tuple[str, ...]:
        """One of the paths below ``folder``; none when there is no such folder."""
        try:
            begin = _TAB + self._prefix + os.fsencode(folder) + b"/"
        except UnicodeEncodeError:
            return ()
        found = self._found(begin) if _END not in begin else ()
        return next(((path,) for _, path in found if path.startswith(f"{folder}/")), ())

    def beside(self, folder: str) -> list[bytes]:
        """The rows of all that is not below ``folder``."""
        start, end, inside = self._stretch(folder)
        if inside is not None:
            return [row for row in self.listed.split(_END)[:-1] if not _is_in(row, inside)]
        return (self.listed[:start] + self.listed[end:]).split(_END)[:-1]

    def _stretch(self, folder: str) -> tuple[int, int, bytes | None]:
        """Where the rows of a folder begin and end: git lists together what is in one. Where a tab in the name of a file hides that, what
        each row of the stretch has to be asked for.
        """
        inside = _TAB + self._prefix + os.fsencode(folder) + b"/"
        first, last = self.listed.find(inside), self.listed.rfind(inside)
        if first < 0:
            return 0, 0, None
        start, end = self.listed.rfind(_END, 0, first) + 1, self.listed.find(_END, last) + 1
        is_plain = _is_in(self._row_at(first), inside) and _is_in(self._row_at(last), inside)
        return start, end, None if is_plain else inside

    def since(self, before: bytes) -> Entries:
        """Those of which the row is not in ``before``, an earlier list of the same files, and maybe some others near them."""
        return Entries(b"".join(_changed(before, self.listed)), os.fsdecode(self._prefix))

    def ids(self, rows: list[bytes]) -> set[bytes]:
        """The ids of the bytes of the files in ``rows``."""
        if any(_entry(row).blob != row[_ID : row.find(b" ", _ID)].decode("ascii") for row in rows[:1]):
            return {_entry(row).blob.encode("ascii") for row in rows}
        end = rows[0].find(b" ", _ID) if rows else 0  # in one repository all are of one length
        return {row[_ID:end] for row in rows}

    # ── one row ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _rows(self) -> dict[str, bytes]:
        return {path: row for row in self.listed.split(_END)[:-1] if (path := self.path(row)) is not None}

    def path(self, row: bytes) -> str | None:
        """The path in a row; None for one that is not below the prefix."""
        path = row.partition(_TAB)[2]
        return os.fsdecode(path[len(self._prefix) :]) if path.startswith(self._prefix) else None

    def _row(self, path: str) -> bytes:
        """The row of this path; empty when there is none. Whoever asks for very many is better off with a table."""
        self._asked += 1
        if self._asked > _MANY:
            return self._rows.get(path, b"")
        try:
            end = _TAB + self._prefix + os.fsencode(path)
        except UnicodeEncodeError:
            return b""
        found = self._found(end + _END) if _END not in end else ()
        return next((row for row, one in found if one == path), b"")

    def _found(self, part: bytes) -> Iterator[tuple[bytes, str]]:
        """The rows that ``part`` stands in or at the end of, with their paths."""
        at = self.listed.find(part)
        while at >= 0:
            row = self._row_at(at)
            if (path := self.path(row)) is not None:
                yield row, path
            at = self.listed.find(part, at + 1)

    def _row_at(self, at: int) -> bytes:
        """The row that this place is in."""
        return self.listed[self.listed.rfind(_END, 0, at) + 1 : self.listed.find(_END, at)]


def _changed(before: bytes, now: bytes) -> Iterator[bytes]:
    """The rows of ``now``, in long pieces, without those that it begins and ends with as ``before`` does.

    Where nothing has come or gone, and texts have other bytes than before, what is alike between them is left out too.
    """
    start = now.rfind(_END, 0, _alike(before, now)) + 1
    before, now = before[start:], now[start:]
    end = len(now) - _alike_behind(before, now)
    end = (now.find(_END, end) + 1 or len(now)) if end else 0
    before, now = before[: len(before) - len(now) + end], now[:end]
    half = now.find(_END, len(now) // 2) + 1
    if _SHORT < len(now) == len(before) and half < len(now) and before[half - 1 : half] == _END:
        yield from _changed(before[:half], now[:half])
        yield from _changed(before[half:], now[half:])
    elif now:
        yield now


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _alike_behind(one: bytes, other: bytes) -> int:
    """How many bytes both end with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        is_alike = one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]
        low, high = (middle, high) if is_alike else (low, middle - 1)
    return low


def _is_in(row: bytes, inside: bytes) -> bool:
    return row.startswith(inside, row.find(_TAB))


def _entry(row: bytes) -> Entry:
    """In the index the id is followed by the stage, in a commit the kind of object goes before it."""
    mode, one, other = row.partition(_TAB)[0].decode("ascii").split(" ")
    return Entry(mode, one if other == "0" else other)
