"""Ending what is unknown, and taking back what was placed: the two things that a person decides."""

from __future__ import annotations

from typing import Any

from recycle.config.load import Outlet
from recycle.destinations.addresses import is_web_address
from recycle.destinations.protocol import Answer
from recycle.errors import DestinationError, InputError, NeedsPersonError, UnansweredError
from recycle.model import Event, Kind, Placement, Standing, State
from recycle.steps.ask import ask
from recycle.steps.record import Record
from recycle.steps.workspace import Workspace


def settle(workspace: Workspace, piece_id: str, outlet: Outlet, placed_at: str | None) -> Event:
    """End the unknown or waiting use of a piece at an outlet: it stands at ``placed_at`` (empty for mail, which has no
    address), or (None) it is not there.

    Returns the event. Raises InputError when nothing is unknown there or the URL is none. The caller holds the lock.
    """
    record = _open(workspace, piece_id)
    standing = record.standing(outlet.name)
    if standing.state not in (State.UNKNOWN, State.PENDING):
        raise InputError(f"nothing is unknown of {piece_id} at {outlet.name}: it is {standing.state}.")
    facts = {"outlet": outlet.name, "use": standing.use, "digest": standing.attempt or standing.digest, "who": "person"}
    if placed_at is None:
        return record.append(Kind.SETTLED, **facts, reason="not placed: a person looked")
    if outlet.destination.final and not placed_at:
        sent = f"{piece_id}/{outlet.name}/{standing.use}"
        return record.append(Kind.SETTLED, **facts, remote=sent, reason="sent: a person looked")
    if not is_web_address(placed_at):
        raise InputError(f'"{placed_at}" is not the address of a page; give the whole URL with https://.')
    found = _found(workspace, piece_id, outlet, standing, placed_at)
    return record.append(
        Kind.SETTLED, **facts, url=found.url, remote=found.remote, held=found.held, reason="placed: a person looked"
    )


def _found(workspace: Workspace, piece_id: str, outlet: Outlet, standing: Standing, url: str) -> Placement:
    """The placement with what the destination itself knows of it, so that it can be revised later."""
    try:
        answer = ask(workspace, piece_id, outlet, standing).answer
    except InputError:  # the record of what was sent is damaged, and the person knows all the same
        answer = Answer.CANNOT_ASK
    known = answer if isinstance(answer, Placement) else Placement(remote=url)
    return Placement(known.remote, url, known.held)


def withdraw(workspace: Workspace, piece_id: str, outlet: Outlet, reason: str) -> Event:
    """Take what stands at the outlet away. Returns the event. The caller holds the lock.

    Raises InputError when nothing stands there, NeedsPersonError when the destination cannot take it back or its answer is unknown.
    """
    record = _open(workspace, piece_id)
    standing = record.standing(outlet.name)
    if standing.placement is None or standing.state is State.WITHDRAWN:
        raise InputError(f"nothing of {piece_id} stands at {outlet.name}: it is {standing.state}.")
    if outlet.destination.final:
        raise NeedsPersonError(f"what was sent to {outlet.name} cannot be taken back.")
    facts: dict[str, Any] = {"outlet": outlet.name, "use": standing.use}
    # An attempt without words is one to take them away: a run that dies from here on leaves an unknown, not a second post.
    record.append(Kind.ATTEMPTED, **facts, reason="withdrawing", who="person")
    try:
        outlet.destination.withdraw(standing.placement)
    except DestinationError as error:
        record.append(Kind.FAILED, **facts, reason=error.message)
        raise NeedsPersonError(f"{outlet.name} did not take it away: {error.message}") from None
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and it may be gone before it did
        reason = error.message if isinstance(error, UnansweredError) else f"the destination broke ({type(error).__name__})"
        record.append(Kind.UNKNOWN, **facts, reason=reason)
        raise NeedsPersonError(f"{outlet.name} did not say whether it took it away: {reason}") from None
    facts |= {"digest": standing.digest}
    return record.append(Kind.WITHDRAWN, **facts, url=standing.placement.url, reason=reason, who="person")


def _open(workspace: Workspace, piece_id: str) -> Record:
    record = Record(workspace.world, piece_id)
    record.must_be_whole()
    return record
