"""The file of a new piece: its front matter, written so that every program reads the same in it, and its text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from recycle.late import regex
from recycle.model import Question, Source, Wording
from recycle.readers.field_values import CONTROL, one_line
from recycle.readers.front_matter import Fields
from recycle.registry import OnDemand

_WRITER: Mapping[str, Callable[[dict[str, Any]], str]] = OnDemand("recycle.importers", {"yaml": "rows:dump"})
"""Slow to import, and most texts are only read."""
_LINE_END = regex("\r\n|[\r\x85\u2028\u2029]")
_ORDER = (
    "title",
    "id",
    "slug",
    "description",
    "date",
    "updated",
    "not_before",
    "embargo",
    "author",
    "language",
    "tags",
    "series",
    "canonical_url",
    "cover_image",
    "cover_alt",
    "draft",
    "markup",
    "question",
)


def compose(fields: Fields, body: str) -> str:
    """The whole file of a piece. Reading it gives ``fields`` again, white space at the ends of a text apart."""
    return f"---\n{header(fields)}---\n\n{body.strip(chr(10))}\n"


def header(fields: Fields) -> str:
    """The rows of the front matter without its fences; what is empty is left out."""
    data = {name: _plain(name, getattr(fields, name)) for name in _ORDER}
    data["source"] = _source(fields.source)
    data["checks"] = dict(fields.checks)
    data["outlets"] = {name: _wording(wording) for name, wording in fields.wordings.items()}
    return rows(_filled(data))


def rows(data: Mapping[str, Any]) -> str:
    """``data`` as YAML, a row a key, in its order; nothing for nothing. Every reader of YAML gets the same values of it."""
    return _WRITER["yaml"](dict(data)) if data else ""


def _plain(name: str, value: Any) -> Any:
    match value:
        case str():
            return _several_lines(value) if name == "question" else _line(value)
        case tuple():
            return [word for part in value if (word := _line(part))]
        case dt.datetime():
            return value.replace(microsecond=0)
        case _:
            return value


def _source(source: Source | None) -> dict[str, Any]:
    if source is None:
        return {}
    return _filled(
        {
            "url": _line(source.url),
            "author": _line(source.author),
            "date": source.date,
            "licence": _line(source.licence),
            "question": _question(source.question),
        }
    )


def _question(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {}
    return _filled({"text": _several_lines(question.text), "author": _line(question.author), "url": _line(question.url)})


def _wording(wording: Wording) -> Any:
    if wording.off:
        return False
    said = {
        "title": _said(wording.title, _line),
        "description": _said(wording.description, _line),
        "subject": _said(wording.subject, _line),
        "preview": _said(wording.preview, _line),
        "opening": _said(wording.opening, _several_lines),
        "closing": _said(wording.closing, _several_lines),
        "question": _said(wording.question, _several_lines),
        "tags": None if wording.tags is None else _plain("tags", wording.tags),
        "not_before": _plain("not_before", wording.not_before),
        "checks": dict(wording.checks) if wording.checks else None,
    }
    return {name: value for name, value in said.items() if value is not None} or True


def _said(text: str | None, spell: Callable[[str], str]) -> str | None:
    return None if text is None else spell(text)


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", None, False, [], {})}


def _line(text: str) -> str:
    return one_line(CONTROL.sub("", text))


def _several_lines(text: str) -> str:
    return CONTROL.sub("", _LINE_END.sub("\n", text)).strip()
