"""What a reply lacks that an article has, by simple signs: nobody is told that something is missing where it cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from recycle.tree.nodes import Block, BulletList, CodeBlock, Document, Heading, Image, OrderedList, Paragraph, Quote, Table
from recycle.tree.text import count_in, count_words, plain
from recycle.tree.walk import iter_blocks, iter_inlines, iter_within, own_inlines

_PART = 200
"""Words of a part that wants a heading of its own, about; a text of fewer than one and a half such parts has one part."""
_STANDFIRST = "there is no standfirst: add a row `description:` above, a sentence or two that say why to read on"
_SHOWING = (CodeBlock, BulletList, OrderedList, Quote, Table)
"""Blocks that show something."""

_EXAMPLE: Mapping[str, str] = MappingProxyType(
    {
        "en": r"for (?:example|instance)|e\. ?g\.|such as|imagine|suppose|let us say|say you|in (?:my|our|one) case|here is",
        "de": r"zum beispiel|z\. ?b\.|beispielsweise|etwa wenn|angenommen|stell dir|stellen sie sich|nehmen wir|in (?:meinem|unserem|einem) fall",
    }
)
_OBJECTION: Mapping[str, str] = MappingProxyType(
    {
        "en": (
            r"however|on the other hand|objection|object that|(?:some|others|critics|you|somebody|someone|people|readers) (?:\w+ )?(?:argue|disagree|object|say that)|exceptions?|except(?: when| where| for)?"
            r"|unless|drawbacks?|downsides?|limits? of|limitations?|trade-offs?|not always|does(?: not|n.t) (?:hold|work|apply|help)|fails? (?:if|when|where)|granted|admittedly"
        ),
        "de": (
            r"allerdings|andererseits|dagegen|einwand|einwände|einwenden|jedoch|ausnahmen?|außer wenn|es sei denn|nachteile?|grenzen? von|nicht immer|gilt nicht"
            r"|hilft nicht|versagt|zugegeben|freilich|zwar"
        ),
    }
)
_END: Mapping[str, str] = MappingProxyType(
    {
        "en": (
            r"in short|to sum up|in sum|in summary|summary|conclusions?|in the end|finally|after all|all in all|overall|the point is|what remains|therefore|that is why"
            r"|so (?:if|the|when|keep|do|that)|next time|from now on|lessons?"
        ),
        "de": (
            r"kurz(?: gesagt|um)|zusammengefasst|zusammenfassung|fazit|am ende|schließlich|letztlich|unterm strich|alles in allem|deshalb|darum|also|es bleibt|was bleibt"
            r"|beim nächsten mal|in zukunft"
        ),
    }
)


class Missing(NamedTuple):
    """What is missing, and the place of the block before which it could stand; the number of blocks for the end."""

    before: int
    what: str


def missing(document: Document, language: str, *, described: bool, words_min: int | None) -> tuple[Missing, ...]:
    """What the text lacks, in the order of its blocks. Examples, objections and conclusions are looked for in English and German."""
    standfirst = () if described else (Missing(0, _STANDFIRST),)
    found = [*standfirst, *_headings(document.blocks), *_parts(document, language), *_words(document, words_min)]
    return tuple(sorted(found, key=lambda one: one.before))


def _headings(blocks: Sequence[Block]) -> Iterator[Missing]:
    """A place for a heading before each part of a text that has none."""
    if any(isinstance(block, Heading) for block in blocks):
        return
    counts = [_count(block) for block in blocks]
    parts = round(sum(counts) / _PART)
    done, begun = 0, 0
    for at, words in enumerate(counts):
        # A part begins with a paragraph, at the first one past its share of the words.
        if (
            begun < parts
            and parts > 1
            and isinstance(blocks[at], Paragraph)
            and (done >= begun * sum(counts) / parts or at == 0)
        ):
            begun += 1
            if at > 0:
                yield Missing(at, "a heading could stand here: what do the next paragraphs say?")
        done += words


def _parts(document: Document, language: str) -> Iterator[Missing]:
    spoken = language.lower().replace("_", "-").partition("-")[0]
    blocks = document.blocks
    if not blocks or spoken not in _EXAMPLE:
        return
    sections = _sections(blocks)
    if not _shows(document) and not _says(blocks, _EXAMPLE[spoken]):
        longest = max(sections, key=lambda section: sum(map(_count, blocks[section[0] : section[1]])))
        yield Missing(longest[1], "no example was found: a case, a list, some code or a table would show what this is about")
    if not _says(blocks, _OBJECTION[spoken]):
        yield Missing(
            _before_end(sections, blocks),
            "no counter-argument was found: where does this not hold, and what would somebody say against it?",
        )
    if not _says(blocks[_last(sections, blocks) :], _END[spoken]):
        yield Missing(len(blocks), "no conclusion was found: what should the reader do, or think, now?")


def _words(document: Document, words_min: int | None) -> Iterator[Missing]:
    words = count_words(document)
    if words_min is not None and words < words_min:
        more = words_min - words
        yield Missing(len(document.blocks), f"{more} {'word' if more == 1 else 'words'} more to reach {words_min}")


# ── signs ────────────────────────────────────────────────────────────────────────────────────────


def _shows(document: Document) -> bool:
    inlines = (inline for block in iter_blocks(document) for inline in iter_inlines(own_inlines(block)))
    return any(isinstance(block, _SHOWING) for block in iter_blocks(document)) or any(isinstance(one, Image) for one in inlines)


def _says(blocks: Sequence[Block], phrases: str) -> bool:
    said = "\n".join(plain(own_inlines(block)) for block in iter_within(tuple(blocks)))
    return _pattern(phrases).search(said.casefold()) is not None


@cache
def _pattern(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{phrases.casefold()})(?!\w)")


def _count(block: Block) -> int:
    return sum(count_in(plain(own_inlines(inner))) for inner in iter_within((block,)))


def _sections(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Where each section begins, with its heading, and ends."""
    starts = [at for at, block in enumerate(blocks) if isinstance(block, Heading)]
    starts = starts if starts and starts[0] == 0 else [0, *starts]
    return list(zip(starts, [*starts[1:], len(blocks)], strict=True))


def _before_end(sections: Sequence[tuple[int, int]], blocks: Sequence[Block]) -> int:
    """Before the last section; in a text without sections before its last paragraph, unless that is all there is."""
    if len(sections) > 1:
        return sections[-1][0]
    return next((at for at in range(len(blocks) - 1, 0, -1) if isinstance(blocks[at], Paragraph)), len(blocks))


def _last(sections: Sequence[tuple[int, int]], blocks: Sequence[Block]) -> int:
    """Where the end of the text begins: its last section, or the last two blocks of a text without sections."""
    return sections[-1][0] if len(sections) > 1 else max(len(blocks) - 2, 0)
