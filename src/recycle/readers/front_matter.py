"""What a header says of its piece: every key under its own name, whichever of its usual names the writer used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct

from recycle.model import Finding, Source, Weight, Wording
from recycle.readers.field_checks import checks_of
from recycle.readers.field_findings import EMBARGO, EMBARGO_INSIDE, unknown_key
from recycle.readers.field_names import ALIASES, FOREIGN, KNOWN
from recycle.readers.field_source import source_of
from recycle.readers.field_values import (
    Section,
    Value,
    date_of,
    flag_of,
    language_of,
    line_text_of,
    section,
    text_of,
    url_of,
    words_of,
)
from recycle.readers.field_wordings import wordings_of
from recycle.readers.header import Split, split
from recycle.readers.header_comments import comment_findings
from recycle.readers.slugs import slugify, unsafe
from recycle.spelling import did_you_mean, is_misspelt

__all__ = ["Fields", "Read", "Split", "fields", "split"]

_COVER_ADDRESS = ("url", "image", "src", "path")
_DRAFTS = frozenset({"draft", "hidden", "skip", "private", "pending"})
_PUBLISHED = frozenset({"published", "publish"})


class Fields(Struct, frozen=True, kw_only=True, gc=False):
    """What a header says; what it does not say is empty. ``lines`` is the line of each key as written, nested keys with dots."""

    id: str = ""
    slug: str = ""
    title: str = ""
    markup: str = ""
    description: str = ""
    date: dt.date | dt.datetime | None = None
    updated: dt.date | dt.datetime | None = None
    not_before: dt.date | dt.datetime | None = None
    embargo: dt.date | dt.datetime | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str = ""
    cover_image: str = ""
    cover_alt: str = ""
    series: str = ""
    author: str = ""
    language: str = ""
    draft: bool = False
    question: str = ""
    source: Source | None = None
    wordings: Mapping[str, Wording] = MappingProxyType({})
    checks: Mapping[str, Weight] = MappingProxyType({})
    lines: Mapping[str, int] = MappingProxyType({})


class Read(NamedTuple):
    """The fields of a header and what was noticed in it."""

    fields: Fields
    findings: tuple[Finding, ...] = ()


def fields(split: Split, path: str) -> Read:
    """The fields of a piece's header. Raises InputError with path, line and what to write for a value that is wrong."""
    if not split.header_data:
        return Read(Fields(lines=split.lines))
    top = section(split.header_data, "", split.lines, split.texts, path)
    findings: list[Finding] = []
    given = top.names.keys()
    found = {name: None if given.isdisjoint(keys) else _first(top, keys, findings) for name, keys in ALIASES.items()}
    wordings = wordings_of(top, found["outlets"], findings)
    read = Fields(
        id=_safe(found["id"]),
        slug=_safe(found["slug"]),
        title=line_text_of(found["title"]),
        markup=line_text_of(found["markup"]),
        description=line_text_of(found["description"]),
        date=date_of(found["date"]),
        updated=date_of(found["updated"]),
        not_before=date_of(found["not_before"]),
        embargo=_embargo(found["embargo"]),
        tags=words_of(top, found["tags"]) or (),
        canonical_url=url_of(found["canonical_url"]),
        cover_image=url_of(_cover(top, found["cover_image"], _COVER_ADDRESS), relative=True),
        cover_alt=line_text_of(found["cover_alt"] or _cover(top, found["cover_image"], ("alt",))),
        series=_series(top, found["series"]),
        author=_author(top, found["author"]),
        language=language_of(found["language"]),
        draft=_is_draft(top),
        question=text_of(found["question"]),
        source=source_of(top, found["source"], findings),
        wordings=wordings,
        checks=checks_of(top, found["checks"]),
        lines=split.lines,
    )
    return Read(read, (*findings, *_unknown(top), *comment_findings(split, path)))


# ── several names for one thing ──────────────────────────────────────────────────────────────────


def _first(top: Section, keys: tuple[str, ...], findings: list[Finding]) -> Value | None:
    """The value under the first of ``keys`` that says something; that another one says something else is a finding."""
    given = [value for key in keys if (value := top.get(key)) is not None]
    if len(given) == 1:
        return given[0]
    said = [value for value in given if value.data is not None and value.data != ""]
    for other in said[1:]:
        if other.data != said[0].data:
            message = f"{other.name} and {said[0].name} (line {said[0].line}) say different things; {said[0].name} is used."
            findings.append(Finding("front-matter-two-names", message, other.path, other.line, "warning"))
    return said[0] if said else given[0] if given else None


