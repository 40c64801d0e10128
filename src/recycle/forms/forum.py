"""The forum form: a discussion starter that stands alone and ends with a question."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta as About
from msgspec.structs import replace

from recycle.forms import limits, reply_speak
from recycle.forms.common import Common, Notes, Words, draft, edited, finding, line_of, meta_of, text_of, told, with_notes_set
from recycle.forms.furniture import blocks_of, is_reply, link, paragraph, place_of
from recycle.forms.language import sentence
from recycle.forms.protocol import Brief, Form, Shaped
from recycle.model import Finding, Meta, Part
from recycle.model import Question as Asked
from recycle.transforms import footnotes, headings, links
from recycle.tree.nodes import Block, Document, Emphasis, Inline, Paragraph, Quote, Text
from recycle.tree.text import plain

_WITHOUT_HEADINGS = frozenset({"bbcode-phpbb", "bbcode-mybb", "bbcode-smf"})
_QUESTION_MARKS = ("?", "？", "؟", "\u037e", "՞")
"""Latin, CJK, Arabic, Greek (U+037E), Armenian."""


class Settings(Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an outlet of the form ``forum`` can be told."""

    dialect: Annotated[str, About(description="What the forum writes in: `gfm`, or `bbcode-phpbb` and its like.")] = "gfm"
    footnotes: Notes = "endnotes"
    question: Annotated[
        str, About(description="The question to end with when a piece has none of its own, such as `How do you do it?`")
    ] = ""
    headings: Annotated[
        Literal["auto", "keep", "bold"],
        About(description="Headings: kept, made bold lines, or (`auto`) bold only where the dialect has none."),
    ] = "auto"
    quote_question: Annotated[
        bool, About(description="Without an opening of its own, begin with the question that the piece answered.")
    ] = True


def shape(brief: Brief) -> Shaped:
    """The piece as the first post of a thread: context, text, question, and the link back as the outlet's rules say."""
    settings: Settings = brief.settings
    mark = footnotes.superscript if settings.dialect == "gfm" else footnotes.bracketed
    words = edited(brief, _words(brief, settings))
    meta, text = words.meta, words.text
    body = _headed(with_notes_set(brief, words.whole, settings, mark), settings)
    question = () if _ends_with(text, meta.question) else blocks_of(meta.question)
    document = Document((*body.blocks, *question, *_link_back(brief, meta)), body.footnotes)
    return Shaped(
        meta=meta,
        document=document,
        drafts=(draft(settings, "post", settings.dialect),),
        findings=told(
            limits.house_rules(brief, meta, text, document, "forum"),
            _stands_alone(brief, text, meta),
            _asks(brief, text, meta.question),
            _without_links_home(brief, text),
        ),
        compose=partial(_with_title, meta=meta, words=brief.words["tags"]),
    )


def _words(brief: Brief, settings: Settings) -> Words:
    text = text_of(brief, settings)
    meta = replace(meta_of(brief, text), question=_question(brief, settings))
    whole = replace(text, blocks=(*_context(brief, settings), *text.blocks, *blocks_of(brief.wording.closing)))
    return Words(meta, text, whole)


def _headed(document: Document, settings: Settings) -> Document:
    is_bold = settings.headings == "bold" or (settings.headings == "auto" and settings.dialect in _WITHOUT_HEADINGS)
    return headings.as_bold(document) if is_bold else headings.shift(document, 2)


# ── what stands around the text ──────────────────────────────────────────────────────────────────


def _context(brief: Brief, settings: Settings) -> tuple[Block, ...]:
    """The outlet's opening, else the question that the piece answered, with who asked it and where."""
    if brief.wording.opening is not None:
        return blocks_of(brief.wording.opening)
    source = brief.piece.source
    asked = source.question if source else None
    if not settings.quote_question or asked is None or not asked.text.strip():
        return ()
    return (_attribution(brief, asked), Quote(blocks_of(asked.text)))


