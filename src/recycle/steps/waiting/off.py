"""Why a piece does not go to an outlet at all."""

from __future__ import annotations

import datetime as dt

from recycle.config.load import Outlet
from recycle.config.times import moment
from recycle.model import Piece
from recycle.steps.addresses import wording_for


def off_reason(piece: Piece, outlet: Outlet, now: dt.datetime) -> str:
    """Why the piece does not go to the outlet at all, empty when it does."""
    if piece.issue and piece.issue != outlet.name:
        return f"it is an issue of {piece.issue}"
    if wording_for(piece, outlet).off:
        return "the piece says so"
    if piece.draft:
        return "it is a draft"
    if outlet.issues and not piece.issue:
        return f"it goes out in an issue there: `recycle issue {outlet.name}`"
    return date_reason(piece, outlet, now)


def date_reason(piece: Piece, outlet: Outlet, now: dt.datetime) -> str:
    """Why the piece is kept back by its date; empty when it is not."""
    if piece.date and not outlet.schedule and moment(piece.date, now.tzinfo) > now:
        return f"its date is {piece.date.isoformat()}"
    return ""
