"""Blocks that a form puts around a piece's own: openings, notes, lines about where something was first written."""

from __future__ import annotations

from urllib.parse import urlsplit

from recycle.forms.language import sentence
from recycle.forms.protocol import Brief
from recycle.model import Source
from recycle.readers import READERS
from recycle.tree.nodes import Block, Document, Emphasis, Inline, Link, Paragraph, Text
from recycle.tree.normal import normal_inlines
from recycle.tree.walk import without_lines

_PLAIN = frozenset(" ,.;:!?'\"()-–—…’“”„‚‘")


def blocks_of(text: str | None) -> tuple[Block, ...]:
    """Words from front matter or settings as blocks: Markdown, as in the piece itself."""
    if not text or not text.strip():
        return ()
    if _is_plain(text):
        return (paragraph(Text(text)),)
    return without_lines(Document(READERS["gfm"](text).document.blocks)).blocks


def _is_plain(text: str) -> bool:
    """Words and ordinary punctuation in one paragraph: nothing that Markdown could read as more. ``1.`` could be a list."""
    stripped = text.strip()
    if "\n" in stripped or not stripped[0].isalpha():
        return False
    return "www." not in stripped and "://" not in stripped and all(sign.isalnum() or sign in _PLAIN for sign in stripped)


def paragraph(*inlines: Inline) -> Paragraph:
    """A paragraph in normal form."""
    return Paragraph(normal_inlines(inlines))


def link(url: str, words: str) -> Link:
    """A link with plain words."""
    return Link(url, (Text(words),))


def place_of(url: str) -> str:
    """The name of the place that ``url`` leads to: its host without ``www.``; the whole of it when it has none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else url


def source_note(brief: Brief) -> tuple[Block, ...]:
    """``First written as a reply at ...`` with its link and the licence there, when the piece has a source with an address."""
    source = brief.piece.source
    if source is None or not source.url:
        return ()
    words = brief.words["first_written_reply"] if is_reply(source) else brief.words["first_written"]
    said = sentence(words, place=(link(source.url, place_of(source.url)),))
    terms = (Text(" "), *sentence(brief.words["licence"], licence=licence_of(source))) if source.licence else ()
    return (paragraph(Emphasis((*said, *terms))),)


def licence_of(source: Source) -> tuple[Inline, ...]:
    """The name of the licence, or the link when it is told as an address."""
    is_address = source.licence.startswith(("https://", "http://"))
    return (link(source.licence, source.licence) if is_address else Text(source.licence),)


def is_reply(source: Source | None) -> bool:
    """Whether what was first written there answered somebody."""
    return source is not None and source.question is not None
