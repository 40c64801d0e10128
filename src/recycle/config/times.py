"""Times as people write them, as moments that are the same everywhere."""

from __future__ import annotations

import datetime as dt

from recycle.config.convert import Place
from recycle.errors import InputError
from recycle.model import Site
from recycle.readers.field_values import Value, date_of
from recycle.world import clock


def zone_of(site: Site) -> dt.tzinfo | None:
    """The zone that the site keeps its times in; None when it does not say. Raises InputError for one that there is not."""
    return clock.zone(site.timezone) if site.timezone else None


def moment(said: dt.date | dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """``said`` with its zone, or with ``zone`` when it has none of its own. A day is its first moment there.

    What a clock skips in spring is as much later as it was put on; of what comes twice in autumn the first is meant (PEP
    495). Raises InputError for a time without a zone when there is none to take it in.
    """
    at = said if isinstance(said, dt.datetime) else dt.datetime.combine(said, dt.time())
    if at.tzinfo is None and zone is None:
        spelled = said.isoformat(sep=" ") if isinstance(said, dt.datetime) else said.isoformat()
        example = f"{at.isoformat()}+01:00"
        raise InputError(
            f"{spelled} is another moment in every time zone: write one, as in {example}, or set site.timezone in config.yaml."
        )
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    # A plain offset, because two times of one zone are compared by their clocks alone, as if no hour came twice.
    return at.replace(tzinfo=dt.timezone(at.utcoffset() or dt.timedelta()), fold=0)


def read_moment(said: str | None, zone: dt.tzinfo | None, place: Place) -> dt.datetime | None:
    """What stands at ``place`` as a moment; None when nothing does. Raises InputError with file and line."""
    date = date_of(Value(place.key, said, None, place.path, place.line()))
    try:
        return None if date is None else moment(date, zone)
    except InputError as error:
        raise place.error(f"{place.key}: {error.message}") from None
