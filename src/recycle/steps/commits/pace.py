"""How much is done at once of what takes long, so that it can be stopped in time and somebody who waits hears of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence

Now = Callable[[], dt.datetime]
Tell = Callable[[int, int], None]
"""Is told how many are done, of how many."""

FEW, MANY = 80_000, 400_000
"""Bytes of text to begin with: about a third of a second, and about two."""
_AT_ONCE = 100
_BESIDE = 3_000
"""What a text costs beside its words, in bytes that would take as long."""
_STEP = 2.0
_FIRST_WORD, _NEXT_WORD = dt.timedelta(seconds=2), dt.timedelta(seconds=10)


def chunks(
    paths: Sequence[str], size_of: Callable[[str], int], now: Now, first: int = FEW, seconds: float = math.inf
) -> Iterator[Sequence[str]]:
    """``paths`` in chunks, each to be worked on before the next is asked for; the first is ``first`` bytes large, or one text.

    ``size_of`` gives bytes. A chunk is at most twice as large as the one before it and is to take two seconds at most, as that one went.
    After the first none is begun that would end later than ``seconds`` from the beginning.
    """
    begun = now()
    at, room, speed = 0, float(first), 0.0
    while at < len(paths):
        left = seconds - _since(begun, now)
        if at and left <= 0:
            return
        number, weight = _fitting(paths[at : at + _AT_ONCE], size_of, min(room, speed * min(left, _STEP)) if at else room)
        if at and weight > speed * left:
            return
        started = now()
        yield paths[at : at + number]
        at += number
        took = _since(started, now)
        speed = weight / took if took else math.inf
        room = 2.0 * max(weight, first)


def _fitting(paths: Sequence[str], size_of: Callable[[str], int], room: float) -> tuple[int, int]:
    """How many of ``paths``, from the first on, have room, and what they take; the first alone when not even that has."""
    taken = 0
    for number, path in enumerate(paths):
        size = _BESIDE + size_of(path)
        if number and taken + size > room:
            return number, taken
        taken += size
    return len(paths), taken


def _since(moment: dt.datetime, now: Now) -> float:
    return max((now() - moment).total_seconds(), 0.0)  # clocks are set back


class NowAndThen:
    """Says how far a look has come: after two seconds, and then every ten."""

    def __init__(self, now: Now, tell: Tell) -> None:
        self._now, self._tell = now, tell
        self._due = now() + _FIRST_WORD

    def come_to(self, done: int, total: int) -> None:
        """To be called whenever some of it is done. The end is not told: whatever comes of it is."""
        if done < total and self._now() >= self._due:
            self._tell(done, total)
            self._due = self._now() + _NEXT_WORD