def _attribution(brief: Brief, asked: Asked) -> Paragraph:
    pattern = (
        "asked_by_at" if asked.author and asked.url else "asked_by" if asked.author else "asked_at" if asked.url else "asked"
    )
    place: tuple[Inline, ...] = (link(asked.url, place_of(asked.url)),) if asked.url else ()
    return paragraph(*sentence(brief.words[pattern], author=(Text(asked.author),), place=place))


def _question(brief: Brief, settings: Settings) -> str:
    for said in (brief.wording.question, brief.piece.question, settings.question):
        if said and said.strip():
            return said
    return ""


def _ends_with(body: Document, question: str) -> bool:
    """Whether the text says the question already, as its last paragraph or at that one's end."""
    last = body.blocks[-1] if body.blocks else None
    asked = " ".join(question.split())
    return bool(asked) and isinstance(last, Paragraph) and plain(last.children).endswith(asked)


def _link_back(brief: Brief, meta: Meta) -> tuple[Block, ...]:
    if brief.limits.link_back == "none" or not meta.canonical_url:
        return ()
    place = (link(meta.canonical_url, place_of(meta.canonical_url)),)
    return (paragraph(Emphasis(sentence(brief.words["originally_at"], place=place))),)


# ── what a starter needs ─────────────────────────────────────────────────────────────────────────


def _stands_alone(brief: Brief, body: Document, meta: Meta) -> Iterator[Finding]:
    for phrase, line in reply_speak.find(body, meta.language):
        if phrase.startswith("@") and not is_reply(brief.piece.source):
            continue  # a handle under which readers find somebody; it calls nobody who would have been there
        message = (
            f'"{phrase}" only makes sense in a reply; say it so that it stands alone, or keep the passage for other'
            " outlets with `::: not`"
        )
        yield finding(brief, "forum-reply-speak", message, line=line, severity="warning")
    source = brief.piece.source
    if is_reply(source) and source and source.question and not source.question.text.strip() and brief.wording.opening is None:
        message = (
            "the piece was a reply and nothing says to what: write a short opening with"
            f" `outlets: {{{brief.outlet}: {{opening: ...}}}}`, or add the question's text to `source:`"
        )
        yield finding(brief, "forum-no-context", message, line=line_of(brief, "source"), severity="warning")


def _asks(brief: Brief, text: Document, question: str) -> Iterator[Finding]:
    last = text.blocks[-1] if text.blocks else None
    asks_itself = isinstance(last, Paragraph) and plain(last.children).endswith(_QUESTION_MARKS)
    closing = brief.wording.closing or ""
    if not question and not asks_itself and not closing.rstrip().endswith(_QUESTION_MARKS):
        message = (
            "there is no question to end with, so nobody is asked to answer: add `question:` to the piece, or one for all"
            f" pieces as `question:` under `form:` of the outlet {brief.outlet} in config.yaml"
        )
        yield finding(brief, "forum-no-question", message, line=line_of(brief, "question", "title"))


def _without_links_home(brief: Brief, body: Document) -> Iterator[Finding]:
    """Where no link back is allowed, one inside the text is as bad."""
    if brief.limits.link_back != "none" or not brief.site.url:
        return
    home = place_of(brief.site.url)
    for found, line in links.placed(body):
        if place_of(found.url) == home:
            message = f"the text links to {found.url}, and {brief.outlet} allows no links to your own site"
            yield finding(brief, "forum-link-home", message, line=line)


# ── the title, for a field of its own ────────────────────────────────────────────────────────────


def _with_title(parts: tuple[Part, ...], meta: Meta, words: str) -> tuple[Part, ...]:
    """A forum has a field for the title and one for the tags: they are a part beside the post."""
    tags = f"{words} {', '.join(meta.tags)}\n" if meta.tags else ""
    return (Part("title", "text", ".txt", f"{meta.title}\n{tags}"), *parts)


FORM = Form("forum", Settings, shape, ("title", "question", "tags"))
