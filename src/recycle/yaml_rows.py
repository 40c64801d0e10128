"""YAML that is only rows of ``key: value`` and ``- item``, as most headers are: read row by row, since the parser takes four times as long.

Whatever could mean anything else (a comment, an escape, a value that goes on in the next row, a tag, a mistake) is left to the parser in
``yaml_strict``, which gives the same for all that is read here.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_UNSAYABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
# Quantifiers are possessive (*+, ++): a row that is none would otherwise be tried in as many ways as its spaces can be shared out.
_BARE = rf"[\w(“„«‘…–—][^:#{_UNSAYABLE}]*+(?::(?=\S)[^:#{_UNSAYABLE}]*+)*+"
"""A plain scalar (YAML 1.2, section 7.3.3) and spaces behind it: nowhere a colon before a space, nor a comment."""
_ITEM = rf'[ ]*+(?:"[^"\\,{_UNSAYABLE}]*"|\w[\w .+/&()-]*+)[ ]*+'
_ROW = re.compile(
    rf"(?P<indent>[ ]*+)(?:(?P<key>[A-Za-z_][A-Za-z0-9_-]{{0,99}}):|-(?=[ ]+\S))(?:[ ]++(?:(?P<bare>{_BARE})"
    rf'|"(?P<double>[^"\\{_UNSAYABLE}]*)"'
    rf"|'(?P<single>[^'{_UNSAYABLE}]*)'"
    rf"|\[(?P<items>{_ITEM}(?:,{_ITEM})*+)\]))?[ ]*+(?:\r?\n|\Z)"
)
_INT = re.compile(r"[-+]?[0-9]{1,18}\Z|0o[0-7]{1,18}\Z|0x[0-9a-fA-F]{1,15}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_FIRST_OF_NUMBERS = frozenset("0123456789+-.")
_DEEPEST = 9


class Rows(NamedTuple):
    """What the rows say, the line of each key and item, and what was typed for values that are not text."""

    data: dict[str, Any]
    lines: dict[str, int]
    texts: dict[str, str]


class _Open(NamedTuple):
    """A mapping or a list that may go on; ``name`` is its key with those that it stands under, and a dot."""

    indent: int
    name: str
    holds: dict[str, Any] | list[Any]


class _Waiting(NamedTuple):
    """A key with nothing after it: what it has may begin in the next row."""

    indent: int
    name: str
    holder: dict[str, Any]
    key: str


def read_rows(text: str, first_line: int) -> Rows | None:
    """What ``text`` says when it is nothing but such rows; None when it is not, or says something twice."""
    reading = _Reading()
    at, line = 0, first_line
    while at < len(text):
        row = _ROW.match(text, at)
        if row is None or not (reading.key(row, line) if row["key"] else reading.item(row, line)):
            return None
        at, line = row.end(), line + 1
    reading.settle()
    return reading.rows


class _Reading:
    """The rows until now. A method says False when a row is not for it."""

    def __init__(self) -> None:
        self.rows = Rows({}, {}, {})
        self._open = [_Open(0, "", self.rows.data)]
        self._waiting: _Waiting | None = None

    def key(self, row: re.Match[str], line: int) -> bool:
        """A row that begins with a key."""
        indent, key, bare, double, single, items = row.groups()
        width = len(indent)
        if self._waiting and width > self._waiting.indent:
            self._begin({}, width, self._waiting)
        else:
            self.settle()
            while self._open[-1].indent > width or isinstance(self._open[-1].holds, list):
                self._open.pop()
        at, prefix, holds = self._open[-1]
        if at != width or key in holds or len(self._open) > _DEEPEST or not isinstance(holds, dict):
            return False
        name = f"{prefix}{key}"
        self.rows.lines[name] = line
        if bare is not None:
            holds[key] = self._scalar(name, bare.rstrip(" "))
        elif items is not None:
            holds[key] = [self._item(f"{name}.{number}", item, line) for number, item in enumerate(items.split(","))]
        elif (quoted := single if double is None else double) is not None:
            holds[key] = quoted
        else:
            self._waiting = _Waiting(at, name, holds, key)
        return True

    def item(self, row: re.Match[str], line: int) -> bool:
        """A row that begins with a hyphen."""
        indent = len(row["indent"])
        if self._waiting and indent >= self._waiting.indent:
            self._begin([], indent, self._waiting)
        else:
            self.settle()
            while self._open[-1].indent > indent:
                self._open.pop()
        at, prefix, holds = self._open[-1]
        quoted = row["single"] if row["double"] is None else row["double"]
        if at != indent or not isinstance(holds, list) or (row["bare"] is None and quoted is None):
            return False
        name = f"{prefix}{len(holds)}"
        self.rows.lines[name] = line
        holds.append(self._scalar(name, row["bare"].rstrip(" ")) if quoted is None else quoted)
        return True

    def settle(self) -> None:
        """The key that waits has nothing."""
        if self._waiting:
            self._waiting.holder[self._waiting.key] = self._scalar(self._waiting.name, "")
            self._waiting = None

    def _begin(self, holds: dict[str, Any] | list[Any], indent: int, under: _Waiting) -> None:
        under.holder[under.key] = holds
        self._open.append(_Open(indent, f"{under.name}.", holds))
        self._waiting = None

    def _item(self, name: str, written: str, line: int) -> Any:
        self.rows.lines[name] = line
        text = written.strip(" ")
        return text[1:-1] if text.startswith('"') else self._scalar(name, text)

    def _scalar(self, name: str, text: str) -> Any:
        value = resolve(text)
        if value is not text:
            self.rows.texts[name] = text
        return value


def resolve(text: str) -> Any:
    """A plain scalar's value by the core schema of YAML 1.2 (section 10.3.2); the same object back when it is text."""
    if not text:
        return None
    if text[0] in _FIRST_OF_NUMBERS:
        return _number(text)
    match text:
        case "true" | "True" | "TRUE":
            return True
        case "false" | "False" | "FALSE":
            return False
        case "null" | "Null" | "NULL" | "~":
            return None
        case _:
            return text


def _number(text: str) -> Any:
    if _INT.match(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    return float(text) if _FLOAT.match(text) else text
