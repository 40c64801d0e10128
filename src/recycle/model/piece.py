"""One written thing, and where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from recycle.model.findings import Finding, Weight
from recycle.tree.nodes import Document


class Question(Struct, frozen=True):
    """The question that a reply answered."""

    text: str = ""
    author: str = ""
    url: str = ""


class Source(Struct, frozen=True):
    """Where a piece was first written."""

    url: str = ""
    author: str = ""
    date: dt.date | None = None
    licence: str = ""
    question: Question | None = None


class Wording(Struct, frozen=True, kw_only=True):
    """What a piece says for one outlet only, from ``outlets:`` in its front matter. None: as the piece has it."""

    off: bool = False
    title: str | None = None
    description: str | None = None
    subject: str | None = None
    preview: str | None = None
    opening: str | None = None
    closing: str | None = None
    question: str | None = None
    tags: tuple[str, ...] | None = None
    not_before: dt.date | dt.datetime | None = None
    checks: Mapping[str, Weight] | None = None


class Piece(Struct, frozen=True, kw_only=True):
    """One written thing. ``path`` is relative to the workspace with ``/`` between; ``body_line`` is the body's first line."""

    id: str
    slug: str
    path: str
    title: str
    document: Document
    markup: str = "gfm"
    description: str = ""
    date: dt.date | dt.datetime | None = None
    updated: dt.date | dt.datetime | None = None
    not_before: dt.date | dt.datetime | None = None
    """As written: a day, or a time that may lack a zone. ``steps/waiting/due.py`` makes a moment of it."""
    embargo: dt.date | dt.datetime | None = None
    """The same, for every outlet: nothing of the piece is read by anybody before."""
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
    """Other severities for rules, by their names."""
    links: frozenset[str] = frozenset()
    """Every address that the text links to, and, in ``images``, every one that it shows: so that nobody has to look twice."""
    images: frozenset[str] = frozenset()
    lines: Mapping[str, int] = MappingProxyType({})
    """The line of each front matter key, nested keys joined by dots: ``outlets.blog.title``."""
    body_line: int = 1
    findings: tuple[Finding, ...] = ()
    issue: str = ""
    """The outlet that this is an issue of, in which other pieces stand; empty for what goes out by itself."""
