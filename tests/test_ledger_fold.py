"""Laws of the fold that hold for every history, however git branched, merged and shuffled it."""

from __future__ import annotations

import datetime as dt
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.ledger.events import decode, encode, parents
from recycle.ledger.fold import standings, uses
from recycle.ledger.order import heads, in_order
from recycle.ledger.reading import log_of
from recycle.ledger.step import after
from recycle.model import Event, Kind, Standing, State
from tests.ledgers import START, histories


@given(histories())
def test_an_event_survives_its_line(history: tuple[Event, ...]) -> None:
    assert [decode(encode(event)) for event in history] == list(history)


ZONES = st.integers(-24 * 60 + 1, 24 * 60 - 1).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


@given(st.text(), st.dictionaries(st.text(), st.text()), st.datetimes(timezones=ZONES))
def test_whatever_an_event_says(words: str, held: dict[str, str], time: dt.datetime) -> None:
    event = Event(id="1", time=time, piece=words, outlet=words, kind=Kind.FAILED, use=1, reason=words, url=words, held=held)
    line = encode(event)
    assert line.count(b"\n") == 1
    assert decode(line) == event


def test_half_a_character_is_no_reason_to_forget() -> None:
    event = Event(id="1", time=START, piece="p", outlet="o", kind=Kind.FAILED, use=1, reason="caf\udce9 \ud83d")
    assert decode(encode(event)) == replace(event, reason="caf? ?")


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 5))
def test_neither_the_order_nor_the_number_of_lines_matters(history: tuple[Event, ...], chance: Random, repeats: int) -> None:
    lines = [encode(event) for event in history]
    shuffled = lines + [chance.choice(lines) for _ in range(repeats) if lines]
    chance.shuffle(shuffled)
    one, other = (log_of("on-lists", "x", b"".join(some)) for some in (lines, shuffled))
    assert one.events == other.events
    assert one.tips == other.tips
    assert standings(one.events) == standings(other.events)
    assert not other.findings


@given(histories())
def test_no_event_stands_before_one_that_it_comes_after(history: tuple[Event, ...]) -> None:
    ordered = in_order(history)
    places = {event.id: place for place, event in enumerate(ordered)}
    assert places.keys() == {event.id for event in history}
    assert all(places[parent] < places[event.id] for event in history for parent in parents(event))


@given(histories())
def test_every_event_belongs_to_one_use(history: tuple[Event, ...]) -> None:
    told = [event.id for use in uses(history) for event in use.events]
    assert sorted(told) == sorted(event.id for event in history)


@given(histories())
def test_the_next_event_is_always_the_last(history: tuple[Event, ...]) -> None:
    early = START.replace(year=1990)
    added = Event(
        id="new", time=early, piece="on-lists", outlet="x", kind=Kind.SEEN, use=1, after=" ".join(heads(in_order(history)))
    )
    assert in_order((added, *history))[-1] == added


@given(histories())
def test_settling_ends_every_doubt(history: tuple[Event, ...]) -> None:
    for outlet, standing in standings(history).items():
        settled = Event(
            id="new",
            time=START,
            piece="on-lists",
            outlet=outlet,
            kind=Kind.SETTLED,
            use=standing.use,
            after=" ".join(heads(history)),
            url="https://example.org/1",
        )
        stands = standings((*history, settled))[outlet]
        assert stands.state is State.PLACED
        assert stands.placement
        assert stands.placement.url == "https://example.org/1"


@given(histories())
def test_an_attempt_that_nobody_answered_is_never_forgotten(history: tuple[Event, ...]) -> None:
    for use in uses(history):
        acts = [event for event in use.events if event.kind not in {Kind.SEEN, Kind.OUTCOME, Kind.SKIPPED, Kind.FORCED}]
        answered = _ancestors(history, [event for event in acts if event.kind is not Kind.ATTEMPTED])
        if any(event.kind is Kind.ATTEMPTED and event.id not in answered for event in acts):
            assert use.standing.state is State.UNKNOWN


@given(histories())
def test_seen_and_outcome_change_nothing(history: tuple[Event, ...]) -> None:
    told = Event(id="new", time=START, piece="on-lists", outlet="forum", kind=Kind.SEEN, use=1, after=" ".join(heads(history)))
    before = {(use.outlet, use.number): use.standing for use in uses(history)}
    after = {(use.outlet, use.number): use.standing for use in uses((*history, told))}
    assert before.items() <= after.items()


def _ancestors(history: tuple[Event, ...], events: list[Event]) -> set[str]:
    known = {event.id: event for event in history}
    found: set[str] = set()
    waiting = [parent for event in events for parent in parents(event)]
    while waiting:
        event_id = waiting.pop()
        if event_id not in found:
            found.add(event_id)
            waiting.extend(parents(known[event_id]))
    return found


def test_a_step_that_only_tells_of_something() -> None:
    stood = Standing(outlet="forum", state=State.PLACED, use=1)
    told = Event(id="2", time=START, piece="p", outlet="forum", kind=Kind.SEEN, use=1)
    assert after(stood, told, ()) == replace(stood, head="2")
