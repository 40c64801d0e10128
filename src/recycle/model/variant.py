"""A piece as one outlet shows it, and where it ended up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import quote

from msgspec import Struct, field

from recycle.model.findings import Finding, Loss
from recycle.model.piece import Source

UPLOADS = "https://upload.invalid/"


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
    not_before: dt.datetime | None = None


class Asset(Struct, frozen=True):
    """A file that a variant's text points to. ``name`` is where it stands relative to the text, ``path`` where it lies in the workspace."""

    name: str
    path: str
    digest: str

    @property
    def mark(self) -> str:
        """What stands in the text for the address that a service will give the file when it is uploaded.

        An address of a name that no machine can have (RFC 2606), so that every dialect takes it for what it will be.
        """
        return f"{UPLOADS}{self.digest}/{quote(self.name)}"


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
    items: tuple[str, ...] = ()
    """The ids of the pieces that stand in it, in order, where it is an issue of a newsletter."""

    def part(self, name: str) -> Part | None:
        """The part called ``name``, or None."""
        return next((part for part in self.parts if part.name == name), None)


class Placement(Struct, frozen=True):
    """Where a variant ended up. ``held`` is what the destination had right after we wrote: a name and its digest each.

    ``waits`` says what has to happen before readers see it ("it waits for a moderator"), ``note`` what a person should know of it.
    """

    remote: str = ""
    url: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    waits: str = ""
    note: str = ""
