"""Dates that cannot both be right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from recycle.checks.protocol import Facts
from recycle.model import Finding


def dates(facts: Facts) -> Iterator[Finding]:
    """``date-order`` when a piece was changed before it was written."""
    piece = facts.piece
    if piece.date and piece.updated and _day(piece.updated) < _day(piece.date):
        line = next((piece.lines[key] for key in ("updated", "modified", "lastmod") if key in piece.lines), 0)
        message = f"it was updated on {_day(piece.updated)}, before its date, {_day(piece.date)}; correct one of them."
        yield Finding("date-order", message, piece.path, line, "warning")


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment
