"""The blog form: a page of one's own, or a Markdown file for a static site generator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, Literal
from urllib.parse import urljoin

import msgspec
from msgspec import Meta as About
from msgspec import field
from msgspec.structs import replace

from recycle.forms import limits, structured_data
from recycle.forms.common import Common, Words, draft, edited, finding, line_of, meta_of, text_of, told, with_notes_set
from recycle.forms.front_matter import front_matter
from recycle.forms.furniture import blocks_of, is_reply, place_of, source_note
from recycle.forms.guards import for_hugo, for_jekyll
from recycle.forms.language import direction, iso, long_date
from recycle.forms.protocol import Brief, Compose, Form, Shaped
from recycle.model import Finding, Meta, Part
from recycle.transforms import headings, images
from recycle.tree.nodes import CodeBlock, Document
from recycle.tree.walk import iter_blocks, iter_placed_inlines

PART = "page"
_DATED = frozenset({"jekyll", "pelican", "astro"})
_BARE = frozenset({"fragment", "body"})
"""What a service puts its own title and date around."""
_TEMPLATES: Mapping[str, str] = MappingProxyType({"html": "blog.html.j2", **dict.fromkeys(_BARE, "")})
"""The outputs that have another template than Markdown with front matter."""


class Settings(Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an outlet of the form ``blog`` can be told."""

    output: Annotated[
        Literal["html", "fragment", "hugo", "jekyll", "pelican", "astro", "markdown", "body"],
        About(
            description="A whole HTML page, an HTML fragment for a system with its own theme, Markdown with the front matter"
            " that the named generator reads, or (`body`) the text alone as Markdown."
        ),
    ] = "html"
    dialect: Annotated[
        str, About(description="What `output: body` is written in: `gfm`, or what a service makes of it, such as `gfm-forem`.")
    ] = "gfm"
    heading_top: Annotated[
        int, About(ge=1, le=6, description="Level of the highest heading in the text; the title is level 1.")
    ] = 2
    source_note: Annotated[
        bool, About(description='Say where the piece was first written ("First written as a reply at ...").')
    ] = True
    stylesheet: Annotated[str, About(description="Address of a style sheet for the HTML page; a small one is built in.")] = ""
    front_matter: Annotated[
        dict[str, Any],
        About(description="More front matter for a generator, such as `category: Essays`; a key that is null is left out."),
    ] = field(default_factory=dict)


def shape(brief: Brief) -> Shaped:
    """The piece as a blog post: headings from level 2, meta data, where it was first written."""
    settings: Settings = brief.settings
    words = edited(brief, _words(brief, settings))
    meta = words.meta
    document = headings.shift(with_notes_set(brief, words.whole, settings), settings.heading_top)
    note = source_note(brief) if settings.source_note and settings.output != "html" else ()
    return Shaped(
        meta=meta,
        document=document,
        drafts=(draft(settings, PART, _dialect(settings), template=_TEMPLATES.get(settings.output, "blog.md.j2"), after=note),),
        findings=told(
            limits.house_rules(brief, meta, words.text, document, "blog"),
            _missing(brief, meta, settings),
            _unsayable(brief, document, settings),
        ),
        compose=_compose(settings),
        values=_values(brief, meta, settings, document),
    )


def _words(brief: Brief, settings: Settings) -> Words:
    text = text_of(brief, settings)
    whole = replace(text, blocks=(*blocks_of(brief.wording.opening), *text.blocks, *blocks_of(brief.wording.closing)))
    return Words(meta_of(brief, text), text, whole)


def _dialect(settings: Settings) -> str:
    if settings.output == "body":
        return settings.dialect
    return "html" if settings.output in ("html", "fragment") else "gfm"


def _values(brief: Brief, meta: Meta, settings: Settings, document: Document) -> dict[str, object]:
    if settings.output == "body":
        return {}
    if settings.output != "html" and settings.output != "fragment":  # noqa: PLR1714 - the checker narrows by != only
        return {"front_matter": partial(front_matter, settings.output, meta, settings.front_matter)}
    url = meta.canonical_url or brief.own_url
    source = meta.source if settings.source_note else None
    original = _original(brief, meta)
    return {
        "url": url,
        "dir": direction(meta.language),
        "date": long_date(meta.date, brief.words),
        "date_iso": iso(meta.date),
        "updated": long_date(meta.updated, brief.words),
        "updated_iso": iso(meta.updated),
        "json_ld": structured_data.json_ld(meta, brief.site, url),
        "source_url": source.url if source else "",
        "source_place": place_of(source.url) if source else "",
        "source_is_reply": is_reply(source),
        "original_url": original,
        "original_place": place_of(original),
        "show_cover": not _is_shown(meta.cover_image, document, url),
    }


def _original(brief: Brief, meta: Meta) -> str:
    """Where the page that this one is a copy of stands; empty when this is the canonical one, or the source's note names it."""
    is_elsewhere = meta.canonical_url in brief.syndication or brief.own_url not in ("", meta.canonical_url)
    is_named = meta.source is not None and meta.source.url == meta.canonical_url
    return meta.canonical_url if is_elsewhere and not is_named else ""


def _is_shown(cover: str, document: Document, url: str) -> bool:
    """Whether the text shows its cover image itself, so that the page must not show it a second time."""
    return bool(cover) and any(urljoin(url, image.url) == cover for image, _ in images.placed(document))


# ── what is missing ──────────────────────────────────────────────────────────────────────────────


def _missing(brief: Brief, meta: Meta, settings: Settings) -> Iterator[Finding]:
    if not meta.description:
        message = "there is no description; search engines and feeds will cut one out of the text: add `description:`"
        yield finding(brief, "blog-description-missing", message, line=line_of(brief, "title"), severity="warning")
    if meta.date is None and settings.output in _DATED:
        message = f"there is no date and {settings.output} does not publish a post without one: add `date:`"
        yield finding(brief, "blog-date-missing", message, line=line_of(brief, "title"))
    elif meta.date is None and settings.output not in _BARE:
        message = "there is no date: add `date:`"
        yield finding(brief, "blog-date-missing", message, line=line_of(brief, "title"), severity="warning")
    if meta.cover_image and not meta.cover_alt:
        message = "the cover image has no alternative text; say what it shows with `cover_image: {url: ..., alt: ...}`"
        yield finding(brief, "blog-cover-alt-missing", message, line=line_of(brief, "cover_image", "image"), severity="warning")


# ── what generators read in a text ───────────────────────────────────────────────────────────────


def _unsayable(brief: Brief, document: Document, settings: Settings) -> Iterator[Finding]:
    """Hugo cannot be told to print the beginning of a shortcode that has no end."""
    if settings.output != "hugo" or b"{{" not in msgspec.json.encode(document):
        return
    for text, line in _texts(document):
        _, is_whole = for_hugo(text)
        if not is_whole:
            message = "`{{<` or `{{%` without its closing mark stops Hugo's build and cannot be escaped; write it apart: `{{ <`"
            yield finding(brief, "blog-hugo-shortcode", message, line=line)


def _texts(document: Document) -> Iterator[tuple[str, int]]:
    for block in iter_blocks(document):
        if isinstance(block, CodeBlock) and "{{" in block.code:
            yield block.code, block.line
    for inline, line in iter_placed_inlines(document):
        value = getattr(inline, "value", "")
        if "{{" in value:
            yield value, line


def _compose(settings: Settings) -> Compose | None:
    if settings.output == "jekyll":
        return partial(_guarded, guard=for_jekyll)
    if settings.output == "hugo":
        return partial(_guarded, guard=lambda markdown: for_hugo(markdown)[0])
    return None


def _guarded(parts: tuple[Part, ...], guard: Callable[[str], str]) -> tuple[Part, ...]:
    return tuple(replace(part, body=_below_header(part.body, guard)) if isinstance(part.body, str) else part for part in parts)


def _below_header(text: str, guard: Callable[[str], str]) -> str:
    """``guard`` applied to the text below the front matter, which the generators read as data."""
    begin, fence, rest = text.partition("\n---\n") if text.startswith("---\n") else ("", "", text)
    return begin + fence + guard(rest)


FORM = Form("blog", Settings, shape, ("title", "description", "tags"))
