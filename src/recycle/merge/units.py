"""Which part of one text became which part of another: blocks, items of a list, rows of a table."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from recycle.late import regex
from recycle.merge.align import align, hunks

# Share of words in common from which two parts are the same one, changed; for one that was moved, too, more is asked.
_ALIKE, _MOVED_ALIKE = 0.4, 0.6
_MOVED_WORDS = 4
_COMPARISONS = 2_500
_WORD = regex(r"\w+")
_LONG = 3


class Unit(NamedTuple):
    """A part, with ``key`` that is equal for what differs in white space only, and the white space after it.

    ``label`` is the name of what is found by its name, wherever it stands: a footnote.
    """

    key: str
    text: str
    gap: str
    label: str = ""


class Match(NamedTuple):
    """Which part of the new text each part of the old one is: in its place, replaced by something unlike it, or moved."""

    kept: Mapping[int, int]
    replaced: Mapping[int, int]
    moved: Mapping[int, int]


Units = Sequence[Unit]


def match(old: Units, new: Units) -> Match:
    """Pairs equal parts in order, then those alike between them, then what was moved; what is left over in one place is replaced."""
    kept = dict(align([unit.key for unit in old], [unit.key for unit in new]))
    for hunk in hunks(sorted(kept.items()), len(old), len(new)):
        kept.update(_alike_in(old, new, range(hunk.lo, hunk.hi), range(hunk.start, hunk.end)))
    lone_old = [at for at in range(len(old)) if at not in kept]
    lone_new = sorted(set(range(len(new))) - set(kept.values()))
    moved = _moved(old, new, lone_old, lone_new) if lone_old and lone_new else {}
    taken = frozenset(moved.values())
    replaced: dict[int, int] = {}
    for hunk in hunks(sorted(kept.items()), len(old), len(new)):
        olds = (at for at in range(hunk.lo, hunk.hi) if at not in moved)
        replaced.update(zip(olds, (at for at in range(hunk.start, hunk.end) if at not in taken), strict=False))
    return Match(kept, replaced, moved)


def _alike_in(old: Units, new: Units, olds: range, news: range) -> Iterable[tuple[int, int]]:
    """The pairs, in order, that have the most words in common."""
    if not olds or not news or len(olds) * len(news) > _COMPARISONS:
        return ()
    ours, theirs = [_words(old[at].text) for at in olds], [_words(new[at].text) for at in news]
    score = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    like = [[_likeness(one, two) for two in theirs] for one in ours]
    for i in range(len(ours)):
        for j in range(len(theirs)):
            both = score[i][j] + like[i][j] if like[i][j] >= _ALIKE else 0.0
            score[i + 1][j + 1] = max(score[i][j + 1], score[i + 1][j], both)
    return [(olds[i], news[j]) for i, j in _path(score)]


def _path(score: list[list[float]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    i, j = len(score) - 1, len(score[0]) - 1
    while i and j:
        if score[i][j] == score[i - 1][j]:
            i -= 1
        elif score[i][j] == score[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found


def _moved(old: Units, new: Units, olds: list[int], news: list[int]) -> Mapping[int, int]:
    """What stands elsewhere now, the most alike first; short parts are only alike by chance."""
    found = _moved_whole(old, new, olds, news)
    taken = frozenset(found.values())
    ours = {at: words for at in olds if at not in found and len(words := _words(old[at].text)) >= _MOVED_WORDS}
    theirs = {at: words for at in news if at not in taken and len(words := _words(new[at].text)) >= _MOVED_WORDS}
    if len(ours) * len(theirs) > _COMPARISONS:
        return found
    scores = ((_likeness(ours[one], theirs[two]), one, two) for one in ours for two in theirs)
    for _, one, two in sorted((score for score in scores if score[0] >= _MOVED_ALIKE), key=lambda it: (-it[0], it[1], it[2])):
        if one not in found and two not in found.values():
            found[one] = two
    return found


def _moved_whole(old: Units, new: Units, olds: list[int], news: list[int]) -> dict[int, int]:
    """What says the same as before, if there is anything like it only once."""
    counts = [Counter(units[at].key for at in places) for units, places in ((old, olds), (new, news))]
    places = {new[at].key: at for at in news}
    keys = ((at, old[at].key) for at in olds)
    return {at: places[key] for at, key in keys if counts[0][key] == counts[1][key] == 1 and any(map(str.isalnum, key))}


def _words(text: str) -> frozenset[str]:
    """The words of a part for comparing, pairs of characters in scripts without spaces."""
    found = _WORD.findall(text)
    long = (word for word in found if len(word) > _LONG and not word.isascii())
    return frozenset(found).union(pair for word in long for pair in map("".join, itertools.pairwise(word)))


def _likeness(one: frozenset[str], two: frozenset[str]) -> float:
    size = len(one) + len(two)
    return 2 * len(one & two) / size if size else 1.0
