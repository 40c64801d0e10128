"""What takes long is done in parts: it ends in time, and whoever waits hears of it. The clock is the test's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from recycle.steps.commits.pace import FEW, MANY, NowAndThen, chunks

SMALL, LARGE = 1_000, 74_000


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> dt.datetime:
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=self.seconds)


def worked(sizes: Mapping[str, int], bytes_in_a_second: float, *, seconds: float, first: int = FEW) -> tuple[list[int], float]:
    """How many texts each chunk had, and the time at the end, where a text takes as long as it has bytes."""
    clock = Clock()
    numbers = []
    for chunk in chunks(tuple(sizes), sizes.__getitem__, clock, first, seconds):
        numbers.append(len(chunk))
        clock.seconds += sum(sizes[path] for path in chunk) / bytes_in_a_second
    return numbers, clock.seconds


@pytest.mark.parametrize("bytes_in_a_second", [20_000, 90_000, 400_000, 10_000_000])
@pytest.mark.parametrize("size", [SMALL, 7_000, LARGE])
def test_it_ends_within_a_second_of_its_time(size: int, bytes_in_a_second: float) -> None:
    sizes = dict.fromkeys(map(str, range(3_000)), size)
    numbers, end = worked(sizes, bytes_in_a_second, seconds=10)
    first_chunk = numbers[0] * size / bytes_in_a_second
    assert end <= max(11, first_chunk)


def test_long_texts_after_short_ones_do_not_take_it_over_its_time() -> None:
    sizes = {str(number): SMALL if number < 500 else LARGE for number in range(1_000)}
    _, end = worked(sizes, LARGE, seconds=10)
    assert end <= 11


def test_chunks_grow_while_they_are_quick() -> None:
    sizes = dict.fromkeys(map(str, range(400)), 7_000)
    numbers, _ = worked(sizes, 1e9, seconds=10)
    assert numbers == [8, 16, 32, 64, 100, 100, 80]


def test_without_a_limit_all_is_done_however_long_it_takes() -> None:
    sizes = dict.fromkeys(map(str, range(500)), LARGE)
    clock = Clock()
    done = [path for chunk in chunks(tuple(sizes), sizes.__getitem__, clock, MANY) for path in chunk]
    assert done == list(sizes)
    numbers, _ = worked(sizes, LARGE, seconds=1e9, first=MANY)
    assert max(numbers[1:]) <= 2


def test_at_least_one_chunk_is_looked_at() -> None:
    assert worked({"a": 10**9, "b": 1}, 1_000, seconds=0)[0] == [1]
    assert worked({}, 1, seconds=10) == ([], 0)


def test_a_clock_that_is_set_back_stops_nothing() -> None:
    clock = Clock()
    seen: list[str] = []
    for chunk in chunks(("a", "b"), lambda _path: 10**6, clock, FEW, 10):
        seen += chunk
        clock.seconds -= 3600
    assert seen == ["a", "b"]


def test_who_waits_hears_of_it_after_two_seconds_and_then_every_ten() -> None:
    clock = Clock()
    told: list[tuple[int, float]] = []
    slow = NowAndThen(clock, lambda done, _total: told.append((done, clock.seconds)))
    for done in range(1, 31):
        clock.seconds += 1
        slow.come_to(done, 30)
    assert told == [(2, 2), (12, 12), (22, 22)]
