"""The nouns. All of them are frozen; the verbs that turn one into another are functions in the rooms above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta as Says
from msgspec import Struct, field

from recycle.tree.nodes import Document

Severity = Literal["error", "warning"]


class Finding(Struct, frozen=True):
    """Something a check noticed. ``rule`` is the check's stable name, ``line`` counts from 1 in the file (0: none)."""

    rule: str
    message: str
    path: str = ""
    line: int = 0
    severity: Severity = "error"
    outlet: str = ""


class Loss(Struct, frozen=True):
    """Something the tree says that a dialect cannot: what (``table``), what became of it, and its line."""

    what: str
    became: str
    line: int = 0


class Written(NamedTuple):
    """What a dialect's writer returns: the text (bytes for binary dialects) and what was lost on the way."""

    text: str | bytes
    losses: tuple[Loss, ...] = ()


class ReadResult(NamedTuple):
    """What a reader returns: a tree in normal form and what it noticed. Lines in both count from 1 in the text it was given."""

    document: Document
    findings: tuple[Finding, ...] = ()


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
    links: frozenset[str] = frozenset()
    """Every address that the text links to, and, in ``images``, every one that it shows: so that nobody has to look twice."""
    images: frozenset[str] = frozenset()
    lines: Mapping[str, int] = MappingProxyType({})
    """The line of each front matter key, nested keys joined by dots: ``outlets.blog.title``."""
    body_line: int = 1
    findings: tuple[Finding, ...] = ()


# ── an outlet ────────────────────────────────────────────────────────────────────────────────────


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The writer's own place: what templates and links need to know of it."""

    name: Annotated[str, Says(description="What it is called.")] = ""
    url: Annotated[
        str, Says(description="Its address. Relative links are made whole with it, and campaign tags go on links to it.")
    ] = ""
    author: Annotated[str, Says(description="Who writes, when a piece does not say so itself.")] = ""
    language: Annotated[str, Says(description="The language of the texts and of the words around them: `en`, `de`.")] = "en"
    author_note: Annotated[str, Says(description="Two lines about the author, for the end of an article.")] = ""
    author_url: Annotated[str, Says(description="The author's own page.")] = ""


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An outlet's house rules. What is not set is no rule."""

    title_max: Annotated[int | None, Says(description="The longest title, in characters.")] = None
    title_min: Annotated[int | None, Says(description="The shortest title, in characters.")] = None
    words_min: Annotated[int | None, Says(description="The fewest words.")] = None
    words_max: Annotated[int | None, Says(description="The most words.")] = None
    links_max: Annotated[int | None, Says(description="The most links to different addresses.")] = None
    tags_max: Annotated[int | None, Says(description="The most tags.")] = None
    tag_pattern: Annotated[str | None, Says(description="A regular expression that every tag must match as a whole.")] = None
    subject_max: Annotated[int | None, Says(description="The longest subject of a mail, in characters.")] = None
    preview_min: Annotated[int | None, Says(description="The shortest preview text of a mail, in characters.")] = None
    preview_max: Annotated[int | None, Says(description="The longest preview text of a mail, in characters.")] = None
    link_back: Annotated[
        Literal["last", "none"] | None, Says(description="The link to the piece's own page: as the last line, or not at all.")
    ] = None


# ── a variant ────────────────────────────────────────────────────────────────────────────────────


class Meta(Struct, frozen=True, kw_only=True):
    """What a variant carries beside its text; templates print it and destinations send it as fields."""

    title: str
    slug: str
    description: str = ""
    tags: tuple[str, ...] = ()
    canonical_url: str = ""
    date: dt.date | dt.datetime | None = None
    updated: dt.date | dt.datetime | None = None
    author: str = ""
    language: str = "en"
    cover_image: str = ""
    cover_alt: str = ""
    series: str = ""
    subject: str = ""
    preview: str = ""
    question: str = ""
    source: Source | None = None
    syndication: tuple[str, ...] = ()
    words: int = 0
    draft: bool = False


class Asset(Struct, frozen=True):
    """A file that a variant's text points to. ``name`` is where it stands relative to the text, ``path`` where it lies in the workspace."""

    name: str
    path: str
    digest: str


class Part(Struct, frozen=True):
    """One body of a variant, ready to leave. ``suffix`` starts with a dot."""

    name: str
    dialect: str
    suffix: str
    body: str | bytes

    @property
    def data(self) -> bytes:
        """The exact bytes: UTF-8 with ``\\n`` line ends for text."""
        return self.body.encode() if isinstance(self.body, str) else self.body


class Variant(Struct, frozen=True, kw_only=True):
    """A piece as one outlet shows it. ``key`` is ``<id>/<outlet>/<use>``."""

    piece: str
    outlet: str
    form: str
    key: str
    meta: Meta
    parts: tuple[Part, ...]
    assets: tuple[Asset, ...] = ()
    losses: tuple[Loss, ...] = ()
    findings: tuple[Finding, ...] = ()
    digest: str = ""

    def part(self, name: str) -> Part | None:
        """The part called ``name``, or None."""
        return next((part for part in self.parts if part.name == name), None)


class Placement(Struct, frozen=True):
    """Where a variant ended up. ``held`` is what the destination had right after we wrote: a name and its digest each."""

    remote: str = ""
    url: str = ""
    held: Mapping[str, str] = field(default_factory=dict)


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────


class Kind(StrEnum):
    """The kinds of event."""

    ATTEMPTED = "attempted"
    PLACED = "placed"
    PENDING = "pending"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    SKIPPED = "skipped"
    SEEN = "seen"
    OUTCOME = "outcome"
    FORCED = "forced"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the ledger. ``after`` is the id of the piece's event before it; ``time`` has a zone."""

    id: str
    time: dt.datetime
    piece: str
    outlet: str
    kind: Kind
    use: int
    after: str = ""
    digest: str = ""
    title: str = ""
    words: int = 0
    remote: str = ""
    url: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    who: str = ""
    outlets: tuple[str, ...] = ()
    """With SEEN and no outlet: all the outlets that there were when the piece was first published."""


class State(StrEnum):
    """What stands at an outlet, as a fold over events and (for STALE and OFF) a look at the piece."""

    NEVER = "never"
    PLACED = "placed"
    STALE = "stale"
    PENDING = "pending"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    SKIPPED = "skipped"
    OFF = "off"


class Standing(Struct, frozen=True, kw_only=True):
    """What the events of one piece say of one outlet.

    ``use`` is the number of the latest use (0: none); ``digest``, ``placement`` and ``since`` are of the last words that
    are known to stand there; ``attempt`` is the digest of an attempt that nobody has answered yet.
    """

    outlet: str
    state: State = State.NEVER
    use: int = 0
    digest: str = ""
    placement: Placement | None = None
    since: dt.datetime | None = None
    attempt: str = ""
    reason: str = ""
    head: str = ""
