"""What a piece says for one outlet only: ``outlets:`` in a header."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.model import Finding, Wording
from recycle.readers.field_checks import checks_of
from recycle.readers.field_findings import unknown_keys
from recycle.readers.field_names import WORDING_KEYS
from recycle.readers.field_values import FLAGS, Section, Value, date_of, flag_of, line_text_of, text_of, within, words_of

_EXAMPLE = "outlets: {forum: false, blog: {title: Another title}}"


def wordings_of(top: Section, value: Value | None, findings: list[Finding]) -> Mapping[str, Wording]:
    """Each outlet that is named, with its wording. Unknown keys go to ``findings``."""
    if value is None or value.data is None:
        return MappingProxyType({})
    outlets = within(top, value, _EXAMPLE)
    return MappingProxyType({name: _wording(outlets, inner, findings) for name, inner in outlets.values()})


def _wording(outlets: Section, value: Value, findings: list[Finding]) -> Wording:
    if value.data is None:
        return Wording()
    if isinstance(value.data, bool) or (isinstance(value.data, str) and value.data.lower() in FLAGS):
        return Wording(off=not flag_of(value))
    last = value.name.rpartition(".")[2]
    inner = within(outlets, value, f"{last}: false to leave it out, or {last}: {{title: Another title}}")
    unknown_keys(inner, WORDING_KEYS, findings)
    return Wording(
        title=_line(inner, "title"),
        description=_line(inner, "description"),
        subject=_line(inner, "subject"),
        preview=_line(inner, "preview"),
        opening=_text(inner, "opening"),
        closing=_text(inner, "closing"),
        question=_text(inner, "question"),
        tags=words_of(inner, inner.get("tags")),
        not_before=date_of(inner.get("not_before")),
        checks=checks_of(inner, inner.get("checks")) or None,
    )


def _line(inner: Section, key: str) -> str | None:
    value = inner.get(key)
    return None if value is None or value.data is None else line_text_of(value)


def _text(inner: Section, key: str) -> str | None:
    value = inner.get(key)
    return None if value is None or value.data is None else text_of(value)
