"""Lengths of time as people write them: ``30 days``, ``6 weeks``, ``3 months``."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from recycle.config.convert import Place
from recycle.late import regex

_SPAN = regex(r"(?P<count>\d{1,4})[ \t]+(?P<unit>hour|day|week|month|year)s?\Z")
_HOURS = {"hour": 1, "day": 24, "week": 7 * 24}.get
_MONTHS = {"month": 1, "year": 12}.get
_LATEST = dt.MAXYEAR - 1


class Span(Struct, frozen=True):
    """A length of time: exactly so many ``hours``, or so many ``months`` of the calendar. ``said`` is how it was written."""

    said: str
    hours: int = 0
    months: int = 0

    def after(self, start: dt.datetime) -> dt.datetime:
        """The moment, in UTC, when it is over that began at ``start``. A month later is the same day there, or the last one of a shorter month.

        Hours are counted in UTC: between times of one zone Python counts what its clocks show, also where they are put on or back.
        """
        from calendar import monthrange

        month = start.month - 1 + self.months
        year = min(start.year + month // 12, _LATEST)
        day = min(start.day, monthrange(year, month % 12 + 1)[1])
        return start.replace(year=year, month=month % 12 + 1, day=day).astimezone(dt.UTC) + dt.timedelta(hours=self.hours)


def read_span(said: str, place: Place) -> Span | None:
    """What stands at ``place`` as a span; None when nothing does. Raises InputError with file and line."""
    if not said:
        return None
    found = _SPAN.match(said.strip().lower())
    if found is None or not int(found["count"]):
        raise place.error(f'{place.key}: "{said}" is no length of time; write it as 48 hours, 30 days, 6 weeks or 3 months.')
    count, unit = int(found["count"]), found["unit"]
    return Span(said.strip(), hours=count * _HOURS(unit, 0), months=count * _MONTHS(unit, 0))