def _unknown(top: Section) -> list[Finding]:
    findings = []
    if hidden := next((name for name in top.lines if name.lower().endswith(f".{EMBARGO}")), ""):
        raise Value(hidden, None, None, top.path, top.lines[hidden]).error(EMBARGO_INSIDE)
    for name, key in top.names.items():
        if name in KNOWN or name in FOREIGN or name.startswith(("_", "x_")):
            continue
        if value := top.get(name):
            if is_misspelt(name, EMBARGO):  # as a strange key it would be left alone, and the piece would go out
                raise value.error(f"{key} is no key, and {EMBARGO} is one: write {EMBARGO}: 2026-12-01T09:00:00+01:00")
            message = f"{key} is not a key that recycle knows, so it is left alone.{did_you_mean(name, KNOWN)}"
            findings.append(unknown_key(value, message, "warning"))
    return findings


# ── single fields ────────────────────────────────────────────────────────────────────────────────


def _safe(value: Value | None) -> str:
    """A slug or an id: the name of a file, so that it can never lead out of its folder."""
    text = line_text_of(value)
    if value is None or not text:
        return ""
    if reason := unsafe(text):
        raise value.error(f"{value.name} {reason}: write {value.name}: {slugify(text)}")
    return text


def _embargo(value: Value | None) -> dt.date | dt.datetime | None:
    """The moment; a key that somebody still wants to fill in must not let the piece go out."""
    if value is not None and value.data in (None, ""):
        raise value.error(f"{value.name} says no moment: write {EMBARGO}: 2026-12-01T09:00:00+01:00, or take the line away")
    return date_of(value)


def _cover(top: Section, value: Value | None, keys: tuple[str, ...]) -> Value | None:
    """The cover's address or its text, also out of a mapping such as ``{image: a.png, alt: A harbour}``."""
    if value is None or not isinstance(value.data, dict):
        return None if value is None or value.data is False or keys == ("alt",) else value
    inner = section(value.data, f"{value.name}.", top.lines, top.texts, top.path)
    return next((found for key in keys if (found := inner.get(key)) is not None), None)


def _series(top: Section, value: Value | None) -> str:
    if value is None or not isinstance(value.data, list):
        return line_text_of(value)
    if len(value.data) > 1:
        raise value.error(f"a piece belongs to one series here: write {value.name}: {value.data[0]}")
    return line_text_of(top.item(value, 0)) if value.data else ""


def _author(top: Section, value: Value | None) -> str:
    """One name, several in a list, or the ``name`` of a mapping."""
    if value is not None and isinstance(value.data, list):
        return ", ".join(line_text_of(top.item(value, at)) for at in range(len(value.data)))
    if value is not None and isinstance(value.data, dict):
        inner: Any = section(value.data, f"{value.name}.", top.lines, top.texts, top.path).get("name")
        if inner is None:
            raise value.error(f"{value.name} takes a name: write {value.name}: A. Writer")
        return line_text_of(inner)
    return line_text_of(value)


def _is_draft(top: Section) -> bool:
    """Whether the piece is a draft, by any of the three keys that blogs use; two that contradict each other are an error."""
    said: list[tuple[Value, bool]] = []
    for key, draft_when in (("draft", True), ("published", False)):
        value = top.get(key)
        if value is not None and value.data is not None:
            said.append((value, flag_of(value) is draft_when))
    status = top.get("status")
    if status is not None and (word := line_text_of(status).lower()):
        if word not in _DRAFTS | _PUBLISHED:
            raise status.error(f'{status.name} is either draft or published, and this is "{word}": write status: draft')
        said.append((status, word in _DRAFTS))
    for value, draft in said[1:]:
        first, first_draft = said[0]
        if draft != first_draft:
            message = (
                f"{value.name} here and {first.name} on line {first.line} contradict each other on whether this is a draft"
            )
            raise value.error(f"{message}: keep one of them", "draft-contradiction")
    return bool(said) and said[0][1]
