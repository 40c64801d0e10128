"""Inlines of the tree as HTML, and what has to be remembered while a document becomes HTML.

All that an HTML dialect needs inside a line; blocks are in ``html.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from recycle.model import Loss
from recycle.tree.nodes import (
    Code,
    Emphasis,
    Footnote,
    FootnoteRef,
    HardBreak,
    Image,
    Inline,
    Link,
    SoftBreak,
    Span,
    SpanStyle,
    Strike,
    Strong,
    Text,
)


class Page:
    """What has to be remembered while one document is written: the numbers of its footnotes, how often each was pointed at, losses."""

    def __init__(self, footnotes: Sequence[Footnote] = ()) -> None:
        self.numbers = {note.label: at for at, note in enumerate(footnotes, 1)}
        self.references = dict.fromkeys(self.numbers, 0)
        self.losses: list[Loss] = []


def escape(text: str) -> str:
    """Text that is text in HTML, between tags and inside double quotes."""
    text = text.replace("&", "&amp;") if "&" in text else text
    text = text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text or ">" in text else text
    return text.replace('"', "&quot;") if '"' in text else text


# ── inlines ──────────────────────────────────────────────────────────────────────────────────────


def inlines_html(inlines: Sequence[Inline], page: Page) -> str:
    """The inlines of one block as HTML."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return escape(inlines[0].value)
    out: list[str] = []
    write_inlines(inlines, page, out)
    return "".join(out)


def write_inlines(inlines: Sequence[Inline], page: Page, out: list[str]) -> None:
    """Append the inlines of one block, or a part of them, to ``out``."""
    for inline in inlines:
        match inline:
            case Text():
                out.append(escape(inline.value))
            case SoftBreak():
                out.append("\n")
            case HardBreak():
                out.append("<br />\n")
            case Code():
                out.append(f"<code>{escape(inline.value)}</code>")
            case Emphasis():
                _wrap("em", inline.children, page, out)
            case Strong():
                _wrap("strong", inline.children, page, out)
            case Strike():
                _wrap("del", inline.children, page, out)
            case Span():
                _wrap(span_tag(inline.style), inline.children, page, out)
            case Link():
                out.append(f'<a href="{escape(inline.url)}"{attribute("title", inline.title)}>')
                write_inlines(inline.children, page, out)
                out.append("</a>")
            case Image():
                out.append(image_html(inline))
            case FootnoteRef():
                out.append(_reference(inline.label, page))
            case _:
                assert_never(inline)


def _wrap(tag: str, children: Sequence[Inline], page: Page, out: list[str]) -> None:
    out.append(f"<{tag}>")
    write_inlines(children, page, out)
    out.append(f"</{tag}>")


def span_tag(style: SpanStyle) -> str:
    """The HTML element of a span."""
    match style:
        case "superscript":
            return "sup"
        case "subscript":
            return "sub"
        case "keyboard":
            return "kbd"
        case "highlight":
            return "mark"
        case "underline":
            return "u"
        case "small":
            return "small"
        case _:
            assert_never(style)


def image_html(image: Image) -> str:
    """One ``<img>``; it has no line end in it."""
    size = attribute("width", _number(image.width)) + attribute("height", _number(image.height))
    return f'<img src="{escape(image.url)}" alt="{escape(image.alt)}"{attribute("title", image.title)}{size} />'


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def attribute(name: str, value: str) -> str:
    """`` name="value"`` with a space before it, or nothing when there is no value."""
    if "\n" in value:
        return f' {name}="{escape(value).replace(chr(10), "&#10;")}"'
    return f' {name}="{escape(value)}"' if value else ""


def _reference(label: str, page: Page) -> str:
    """A footnote mark; the id of the second and later marks of one note has a number, as comrak does it."""
    count = page.references.get(label, 0) + 1
    page.references[label] = count
    name = escape(label)
    own = name if count == 1 else f"{name}-{count}"
    number = page.numbers.get(label, label)
    return f'<sup class="footnote-ref"><a href="#fn-{name}" id="fnref-{own}" data-footnote-ref>{number}</a></sup>'
