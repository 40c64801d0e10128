"""One value of a header at a time: from what was typed to what was meant, or an error that says what to write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from recycle.errors import InputError
from recycle.late import regex
from recycle.readers.language_tags import SHORT_NAME, is_language_tag
from recycle.yaml_rows import quoted

_DATE = regex(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?\Z"
)
CONTROL = regex("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_YES = frozenset({"true", "yes", "on"})
_NO = frozenset({"false", "no", "off"})
FLAGS = _YES | _NO
_SCHEMES = frozenset({"http", "https"})
DATE_WRONG = "date-wrong"
_HOW_TO_DATE = "write 2026-06-29, or with a time 2026-06-29 12:30, or with a zone 2026-06-29T12:30:00+02:00"


class Value(NamedTuple):
    """One value with its place. ``typed`` is what was typed when ``data`` is not text; ``name`` is the key with its parents."""

    name: str
    data: Any
    typed: str | None
    path: str
    line: int

    def error(self, message: str, rule: str = "") -> InputError:
        """The error that this value is wrong. ``rule``: its name as a finding, when it has one of its own."""
        return InputError(f"{message}.", path=self.path, line=self.line, rule=rule)


class Section(NamedTuple):
    """A mapping in a header. ``prefix`` is its own name with a dot, or empty at the top; ``names`` are its keys as looked up."""

    names: Mapping[str, str]
    data: Mapping[str, Any]
    prefix: str
    lines: Mapping[str, int]
    texts: Mapping[str, str]
    path: str

    def get(self, name: str) -> Value | None:
        """The value under ``name``, however its key is capitalised or hyphenated."""
        key = self.names.get(name)
        return None if key is None else self._value(key)

    def values(self) -> Iterator[tuple[str, Value]]:
        """Every key as written, with its value."""
        return ((key, self._value(key)) for key in self.data)

    def item(self, value: Value, at: int) -> Value:
        """One item of a list, with its own line."""
        name = f"{value.name}.{at}"
        return Value(name, value.data[at], self.texts.get(name), self.path, self.lines.get(name, value.line))

    def _value(self, key: str) -> Value:
        name = f"{self.prefix}{key}"
        return Value(name, self.data[key], self.texts.get(name), self.path, self.lines.get(name, 0))


def section(data: Mapping[str, Any], prefix: str, lines: Mapping[str, int], texts: Mapping[str, str], path: str) -> Section:
    """``data`` as a section. Raises InputError when two keys are one but for capitals and hyphens."""
    names: dict[str, str] = {}
    for key in data:
        name = key.replace("-", "_").lower()
        if name in names:
            first, line = names[name], lines.get(prefix + key, 0)
            message = f"{key} says the same as {first} on line {lines.get(prefix + first, 0)}: keep one of the two."
            raise InputError(message, path=path, line=line)
        names[name] = key
    return Section(names, data, prefix, lines, texts, path)


def within(parent: Section, value: Value, example: str) -> Section:
    """The mapping that ``value`` is. Raises InputError with ``example`` when it is something else."""
    if not isinstance(value.data, dict):
        raise value.error(f"{value.name} takes keys of its own: write {example}")
    return section(value.data, f"{value.name}.", parent.lines, parent.texts, parent.path)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space."""
    return " ".join(text.split())


def text_of(value: Value | None) -> str:
    """The text that was typed, numbers and ``true`` to the letter; an empty string when there is none."""
    if value is None or value.data is None:
        return ""
    if isinstance(value.data, list | dict):
        kind = "a list" if isinstance(value.data, list) else "a mapping"
        raise value.error(f"{value.name} takes text, and this is {kind}: write {_last(value)}: {_example(value)}")
    text = value.data if isinstance(value.data, str) else value.typed if value.typed is not None else _plain(value.data)
    if not text.isprintable() and (found := CONTROL.search(text)):
        raise value.error(f"{value.name} has an invisible character in it (U+{ord(found[0]):04X}): delete it")
    return text.strip()


def line_text_of(value: Value | None) -> str:
    """The text in one line."""
    return one_line(text_of(value)) if value else ""


def _plain(data: Any) -> str:
    return str(data).lower() if isinstance(data, bool) else str(data)


def _last(value: Value) -> str:
    return value.name.rpartition(".")[2]


