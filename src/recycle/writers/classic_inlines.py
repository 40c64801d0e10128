"""The inline half of the writer of Markdown from before CommonMark: a block's inlines in, its words with their signs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from recycle.late import regex
from recycle.model import Loss
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
from recycle.tree.text import is_unspaced, plain
from recycle.writers.bbcode_flavours import Style, Tag
from recycle.writers.classic_escape import (
    SAFE_ADDRESS,
    SAFE_TITLE,
    address,
    alternative,
    heading_end,
    in_line,
    line_start,
    words,
)
from recycle.writers.classic_flavours import ANCHOR, Classic

_NO_EDGES = frozenset("*_~`\\")
_TICKS = regex(r"`+")
_SIGNS: Mapping[Style, tuple[str, ...]] = MappingProxyType({"emphasis": ("*", "_"), "strong": ("**", "__")})
_BY_HAND: Mapping[Style, tuple[Tag, str]] = MappingProxyType(
    {
        "superscript": (Tag("^", ""), "words after ^"),
        "subscript": (Tag("\\_", ""), "words after _"),
        "keyboard": (Tag("", ""), "plain words"),
        "highlight": (Tag("", ""), "plain words"),
        "underline": (Tag("", ""), "plain words"),
        "small": (Tag("", ""), "plain words"),
    }
)
"""How people write what a service has no sign for, and how a loss names it."""


class Lines:
    """Writes the words of one document for one service; ``numbers`` gives each footnote's label its number."""

    def __init__(self, flavour: Classic, losses: dict[Loss, None], numbers: Mapping[str, int]) -> None:
        self.flavour = flavour
        self.losses = losses
        self.numbers = numbers
        self.line = 0
        self.hard = "\n"
        self.open: tuple[Style | str, ...] = ()
        self.in_cell = False

    def paragraph(self, inlines: Sequence[Inline], line: int) -> str:
        """The inlines as the lines of a paragraph, in which no line begins another block. ``line`` is for losses."""
        self.line, self.hard = line, "\n"
        text = self._all(inlines)
        # An empty line would be the end of the paragraph.
        return "\n".join(line_start(row, self.flavour) or ANCHOR for row in text.split("\n")) if text.strip() else ""

    def heading(self, inlines: Sequence[Inline], line: int) -> str:
        """The inlines in one line, after ``#`` and a space."""
        self._in_one_line(line)
        return heading_end(self._all(inlines))

    def cell(self, inlines: Sequence[Inline], line: int) -> str:
        """The inlines in one line, between two pipes."""
        self._in_one_line(line)
        self.in_cell = True
        text = self._all(inlines)
        self.in_cell = False
        return text.replace("|", "&#124;")

    def bare(self, inlines: Sequence[Inline], line: int) -> str:
        """The words without any signs, for the inside of a code block; a link's address stands after its words."""
        self.line = line
        return "".join(self._bare(inline) for inline in inlines)

    def lose(self, what: str, became: str) -> None:
        """Name a loss in the line that is being written."""
        self.losses[Loss(what, became, self.line)] = None

    def _in_one_line(self, line: int) -> None:
        self.line, self.hard = line, "<br>" if self.flavour.html else " "

    def _all(self, inlines: Sequence[Inline]) -> str:
        out = ""
        for at in range(len(inlines)):
            text = self._one(inlines, at, out[-1:])
            # "[b]" and "(c)" would be a link.
            out += f"\\{text}" if text.startswith("(") and out.endswith("]") else text
        return out

    def _one(self, inlines: Sequence[Inline], at: int, last: str) -> str:
        """The inline at ``at``, with ``last`` as the character before it."""
        match inlines[at]:
            case Text(value=value):
                return self._words(value)
            case SoftBreak():
                return _joint(inlines[:at], inlines[at + 1 :])
            case HardBreak():
                if self.hard == " ":
                    self.lose("line break", "a space")
                return self.hard
            case Emphasis(children=children):
                return self._marked("emphasis", children, last, inlines[at + 1 : at + 2])
            case Strong(children=children):
                return self._marked("strong", children, last, inlines[at + 1 : at + 2])
            case Strike(children=children):
                return self._struck(children)
            case Code(value=value):
                return self._code(value, isinstance(inlines[at - 1], Code) if at else False)
            case Span() | Link() | Image() | FootnoteRef() as rare:
                return self._rare(rare)
            case never:
                assert_never(never)

    def _rare(self, inline: Span | Link | Image | FootnoteRef) -> str:
        match inline:
            case Span():
                return self._span(inline)
            case Link():
                return self._link(inline)
            case Image():
                return self._image(inline)
            case FootnoteRef():
                return self._mark(inline.label)
            case _:
                assert_never(inline)

    # ── words ────────────────────────────────────────────────────────────────────────────────────

    def _words(self, value: str) -> str:
        text, changed = words(value, self.flavour, in_brackets=bool(self.open))
        if changed:
            self.lose("words like a mention", "the same with an invisible space in them")
        if "strike" in self.open and "~" in text:
            return text.replace("\\~", "~").replace("~", "&#126;")
        return text

    def _code(self, value: str, is_behind_code: bool) -> str:  # noqa: FBT001  # its only other argument
        text, changed = in_line(value, self.flavour)
        if changed:
            self.lose("code in a line", "the same with an invisible space in it")
        if self.flavour.html and any(sign in text for sign in self._unsafe_in_code()):
            return f"<code>{words(text, self.flavour, in_brackets=True)[0]}</code>"
        apart = ANCHOR if is_behind_code else ""
        fence = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 1)
        padded = text[0] == "`" or text[-1] == "`"
        return f"{apart}{fence} {text} {fence}" if padded else f"{apart}{fence}{text}{fence}"

    def _unsafe_in_code(self) -> str:
        """What no backticks keep: Forem looks for three of them first, and Redcarpet for the end of a cell, a link or an emphasis."""
        return "`" + ("|" if self.in_cell else "") + ("[]*_~" if self.open else "")

    # ── styles ───────────────────────────────────────────────────────────────────────────────────

    def _inside(self, what: Style | str, children: Sequence[Inline]) -> str:
        around, self.open = self.open, (*self.open, what)
        text = self._all(children)
        self.open = around
        return text

    def _marked(self, style: Style, children: Sequence[Inline], last: str, following: Sequence[Inline]) -> str:
        if style in self.open:
            return self._all(children)
        sign = next((sign for sign in _SIGNS[style] if sign[0] not in self.open), "")
        around, self.open = self.open, (*self.open, style, *((sign[0],) if sign else ()))
        text = self._all(children)
        self.open = around
        if sign and _fits(sign, text, last or " ", following[0] if following else None):
            return f"{sign}{text}{sign}"
        return _tagged(self.flavour.styles[style], text) if text else ""

    def _struck(self, children: Sequence[Inline]) -> str:
        if "strike" in self.open:
            return self._all(children)
        text = self._inside("strike", children)
        inner = text.strip()
        before, _, after = text.partition(inner)
        return f"{before}~~{inner}~~{after}" if inner else text

    def _span(self, span: Span) -> str:
        if span.style in self.open:
            return self._all(span.children)
        spelled = self.flavour.styles.get(span.style)
        if spelled is None:
            spelled, became = _BY_HAND[span.style]
            self.lose(span.style, became)
        return _tagged(spelled, self._inside(span.style, span.children))

    # ── links ────────────────────────────────────────────────────────────────────────────────────

    def _link(self, link: Link) -> str:
        target = address(link.url, self.flavour)
        if not target:
            self.lose("link", "its words: the service links to full addresses only")
            return self._all(link.children)
        if (not link.children or plain(link.children) == link.url) and SAFE_ADDRESS.fullmatch(target):
            return f"<{target}>"
        inner = self._inside("link", link.children) or words(target, self.flavour, in_brackets=True)[0]
        return f"[{inner}]({target}{self._title(link.title, 'a link')})"

    def _image(self, image: Image) -> str:
        target = address(image.url, self.flavour)
        if not target:
            self.lose("image", "its alternative text: the service shows images from full addresses only")
            return words(image.alt, self.flavour, in_brackets=True)[0]
        alt = alternative(image.alt, self.flavour)
        if alt != " ".join(image.alt.split()).replace("&", "&amp;" if "&amp;" in alt else "&"):
            self.lose("alternative text", "the same with other brackets")
        return f"![{alt}]({target}{self._title(image.title, 'an image')})"

    def _title(self, title: str, what: str) -> str:
        if not title:
            return ""
        if SAFE_TITLE.fullmatch(title):
            return f' "{title}"'
        self.lose(f"title of {what}", "nothing")
        return ""

    def _mark(self, label: str) -> str:
        if self.flavour.footnotes:
            return f"[^{self.numbers[label]}]"
        self.lose("footnote", "a numbered note at the end")
        return self.mark(label)

    def mark(self, label: str) -> str:
        """The mark of a note where there are no footnotes, such as ``[1]``."""
        return f"[{self.numbers[label]}]"

    def _bare(self, inline: Inline) -> str:
        match inline:
            case Text() | Code():
                return inline.value
            case SoftBreak() | HardBreak():
                return " "
            case Image():
                return inline.alt
            case FootnoteRef():
                self.lose("footnote", "a numbered note at the end")
                return self.mark(inline.label)
            case Link():
                said = self.bare(inline.children, self.line)
                return said if said == inline.url else f"{said} ({inline.url})" if said else inline.url
            case Emphasis() | Strong() | Strike() | Span():
                return self.bare(inline.children, self.line)
            case _:
                assert_never(inline)


def _joint(before: Sequence[Inline], after: Sequence[Inline]) -> str:
    """What a line end is that readers need not see: nothing in scripts that are written without spaces."""
    last, first = plain(before[-1:])[-1:], plain(after[:1])[:1]
    return "" if is_unspaced(last) and is_unspaced(first) else " "


def _tagged(spelled: Tag, text: str) -> str:
    # "[b](c)" would be a link.
    guard = "\\" if spelled.before.endswith("]") and text.startswith("(") else ""
    return f"{spelled.before}{guard}{text}{spelled.after}"


def _fits(sign: str, text: str, before: str, after: Inline | None) -> bool:
    """Whether ``sign`` around ``text`` is surely read as what it is meant to be."""
    if not text or any(edge.isspace() or edge in _NO_EDGES for edge in (text[0], text[-1])):
        return False
    following = (
        after.value[:1]
        if isinstance(after, Text)
        else " "
        if after is None or isinstance(after, SoftBreak | HardBreak)
        else "x"
    )
    if sign[0] == "_":
        return not (before.isalnum() or before in "_\\") and not (following.isalnum() or following == "_")
    return before not in "*\\" and (isinstance(after, Text | Code | Link | Image | FootnoteRef) or following == " ")
