"""What all forms share: the settings that every one of them has, the variant's meta data, places of findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta as About
from msgspec import Struct, field
from msgspec.structs import replace

from recycle.forms.protocol import Brief, Draft
from recycle.model import Finding, Meta, Severity
from recycle.transforms import breaks, footnotes, headings
from recycle.transforms.footnotes import Mark
from recycle.tree.nodes import Block, Document
from recycle.tree.text import count_words

Notes = Annotated[
    Literal["keep", "endnotes", "inline"],
    About(description="Footnotes: kept for the dialect to write, a numbered list after the text, or in brackets in the text."),
]


class Common(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings that every form has."""

    breaks: Annotated[
        Literal["keep", "hard", "unwrap"],
        About(
            description="Line ends inside a paragraph: kept, made line breaks, or joined to one line for outlets that show them."
        ),
    ] = "keep"
    footnotes: Notes = "keep"
    templates: Annotated[
        dict[str, str],
        About(description="Another template for a part, by the part's name; an empty one writes the body alone."),
    ] = field(default_factory=dict)


# ── the text ─────────────────────────────────────────────────────────────────────────────────────


class Words(Struct, frozen=True):
    """A form's words: the piece's own text, and the ``whole`` of what is shown. Where a person has edited them, one is the other."""

    meta: Meta
    text: Document
    whole: Document


def edited(brief: Brief, words: Words) -> Words:
    """The words as the person who edits this outlet wants them."""
    meta, whole = brief.edit(words.meta, words.whole)
    return (
        words if whole is words.whole and meta is words.meta else Words(replace(meta, words=count_words(whole)), whole, whole)
    )


def with_notes_set(brief: Brief, document: Document, settings: Common, mark: Mark = footnotes.superscript) -> Document:
    """The document with its footnotes as the settings say."""
    match settings.footnotes:
        case "keep":
            return document
        case "endnotes":
            return footnotes.to_endnotes(document, brief.words["notes"], mark)
        case "inline":
            return footnotes.inline(document, brief.words["notes"], mark)


def text_of(brief: Brief, settings: Common) -> Document:
    """The brief's document without a heading that repeats the title, with line ends as the settings say, footnotes as written."""
    return breaks.BREAKS[settings.breaks](headings.without_title(brief.document, brief.piece.title))


def draft(
    settings: Common,
    name: str,
    dialect: str,
    *,
    template: str = "",
    before: tuple[Block, ...] = (),
    after: tuple[Block, ...] = (),
) -> Draft:
    """A draft with the template that the settings name for its part."""
    return Draft(
        name=name,
        dialect=dialect,
        template=settings.templates.get(name, template),
        before=before,
        after=after,
    )


# ── meta data ────────────────────────────────────────────────────────────────────────────────────


def meta_of(brief: Brief, document: Document) -> Meta:
    """The variant's meta data: the outlet's wording where it has one, else the piece's, else the site's."""
    piece, wording, site = brief.piece, brief.wording, brief.site
    canonical = brief.canonical_url or piece.canonical_url
    return Meta(
        title=_first(wording.title, piece.title),
        slug=piece.slug,
        description=_first(wording.description, piece.description),
        tags=piece.tags if wording.tags is None else wording.tags,
        canonical_url=canonical,
        date=piece.date,
        updated=piece.updated,
        author=piece.author or site.author,
        language=piece.language or site.language,
        cover_image=piece.cover_image,
        cover_alt=piece.cover_alt,
        series=piece.series,
        question=_first(wording.question, piece.question),
        source=piece.source,
        syndication=tuple(url for url in brief.syndication if url != canonical),
        words=count_words(document),
        draft=piece.draft,
    )


def _first(said: str | None, else_said: str) -> str:
    """``said`` unless nobody said it; white space of YAML's folded lines is one space."""
    return " ".join((else_said if said is None else said).split())


# ── findings ─────────────────────────────────────────────────────────────────────────────────────


def finding(brief: Brief, rule: str, message: str, *, line: int = 0, severity: Severity = "error") -> Finding:
    """A finding about the brief's piece at the brief's outlet."""
    return Finding(rule, message, path=brief.piece.path, line=line, severity=severity, outlet=brief.outlet)


def line_of(brief: Brief, *keys: str) -> int:
    """The line of the first of ``keys`` in the front matter, looked for under the outlet's own wording first; else 0."""
    for key in keys:
        own = f"outlets.{brief.outlet}.{key}"
        for name in (own, key):
            if name in brief.piece.lines:
                return brief.piece.lines[name]
    return 0


def told(*findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """All findings of several checks in one row."""
    return tuple(found for some in findings for found in some)
