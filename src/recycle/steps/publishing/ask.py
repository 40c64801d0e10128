"""What became of an attempt that nobody answered, as far as its destination can tell."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer, Online
from recycle.errors import GoneError, RecycleError
from recycle.ledger import sent
from recycle.model import Event, Kind, Placement, Standing, State
from recycle.steps.publishing.uploads import as_known
from recycle.steps.workspace import Workspace


class Told(NamedTuple):
    """The destination's answer, and why it has none; ``is_gone``: it had arrived, and was deleted there since."""

    answer: Placement | Answer
    reason: str = ""
    is_gone: bool = False


def ask(workspace: Workspace, piece_id: str, outlet: Outlet, standing: Standing) -> Told:
    """What the destination says of the standing's open attempt, or of what waits there: where it is, ABSENT, or CANNOT_ASK.

    An attempt without words was one to take away what stood. Raises InputError when the record of what was attempted is damaged.
    """
    if was_withdrawing(standing) and not (standing.placement and standing.placement.waits):
        return _still_there(outlet, standing.placement)
    if are_rivals(standing):
        return Told(Answer.CANNOT_ASK)
    key = f"{piece_id}/{outlet.name}/{standing.use}"
    digest = standing.attempt or (standing.digest if standing.placement else "")
    attempted = sent.load(workspace.root, digest, key) if digest else None
    if attempted is None:
        return Told(Answer.CANNOT_ASK)
    try:
        return Told(outlet.destination.find(as_known(workspace, outlet, attempted), standing.placement))
    except GoneError as error:
        return Told(Answer.CANNOT_ASK, error.message, is_gone=True)
    except RecycleError as error:
        return Told(Answer.CANNOT_ASK, error.message)
    except Exception:  # noqa: BLE001  a plug-in may raise anything, and no answer must ever lead to a second send
        return Told(Answer.CANNOT_ASK)


def was_withdrawing(standing: Standing) -> bool:
    """Whether the open attempt is one to take away what stands."""
    return standing.state is State.UNKNOWN and not standing.attempt and not are_rivals(standing)


def are_rivals(standing: Standing) -> bool:
    """Whether git branches disagree, so that ``head`` has several: of two posts, the answer for one would hide the other."""
    return standing.state is State.UNKNOWN and not standing.attempt and " " in standing.head


def _still_there(outlet: Outlet, placement: Placement | None) -> Told:
    destination = outlet.destination
    if placement is None or not isinstance(destination, Online):
        return Told(Answer.CANNOT_ASK)
    try:
        seen = destination.look(placement)
    except RecycleError as error:
        return Told(Answer.CANNOT_ASK, error.message)
    except Exception:  # noqa: BLE001  as above
        return Told(Answer.CANNOT_ASK)
    return Told(seen if isinstance(seen, Answer) else placement)


def last_sign(outlet: Outlet, standing: Standing, events: tuple[Event, ...]) -> Event | None:
    """The last that is known of what was sent: that it was begun, or that it ended without an answer."""
    acts = (Kind.ATTEMPTED, Kind.UNKNOWN)
    mine = [event for event in events if event.outlet == outlet.name and event.use == standing.use and event.kind in acts]
    return mine[-1] if mine else None


def settled_at(outlet: Outlet, since: dt.datetime | None) -> dt.datetime | None:
    """When the service is sure to show what it was sent until ``since``; None when that is no question of time."""
    destination = outlet.destination
    seconds = destination.settling if isinstance(destination, Online) else 0.0
    return since + dt.timedelta(seconds=seconds) if since and seconds else None


def unsettled_until(workspace: Workspace, outlet: Outlet, since: dt.datetime | None) -> dt.datetime | None:
    """The same, None also when that has passed. To be asked before the service is, since its answer may take long."""
    settled = settled_at(outlet, since)
    return settled if settled and workspace.world.now() < settled else None