def _example(value: Value) -> str:
    """What the writer probably meant: ``- C: pointers`` is a mapping to YAML and text to everybody else."""
    if isinstance(value.data, dict) and len(value.data) == 1:
        [(key, inner)] = value.data.items()
        if isinstance(inner, str):
            return quoted(f"{key}: {inner}")
    if isinstance(value.data, list) and value.data and all(isinstance(part, str) for part in value.data):
        return quoted(f"[{', '.join(value.data)}]")
    return quoted("some text")


# ── other kinds ──────────────────────────────────────────────────────────────────────────────────


def flag_of(value: Value) -> bool:
    """True or false, also as ``yes`` and ``no``."""
    if isinstance(value.data, bool):
        return value.data
    word = value.data.strip().lower() if isinstance(value.data, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    last = _last(value)
    hint = ". For the day that it was published, write date: 2026-06-29" if _DATE.match(word) else ""
    raise value.error(f"{value.name} is true or false, and this is {_shown(value)}: write {last}: true or {last}: false{hint}")


def date_of(value: Value | None) -> dt.date | dt.datetime | None:
    """The day, or the moment when a time was given too (RFC 3339, and the looser forms that blogs use)."""
    if value is None or value.data is None:
        return None
    if isinstance(value.data, dt.date):
        return value.data
    found = _DATE.match(value.data.strip()) if isinstance(value.data, str) else None
    try:
        if found is not None:
            return _moment(found)
    except ValueError:
        raise value.error(f"there is no such day or time as {_shown(value)}: {_HOW_TO_DATE}", DATE_WRONG) from None
    raise value.error(
        f"{value.name} is not a date that can be read without doubt ({_shown(value)}): {_HOW_TO_DATE}", DATE_WRONG
    )


def _moment(found: re.Match[str]) -> dt.date | dt.datetime:
    day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    if found["hour"] is None:
        return dt.date.fromisoformat(day)
    zone = found["zone"] or ""
    zone = "+00:00" if zone in {"Z", "z", "UTC", "GMT"} else zone
    return dt.datetime.fromisoformat(f"{day}T{int(found['hour']):02}:{found['minute']}:{found['second'] or '00'}{zone}")


def day_of(value: Value | None) -> dt.date | None:
    """The day alone."""
    date = date_of(value)
    return date.date() if isinstance(date, dt.datetime) else date


def words_of(parent: Section, value: Value | None) -> tuple[str, ...] | None:
    """A list of short texts, or one text with commas between them; each once, in their order. None when there is no value."""
    if value is None:
        return None
    if isinstance(value.data, dict):
        raise value.error(f"{value.name} takes a list: write {_last(value)}: [one, two]")
    if isinstance(value.data, list):
        parts = [_word(parent.item(value, at)) for at in range(len(value.data))]
    else:
        parts = [one_line(part) for part in text_of(value).split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


def _word(item: Value) -> str:
    if isinstance(item.data, list | dict):
        raise item.error(f"each of the {item.name.rpartition('.')[0]} is text: write - {_example(item)}")
    return line_text_of(item)


def url_of(value: Value | None, *, relative: bool = False) -> str:
    """A web address; with ``relative`` also a path to a file beside the piece."""
    text = text_of(value)
    if value is None or not text:
        return ""
    try:
        parts = urlsplit(text)
        good = parts.scheme in _SCHEMES and bool(parts.hostname)
    except ValueError:
        parts, good = urlsplit("wrong:"), False
    if relative and not parts.scheme:
        return text
    if good and any(sign.isspace() for sign in text):
        raise value.error(f"{value.name} is an address and has a space in it: write %20 for the space")
    if good:
        return text
    what = "an address such as https://example.com/page.png, or the path of a file beside the piece, such as page.png"
    raise value.error(f"{value.name} takes {what if relative else 'a whole address, such as https://example.com/page'}")


def language_of(value: Value | None) -> str:
    """A language as a tag of BCP 47: ``en``, ``de``, ``pt-BR``."""
    text = text_of(value)
    if value is None or not text:
        return ""
    tag = text.replace("_", "-")
    if not is_language_tag(tag):
        raise value.error(f"{value.name} takes {SHORT_NAME}, and this is {quoted(text)}")
    return tag


def _shown(value: Value) -> str:
    if isinstance(value.data, list | dict):
        return "a list" if isinstance(value.data, list) else "a mapping"
    return quoted(text_of(value)) if text_of(value) else "empty"
