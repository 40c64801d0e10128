"""What one event makes of what stood before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from recycle.model import Event, Kind, Placement, Standing, State

NO_ACTS = frozenset({Kind.SEEN, Kind.OUTCOME, Kind.QUOTED})
"""Kinds that only tell of something; they change nothing that stands."""


def after(before: Standing, event: Event, earlier: Sequence[Event]) -> Standing:
    """The standing of a use after ``event``, given the one before it and the use's ``earlier`` events.

    See docs/ledger.md for the rules in words.
    """
    told = _completed(before, event, earlier) if event.kind is Kind.SETTLED else event
    return replace(_changed(before, told), head=event.id, claimed=event.until if event.kind is Kind.ATTEMPTED else None)


def _changed(before: Standing, event: Event) -> Standing:
    match event.kind:
        case Kind.ATTEMPTED:
            began = "claimed" if event.until else "begun"
            reason = f"it was {began} at {event.time.isoformat(' ', 'minutes')[:16]} and nobody knows how it ended"
            reason += "; `recycle ledger pull` brings what another machine knows" if event.until else ""
            return replace(before, state=State.UNKNOWN, attempt=event.digest, reason=reason)
        case Kind.PLACED | Kind.REVISED | Kind.INCLUDED:
            return _stands(before, event, State.PLACED)
        case Kind.PENDING:
            return _stands(before, event, State.PENDING)
        case Kind.FAILED:
            return _failed(before, event)
        case Kind.UNKNOWN:
            return replace(before, state=State.UNKNOWN, attempt=before.attempt or event.digest, reason=event.reason)
        case Kind.WITHDRAWN:
            return _gone(before, event, State.WITHDRAWN)
        case Kind.SETTLED:
            return _settled(before, event)
        case Kind.SKIPPED:
            return _gone(before, event, State.SKIPPED) if _is_free(before) else before
        case Kind.FORCED:
            return replace(before, state=State.NEVER, reason=event.reason) if _is_free(before) else before
        case Kind.PULLED:
            return _pulled(before, event)
        case Kind.SEEN | Kind.OUTCOME | Kind.QUOTED:
            return before
        case _:
            assert_never(event.kind)


def _completed(before: Standing, event: Event, earlier: Sequence[Event]) -> Event:
    # A person names a URL; the destination's own id for it was recorded when it was placed.
    named = (other for other in reversed(earlier) if event.url and other.url == event.url and other.remote)
    placed = next(named, None) if event.remote in {"", event.url} else None
    if placed is None:
        return event
    digest = event.digest or before.attempt or placed.digest
    return replace(event, remote=placed.remote, held=event.held or placed.held, digest=digest)


def _stands(before: Standing, event: Event, state: State) -> Standing:
    old = before.placement or Placement()
    new = Placement(
        remote=event.remote or (old.remote if event.url in {"", old.url} else ""),
        url=event.url or (old.url if event.remote in {"", old.remote} else ""),
        held=event.held,
        waits=event.reason if state is State.PENDING else "",
    )
    digest = event.digest or before.attempt or before.digest
    return replace(before, state=state, digest=digest, placement=new, since=event.time, attempt="", reason=new.waits)


def _pulled(before: Standing, event: Event) -> Standing:
    # What somebody wrote there is known now; the words that recycle sent are still the last that it sent.
    return replace(before, placement=replace(before.placement, held=event.held)) if before.placement else before


def _failed(before: Standing, event: Event) -> Standing:
    # An attempt without words was one to take them away; when that fails, they stand as before.
    was_withdrawing = before.state is State.UNKNOWN and not before.attempt and not event.digest and before.placement
    return (
        _as_before(before, event) if was_withdrawing else replace(before, state=State.FAILED, attempt="", reason=event.reason)
    )


def _as_before(before: Standing, event: Event) -> Standing:
    """The words before still stand, or still wait for a moderator."""
    waits = before.placement.waits if before.placement else ""
    return replace(before, state=State.PENDING if waits else State.PLACED, attempt="", reason=waits or event.reason)


def _gone(before: Standing, event: Event, state: State) -> Standing:
    return replace(before, state=state, digest="", placement=None, since=event.time, attempt="", reason=event.reason)


def _settled(before: Standing, event: Event) -> Standing:
    if event.remote or event.url:
        return _stands(before, event, State.PLACED)
    if before.attempt and before.placement:
        return _as_before(before, event)  # the change did not arrive
    if before.attempt or not before.placement:
        return replace(before, state=State.FAILED, attempt="", reason=event.reason or "it was settled as not placed")
    return _gone(before, event, State.WITHDRAWN)


def _is_free(before: Standing) -> bool:
    return before.placement is None and before.state is not State.UNKNOWN
