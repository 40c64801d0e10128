"""The inline half of the GFM writer: a block's inlines in, its Markdown out.

A block is first laid out as pieces of text with places for the signs of emphasis between them. When everything around a sign
is known, CommonMark's flanking rules (https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis) decide whether ``*``,
``_`` or ``~~`` can stand there; where none can, the HTML element does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

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
from recycle.writers.gfm_emphasis import Pair, settle
from recycle.writers.gfm_escape import escape_code, escape_heading_end, escape_line_start, escape_text, escape_title, escape_url
from recycle.writers.html_inlines import image_html, span_tag

_BARE_URL = regex(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:/(?:[A-Za-z0-9/._%+=?#&-]*[A-Za-z0-9/])?)?")
_ANGLE_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>&\\]*")
_ANGLE_MAIL = regex(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)*")
_AFTER_URL = regex(r"[.,:!?)]{0,2} ")
_TICKS = regex(r"`+")


def paragraph_text(inlines: Sequence[Inline]) -> str:
    """The inlines as the lines of a paragraph, in which no line begins another block."""
    text = _Layout(hard="\\\n").text(inlines)
    if "\n" not in text:
        return escape_line_start(text)
    return "\n".join(map(escape_line_start, text.split("\n")))


def heading_text(inlines: Sequence[Inline]) -> str:
    """The inlines in one line, after ``#`` and a space."""
    return escape_heading_end(_Layout(hard="<br>").text(inlines))


def cell_text(inlines: Sequence[Inline]) -> str:
    """The inlines in one line, between two pipes. A pipe is escaped everywhere, even in code: cells are cut before they are read."""
    return _Layout(hard="<br>", in_cell=True).text(inlines).replace("|", "\\|")


class _Layout:
    """One block's inlines on their way to text."""

    def __init__(self, *, hard: str, in_cell: bool = False) -> None:
        self.hard = hard
        self.in_cell = in_cell
        self.pieces: list[str] = []
        self.pairs: list[Pair] = []
        self.inside: list[int] = []
        self.in_link = False
        self.in_strike = False
        self.has_bracket = False

    def text(self, inlines: Sequence[Inline]) -> str:
        self._lay(inlines, nested=False)
        if self.pairs:
            settle(self.pieces, self.pairs)
        if inlines and _is_sized(inlines[0]) and (len(inlines) == 1 or isinstance(inlines[1], SoftBreak)):
            # An <img> alone in the first line would begin an HTML block, and the paragraph would be none.
            self.pieces[0] = f"<span>{self.pieces[0]}</span>"
        return "".join(self.pieces)

    def _lay(self, inlines: Sequence[Inline], *, nested: bool) -> None:
        last = len(inlines) - 1
        for at, inline in enumerate(inlines):
            before = inlines[at - 1] if at else None
            after = inlines[at + 1] if at < last else None
            match inline:
                case Text():
                    self.pieces.append(self._words(inline.value, before, after))
                case SoftBreak():
                    self.pieces.append("\n")
                case HardBreak():
                    self.pieces.append(self.hard)
                case Code():
                    self.pieces.append(self._code(inline.value))
                case Emphasis():
                    self._marked("em", inline.children)
                case Strong():
                    self._marked("strong", inline.children)
                case Strike():
                    outer, self.in_strike = self.in_strike, True
                    self._marked("del", inline.children)
                    self.in_strike = outer
                case Span():
                    tag = span_tag(inline.style)
                    self.pieces.append(f"<{tag}>")
                    self._lay(inline.children, nested=True)
                    self.pieces.append(f"</{tag}>")
                case Link():
                    self._link(inline, after, nested=nested)
                case Image():
                    self.pieces.append(self._image(inline))
                case FootnoteRef():
                    self.pieces.append(f"[^{inline.label}]")
                case _:
                    assert_never(inline)

    def _words(self, value: str, before: Inline | None, after: Inline | None) -> str:
        joined = bool(self.pieces) and self.pieces[-1][-1] not in " \n"
        text = escape_text(value, joined=joined, in_brackets=self.in_link, in_strike=self.in_strike)
        if "[" in value:
            self.has_bracket = True
        if isinstance(before, FootnoteRef) and text[0] in "([:":
            text = f"\\{text}"
        if isinstance(after, Link | FootnoteRef) and value[-1] in "!]" and not (value[-1] == "]" and self.in_link):
            text = f"{text[:-1]}\\{text[-1]}"
        if self.in_link and text[0] in "!^" and self.pieces[-1] == "[":
            text = f"\\{text}"
        return text

    def _code(self, value: str) -> str:
        is_cut = self.in_cell and "\\|" in value
        is_label = "]:" in value and (self.in_link or self.has_bracket)  # would make a reference of a line that begins with [
        if is_cut or is_label or (self.pieces and self.pieces[-1].endswith("`")):
            return f"<code>{escape_code(value)}</code>"
        runs = {len(run) for run in _TICKS.findall(value)}
        fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
        padded = value[0] == "`" or value[-1] == "`" or (value[0] == value[-1] == " " and value.strip(" "))
        return f"{fence} {value} {fence}" if padded else f"{fence}{value}{fence}"

    def _marked(self, tag: str, children: Sequence[Inline]) -> None:
        pair = Pair(tag, len(self.pieces), self.inside[-1] if self.inside else None)
        self.inside.append(len(self.pairs))
        self.pairs.append(pair)
        self.pieces.append(f"<{tag}>")
        self._lay(children, nested=True)
        pair.end = len(self.pieces)
        self.pieces.append(f"</{tag}>")
        self.inside.pop()

    def _link(self, link: Link, after: Inline | None, *, nested: bool) -> None:
        if (short := self._short_link(link, after, nested=nested)) is not None:
            self.pieces.append(short)
            return
        self.pieces.append("[")
        outer, self.in_link = self.in_link, True
        self._lay(link.children, nested=True)
        self.in_link = outer
        self.pieces.append(f"]({_target(link.url, link.title)})")

    def _short_link(self, link: Link, after: Inline | None, *, nested: bool) -> str | None:
        """The address itself when it is also the words, None when it needs ``[words](address)``."""
        if link.title or len(link.children) != 1 or not isinstance(link.children[0], Text):
            return None
        words = link.children[0].value
        if words == link.url and _ANGLE_URL.fullmatch(words):
            is_free = not nested and not self.has_bracket and self._ends_address(after)
            return words if is_free and _BARE_URL.fullmatch(words) else f"<{words}>"
        return f"<{words}>" if link.url == f"mailto:{words}" and _ANGLE_MAIL.fullmatch(words) else None

    def _ends_address(self, after: Inline | None) -> bool:
        if self.pieces and self.pieces[-1][-1] not in " \n(":
            return False
        return (
            after is None
            or isinstance(after, SoftBreak)
            or (isinstance(after, Text) and _AFTER_URL.match(after.value) is not None)
        )

    def _image(self, image: Image) -> str:
        if _is_sized(image):
            return image_html(image).replace("|", "&#124;").replace("]", "&#93;")
        alt = escape_text(image.alt, joined=True, in_brackets=True, in_strike=True)
        alt = f"\\{alt}" if alt.startswith("^") else alt
        return f"![{alt}]({_target(image.url, image.title)})"


def _is_sized(inline: Inline) -> bool:
    return isinstance(inline, Image) and (inline.width is not None or inline.height is not None)


def _target(url: str, title: str) -> str:
    if not title:
        return escape_url(url)
    return f'{escape_url(url) or "<>"} "{escape_title(title)}"'
