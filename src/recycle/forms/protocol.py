"""What a form is: a function from a brief to a shaped text. Pure: no disk, no clock, no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct

from recycle.model import Finding, Limits, Meta, Part, Piece, Site, Wording
from recycle.tree.nodes import Block, Document

Edit = Callable[[Meta, Document], tuple[Meta, Document]]
Compose = Callable[[tuple[Part, ...]], tuple[Part, ...]]
NOTHING: Mapping[str, object] = MappingProxyType({})


def unedited(meta: Meta, document: Document) -> tuple[Meta, Document]:
    """The words as they are."""
    return meta, document


class Brief(Struct, frozen=True, kw_only=True):
    """All that a form gets to know about a piece and the outlet that it is shaped for.

    ``document`` is the piece's text with passages chosen, links and images absolute and campaign tags added; footnotes,
    line breaks and headings are as written. ``key`` is ``<id>/<outlet>/<use>``.
    """

    piece: Piece
    document: Document
    wording: Wording
    site: Site
    outlet: str
    settings: Any
    """The form's own ``Settings``; every form knows its type, the protocol does not."""
    limits: Limits
    words: Mapping[str, str]
    """What readers see, in the piece's language: the keys of ``templates/words/en.yaml``."""
    canonical_url: str = ""
    """Public address of the piece at its canonical outlet, empty when nobody knows it."""
    own_url: str = ""
    """Address that this variant will have, empty when that is unknown before placing."""
    syndication: tuple[str, ...] = ()
    key: str = ""
    edit: Edit = unedited
    """What a person has made of the words at this outlet. A form calls it once, when all words that a person may want to change are
    there, and before what is counted, numbered or put around them: heading levels, notes, references, the link back."""


class Draft(Struct, frozen=True, kw_only=True):
    """One body to be written: ``before``, the shaped document and ``after`` in ``dialect``, then put into ``template``.

    An empty template leaves the body as written, an empty suffix stands for the dialect's own.
    """

    name: str
    dialect: str
    template: str = ""
    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    suffix: str = ""


class Shaped(Struct, frozen=True, kw_only=True):
    """What a form makes of a brief.

    ``values`` are what the form's templates print beside ``meta`` and ``body`` (``templates/README.md`` lists them); one that
    is a function is called, without arguments, when a template is filled in.
    ``compose`` gets the finished parts and returns the parts that leave: it may add, change and drop.
    """

    meta: Meta
    document: Document
    drafts: tuple[Draft, ...]
    findings: tuple[Finding, ...] = ()
    compose: Compose | None = None
    values: Mapping[str, object] = NOTHING


class Entry(Struct, frozen=True, kw_only=True):
    """A piece in an issue: its own brief for the outlet, and what the person who makes the issue says before it.

    ``line`` is the line of its passage in the issue's file.
    """

    brief: Brief
    words: Document
    line: int


class Item(Struct, frozen=True, kw_only=True):
    """A piece as an issue shows it. ``before`` and ``after`` stand around the text in each draft, by the draft's name.

    ``words`` is the furniture in the piece's language, ``url`` its page (empty when nobody knows it), ``place`` counts from 1.
    """

    place: int
    meta: Meta
    document: Document
    before: Mapping[str, tuple[Block, ...]]
    after: Mapping[str, tuple[Block, ...]]
    in_full: bool
    url: str
    words: Mapping[str, str]


class Issue(Struct, frozen=True):
    """What a form makes of an issue: the whole, as of a single piece, and its parts in order, own words and items.

    The ``document`` of ``shaped`` is for looking at; what is written is ``parts``.
    """

    shaped: Shaped
    parts: tuple[Document | Item, ...]


class Form(NamedTuple):
    """A row of the table of forms. ``gather`` makes an issue of several pieces, of its brief and its parts; most forms have none."""

    name: str
    settings: type[Struct]
    shape: Callable[[Brief], Shaped]
    words: tuple[str, ...] = ("title", "description", "subject", "preview", "question", "tags")
    """The fields of Meta that its readers see, so that a person may want to reword them."""
    gather: Callable[[Brief, tuple[Document | Entry, ...]], Issue] | None = None
