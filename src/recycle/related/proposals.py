"""Which passages of other texts are about the same thing as this one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from recycle.related.passages import Extract, extracts, words_of
from recycle.related.shingles import shares, shingles
from recycle.related.telling import Spread
from recycle.related.terms import terms
from recycle.tree.nodes import Block, Document, Heading
from recycle.tree.text import plain
from recycle.tree.walk import iter_blocks

_ONCE = 0.3
"""How much a term counts that the text has once: it may be there by chance."""
_PROMINENT = 2.0
"""How many times as much a term counts that the text is named by."""
_NAMED, _UNNAMED = 2.0, 1.0
"""How much more than all other terms together the first one may count: what the text is named by, and any other."""
_LEAST = 0.16
"""Below this nearness (a cosine, 0 to 1) a passage shares some words and no subject; found by reading what was proposed."""
_BESIDE_BEST = 0.4
"""Beside a passage that is near, one that is not even half so near is no help."""
_FROM_ONE = 2
_SECOND = 0.8
"""A second passage of one text is proposed when it is nearly as near as the first."""


class Subject(NamedTuple):
    """The terms of a text and how much each counts, and those that it is named by."""

    terms: Mapping[str, float]
    prominent: frozenset[str]


class Proposal(NamedTuple):
    """A passage of another text: the place of that text among those that were given, and how near it is, from 0 to 1."""

    source: int
    extract: Extract
    nearness: float


def subject(document: Document, headline: str) -> Subject:
    """What a text is about: what it says often, and above all what stands in ``headline`` and in its headings."""
    said = Counter(term for block in document.blocks for term in terms(words_of(block)))
    headings = (plain(block.children) for block in iter_blocks(document) if isinstance(block, Heading))
    prominent = frozenset(terms("\n".join((headline, *headings))))
    often = {term: _ONCE + math.log(said[term]) for term in sorted(said)}
    return Subject(often | {term: _PROMINENT * (_ONCE + often.get(term, 0.0)) for term in sorted(prominent)}, prominent)


def propose(about: Subject, spread: Spread, sources: Sequence[Document], known: str, most: int) -> tuple[Proposal, ...]:
    """At most ``most`` passages of ``sources`` that are near to what it is ``about``, the nearest first.

    ``spread`` says how much a term tells. What stands in ``known``, in part or as a whole, is left out, and so is what says the same
    again as a nearer one. At most two come from one source.
    """
    measure = _Measure(about, spread)
    found = [
        Proposal(at, extract, nearness)
        for at, source in enumerate(sources)
        for extract in extracts(source)
        if (nearness := measure.nearness(extract)) >= _LEAST
    ]
    found.sort(key=lambda one: (-one.nearness, one.source, one.extract.line, one.extract.words))
    return tuple(_chosen(found, known, most))


def _chosen(found: Sequence[Proposal], known: str, most: int) -> list[Proposal]:
    """The best of ``found``, which begins with the nearest. What is left out because it is known counts as one from its source.

    So nothing else comes in its place when somebody asks again.
    """
    there = seen = shingles(known)
    chosen: list[Proposal] = []
    best: dict[int, float] = {}
    taken: Counter[int] = Counter()
    for one in found:
        if len(chosen) == most or one.nearness < _BESIDE_BEST * found[0].nearness:
            break
        if taken[one.source] == _FROM_ONE or one.nearness < _SECOND * best.get(one.source, 0.0):
            continue
        words = shingles("\n".join(map(words_of, one.extract.blocks)))
        if shares(words, seen) and not shares(words, there):
            continue
        if not shares(words, there):
            seen |= words
            chosen.append(one)
        best.setdefault(one.source, one.nearness)
        taken[one.source] += 1
    return chosen


class _Measure:
    """How near passages are to a subject."""

    def __init__(self, subject: Subject, known: Spread) -> None:
        self._known = known
        self._weights: dict[str, float] = {}
        self._blocks: dict[int, Counter[str]] = {}
        self._prominent = subject.prominent
        self._asked = {
            term: value * self._weight(term) for term, value in subject.terms.items() if known.texts.get(term, 0) != 1
        }
        self._reach = math.sqrt(sum(value * value for value in self._asked.values())) or 1.0

    def nearness(self, extract: Extract) -> float:
        """The cosine between both, but that no term counts for much more than all the others together: one word is no subject."""
        said: Counter[str] = Counter()
        for block in extract.blocks:
            said.update(self._terms(block))
        own = {term: self._weight(term) * (1 + math.log(times)) for term, times in said.items()}
        reach = math.sqrt(sum(value * value for value in own.values())) or 1.0
        parts = sorted(
            (own[term] * self._asked[term] / (reach * self._reach), term) for term in own.keys() & self._asked.keys()
        )
        if not parts:
            return 0.0
        first, term = parts[-1]
        rest = sum(part for part, _ in parts[:-1])
        return round(rest + min(first, rest * (_NAMED if term in self._prominent else _UNNAMED)), 9)

    def _weight(self, term: str) -> float:
        if term not in self._weights:
            self._weights[term] = self._known.telling(term)
        return self._weights[term]

    def _terms(self, block: Block) -> Counter[str]:
        if id(block) not in self._blocks:
            self._blocks[id(block)] = Counter(terms(words_of(block)))
        return self._blocks[id(block)]
