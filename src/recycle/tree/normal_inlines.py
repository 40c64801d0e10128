"""The normal form of one block's inlines; see ``normal.py`` for what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from recycle.late import regex
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
    Strike,
    Strong,
    Text,
)
from recycle.tree.urls import normal_url

_UNEVEN = regex(r"[ \t\n\r\f\v]{2}|[\t\n\r\f\v]")
_LINE_ENDS = regex(r"[\r\n]+")
_SPACE = regex(r"[ \t\n\r\f\v]+")
_MAX_PIXELS = 99_999


def normal_inlines(inlines: Iterable[Inline], *, soft: bool = True) -> tuple[Inline, ...]:
    """One block's inlines in normal form. Without ``soft`` a soft break is a space (headings, cells, terms)."""
    line = _Line(soft=soft)
    return _drop_trailing(line.collapse(inlines, in_link=False))


class _Line:
    """White space is collapsed over a whole block, so one pass must remember across nodes what came last."""

    def __init__(self, *, soft: bool) -> None:
        self.soft = soft
        self.after_space = True

    def collapse(self, inlines: Iterable[Inline], *, in_link: bool) -> tuple[Inline, ...]:
        out: list[Inline] = []
        for inline in inlines:
            if type(inline) is Text:  # most of them are, and the way around through _one is twice as long
                self._add_words(out, inline)
                continue
            for new in self._one(inline, in_link=in_link):
                _append(out, new)
        return tuple(out)

    def _add_words(self, out: list[Inline], text: Text) -> None:
        value = text.value
        if _UNEVEN.search(value):
            value = _SPACE.sub(" ", value)
        if self.after_space and value[:1] == " ":
            value = value[1:]
        if not value:
            return
        self.after_space = value[-1] == " "
        if out and isinstance(last := out[-1], Text):
            out[-1] = Text(last.value + value)
        else:
            out.append(text if value is text.value else Text(value))

    def _one(self, inline: Inline, *, in_link: bool) -> tuple[Inline, ...]:
        match inline:
            case Text():
                return self._text(inline.value)
            case SoftBreak():
                if not self.soft:
                    return self._text(" ")
                if self.after_space:
                    return ()
                self.after_space = True
                return (inline,)
            case HardBreak():
                self.after_space = True
                return (inline,)
            case Code():
                return self._code(inline.value)
            case Image():
                self.after_space = False
                return (_normal_image(inline),)
            case FootnoteRef():
                self.after_space = False
                return (inline,)
            case Link():
                return self._link(inline, in_link=in_link)
            case Emphasis() | Strong() | Strike() | Span():
                children = self.collapse(inline.children, in_link=in_link)
                return (replace(inline, children=children),) if children else ()
            case _:
                assert_never(inline)

    def _text(self, value: str) -> tuple[Inline, ...]:
        value = _SPACE.sub(" ", value)
        if self.after_space:
            value = value.removeprefix(" ")
        if not value:
            return ()
        self.after_space = value.endswith(" ")
        return (Text(value),)

    def _code(self, value: str) -> tuple[Inline, ...]:
        if "\n" in value or "\r" in value:
            value = _LINE_ENDS.sub(" ", value)
        if not value:
            return ()
        self.after_space = False
        return (Code(value),)

    def _link(self, link: Link, *, in_link: bool) -> tuple[Inline, ...]:
        if in_link:
            return self.collapse(link.children, in_link=True)
        words, marks = _without_marks(link.children)
        children = self.collapse(words, in_link=True)
        if not children or marks:
            self.after_space = False
        return (replace(link, url=normal_url(link.url), title=_unix(link.title), children=children), *marks)


def _without_marks(inlines: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], tuple[FootnoteRef, ...]]:
    """What stands in a link without its footnote marks, and the marks: these are links too, and no link stands in a link."""
    kept: list[Inline] = []
    marks: list[FootnoteRef] = []
    for inline in inlines:
        match inline:
            case FootnoteRef():
                marks.append(inline)
            case Emphasis() | Strong() | Strike() | Span() | Link():
                children, inner = _without_marks(inline.children)
                marks.extend(inner)
                kept.append(replace(inline, children=children))
            case _:
                kept.append(inline)
    return tuple(kept), tuple(marks)


def _normal_image(image: Image) -> Image:
    size = {"width": _pixels(image.width), "height": _pixels(image.height)}
    return Image(normal_url(image.url), _squeezed(image.alt), _unix(image.title), **size)


def _pixels(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= _MAX_PIXELS else None


def _unix(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _squeezed(value: str) -> str:
    """``value`` with white space collapsed, none at its ends."""
    return _SPACE.sub(" ", value).strip(" ")


def _append(out: list[Inline], new: Inline) -> None:
    """Add ``new``, joined to a text before it; a space before a line end says nothing and goes."""
    last = out[-1] if out else None
    if isinstance(new, Text) and isinstance(last, Text):
        out[-1] = Text(last.value + new.value)
        return
    if isinstance(new, SoftBreak | HardBreak) and not _is_even(last):
        out[:] = _drop_trailing(tuple(out), hard=False)
    out.append(new)


def _is_even(last: Inline | None) -> bool:
    """Whether there is surely nothing to drop at the end; only for speed, most lines end so."""
    return isinstance(last, Code) or (isinstance(last, Text) and last.value[-1] != " ")


def _drop_trailing(inlines: tuple[Inline, ...], *, hard: bool = True) -> tuple[Inline, ...]:
    """Without the spaces and soft breaks (and, with ``hard``, the hard breaks) at the end, however deep they stand."""
    if inlines and _is_even(inlines[-1]):
        return inlines
    kept = list(inlines)
    while kept:
        last = kept[-1]
        match last:
            case Text():
                value = last.value.rstrip(" ")
                if value:
                    kept[-1] = Text(value)
                    return tuple(kept)
                kept.pop()
            case SoftBreak():
                kept.pop()
            case HardBreak():
                if not hard:
                    return tuple(kept)
                kept.pop()
            case Emphasis() | Strong() | Strike() | Span():
                children = _drop_trailing(last.children, hard=hard)
                if children:
                    kept[-1] = replace(last, children=children)
                    return tuple(kept)
                kept.pop()
            case Link():
                kept[-1] = replace(last, children=_drop_trailing(last.children, hard=hard))
                return tuple(kept)
            case _:
                return tuple(kept)
    return ()
