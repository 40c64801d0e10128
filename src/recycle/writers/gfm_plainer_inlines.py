"""The inline half of ``gfm_plainer.py``: what stands inside a block, as the engine can show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import assert_never

from msgspec.structs import replace

from recycle.late import regex
from recycle.model import Loss
from recycle.tree.nodes import (
    Block,
    Code,
    Emphasis,
    FootnoteRef,
    HardBreak,
    Heading,
    Image,
    Inline,
    Link,
    SoftBreak,
    Span,
    SpanStyle,
    Strike,
    Strong,
    Table,
    Text,
)
from recycle.tree.normal import normal_inlines
from recycle.tree.text import is_unspaced, plain
from recycle.tree.walk import Inlines, iter_inlines, rebuild_inline
from recycle.writers.gfm_flavours import INVISIBLE, Flavour
from recycle.writers.gfm_inlines import cell_text, heading_text, paragraph_text

_BY_HAND: Mapping[SpanStyle, tuple[str, str]] = MappingProxyType(
    {"superscript": ("^", "words after ^"), "subscript": ("_", "words after _"), "keyboard": ("", "code in a line")}
)
"""What people type before such words where there is no sign for them, and how a loss names it; else they are plain words."""
_EMPHASIS = regex(r"(?<!\\)(?:\\\\)*</?(?:em|strong|del)>")
_CODE = "<code>"


class Words:
    """Lines of words for one flavour. ``numbers`` gives each footnote's label its number where the engine has no footnotes."""

    def __init__(self, flavour: Flavour, losses: dict[Loss, None], numbers: Mapping[str, int]) -> None:
        self._flavour = flavour
        self._losses = losses
        self._numbers = numbers
        self._tag = flavour.tag
        self._line = 0
        self._is_one_line = False

    def of(self, block: Block, inlines: Inlines) -> Inlines:
        """The inlines of ``block`` (of one of its cells, its summary) with nothing in them that the engine cannot show."""
        self._line = block.line
        self._is_one_line = isinstance(block, Heading | Table)
        new = self._all(inlines)
        return new if self._flavour.html else self._without_html(block, normal_inlines(new))

    def _lose(self, what: str, became: str) -> None:
        self._losses[Loss(what, became, self._line)] = None

    def _all(self, inlines: Inlines) -> Inlines:
        new: list[Inline] = []
        for at, inline in enumerate(inlines):
            if isinstance(inline, SoftBreak):
                new.append(Text(_joint(inlines[:at], inlines[at + 1 :])))
            else:
                new.extend(self._one(inline))
        return tuple(new)

    def _one(self, inline: Inline) -> Inlines:
        match inline:
            case Text():
                return (self._text(inline),)
            case Span():
                return self._span(inline)
            case Image():
                return (self._image(inline),)
            case HardBreak():
                if self._is_one_line and not self._flavour.html:
                    self._lose("line break in one line", "a space")
                    return (Text(" "),)
                return (inline,)
            case FootnoteRef():
                if inline.label not in self._numbers:
                    return (inline,)
                self._lose("footnote", "a numbered note at the end")
                return (Text(f"[{self._numbers[inline.label]}]"),)
            case SoftBreak() | Code() | Emphasis() | Strong() | Strike() | Link():
                return (rebuild_inline(inline, self._all),)
            case _:
                assert_never(inline)

    def _text(self, text: Text) -> Text:
        if self._tag is None or "[" not in text.value:
            return text
        value = self._tag.sub(f"[{INVISIBLE}", text.value)
        if value != text.value:
            self._lose("words like a tag", "the same with an invisible space in them")
        return Text(value)

    def _span(self, span: Span) -> Inlines:
        if span.style in self._flavour.styles:
            return (rebuild_inline(span, self._all),)
        before, became = _BY_HAND.get(span.style, ("", "plain words"))
        self._lose(span.style, became)
        if span.style == "keyboard":
            words = plain(span.children).strip()
            return (Code(words),) if words else ()
        children = self._all(span.children)
        return (Text(before), *children) if before else children

    def _image(self, image: Image) -> Image:
        if image.width is None and image.height is None:
            return image
        bare = replace(image, width=None, height=None)
        if self._flavour.sizes and image.width and image.height:
            return replace(bare, alt=f"{image.alt}|{image.width}x{image.height}")
        self._lose("size of an image", "its own size")
        return bare

    # ── what GFM says in HTML only where its signs fail ──────────────────────────────────────────

    def _without_html(self, block: Block, inlines: Inlines) -> Inlines:
        """Without the code, then without the emphasis, for which there are no signs; the one can be the reason for the other."""
        while True:
            if _has_code_in_html(block, inlines):
                self._lose("code in a line", "plain words")
                inlines = normal_inlines(
                    _map(inlines, lambda one: (self._text(Text(one.value)),) if isinstance(one, Code) else (one,))
                )
            if not _has_emphasis_in_html(block, inlines):
                return inlines
            self._lose("emphasis", "plain words")
            inlines = normal_inlines(_map(inlines, _unmarked))


def _has_code_in_html(block: Block, inlines: Inlines) -> bool:
    codes = [inline.value for inline in iter_inlines(inlines) if isinstance(inline, Code)]
    return bool(codes) and _written(block, inlines).count(_CODE) > sum(code.count(_CODE) for code in codes)


def _has_emphasis_in_html(block: Block, inlines: Inlines) -> bool:
    if not any(isinstance(inline, Emphasis | Strong | Strike) for inline in iter_inlines(inlines)):
        return False
    # Code may have the same letters in it, and is nothing but a sign for what stands around it.
    shape = _map(inlines, lambda one: (Code("x"),) if isinstance(one, Code) else (one,))
    return _EMPHASIS.search(_written(block, shape)) is not None


def _written(block: Block, inlines: Inlines) -> str:
    match block:
        case Heading():
            return heading_text(inlines)
        case Table():
            return cell_text(inlines)
        case _:
            return paragraph_text(inlines)


def _map(inlines: Inlines, change: Callable[[Inline], Inlines]) -> Inlines:
    return tuple(new for old in inlines for new in change(rebuild_inline(old, lambda inner: _map(inner, change))))


def _unmarked(inline: Inline) -> Inlines:
    return inline.children if isinstance(inline, Emphasis | Strong | Strike) else (inline,)


def _joint(before: Inlines, after: Inlines) -> str:
    last, first = plain(before[-1:])[-1:], plain(after[:1])[:1]
    return "" if is_unspaced(last) and is_unspaced(first) else " "
