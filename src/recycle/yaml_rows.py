"""YAML that is only rows of ``key: value`` and ``- item``, as most headers and settings are: read row by row.

The parser takes four times as long, and to import it as long as to look at a piece. Whatever could mean anything else (an escape, a value
that goes on in the next row, an anchor, a tag, a mistake) is left to it: ``yaml_parser`` gives the same for all that is read here.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from recycle.late import regex

_UNSAYABLE = regex("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What the parser refuses, or takes for the end of a line."""
# Quantifiers are possessive (*+, ++): a row that is none would otherwise be tried in as many ways as its spaces can be shared out.
_BARE = r"[\w(“„«‘…–—][^:#\r\n]*+(?::(?=\S)[^:#\r\n]*+)*+"
"""A plain scalar (YAML 1.2, section 7.3.3) and spaces behind it: nowhere a colon before a space, nor a comment."""
_ITEM = r'[ ]*+(?:"[^"\\,\r\n]*"|\w[\w .+/&()-]*+)[ ]*+'
_END = r"[ ]*+(?:(?<=[ ])#[^\r\n]*+)?(?:\r?\n|\Z)"
"""A comment begins after a space."""
_ROW = regex(
    rf"(?P<indent>[ ]*+)(?:(?P<key>[A-Za-z_][A-Za-z0-9_.-]{{0,99}}):|-(?=[ ]+\S))(?:[ ]++(?:(?P<bare>{_BARE})"
    rf'|"(?P<double>[^"\\\r\n]*)"'
    rf"|'(?P<single>[^'\r\n]*)'"
    rf"|\[(?P<items>{_ITEM}(?:,{_ITEM})*+)\]))?{_END}"
)
_ROW_OF_BRACKETS = regex(r"(?P<indent>[ ]*+)(?P<key>[A-Za-z_][A-Za-z0-9_.-]{0,99}):[ ]++(?=[\[{])")
_AFTER_BRACKETS = regex(_END)
_NO_ROW = regex(r"[ ]*+(?:#[^\r\n]*+)?(?:\r?\n|\Z)")
_IN_BRACKETS = regex(
    r'[ ]*+(?:(?P<sign>[\[\]{},])|"(?P<double>[^"\\\r\n]*)"|\'(?P<single>[^\'\r\n]*)\''
    r"|(?P<key>[A-Za-z_][A-Za-z0-9_.-]{0,99}):(?=[ ])"
    r"|(?P<plain>\w[\w .+/&()?!%=~-]*+(?::(?=[\w/])[\w .+/&()?!%=~-]*+)*+))"
)
"""A step into a collection in brackets (YAML 1.2, section 7.4)."""
_INT = regex(r"[-+]?[0-9]{1,18}\Z|0o[0-7]{1,18}\Z|0x[0-9a-fA-F]{1,15}\Z")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
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
    if not text.replace("\n", "").isprintable() and _UNSAYABLE.search(text):
        return None
    reading = _Reading()
    at, line = 0, first_line
    while at < len(text):
        row = _ROW.match(text, at)
        if row is None:
            end = _end_of_no_row(text, at) or reading.brackets(text, at, line)
        else:
            is_read = reading.key(row, line) if row["key"] else reading.item(row, line)
            end = row.end() if is_read else 0
        if not end:
            return None
        at, line = end, line + 1
    reading.settle()
    return reading.rows


def _end_of_no_row(text: str, at: int) -> int:
    """Where a row ends that is empty or a comment; 0 where one says something."""
    found = _NO_ROW.match(text, at)
    return found.end() if found else 0


