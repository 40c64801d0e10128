"""The same new part on both sides, which each side's alignment may see at another place between the old ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from recycle.merge.units import Match, Units


class _Room(NamedTuple):
    """A new part may stand before any of ``old[lo:hi]``, all of which are gone or replaced, or behind them."""

    at: int
    lo: int
    hi: int


class Newcomers(NamedTuple):
    """For each side, before which old part a new one stands that both have; and what both have at places that do not agree."""

    edit: Mapping[int, int]
    fresh: Mapping[int, int]
    twice: Mapping[int, int]
    """By where ``edit`` has it, where ``fresh`` has it."""


def newcomers(edit: tuple[Units, Match], fresh: tuple[Units, Match], size: int) -> Newcomers:
    """The new parts that both sides have. There are ``size`` old ones."""
    ours, theirs = _rooms(*edit, size), _rooms(*fresh, size)
    first: dict[int, int] = {}
    second: dict[int, int] = {}
    twice: dict[int, int] = {}
    least = last = 0
    for key, room in ours.items():
        other = theirs.get(key)
        if other is None:
            continue
        place = max(room.lo, other.lo, least)
        if other.at >= last and place <= min(room.hi, other.hi):
            first[room.at] = second[other.at] = least = place
            last = other.at
        else:
            twice[room.at] = other.at
    return Newcomers(first, second, twice)


def without_replaced(match: Match, new: frozenset[int]) -> Match:
    """The match with nothing replaced where one of ``new`` is put: there, what is old is gone, and what is new is new."""
    if not new:
        return match
    olds = sorted(match.kept)
    news = [match.kept[old] for old in olds]
    stretches = {bisect_left(news, at) for at in new}
    return match._replace(replaced={old: at for old, at in match.replaced.items() if bisect_left(olds, old) not in stretches})


def _rooms(units: Units, match: Match, size: int) -> dict[str, _Room]:
    """Where each new part may be, by its key; without those that are there more than once."""
    kept = {at: old for old, at in match.kept.items()}
    moved = frozenset(match.moved.values())
    found: dict[str, _Room] = {}
    waiting: list[_Room] = []
    lo = 0
    counts = Counter(unit.key for unit in units)
    for at, unit in enumerate(units):
        if at in kept:
            found |= {units[room.at].key: room._replace(hi=kept[at]) for room in waiting}
            waiting, lo = [], kept[at] + 1
        elif at not in moved and counts[unit.key] == 1 and any(map(str.isalnum, unit.key)):
            waiting.append(_Room(at, lo, size))
    return found | {units[room.at].key: room for room in waiting}
