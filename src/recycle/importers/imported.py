"""What an importer gives back, and how it finds a title when nobody said one."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from recycle.late import regex
from recycle.model import Finding
from recycle.readers.field_values import one_line
from recycle.tree.nodes import Document, HardBreak, Heading, Inline, Paragraph, SoftBreak
from recycle.tree.text import plain

_SENTENCE_END = regex(r"(?<=[^\s\d])[.…]+(?=\s|\Z)|(?<=[!?])(?=\s|\Z)|(?<=[。！？])")
_SHORTEST = 12
_TITLE_LENGTH = 80
_GREETINGS = tuple(
    tuple(words.split())
    for words in (
        *("hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening"),
        *("hallo", "moin", "servus", "guten morgen", "guten tag", "guten abend", "liebe", "lieber", "sehr geehrte"),
    )
)
_EVERYBODY = frozenset("all everyone everybody there folks friends team zusammen alle allerseits miteinander leute".split())
"""Whom a greeting in the middle of a line names; a greeting of one person is known by standing on a line of its own."""
_GREETING_ENDS = (",", "!")
_GREETING_LENGTH = 6


class Imported(NamedTuple):
    """A text on its way in: as GFM, the title that it says itself (or empty), the text without that title, what was noticed."""

    body: str
    title: str
    rest: str
    findings: tuple[Finding, ...] = ()


def split_title(document: Document) -> tuple[str, Document]:
    """The document's title and the document without it: its first block when that is a heading, else its first sentence, which stays."""
    match document.blocks:
        case (Heading() as heading, *rest) if words := one_line(plain(heading.children)):
            return words, replace(document, blocks=tuple(rest))
        case _:
            return first_sentence(document), document


def first_sentence(document: Document) -> str:
    """The first sentence of the first paragraph, cut between words when it is long for a title; empty when there is none."""
    greeting = ""
    for block in document.blocks:
        if not isinstance(block, Paragraph | Heading) or not one_line(plain(block.children)):
            continue
        if words := one_line(_without_greeting(_lines(block.children))):
            ends = (found.start() for found in _SENTENCE_END.finditer(words, _SHORTEST))
            return _shortened(words[: next(ends, len(words))]).rstrip(" ,;:")
        greeting = greeting or one_line(plain(block.children)).rstrip(" ,;:")
    return greeting


def _lines(inlines: tuple[Inline, ...]) -> list[str]:
    lines: list[list[Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, SoftBreak | HardBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [plain(tuple(line)) for line in lines]


def _without_greeting(lines: list[str]) -> str:
    """The words of a paragraph without a greeting at its beginning: "Hi all, ...", or a line of its own such as "Dear Ada,"."""
    first, rest = lines[0].strip(), " ".join(lines[1:])
    if first.endswith(",") and len(first.split()) <= _GREETING_LENGTH and _addressed(first[:-1]) is not None:
        return rest
    end = min((at for sign in _GREETING_ENDS if (at := first.find(sign)) >= 0), default=len(first))
    named = _addressed(first[:end])
    if named is None or not _EVERYBODY.issuperset(named):
        return " ".join(lines)
    left = f"{first[end + 1 :]} {rest}".strip()
    return left[:1].upper() + left[1:]


def _addressed(words: str) -> list[str] | None:
    """Who is greeted, word by word; None when ``words`` do not begin with a greeting."""
    said = words.casefold().split()
    for greeting in _GREETINGS:
        if said[: len(greeting)] == list(greeting):
            return said[len(greeting) :]
    return None


def _shortened(words: str) -> str:
    if len(words) <= _TITLE_LENGTH:
        return words
    cut = words[: _TITLE_LENGTH - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–-") + "…"
