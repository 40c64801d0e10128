"""Which of many texts are about the same thing: by their raw words, since to read them all as trees would take seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from recycle.related.raw import Search, flat
from recycle.related.telling import Spread, spread

_SAMPLE = 64
"""Texts that are counted to learn which words tell something: more of them tell the same and take longer."""
_SHARED, _OWN = 24, 4
"""How many terms are looked for: those that the sample knows from other texts too, and those that it does not."""
_FIRST, _STAY = 12, 8
"""The first terms are looked for in all texts, the others in the best of them, some for each that is asked for."""
_SATURATION, _LENGTH_COUNTS = 1.2, 0.4
"""BM25's k1 and b (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009); b is low: a long text has more to quote."""


class Ranked(NamedTuple):
    """The places of the nearest texts, the nearest first, and how terms are spread over all texts."""

    nearest: tuple[int, ...]
    spread: Spread


def rank(query: Mapping[str, float], texts: Sequence[bytes], own: int, most: int) -> Ranked:
    """The ``most`` of the ``texts`` (UTF-8) that are nearest to ``query``, the terms of the one at ``own`` and how much each counts."""
    flats = [flat(text) for text in texts]
    known = spread(_sample(flats, own))
    usual = sum(map(len, flats)) / len(flats)
    slow = [_SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * len(text) / usual) for text in flats]
    asked = _asked(query, known, is_whole=known.of == len(texts))
    scores = [0.0] * len(texts)
    places: Sequence[int] = [at for at in range(len(texts)) if at != own]
    for terms, keep in ((asked[:_FIRST], _STAY * most), (asked[_FIRST:], most)):
        search = Search([term for term, _ in terms])
        for at in places:
            for number, times in sorted(search.times(flats[at]).items()):
                scores[at] += terms[number][1] * times * (_SATURATION + 1) / (times + slow[at])
        places = _best(places, scores, keep)
    return Ranked(tuple(places), known)


def _best(places: Iterable[int], scores: Sequence[float], keep: int) -> list[int]:
    return sorted((at for at in places if scores[at] > 0), key=lambda at: (-scores[at], at))[:keep]


def _sample(flats: Sequence[bytes], own: int) -> Sequence[bytes]:
    """Texts from all over, so that neither the oldest nor those of one folder decide."""
    if len(flats) <= _SAMPLE:
        return flats
    return [flats[at] for at in sorted({own, *(round(number * len(flats) / _SAMPLE) for number in range(_SAMPLE))})]


def _asked(query: Mapping[str, float], known: Spread, *, is_whole: bool) -> list[tuple[str, float]]:
    """The terms that tell most about the text, and their weights."""
    weights = {term: value * known.telling(term) for term, value in query.items()}
    ordered = sorted(weights, key=lambda term: (-weights[term], term))
    shared = [term for term in ordered if known.texts.get(term, 0) > 1]
    only = [term for term in ordered if known.texts.get(term, 0) <= 1] if not is_whole else []
    return [(term, weights[term]) for term in (*shared[:_SHARED], *only[:_OWN])]
