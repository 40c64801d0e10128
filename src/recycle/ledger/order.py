"""The order of a piece's events, which does not depend on the order of the lines: git may shuffle those when it merges."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from recycle.ledger.events import encode, parents
from recycle.model import Event


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events, each once, none before one that it comes ``after``; among equals by time, then by id.

    An event ``after`` one that is not there counts as a first one. Events that come after each other in a circle stand
    last, by time. Both are damage, which ``missing`` and ``circle`` find.
    """
    unique = _each_once(events)
    if _is_chain(unique):
        return unique
    done = _sorted(unique)
    return done + tuple(sorted(_others(unique, done), key=_rank))


def heads(events: Sequence[Event]) -> tuple[str, ...]:
    """The ids of the events that no other comes after, sorted: one, or several where branches came together."""
    followed = {parent for event in events for parent in parents(event)}
    return tuple(sorted({event.id for event in events} - followed))


def missing(events: Sequence[Event], known: Iterable[str] = ()) -> tuple[tuple[Event, str], ...]:
    """Each event with an id that it comes ``after`` and that is neither among the events nor ``known``."""
    ids = {event.id for event in events}.union(known)
    return tuple((event, parent) for event in events for parent in parents(event) if parent not in ids)


def circle(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that cannot be put in order, because they come after each other in a circle or after such ones."""
    return () if _is_chain(events) else _others(events, _sorted(events))


def _each_once(events: Iterable[Event]) -> tuple[Event, ...]:
    found: dict[str, Event] = {}
    for event in events:
        other = found.setdefault(event.id, event)
        if other != event:  # damage; the choice only has to be the same whatever the order of the lines
            found[event.id] = min(other, event, key=encode)
    return tuple(found.values())


def _is_chain(events: Sequence[Event]) -> bool:
    # What a ledger looks like unless git has merged it: each event after the line above. Then there is nothing to sort.
    above = ""
    for event in events:
        if event.after != above:
            return False
        above = event.id
    return True


def _sorted(events: Sequence[Event]) -> tuple[Event, ...]:
    ids = {event.id: event for event in events}
    waits = {event.id: {parent for parent in parents(event) if parent in ids} for event in events}
    followers: dict[str, list[str]] = defaultdict(list)
    for event_id, awaited in waits.items():
        for parent in awaited:
            followers[parent].append(event_id)
    ready = [_rank(ids[event_id]) for event_id, awaited in waits.items() if not awaited]
    heapify(ready)
    done: list[Event] = []
    while ready:
        event_id = heappop(ready)[1]
        done.append(ids[event_id])
        for follower in followers[event_id]:
            waits[follower].discard(event_id)
            if not waits[follower]:
                heappush(ready, _rank(ids[follower]))
    return tuple(done)


def _others(events: Iterable[Event], done: Sequence[Event]) -> tuple[Event, ...]:
    ids = {event.id for event in done}
    return tuple(event for event in events if event.id not in ids)


def _rank(event: Event) -> tuple[dt.datetime, str]:
    return event.time, event.id
