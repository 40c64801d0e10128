"""The inline half of HTML to tree."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import unquote

from lxml.etree import _Element as Element

from recycle.errors import InputError
from recycle.tree.nodes import (
    Code,
    Emphasis,
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

MAX_DEPTH = 100
_SPANS: MappingProxyType[str, SpanStyle] = MappingProxyType(
    {
        "sup": "superscript",
        "sub": "subscript",
        "kbd": "keyboard",
        "mark": "highlight",
        "u": "underline",
        "ins": "underline",
        "small": "small",
    }
)


def line_of(element: Element) -> int:
    """The line that ``element`` starts on in the source, as comrak says or else as lxml counted."""
    place = element.get("data-sourcepos")
    if place:
        start = place.partition(":")[0]
        return int(start) if start.isdecimal() else 0
    return 0


def words_in(element: Element) -> str:
    """All the text inside ``element``, tags left out."""
    return "".join(map(str, element.itertext()))


def too_deep(element: Element) -> InputError:
    """The error for text that is nested beyond MAX_DEPTH."""
    return InputError(f"the text is nested more than {MAX_DEPTH} levels deep here; write it flatter.", line=line_of(element))


def inlines_of(element: Element, depth: int) -> list[Inline]:
    """Everything inside ``element`` as inlines."""
    if depth > MAX_DEPTH:
        raise too_deep(element)
    out: list[Inline] = text_inlines(element.text)
    for child in element:
        out.extend(inline_of(child, depth + 1))
        out.extend(text_inlines(child.tail))
    return out


def text_inlines(text: str | None) -> list[Inline]:
    """Text as inlines: a line end is a soft break."""
    if not text:
        return []
    if "\n" not in text:
        return [Text(text)]
    out: list[Inline] = []
    for at, line in enumerate(text.split("\n")):
        if at:
            out.append(SoftBreak())
        if line:
            out.append(Text(line))
    return out


def inline_of(element: Element, depth: int) -> list[Inline]:
    """What one element means inside a line. Containers that say nothing give what is in them."""
    tag = element.tag
    match tag:
        case "em" | "i" | "cite" | "dfn" | "var":
            return [Emphasis(tuple(inlines_of(element, depth)))]
        case "strong" | "b":
            return [Strong(tuple(inlines_of(element, depth)))]
        case "del" | "s" | "strike":
            return [Strike(tuple(inlines_of(element, depth)))]
        case "code" | "tt" | "samp":
            return [Code(words_in(element))]
        case "br":
            return [HardBreak()]
        case "a":
            return _link(element, depth)
        case "img":
            return [_image(element)]
        case "sup" if (label := _footnote_label(element)) is not None:
            return [FootnoteRef(label)]
        case "sup" | "sub" | "kbd" | "mark" | "u" | "ins" | "small":
            return [Span(_SPANS[tag], tuple(inlines_of(element, depth)))]
        case "q":
            return [Text("“"), *inlines_of(element, depth), Text("”")]
        case "input":
            return []
        case _:
            return inlines_of(element, depth)


def _link(element: Element, depth: int) -> list[Inline]:
    classes = (element.get("class") or "").split()
    if "footnote-backref" in classes:
        return []
    children = inlines_of(element, depth)
    href = element.get("href")
    if href is None:
        return children
    return [Link(href, tuple(children), element.get("title") or "")]


def _image(element: Element) -> Image:
    return Image(
        element.get("src") or "",
        element.get("alt") or "",
        element.get("title") or "",
        _pixels(element.get("width")),
        _pixels(element.get("height")),
    )


def _pixels(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 6 else None


def _footnote_label(sup: Element) -> str | None:
    """The label of a footnote mark as comrak and Python-Markdown write it, None for any other superscript."""
    if len(sup) != 1 or sup[0].tag != "a":
        return None
    href = sup[0].get("href") or ""
    marked = "footnote-ref" in (sup.get("class") or "").split() or "footnote-ref" in (sup[0].get("class") or "").split()
    return unquote(href[4:]) if marked and href.startswith(("#fn-", "#fn:")) else None
