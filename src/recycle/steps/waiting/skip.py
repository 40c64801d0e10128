"""What an outlet does not get although it never had it: the archive from before it was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from recycle.config.load import Outlet
from recycle.model import Event, Kind, Piece
from recycle.steps.record import Record
from recycle.steps.workspace import Workspace


def outlets_met(events: Iterable[Event]) -> frozenset[str]:
    """The outlets that there were when the piece was first published, as its ledger remembers them."""
    return frozenset(name for event in events for name in event.outlets)


def skip_reason(piece: Piece, events: Iterable[Event], outlet: Outlet) -> str:
    """Why a piece that ``outlet`` never had does not go there unless it is asked for by name; empty when it does."""
    if outlet.since and piece.date and _day(piece.date) < outlet.since:
        return f"its date is before {outlet.since.isoformat()}"
    met = outlets_met(events)
    if met and outlet.name not in met:
        return "it was published before this outlet was there; name it to bring it here"
    return ""


def introduce(workspace: Workspace, record: Record) -> None:
    """Remember which outlets there are, so that one that is added later is told apart from one that was not reached yet."""
    if not outlets_met(record.events):
        record.append(Kind.SEEN, outlet="", use=0, outlets=tuple(workspace.config.outlets))


def _day(date: dt.date | dt.datetime) -> dt.date:
    return date.date() if isinstance(date, dt.datetime) else date
