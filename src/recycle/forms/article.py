"""The article form: a manuscript for somebody else's publication, and the same as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta as About
from msgspec.structs import replace

from recycle.forms import limits
from recycle.forms.common import Common, Notes, Words, draft, edited, finding, line_of, meta_of, text_of, told
from recycle.forms.furniture import blocks_of, licence_of, link, paragraph, place_of
from recycle.forms.language import direction, fill, iso, long_date, number, sentence
from recycle.forms.protocol import Brief, Draft, Form, Shaped
from recycle.model import Finding, Meta
from recycle.transforms import footnotes, headings, references, words
from recycle.tree.nodes import Block, Document, Emphasis, Heading, Inline, Link, Text, ThematicBreak
from recycle.tree.normal import normal
from recycle.tree.text import plain
from recycle.tree.walk import map_inlines

Output = Literal["html", "fragment", "body", "manuscript", "docx", "text"]
_WEB: tuple[Output, ...] = ("html", "fragment", "body")
"""Where the links around the text can be links."""


class Settings(Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an outlet of the form ``article`` can be told."""

    outputs: Annotated[
        tuple[Output, ...],
        About(
            min_length=1,
            description="What is made: an HTML page, an HTML fragment for a system with its own theme, the same as Markdown"
            " (`body`), a Markdown manuscript, a Word file (extra `docx`), plain text.",
        ),
    ] = ("html", "manuscript", "text")
    dialect: Annotated[
        str,
        About(description="What the output `body` is written in: `gfm`, or what a service makes of it, such as `gfm-forem`."),
    ] = "gfm"
    footnotes: Notes = "endnotes"
    references: Annotated[bool, About(description="Links as numbered references at the end.")] = True
    byline: Annotated[str, About(description="The name under the title, when it is another one than the piece's author.")] = ""
    author_note: Annotated[str, About(description="Two lines about the author for the end; the site's when it is empty.")] = ""
    rights: Annotated[str, About(description='The rights line, such as "First North American serial rights".')] = ""
    reading_speed: Annotated[int, About(ge=1, description="Words a minute that the reading time is counted with.")] = (
        words.WORDS_PER_MINUTE
    )
    heading_top: Annotated[
        int, About(ge=1, le=6, description="Level of the highest heading in the text; the title is level 1.")
    ] = 2


def shape(brief: Brief) -> Shaped:
    """The piece as an article: title, standfirst, byline, sections, references, the author's note and the rights."""
    settings: Settings = brief.settings
    said = edited(brief, _words(brief, settings))
    meta = replace(said.meta, author=settings.byline) if settings.byline else said.meta
    document = _with_lists(brief, said.whole, settings)
    front, back = _title_block(brief, meta, settings), _end_matter(brief, settings)
    printed = _spelled_out(back) if settings.references else back
    return Shaped(
        meta=meta,
        document=document,
        drafts=tuple(_draft(output, settings, front, back if output in _WEB else printed) for output in settings.outputs),
        findings=told(
            limits.house_rules(brief, meta, said.whole, said.whole, "article"),
            _missing(brief, meta),
        ),
        values={
            "dir": direction(meta.language),
            "date": long_date(meta.date, brief.words),
            "date_iso": iso(meta.date),
            "reading_time": _reading_time(brief, meta, settings),
            "word_count": _word_count(brief, meta),
            "author_note": settings.author_note or brief.site.author_note,
        },
    )


def _words(brief: Brief, settings: Settings) -> Words:
    text = text_of(brief, settings)
    whole = replace(text, blocks=(*blocks_of(brief.wording.opening), *text.blocks, *blocks_of(brief.wording.closing)))
    return Words(meta_of(brief, text), text, whole)


def _with_lists(brief: Brief, text: Document, settings: Settings) -> Document:
    """The text with its notes and then its references after it, in one series of numbers: the references go on after the notes."""
    noted = footnotes.short_inline(text) if settings.footnotes == "inline" else text
    count = len(noted.footnotes)
    if settings.footnotes != "keep":
        mark = footnotes.bracketed if settings.references else footnotes.superscript
        noted = footnotes.to_endnotes(noted, brief.words["notes"], mark)
    document = headings.shift(noted, settings.heading_top)
    return references.number(document, brief.words["references"], count + 1) if settings.references else document


