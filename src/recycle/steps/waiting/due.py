"""When a piece may go to an outlet."""

from __future__ import annotations

import datetime as dt

from recycle.config.load import Outlet
from recycle.config.times import moment, zone_of
from recycle.model import Piece, Site
from recycle.steps.addresses import wording_for
from recycle.steps.workspace import Workspace


def due(piece: Piece, outlet: Outlet, site: Site) -> dt.datetime | None:
    """The moment before which the piece does not go to the outlet: the latest that the piece, its embargo, its wording for the
    outlet and the outlet itself say. It is aware and may have passed; None when nobody says anything.

    Raises InputError for a time without a zone when ``site`` has none; what came from ``steps/loading/load.py`` is past that.
    """
    zone = zone_of(site)
    said = (piece.not_before, piece.embargo, wording_for(piece, outlet).not_before)
    moments = [moment(one, zone) for one in said if one is not None]
    return max((*moments, outlet.not_before) if outlet.not_before else moments, default=None)


def scheduled(piece: Piece, outlet: Outlet, site: Site) -> dt.datetime | None:
    """The moment that the service is told to publish at, for outlets that hand over early; None for all others.

    It stays the same when it has passed, so that what was handed over does not change by itself.
    """
    if not outlet.schedule:
        return None
    moments = [due(piece, outlet, site), moment(piece.date, zone_of(site) or dt.UTC) if piece.date else None]
    return max((one for one in moments if one), default=None)


def later_reason(workspace: Workspace, piece: Piece, outlet: Outlet) -> str:
    """Until when the piece has to wait before it goes to the outlet; empty when it may go, or the service keeps it until then."""
    at = due(piece, outlet, workspace.config.site)
    if at is None or outlet.schedule or at <= workspace.world.now():
        return ""
    if at == embargo_of(piece, workspace.config.site):
        return _under_embargo(at)
    return _not_before(at)


def early_reason(piece: Piece, outlet: Outlet, site: Site, at: dt.datetime) -> str:
    """Why readers of a service that keeps what it has until its time may not have the piece at the moment ``at`` yet; empty when they may."""
    time = scheduled(piece, outlet, site)
    if time is None or time <= at:
        return ""
    return _under_embargo(time) if time == embargo_of(piece, site) else _not_before(time)


def embargo_of(piece: Piece, site: Site) -> dt.datetime | None:
    """The moment at which the piece's embargo is over; None when it has none."""
    return moment(piece.embargo, zone_of(site)) if piece.embargo else None


def embargo_reason(piece: Piece, site: Site, at: dt.datetime) -> str:
    """Why nobody may read anything of the piece at the moment ``at`` yet; empty when they may."""
    over = embargo_of(piece, site)
    return _under_embargo(over) if over and over > at else ""


def _not_before(at: dt.datetime) -> str:
    return f"it is not to be published before {at.isoformat(' ', 'minutes')}"


def _under_embargo(over: dt.datetime) -> str:
    return f"it is under embargo until {over.isoformat(' ', 'minutes')}"


def here(workspace: Workspace) -> dt.datetime:
    """This moment in the zone of the site; in that of the machine when the site has none."""
    now = workspace.world.now()
    return now.astimezone(zone_of(workspace.config.site) or now.tzinfo)
