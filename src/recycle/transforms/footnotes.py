"""Footnotes for outlets that have none: as a numbered list at the end, or in brackets where they are referred to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from recycle.transforms.closing import with_closing_list
from recycle.transforms.lines import change_lines
from recycle.tree.nodes import Document, Footnote, FootnoteRef, Inline, Link, ListItem, Paragraph, Span, Text
from recycle.tree.normal import normal_inlines
from recycle.tree.text import plain
from recycle.tree.walk import Inlines, iter_inlines, iter_placed_inlines, map_inlines

Mark = Callable[[int], Inline]


def superscript(number: int) -> Inline:
    """A note's number, raised."""
    return Span("superscript", (Text(str(number)),))


def bracketed(number: int) -> Inline:
    """A note's number in square brackets, for dialects that cannot raise it."""
    return Text(f"[{number}]")


def to_endnotes(document: Document, heading: str, mark: Mark = superscript) -> Document:
    """The document with its footnotes as a numbered list under ``heading`` at the end, and their numbers in the text."""
    if not document.footnotes:
        return document
    numbers = {note.label: number for number, note in enumerate(document.footnotes, 1)}

    def change(inlines: Inlines) -> Inlines:
        return tuple(new for before, one in _pairs(inlines) for new in _marked(before, one, numbers, mark))

    marked = change_lines(document, change)
    items = tuple(ListItem(note.children, line=note.line) for note in marked.footnotes)
    return with_closing_list(Document(marked.blocks), heading, items)


def inline(document: Document, heading: str, mark: Mark = superscript) -> Document:
    """The document with each footnote in brackets where it is referred to.

    Only a note of one paragraph that is referred to once and refers to no other can stand there; the others, and one with a
    link that is referred to inside a link, become a numbered list under ``heading`` at the end.
    """
    return to_endnotes(short_inline(document), heading, mark)


def short_inline(document: Document) -> Document:
    """The document with the notes that ``inline`` can put in brackets where they are referred to; the others are still its notes."""
    words = _short_notes(document)
    if not words:
        return document

    def change(inlines: Inlines) -> Inlines:
        return tuple(new for inline in inlines for new in _said(inline, words))

    left = tuple(note for note in document.footnotes if note.label not in words)
    return change_lines(Document(document.blocks, left), change)


def renamed(document: Document, prefix: str) -> Document:
    """The document with ``prefix`` before the label of every note, so that it can stand beside another one's."""
    if not document.footnotes:
        return document

    def change(inline: Inline) -> Inlines:
        return (FootnoteRef(f"{prefix}{inline.label}"),) if isinstance(inline, FootnoteRef) else (inline,)

    marked = map_inlines(document, change)
    return Document(marked.blocks, tuple(replace(note, label=f"{prefix}{note.label}") for note in marked.footnotes))


def _pairs(inlines: Inlines) -> Iterator[tuple[Inline | None, Inline]]:
    return zip((None, *inlines), inlines, strict=False)


def _marked(before: Inline | None, inline: Inline, numbers: Mapping[str, int], mark: Mark) -> Inlines:
    """A mark right after another gets a space before it, or 1 and 2 would read as 12."""
    if not isinstance(inline, FootnoteRef) or inline.label not in numbers:
        return (inline,)
    number = mark(numbers[inline.label])
    return (Text(" "), number) if isinstance(before, FootnoteRef) else (number,)


def _said(inline: Inline, words: Mapping[str, Inlines]) -> Inlines:
    return _in_brackets(words[inline.label]) if isinstance(inline, FootnoteRef) and inline.label in words else (inline,)


def _short_notes(document: Document) -> Mapping[str, Inlines]:
    found = [inline for inline, _ in iter_placed_inlines(document)]
    cited = Counter(inline.label for inline in found if isinstance(inline, FootnoteRef))
    in_links = {ref.label for link in found if isinstance(link, Link) for ref in _refs(link.children)}
    return {
        note.label: words
        for note in document.footnotes
        if cited[note.label] == 1 and (words := _one_paragraph(note)) and not (note.label in in_links and _has_link(words))
    }


def _one_paragraph(note: Footnote) -> Inlines:
    match note.children:
        case (Paragraph() as only,) if not _refs(only.children):
            return normal_inlines(only.children, soft=False)
        case _:
            return ()


def _refs(inlines: Inlines) -> list[FootnoteRef]:
    return [inline for inline in iter_inlines(inlines) if isinstance(inline, FootnoteRef)]


def _has_link(inlines: Inlines) -> bool:
    return any(isinstance(inline, Link) for inline in iter_inlines(inlines))


def _in_brackets(words: Inlines) -> Inlines:
    """Round brackets, or square ones around words that have round ones already."""
    said = plain(words)
    opening, closing = ("[", "]") if "(" in said or ")" in said else ("(", ")")
    return (Text(f" {opening}"), *words, Text(closing))
