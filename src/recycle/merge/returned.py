"""Old parts that are gone, and may be among what is new: moved and reworded so much that nobody can tell, or joined to another part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from recycle.merge.tokens import said
from recycle.merge.units import Match, Units

# Share of the words of the old part, or of a shorter new one: two long paragraphs have a word by chance that no other paragraph has.
_SHARE = 1 / 8
_SMALL = 3


def returned(old: Units, new: Units, found: Match, shared: frozenset[int]) -> Mapping[int, tuple[int, ...]]:
    """For each part that has new words the old parts, gone without anything in their place, that these may come from; the likeliest first.

    One word in eight comes from there, as far as anybody can see: no other old part has it, no other new one has it, and it is none
    of the small words that any text may have. The parts ``shared`` are new on the other side, too, and not looked at.
    """
    gone = [at for at in range(len(old)) if not any(at in places for places in found)]
    before = {there: at for places in (found.kept, found.moved) for at, there in places.items()}
    come = [at for at in range(len(new)) if at not in shared and not (at in before and new[at].key == old[before[at]].key)]
    if not gone or not come:
        return {}
    olds, news = ([said(unit.text) for unit in units] for units in (old, new))
    owner = {word: at for at in gone for word in olds[at] if not _is_small(word)}
    for every in (olds, news):
        counts = Counter(word for words in every for word in words)
        owner = {word: at for word, at in owner.items() if counts[word] == 1}
    sources: dict[int, tuple[int, ...]] = {}
    for at in come:
        shares = Counter(owner[word] for word in sorted(news[at]) if word in owner)
        # What was joined to another part is measured by itself.
        sizes = {one: len(olds[one]) if at in before else min(len(olds[one]), len(news[at])) for one in shares}
        sources[at] = tuple(one for one, count in shares.most_common() if count >= _SHARE * sizes[one])
    return sources


def _is_small(word: str) -> bool:
    """Whether any text may have the word: an article, a preposition."""
    return len(word) <= _SMALL and word.isascii() and word.isalpha()
