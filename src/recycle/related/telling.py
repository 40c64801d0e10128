"""How much a term tells: what stands in a few texts, and often there, names their subject; what stands everywhere is a stop word."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from recycle.related.terms import has_short_roots, term_of, terms

_BY_LENGTH = (0.0, 0.05, 0.1, 0.4, 0.75)
"""In scripts with spaces the words that only hold a sentence together are short (Zipf's law of abbreviation)."""
_EVENLY_SPREAD = 0.2
"""What is left of the weight of a term that is spread as by chance."""


class Spread(NamedTuple):
    """In how many of ``of`` texts each term stands, and how often in all of them."""

    texts: Mapping[str, int]
    times: Mapping[str, int]
    of: int

    def telling(self, term: str) -> float:
        """The weight of a term, 0 and more.

        The product of how rare it is (inverse document frequency) and of how much it keeps to its texts (residual inverse document
        frequency: Church and Gale, "Inverse Document Frequency (IDF): A Measure of Deviations from Poisson", 1995). So there is a
        list of stop words for every language, and nobody has to write one.
        """
        texts, times = self.texts.get(term, 1), self.times.get(term, 1)
        rare = math.log1p((self.of - texts + 0.5) / (texts + 0.5))
        by_chance = -math.expm1(-times / self.of)
        kept_together = max(0.0, math.log(by_chance * self.of / texts))
        return rare * (_EVENLY_SPREAD + kept_together) * _by_length(term)


def spread(flats: Sequence[bytes]) -> Spread:
    """How the terms of flat texts are spread over them."""
    split = [text.split() for text in flats]
    words = Counter(chain.from_iterable(split))
    ascii_words = [word for word in words if word.isascii()]  # there is nothing in them to be taken apart
    spelled: dict[bytes, Sequence[str]] = {word: terms(word.decode(errors="ignore")) for word in words if not word.isascii()}
    for word, term in zip(ascii_words, map(term_of, b" ".join(ascii_words).decode().split()), strict=True):
        spelled[word] = (term,) if term else ()
    texts: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for word, number in words.items():
        for term in spelled[word]:
            times[term] += number
    for own in split:
        texts.update(set(chain.from_iterable(map(spelled.__getitem__, set(own)))))
    return Spread(texts, times, len(flats))


def _by_length(term: str) -> float:
    return 1.0 if len(term) >= len(_BY_LENGTH) or has_short_roots(term[0]) else _BY_LENGTH[len(term)]
