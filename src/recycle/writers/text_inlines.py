"""The words of a plain text: emphasis as people type it, numbers for what stands at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
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
from recycle.tree.text import plain
from recycle.writers.wrapping import GLUE

_SPANS: Mapping[SpanStyle, str] = MappingProxyType(
    {"superscript": "^", "subscript": "_", "keyboard": "", "highlight": "", "underline": "", "small": ""}
)


class References:
    """What the numbers stand for, in the order of their first mention: an address, or a footnote."""

    def __init__(self, footnotes: Iterable[Footnote]) -> None:
        self.entries: list[str | Footnote] = []
        self._notes = {note.label: note for note in footnotes}
        self._numbers: dict[str, int] = {}

    def address(self, url: str) -> int:
        """The number of an address; the same address has one number."""
        return self._number("@" + url, url)

    def note(self, label: str) -> int:
        """The number of a footnote."""
        return self._number("^" + label, self._notes[label])

    def _number(self, key: str, entry: str | Footnote) -> int:
        if key not in self._numbers:
            self.entries.append(entry)
            self._numbers[key] = len(self.entries)
        return self._numbers[key]


class Words:
    """Writes inlines as one string to be wrapped: newlines in it are hard breaks, ``GLUE`` is a space that must not break."""

    def __init__(self, references: References, losses: dict[Loss, None]) -> None:
        self.references = references
        self.losses = losses
        self.line = 0

    def write(self, inlines: Iterable[Inline], line: int) -> str:
        """``line`` is for losses."""
        self.line = line
        out: list[str] = []
        self._all(inlines, out)
        return "".join(out)

    def _lose(self, what: str, became: str) -> None:
        self.losses[Loss(what, became, self.line)] = None

    def _all(self, inlines: Iterable[Inline], out: list[str]) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    out.append(inline.value.replace(GLUE, ""))
                case SoftBreak():
                    out.append(" ")
                case HardBreak():
                    out.append("\n")
                case Code():
                    out.append(f"`{inline.value.replace(GLUE, '')}`")
                case Emphasis():
                    self._between("_", inline.children, out)
                case Strong():
                    self._between("*", inline.children, out)
                case Link():
                    self._link(inline, out)
                case _:
                    self._rare(inline, out)

    def _rare(self, inline: Strike | Span | Image | FootnoteRef, out: list[str]) -> None:
        match inline:
            case Strike():
                self._between("~~", inline.children, out)
            case Span():
                sign = _SPANS[inline.style]
                if not sign:
                    self._lose(inline.style, "plain words")
                out.append(sign)
                self._all(inline.children, out)
            case Image():
                self._image(inline, out)
            case FootnoteRef():
                self._lose("footnote", "a numbered note at the end")
                out.append(f"[{self.references.note(inline.label)}]")
            case _:
                assert_never(inline)

    def _between(self, sign: str, children: tuple[Inline, ...], out: list[str]) -> None:
        out.append(sign)
        self._all(children, out)
        out.append(sign)

    def _link(self, link: Link, out: list[str]) -> None:
        if link.title:
            self._lose("title of a link", "nothing")
        words = plain(link.children)
        if not words.strip() and not link.children:
            out.append(_unbroken(link.url))
        elif words == link.url or "mailto:" + words == link.url:
            out.append(words)
        else:
            self._all(link.children, out)
            if link.url.strip():
                out.append(f"{GLUE}[{self.references.address(_unbroken(link.url))}]")

    def _image(self, image: Image, out: list[str]) -> None:
        self._lose("image", "its alternative text and address")
        if image.title:
            self._lose("title of an image", "nothing")
        alt = image.alt.replace(GLUE, "")
        out.append(f"[image: {alt}] {_unbroken(image.url)}" if alt else f"[image] {_unbroken(image.url)}")


def _unbroken(url: str) -> str:
    """An address has no spaces: whoever typed one meant ``%20``."""
    return url.strip().replace(" ", "%20").replace("\n", "")
