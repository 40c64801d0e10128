"""The words of a Word file: runs with their looks, and hyperlinks that are hyperlinks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

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
from recycle.writers.docx_styles import HYPERLINK, INLINE_CODE, hyperlink

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as WordParagraph

_NOT_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SMALL_POINTS = 8


def clean(words: str) -> str:
    """``words`` without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", words)


class Look(Struct, frozen=True):
    """How a run looks: the styles that stand around it in the tree."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    underline: bool = False
    superscript: bool = False
    subscript: bool = False
    highlight: bool = False
    small: bool = False
    style: str = ""


PLAIN = Look()


class Runs:
    """Adds words to paragraphs; ``numbers`` gives each footnote's label its number."""

    def __init__(self, losses: dict[Loss, None], numbers: Mapping[str, int]) -> None:
        self.losses = losses
        self.numbers = numbers
        self.line = 0

    def write(self, inlines: Iterable[Inline], paragraph: WordParagraph, line: int, look: Look = PLAIN) -> None:
        """Add the inlines at the paragraph's end. ``line`` is for losses."""
        self.line = line
        self._all(inlines, paragraph, look)

    def _lose(self, what: str, became: str) -> None:
        self.losses[Loss(what, became, self.line)] = None

    def _all(self, inlines: Iterable[Inline], paragraph: WordParagraph, look: Look) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    add_run(paragraph, inline.value, look)
                case SoftBreak():
                    add_run(paragraph, " ", look)
                case HardBreak():
                    paragraph.add_run().add_break()
                case Code():
                    add_run(paragraph, inline.value, replace(look, style=INLINE_CODE))
                case Emphasis():
                    self._all(inline.children, paragraph, replace(look, italic=True))
                case Strong():
                    self._all(inline.children, paragraph, replace(look, bold=True))
                case Strike():
                    self._all(inline.children, paragraph, replace(look, strike=True))
                case _:
                    self._rare(inline, paragraph, look)

    def _rare(self, inline: Span | Link | Image | FootnoteRef, paragraph: WordParagraph, look: Look) -> None:
        match inline:
            case Span():
                self._all(inline.children, paragraph, _spanned(inline, look))
            case Link():
                self._link(inline, paragraph, look)
            case Image():
                self._lose("image", "its alternative text and address")
                if inline.title:
                    self._lose("title of an image", "nothing")
                add_run(paragraph, f"[image: {inline.alt}] " if inline.alt else "[image] ", look)
                self._hyperlink(inline.url, paragraph, (Text(inline.url),), look)
            case FootnoteRef():
                self._lose("footnote", "a numbered note at the end")
                add_run(paragraph, f"[{self.numbers[inline.label]}]", replace(look, superscript=True))
            case _:
                assert_never(inline)

    def _link(self, link: Link, paragraph: WordParagraph, look: Look) -> None:
        if link.title:
            self._lose("title of a link", "nothing")
        self._hyperlink(link.url, paragraph, link.children or (Text(link.url),), look)

    def _hyperlink(self, url: str, paragraph: WordParagraph, children: tuple[Inline, ...], look: Look) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE

        address = clean(url).strip()
        if not address:
            self._all(children, paragraph, look)
            return
        # python-docx can read links but not make them: the runs are added as usual and then moved into one.
        element = paragraph.paragraph_format.element
        before = len(element)
        self._all(children, paragraph, replace(look, style=HYPERLINK))
        around = hyperlink(paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        for run in list(element)[before:]:
            around.append(run)
        element.append(around)


def _spanned(span: Span, look: Look) -> Look:
    match span.style:
        case "superscript":
            return replace(look, superscript=True, subscript=False)
        case "subscript":
            return replace(look, subscript=True, superscript=False)
        case "keyboard":
            return replace(look, style=INLINE_CODE)
        case "highlight":
            return replace(look, highlight=True)
        case "underline":
            return replace(look, underline=True)
        case "small":
            return replace(look, small=True)
        case _:
            assert_never(span.style)


def add_run(paragraph: WordParagraph, words: str, look: Look) -> None:
    """Words in one look; only what differs from the paragraph's style is written into the file."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    run: Any = paragraph.add_run(clean(words), look.style or None)
    if look == PLAIN:
        return
    font = run.font
    for name in ("bold", "italic", "strike", "underline", "superscript", "subscript"):
        if getattr(look, name):
            setattr(font, name, True)
    if look.highlight:
        font.highlight_color = WD_COLOR_INDEX.YELLOW
    if look.small:
        font.size = Pt(_SMALL_POINTS)