def _draft(output: Output, settings: Settings, front: tuple[Block, ...], back: tuple[Block, ...]) -> Draft:
    match output:
        case "html":
            return draft(settings, "html", "html", template="article.html.j2", after=back)
        case "fragment":
            return draft(settings, "fragment", "html", after=back)
        case "body":
            return draft(settings, "body", settings.dialect, after=back)
        case "manuscript":
            return draft(settings, "manuscript", "gfm", template="article.md.j2", before=front, after=back)
        case "text":
            return draft(settings, "text", "text", template="article.txt.j2", before=front, after=back)
        case "docx":
            return draft(settings, "docx", "docx", before=front, after=back)


# ── what stands around the text in a manuscript ──────────────────────────────────────────────────


def _title_block(brief: Brief, meta: Meta, settings: Settings) -> tuple[Block, ...]:
    byline = sentence(brief.words["by"], author=(Text(meta.author),)) if meta.author else ()
    # The date is last: a German one at a line's beginning ("3. Mai") is a numbered list to Markdown.
    facts = (
        _word_count(brief, meta),
        _reading_time(brief, meta, settings),
        long_date(meta.date, brief.words),
    )
    blocks: list[Block] = [Heading(1, (Text(meta.title),))]
    if meta.description:
        blocks.append(paragraph(Emphasis((Text(meta.description),))))
    if byline:
        blocks.append(paragraph(*byline))
    blocks.append(paragraph(Text(" · ".join(fact for fact in facts if fact))))
    return tuple(blocks)


def _end_matter(brief: Brief, settings: Settings) -> tuple[Block, ...]:
    note = blocks_of(settings.author_note or brief.site.author_note)
    rights = (paragraph(Text(settings.rights)),) if settings.rights else ()
    published = _first_published(brief)
    blocks = (*note, *((paragraph(*published),) if published else ()), *rights)
    return (ThematicBreak(), *blocks) if blocks else ()


def _spelled_out(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Links as their addresses: a text writer's own numbers for them would be taken for those of the references."""

    def change(inline: Inline) -> tuple[Inline, ...]:
        if not isinstance(inline, Link):
            return (inline,)
        words = plain(inline.children)
        address = link(inline.url, inline.url.removeprefix("mailto:"))
        return (address,) if words in inline.url else (*inline.children, Text(" ("), address, Text(")"))

    return normal(map_inlines(Document(blocks), change)).blocks


def _first_published(brief: Brief) -> tuple[Inline, ...]:
    """Where the text was first published and under which licence: who buys rights has to know, whatever the rights line says."""
    source = brief.piece.source
    if source is None or not source.url:
        return ()
    pattern = brief.words["first_published_licence" if source.licence else "first_published"]
    return sentence(pattern, place=(link(source.url, place_of(source.url)),), licence=licence_of(source))


def _reading_time(brief: Brief, meta: Meta, settings: Settings) -> str:
    minutes = words.reading_minutes(meta.words, settings.reading_speed)
    return fill(brief.words["reading_minute" if minutes == 1 else "reading_minutes"], count=str(minutes))


def _word_count(brief: Brief, meta: Meta) -> str:
    return fill(brief.words["word_count"], count=number(meta.words, brief.words))


# ── what is missing ──────────────────────────────────────────────────────────────────────────────


def _missing(brief: Brief, meta: Meta) -> Iterator[Finding]:
    if not meta.description:
        message = f"there is no standfirst: add `description:`, or one under outlets: {brief.outlet}"
        yield finding(brief, "article-standfirst-missing", message, line=line_of(brief, "title"), severity="warning")
    if not meta.author:
        message = "there is no byline: add `author:` to the piece, to the site, or `byline:` to the outlet"
        yield finding(brief, "article-byline-missing", message, line=line_of(brief, "title"), severity="warning")


FORM = Form("article", Settings, shape, ("title", "description", "tags"))
