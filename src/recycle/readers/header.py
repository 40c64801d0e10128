"""A piece's file, cut into its header and its body.

The header is YAML between lines of ``---`` (the last one may be ``...``), TOML between lines of ``+++``, or, as in archives written for
Pelican, ``Title: ...`` lines without a fence before the first empty line. The body is a slice of the file, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, cast

from recycle.errors import InputError
from recycle.late import regex
from recycle.yaml_rows import read_rows
from recycle.yaml_strict import Loaded, parsed

Notation = Literal["yaml", "toml", "meta", ""]
NOTHING: Mapping[str, Any] = MappingProxyType({})

_OPENING = regex(r"(?:[ \t]*\r?\n)*(?P<fence>-{3,}|\+{3,})[ \t]*\r?\n")
_YAML_END = regex(r"^(?:-{3,}|\.{3})[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_TOML_END = regex(r"^\+{3,}[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_KEY_ROW = regex(r"\s*(?:#.*\n\s*)*[\"']?[\w.-]+[\"']?[ \t]*(?::(?:\s|\Z)|=)")
_BLANK_ROW = regex(r"[ \t]*\r?\n")
_META = regex(
    r"title:[ \t]+\S[^\n]*\n(?:(?:[A-Za-z][\w-]*:(?:[ \t][^\n]*)?|[ \t]+\S[^\n]*)\n)*(?=[ \t]*\r?\n|\Z)", re.IGNORECASE
)
_META_ROW = regex(r"(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>[^\n]*)|[ \t]+(?P<more>\S[^\n]*)")
_TOML_KEY = regex(r"""[ \t]*(?P<key>["']?[\w-]+["']?)[ \t]*=|[ \t]*\[\[?(?P<table>[^\[\]]+)\]""")
_TOML_PLACE = regex(r"\s*\(at line (\d+), column \d+\)")


class Split(NamedTuple):
    """A file cut in two. ``lines`` and ``body_line`` count from 1 in the file; ``body`` is the file from ``body_line`` on, unchanged.

    ``texts`` gives what was typed for values that are not text (see yaml_strict), ``header`` the header as written, without its
    fences, and ``header_line`` the line that it begins on.
    """

    header_data: Mapping[str, Any]
    lines: Mapping[str, int]
    texts: Mapping[str, str]
    body: str
    body_line: int = 1
    notation: Notation = ""
    header: str = ""
    header_line: int = 1


class Cut(NamedTuple):
    """Where a header stands in a text: the offsets of its rows, without the fences, and of the body."""

    notation: Notation
    start: int
    end: int
    body: int


def split(text: str, path: str) -> Split:
    """Header and body of a piece's file. Raises InputError with path, line and what to write instead."""
    text = text.removeprefix("\ufeff")
    cut = find_header(text, path)
    if cut is None:
        return Split(NOTHING, NOTHING, NOTHING, text)
    first_line = text.count("\n", 0, cut.start) + 1
    body_line = text.count("\n", 0, cut.body) + 1
    header = text[cut.start : cut.end]
    rows = read_rows(header, first_line) if cut.notation == "yaml" else None
    loaded = Loaded(*rows) if rows else _parsed(text[: cut.body], _Handler(cut, path, first_line))
    return Split(loaded.data, loaded.lines, loaded.texts, text[cut.body :], body_line, cut.notation, header, first_line)


def find_header(text: str, path: str) -> Cut | None:
    """Where the header of ``text`` stands; None when it has none. Raises InputError when one is opened and never closed."""
    opening = _OPENING.match(text)
    if opening is None:
        meta = _META.match(text)
        return Cut("meta", 0, meta.end(), meta.end()) if meta else None
    toml = opening["fence"].startswith("+")
    start = opening.end()
    closing = (_TOML_END if toml else _YAML_END).search(text, start)
    has_key = _KEY_ROW.match(text, start) is not None
    if closing is None:
        if has_key:
            fence = opening["fence"]
            line = text.count("\n", 0, opening.start("fence")) + 1
            message = f"the front matter that begins here is never closed: write a line with {fence} after its last key."
            raise InputError(message, path=path, line=line)
        return None
    if not has_key and (opening.start("fence") or _BLANK_ROW.match(text, start)):
        return None  # a horizontal rule at the top of a text that has no header
    return Cut("toml" if toml else "yaml", start, closing.start(), closing.end())


def _parsed(head: str, handler: _Handler) -> Loaded:
    import frontmatter

    frontmatter.parse(head, handler=cast("Any", handler))
    return handler.loaded


class _Handler:
    """What python-frontmatter asks of a handler: ``split`` and ``load``. One object for one file."""

    def __init__(self, cut: Cut, path: str, first_line: int) -> None:
        self.cut = cut
        self.path = path
        self.first_line = first_line
        self.loaded = Loaded({}, {}, {})

    def split(self, text: str) -> tuple[str, str]:
        """The rows between the fences, and no body: that is a slice of the file."""
        if self.cut.notation == "meta":
            return text, ""
        rows = text.partition("\n")[2]
        return rows.rpartition("\n")[0], ""

    def load(self, header: str) -> dict[str, Any]:
        """The header's data; the lines stay in ``loaded``."""
        match self.cut.notation:
            case "toml":
                self.loaded = _load_toml(header, self.path, self.first_line)
            case "meta":
                self.loaded = _load_meta(header, self.path)
            case _:
                self.loaded = parsed(header, path=self.path, first_line=self.first_line)
        return self.loaded.data


def _load_toml(header: str, path: str, first_line: int) -> Loaded:
    import tomllib

    try:
        data = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _TOML_PLACE.search(said)
        line = int(place[1]) if place else header.count("\n") + 1
        reason = _TOML_PLACE.sub("", said).partition(" (")[0]
        message = f'this is not TOML ({reason.lower()}): write text in quotes, as in title = "My title", and every key once.'
        raise InputError(message, path=path, line=line + first_line - 1) from None
    return Loaded(data, _toml_lines(header, first_line), {})


def _toml_lines(header: str, first_line: int) -> dict[str, int]:
    """The line of each key, by a look at the rows: good enough for messages, which is all that it is used for."""
    lines: dict[str, int] = {}
    table = ""
    for number, row in enumerate(header.split("\n"), first_line):
        found = _TOML_KEY.match(row)
        if found is None:
            continue
        if found["table"]:
            table = found["table"].strip() + "."
            lines.setdefault(table[:-1], number)
        else:
            lines.setdefault(table + found["key"].strip("\"'"), number)
    return lines


def _load_meta(header: str, path: str) -> Loaded:
    """``Key: value`` rows; an indented row goes on with the value above it. All values are text."""
    data: dict[str, Any] = {}
    lines: dict[str, int] = {}
    key = ""
    for number, row in enumerate(header.split("\n"), 1):
        found = _META_ROW.match(row)
        if found is None:
            continue
        if found["key"] is None:
            data[key] = f"{data[key]} {found['more'].strip()}".strip()
            continue
        key = found["key"].lower()
        if key in data:
            raise InputError(f"{key} stands here and on line {lines[key]}: keep one of the two.", path=path, line=number)
        data[key] = found["value"].strip()
        lines[key] = number
    return Loaded(data, lines, {})
