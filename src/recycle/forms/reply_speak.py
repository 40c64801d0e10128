"""Phrases that only make sense in a reply: nobody who reads a new thread knows what "above" was."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Code,
    DefinitionList,
    Details,
    Document,
    FootnoteRef,
    HardBreak,
    Image,
    Inline,
    OrderedList,
    Quote,
    SoftBreak,
    Text,
)
from recycle.tree.walk import iter_within, own_inlines

_EN_SAID = r"(?:\w+ )?(?:said|says|wrote|mentioned|noted|pointed out|asked|described|suggested)\b"
_EN_PLACE = r"(?:this|the|that) (?:thread|topic|discussion)\b"
_EN_YOURS = r"(?:original |first |last |second |other )?(?:question|post|comment|reply|snippet)\b"
_EN_OTHERS = r"(?:poster|post|comment|commenter|reply|answer|answers|replies)\b"
_EN_THANKED = r"(?:asking|posting|(?:the|your) (?:\w+ ){0,2}(?:answer|comment|explanation|feedback|hint|link|message|post|question|reply|report|response|tip))\b"
_DE_SAID = r"(?:(?:oben|bereits|schon|ja|vorhin) )*(?:gesagt|geschrieben|erwähnt|sagst|sagte|sagten|schreibst|schrieb|schreiben|erwähnst)\b"
_DE_YOURS = r"(?:ursprüngliche[nr]? |erste[nr]? |letzte[nr]? )?(?:frage|nachricht|antwort|fehlermeldung|code|beispiel|beitrag|kommentar|post|problem)\b"
_DE_OTHERS = r"(?:beitrag|beiträge|antwort|antworten|kommentar|post)\b"

PHRASES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "en": (
            *((f"as {who} ", _EN_SAID) for who in ("you", "he", "she", "they", "others", "someone", "somebody", "already")),
            *(
                (f"{said} ", rf"(?:above|earlier|before) (?:in|on) {_EN_PLACE}")
                for said in ("mentioned", "said", "noted", "discussed")
            ),
            *((f"{where} in ", _EN_PLACE) for where in ("earlier", "above", "elsewhere", "already")),
            ("your ", _EN_YOURS),
            ("you ", r"(?:asked|posted|wrote|mentioned|are asking|were asking)\b"),
            ("thanks for ", _EN_THANKED),
            ("thank you for ", _EN_THANKED),
            ("to answer your ", r"\w+"),
            *((f"the {which} ", _EN_OTHERS) for which in ("previous", "parent", "last", "above", "original")),
            *((f"the {what} ", r"above\b") for what in ("post", "answer", "comment", "reply", "question")),
            ("upthread", r"\b"),
            *((f"i {verb} with ", r"(?:you|him|her|them|the others)\b") for verb in ("agree", "disagree")),
            ("hope this ", r"helps?\b"),
            ("hope that ", r"helps?\b"),
        ),
        "de": (
            *((f"wie {who} ", _DE_SAID) for who in ("du", "sie", "er", "ihr", "oben", "bereits", "schon", "vorhin")),
            *((f"oben {where} ", r"(?:thread|thema|faden)\b") for where in ("im", "in diesem")),
            *((f"{whose} ", _DE_YOURS) for whose in ("deine", "deiner", "deinem", "deinen", "dein", "eure", "euer", "eurer")),
            ("du ", r"(?:fragst|fragtest|schreibst|hast (?:gefragt|geschrieben|erwähnt))\b"),
            ("danke für ", r"(?:die|deine|eure|ihre) (?:frage|antwort|rückmeldung)\b"),
            ("mein vorredner", r"\b"),
            ("meine vorrednerin", r"\b"),
            *(
                (f"{which} ", _DE_OTHERS)
                for which in ("der vorige", "die vorige", "der obige", "die obige", "dem obigen", "der letzte")
            ),
            ("threadersteller", r"(?:in|s)?\b"),
            ("fragesteller", r"(?:in|s)?\b"),
            ("hoffe, das ", r"hilft\b"),
            ("hoffe das ", r"hilft\b"),
            ("ich stimme ", r"(?:dir|ihnen|ihm|ihr|euch) zu\b"),
        ),
    }
)
"""By language: how a phrase begins, in small letters, and how it goes on."""

_MENTION = re.compile(r"@[A-Za-z0-9_][\w-]*(?![\w@]*[./@]\w)")
"""``@name`` calls a person who is somewhere else. An address and ``@scope/name`` are none."""
_ASKER = re.compile(r"OP(?:'s|’s)?\b")
"""The "original poster" of another thread."""
_NOT_WORDS = "\ufffc"


def find(document: Document, language: str) -> Iterator[tuple[str, int]]:
    """Each such phrase as it is typed, and its line. Quotations and code are somebody else's words and are left out."""
    spoken = _Spoken(document)
    in_order = sorted({*_phrases(spoken.text, language), *_names(spoken.text)})
    done = 0
    for begin, end in in_order:
        if begin < done:
            continue
        done = end
        yield " ".join(spoken.text[begin:end].split()), spoken.line_at(begin)


def _phrases(text: str, language: str) -> Iterator[tuple[int, int]]:
    small = text.lower().replace("\n", " ")
    if len(small) != len(text):  # a few letters, such as İ, are two when they are small
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text).replace("\n", " ")
    for begin, rest in _patterns(language.lower().replace("_", "-").split("-")[0]):
        at = small.find(begin)
        while at >= 0:
            found = rest.match(small, at + len(begin)) if at == 0 or not small[at - 1].isalnum() else None
            if found:
                yield at, found.end()
            at = small.find(begin, at + 1)


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((begin, re.compile(rest)) for begin, rest in PHRASES.get(language, ()))


def _names(text: str) -> Iterator[tuple[int, int]]:
    for sign, pattern in (("@", _MENTION), ("OP", _ASKER)):
        at = text.find(sign)
        while at >= 0:
            before = text[at - 1] if at else " "
            found = pattern.match(text, at) if not (before.isalnum() or before in "@./+-_") else None
            if found:
                yield at, found.end()
            at = text.find(sign, at + 1)


class _Spoken:
    """The writer's own words in one string, a line end for each line end, and where each block begins in it."""

    def __init__(self, document: Document) -> None:
        pieces: list[str] = []
        self.starts: list[int] = []
        self.lines: list[int] = []
        length = 0
        notes = (block for note in document.footnotes for block in note.children)
        for block in _own_blocks((*document.blocks, *notes)):
            words = "".join(_spoken(own_inlines(block))) + f"\n{_NOT_WORDS}\n"
            self.starts.append(length)
            self.lines.append(block.line)
            pieces.append(words)
            length += len(words)
        self.text = "".join(pieces)

    def line_at(self, position: int) -> int:
        block = bisect_right(self.starts, position) - 1
        return self.lines[block] and self.lines[block] + self.text.count("\n", self.starts[block], position)


def _own_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Quote():
                continue
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _own_blocks(item.children)
            case Alert() | Details():
                yield from _own_blocks(block.children)
            case DefinitionList():
                yield from iter_within((block,))
            case _:
                yield block


def _spoken(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text():
                yield inline.value
            case SoftBreak() | HardBreak():
                yield "\n"
            case Code() | Image() | FootnoteRef():
                yield _NOT_WORDS
            case _:
                yield from _spoken(inline.children)
