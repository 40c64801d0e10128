"""The words of a BBCode text: one line at a time, so that a tag cannot come about where two nodes meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import assert_never

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
from recycle.tree.text import plain
from recycle.writers.bbcode_escape import attribute, clean, harmless, inline_code, mail_address, web_address
from recycle.writers.bbcode_flavours import OPEN, Flavour, Style, Tag

_BACKTICKS = Tag("`", "`")
_BY_HAND: Mapping[Style, tuple[Tag, str]] = MappingProxyType(
    {
        "emphasis": (Tag("_", "_"), "words between underscores"),
        "strong": (Tag("*", "*"), "words between asterisks"),
        "strike": (Tag("~~", "~~"), "words between tildes"),
        "superscript": (Tag("^", ""), "words after ^"),
        "subscript": (Tag("_", ""), "words after _"),
        "keyboard": (Tag("", ""), "plain words"),
        "highlight": (Tag("", ""), "plain words"),
        "underline": (Tag("", ""), "plain words"),
        "small": (Tag("", ""), "plain words"),
    }
)
"""How people write what their forum has no tag for, and how a loss names it."""


class Lines:
    """Writes lines of words in one flavour; ``numbers`` gives each footnote's label its number."""

    def __init__(self, flavour: Flavour, losses: dict[Loss, None], numbers: Mapping[str, int]) -> None:
        self.flavour = flavour
        self.losses = losses
        self.numbers = numbers
        self.line = 0
        self.open: tuple[Style, ...] = ()

    def write(self, inlines: Iterable[Inline], line: int) -> str:
        """The words with their tags, nothing else in them that the engine would take for markup. ``line`` is for losses."""
        self.line = line
        out: list[str] = []
        self._all(inlines, out)
        text, changed = harmless("".join(out), self.flavour)
        if changed:
            self._lose("words like a tag", "the same with an invisible space in them")
        return text

    def mark(self, label: str) -> str:
        """The mark of a footnote, such as ``[1]``, which no engine takes for a tag."""
        return f"[{self.numbers[label]}]"

    def _lose(self, what: str, became: str) -> None:
        self.losses[Loss(what, became, self.line)] = None

    def _all(self, inlines: Iterable[Inline], out: list[str]) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    value = inline.value
                    out.append(value if value.isascii() else clean(value))
                case SoftBreak():
                    out.append(" ")
                case HardBreak():
                    out.append("\n")
                case Emphasis():
                    self._styled("emphasis", inline.children, out)
                case Strong():
                    self._styled("strong", inline.children, out)
                case Strike():
                    self._styled("strike", inline.children, out)
                case Link():
                    self._link(inline, out)
                case _:
                    self._rare(inline, out)

    def _rare(self, inline: Code | Span | Image | FootnoteRef, out: list[str]) -> None:
        match inline:
            case Code():
                self._code(inline.value, out)
            case Span():
                self._styled(inline.style, inline.children, out)
            case Image():
                self._image(inline, out)
            case FootnoteRef():
                self._lose("footnote", "a numbered note at the end")
                around = self.flavour.styles.get("superscript", Tag("", ""))
                out += (around.before, self.mark(inline.label), around.after)
            case _:
                assert_never(inline)

    def _styled(self, style: Style, children: tuple[Inline, ...], out: list[str]) -> None:
        if style in self.open:
            # [b] in [b] says nothing new, and MyBB's rule for it ends at the first [/b].
            self._all(children, out)
            return
        spelled = self.flavour.styles.get(style)
        if spelled is None:
            spelled, became = _BY_HAND[style]
            self._lose("strikethrough" if style == "strike" else style, became)
        around = self.open
        self.open = (*around, style)
        out.append(spelled.before)
        self._all(children, out)
        out.append(spelled.after)
        self.open = around

    def _code(self, value: str, out: list[str]) -> None:
        spelled = self.flavour.inline_code
        if spelled is None:
            self._lose("code in a line", "words between backticks")
        text, changed = inline_code(value, self.flavour, spelled or _BACKTICKS)
        if changed:
            self._lose("code in a line", "the same with an invisible space in it")
        out.append(text)

    def _link(self, link: Link, out: list[str]) -> None:
        if link.title:
            self._lose("title of a link", "nothing")
        name, address = self.flavour.url, web_address(link.url, self.flavour)
        if not address:
            name, address = self.flavour.email, mail_address(link.url)
        if not address:
            self._lose("link", "its words: a forum links to full addresses only")
            self._all(link.children, out)
            return
        if not link.children or plain(link.children) in (link.url, address):
            out.append(f"{OPEN}{name}]{address}{OPEN}/{name}]")
            return
        out.append(f"{OPEN}{name}={address}]")
        self._all(link.children, out)
        out.append(f"{OPEN}/{name}]")

    def _image(self, image: Image, out: list[str]) -> None:
        address = web_address(image.url, self.flavour)
        if not address:
            self._lose("image", "its alternative text: a forum shows images from full addresses only")
            out.append(clean(image.alt))
            return
        if image.title:
            self._lose("title of an image", "nothing")
        alt = attribute(image.alt)
        if alt and not self.flavour.alt:
            self._lose("alternative text", "nothing")
        value = self.flavour.alt.format(alt) if alt else ""
        out.append(f"{OPEN}{self.flavour.image}{value}]{address}{OPEN}/{self.flavour.image}]")

    def bare(self, inlines: Iterable[Inline], line: int) -> str:
        """The words without any tags, for the inside of a code block; a link's address stands after its words."""
        self.line = line
        return "".join(self._bare(inline) for inline in inlines)

    def _bare(self, inline: Inline) -> str:
        match inline:
            case Text() | Code():
                return inline.value
            case SoftBreak() | HardBreak():
                return " "
            case Image():
                return inline.alt
            case FootnoteRef():
                self._lose("footnote", "a numbered note at the end")
                return self.mark(inline.label)
            case Link():
                words = self.bare(inline.children, self.line)
                return words if words == inline.url else f"{words} ({inline.url})" if words else inline.url
            case Emphasis() | Strong() | Strike() | Span():
                return self.bare(inline.children, self.line)
            case _:
                assert_never(inline)