class _Reading:
    """The rows until now. A method says False when a row is not for it."""

    def __init__(self) -> None:
        self.rows = Rows({}, {}, {})
        self._open = [_Open(0, "", self.rows.data)]
        self._waiting: _Waiting | None = None

    def key(self, row: re.Match[str], line: int) -> bool:
        """A row that begins with a key."""
        indent, key, bare, double, single, items = row.groups()
        holds = self._mapping(len(indent), key)
        if holds is None:
            return False
        name = f"{self._open[-1].name}{key}"
        self.rows.lines[name] = line
        if bare is not None:
            holds[key] = self.scalar(name, bare.rstrip(" "))
        elif items is not None:
            holds[key] = [self._item(f"{name}.{number}", item, line) for number, item in enumerate(items.split(","))]
        elif (quoted := single if double is None else double) is not None:
            holds[key] = quoted
        else:
            self._waiting = _Waiting(len(indent), name, holds, key)
        return True

    def brackets(self, text: str, at: int, line: int) -> int:
        """A row that is a key and a collection in brackets. Its end, or 0 when it is none, or goes on in the next row."""
        row = _ROW_OF_BRACKETS.match(text, at)
        holds = self._mapping(len(row["indent"]), row["key"]) if row else None
        if row is None or holds is None:
            return 0
        name = f"{self._open[-1].name}{row['key']}"
        self.rows.lines[name] = line
        try:
            inside = _Brackets(self, text, row.end(), line)
            holds[row["key"]] = inside.value(name, inside.step(), len(self._open))
        except _OtherError:
            return 0
        after = _AFTER_BRACKETS.match(text, inside.at)
        return after.end() if after else 0

    def _mapping(self, width: int, key: str) -> dict[str, Any] | None:
        """What a key at this indentation goes into; None when it cannot stand there."""
        if self._waiting and width > self._waiting.indent:
            self._begin({}, width, self._waiting)
        else:
            self.settle()
            while self._open[-1].indent > width or isinstance(self._open[-1].holds, list):
                self._open.pop()
        at, _, holds = self._open[-1]
        fits = at == width and key not in holds and len(self._open) <= _DEEPEST
        return holds if fits and isinstance(holds, dict) else None

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
        holds.append(self.scalar(name, row["bare"].rstrip(" ")) if quoted is None else quoted)
        return True

    def settle(self) -> None:
        """The key that waits has nothing."""
        if self._waiting:
            self._waiting.holder[self._waiting.key] = self.scalar(self._waiting.name, "")
            self._waiting = None

    def _begin(self, holds: dict[str, Any] | list[Any], indent: int, under: _Waiting) -> None:
        under.holder[under.key] = holds
        self._open.append(_Open(indent, f"{under.name}.", holds))
        self._waiting = None

    def _item(self, name: str, written: str, line: int) -> Any:
        self.rows.lines[name] = line
        text = written.strip(" ")
        return text[1:-1] if text.startswith('"') else self.scalar(name, text)

    def scalar(self, name: str, text: str) -> Any:
        """A plain scalar's value; what was typed is kept where that is no text."""
        value = resolve(text)
        if value is not text:
            self.rows.texts[name] = text
        return value


class _OtherError(Exception):
    """This is for the parser."""


class _Brackets:
    """What stands in brackets in one row. Raises _OtherError for whatever may mean something else."""

    def __init__(self, reading: _Reading, text: str, at: int, line: int) -> None:
        self.at = at
        self._reading, self._text, self._line = reading, text, line

    def step(self) -> re.Match[str]:
        """A sign, a key or a scalar."""
        found = _IN_BRACKETS.match(self._text, self.at)
        if found is None:
            raise _OtherError
        self.at = found.end()
        return found

    def value(self, name: str, step: re.Match[str], depth: int) -> Any:
        """The scalar that ``step`` is, or the collection that it opens."""
        if step["key"] or depth > _DEEPEST:
            raise _OtherError
        if step["sign"] == "[":
            return self._list(name, depth)
        if step["sign"] == "{":
            return self._keys(name, depth)
        if step["plain"]:
            return self._reading.scalar(name, step["plain"].rstrip(" "))
        quoted = step["single"] if step["double"] is None else step["double"]
        if quoted is None:
            raise _OtherError
        return quoted

    def _list(self, name: str, depth: int) -> list[Any]:
        values: list[Any] = []
        while (step := self.step())["sign"] != "]" or values:
            item = f"{name}.{len(values)}"
            self._reading.rows.lines[item] = self._line
            values.append(self.value(item, step, depth + 1))
            if not self._goes_on("]"):
                break
        return values

    def _keys(self, name: str, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while (step := self.step())["sign"] != "}" or data:
            key = step["key"]
            if not key or key in data:
                raise _OtherError
            self._reading.rows.lines[f"{name}.{key}"] = self._line
            data[key] = self.value(f"{name}.{key}", self.step(), depth + 1)
            if not self._goes_on("}"):
                break
        return data

    def _goes_on(self, end: str) -> bool:
        """Whether a comma comes after a value, and not the end."""
        sign = self.step()["sign"]
        if sign not in (",", end):
            raise _OtherError
        return bool(sign == ",")


def quoted(value: str) -> str:
    """``value`` in the quotation marks that need the fewest changes inside."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


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
