"""What two sequences have in common, in order, in a time that no input can make long.

Equal ends first, then what occurs once in both (patience, as Bram Cohen described it), and between those the longest common
subsequence by bits in whole numbers (Hyyrö 2004, "Bit-parallel LCS-length computation revisited"). difflib takes cubic time for
one word said a thousand times.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

# Bits of one table, and of all: eight megabytes, and about a second. What is over is taken for wholly different.
_TABLE = 1 << 26
_BUDGET = 1 << 30
_COUNTING = 64

Keys = Sequence[Hashable]
Pairs = list[tuple[int, int]]


class Hunk(NamedTuple):
    """Where ``old[lo:hi]`` became ``new[start:end]``."""

    lo: int
    hi: int
    start: int
    end: int


def align(old: Keys, new: Keys) -> Pairs:
    """Places of equal members, both growing."""
    pairs: Pairs = []
    budget = _BUDGET
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        lo, hi, start, end = waiting.pop()
        ahead, (lo, hi, start, end) = _ends(old, new, (lo, hi, start, end))
        pairs += ahead
        if lo == hi or start == end or budget <= 0:
            continue
        budget -= _COUNTING * (hi - lo + end - start)
        anchors = _anchors(old, new, (lo, hi, start, end))
        if anchors:
            waiting += _between(anchors, (lo, hi, start, end))
            pairs += anchors
        elif (size := (hi - lo) * (end - start)) <= _TABLE:
            budget -= size
            pairs += ((lo + one, start + other) for one, other in _longest(old[lo:hi], new[start:end]))
    pairs.sort()
    return pairs


def hunks(pairs: Pairs, old_size: int, new_size: int) -> list[Hunk]:
    """What stands between the pairs."""
    found: list[Hunk] = []
    lo = start = 0
    for one, other in (*pairs, (old_size, new_size)):
        if one > lo or other > start:
            found.append(Hunk(lo, one, start, other))
        lo, start = one + 1, other + 1
    return found


Area = tuple[int, int, int, int]


def _ends(old: Keys, new: Keys, area: Area) -> tuple[Pairs, Area]:
    lo, hi, start, end = area
    pairs: Pairs = []
    while lo < hi and start < end and old[lo] == new[start]:
        pairs.append((lo, start))
        lo, start = lo + 1, start + 1
    while lo < hi and start < end and old[hi - 1] == new[end - 1]:
        hi, end = hi - 1, end - 1
        pairs.append((hi, end))
    return pairs, (lo, hi, start, end)


def _anchors(old: Keys, new: Keys, area: Area) -> Pairs:
    """Pairs of what occurs once in both, the longest row of them that grows on both sides."""
    lo, hi, start, end = area
    olds, news = Counter(old[lo:hi]), Counter(new[start:end])
    once = {new[at]: at for at in range(start, end) if news[new[at]] == 1 and olds[new[at]] == 1}
    return _growing([(at, once[old[at]]) for at in range(lo, hi) if old[at] in once])


def _growing(pairs: Pairs) -> Pairs:
    """The longest subsequence whose second members grow, too."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for at, (_, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        before.append(heads[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [other]
        heads[pile : pile + 1] = [at]
    found: Pairs = []
    at = heads[-1] if heads else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _between(anchors: Pairs, area: Area) -> Iterator[Area]:
    lo, hi, start, end = area
    for one, other in (*anchors, (hi, end)):
        if one > lo and other > start:
            yield lo, one, start, other
        lo, start = one + 1, other + 1


def _longest(old: Keys, new: Keys) -> Iterator[tuple[int, int]]:
    """The longest common subsequence, from its end."""
    places: dict[Hashable, int] = {}
    for at, key in enumerate(new):
        places[key] = places.get(key, 0) | 1 << at
    full = (1 << len(new)) - 1
    rows = [full]
    for key in old:
        row = rows[-1]
        common = row & places.get(key, 0)
        rows.append(((row + common) | (row - common)) & full)
    one, other = len(old), len(new)
    while one and other:
        if rows[one] >> (other - 1) & 1:
            other -= 1
        elif not rows[one - 1] >> (other - 1) & 1:
            one -= 1
        else:
            one, other = one - 1, other - 1
            yield one, other
