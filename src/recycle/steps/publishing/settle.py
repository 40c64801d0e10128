"""Ending what is unknown, and taking back what was placed: the two things that a person decides."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.addresses import is_web_address
from recycle.destinations.protocol import Answer, Look, Online
from recycle.errors import DestinationError, InputError, NeedsPersonError, RecycleError, UnansweredError
from recycle.model import Event, Kind, Placement, Standing, State
from recycle.steps.issues.included import include, issue_of
from recycle.steps.publishing.ask import ask
from recycle.steps.record import Record
from recycle.steps.sharing.claim_times import claimed_by_another
from recycle.steps.waiting.holders import Holders
from recycle.steps.workspace import Workspace

PLACED = "placed: a person looked"
NOT_PLACED = "not placed: a person looked"
REFUSED = "it waited there and was refused: a person looked"
_NOT_READ = "not read"
"""In ``Placement.held`` of what could not be read: nothing that a service has is equal to that."""


def settle(workspace: Workspace, piece_id: str, outlet: Outlet, placed_at: str | None) -> Event:
    """End the unknown or waiting use of a piece at an outlet: it stands at ``placed_at`` (empty for mail, which has no
    address), or (None) it is not there. Where it is an issue that stands, the pieces in it are noted too.

    What waited for somebody there, and is not there, counts as refused: it is withdrawn.

    Returns the event. Raises InputError when nothing is unknown there or the URL is none. The caller holds the lock.
    """
    record = _open(workspace, piece_id)
    event = _settle(workspace, record, outlet, placed_at)
    if outlet.issues and placed_at is not None:
        include(workspace, record, outlet, anew=True)
    return event


def _settle(workspace: Workspace, record: Record, outlet: Outlet, placed_at: str | None) -> Event:
    piece_id = record.piece
    standing = record.standing(outlet.name)
    if standing.state not in (State.UNKNOWN, State.PENDING):
        raise InputError(_nothing_to_settle(piece_id, outlet.name, standing.state))
    facts = {"outlet": outlet.name, "use": standing.use, "digest": standing.attempt or standing.digest, "who": "person"}
    _must_be_free(workspace, standing)
    if placed_at is None:
        return record.append(Kind.SETTLED, **facts, reason=REFUSED if standing.state is State.PENDING else NOT_PLACED)
    if outlet.destination.final and not placed_at:
        sent = f"{piece_id}/{outlet.name}/{standing.use}"
        return record.append(Kind.SETTLED, **facts, remote=sent, reason="sent: a person looked")
    if not is_web_address(placed_at):
        raise InputError(f'"{placed_at}" is not the address of a page; give the whole URL with https://.')
    found, doubt = _found(workspace, piece_id, outlet, standing, placed_at)
    reason = f"{PLACED}; {doubt}" if doubt else PLACED
    return record.append(Kind.SETTLED, **facts, url=found.url, remote=found.remote, held=found.held, reason=reason)


def _nothing_to_settle(piece_id: str, outlet: str, state: State) -> str:
    if state is State.NEVER:
        publish = f"`recycle publish {piece_id} --outlet {outlet}` brings it there, and with --url you say where you have posted it by hand"
        return f"{piece_id} was never sent to {outlet}, so nothing is unknown there: {publish}."
    return f"nothing is unknown of {piece_id} at {outlet}: it is {state}."


def doubt_of(event: Event) -> str:
    """What recycle could not find out about what a person has settled; empty when there is nothing."""
    return event.reason.removeprefix(PLACED).removeprefix("; ") if event.reason.startswith(PLACED) else ""


def _found(workspace: Workspace, piece_id: str, outlet: Outlet, standing: Standing, url: str) -> tuple[Placement, str]:
    """The placement with what the destination itself knows of it, so that it can be revised later; and why that is not all."""
    try:
        answer = ask(workspace, piece_id, outlet, standing).answer
    except InputError:  # the record of what was sent is damaged, and the person knows all the same
        answer = Answer.CANNOT_ASK
    if isinstance(answer, Placement):
        return Placement(answer.remote, url, answer.held), ""
    before = standing.placement
    return _seen(outlet, Placement(before.remote if before and before.url == url and before.remote else url, url))


def _seen(outlet: Outlet, placement: Placement) -> tuple[Placement, str]:
    """The placement with what is there now: the person says that this is ours. Else why it could not be read."""
    if not isinstance(outlet.destination, Online):
        return placement, ""
    try:
        seen = outlet.destination.look(placement)
    except RecycleError as error:
        why = error.message
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and the person knows all the same
        why = f"the destination broke ({type(error).__name__})"
    else:
        if isinstance(seen, Look):
            return replace(placement, held=seen.held), ""
        if seen is Answer.CANNOT_ASK:
            return placement, f"{outlet.name} cannot be asked what is there, so the next change writes over it, whatever it is"
        why = f"{outlet.name} shows nothing at this address"
    said = f"what is there could not be read ({why.rstrip('.')}), so the next change of the piece waits for --overwrite"
    return replace(placement, held={_NOT_READ: ""}), said


def withdraw(workspace: Workspace, piece_id: str, outlet: Outlet, reason: str) -> Event:
    """Take what stands at the outlet away. Returns the event. The caller holds the lock.

    Raises InputError when nothing stands there, NeedsPersonError when the destination cannot take it back or its answer is unknown.
    """
    record = _open(workspace, piece_id)
    standing = record.standing(outlet.name)
    if standing.placement is None or standing.state is State.WITHDRAWN:
        raise InputError(f"nothing of {piece_id} stands at {outlet.name}: it is {standing.state}.")
    if event := issue_of(record, outlet.name):
        raise InputError(f"{piece_id} went to {outlet.name} in {event.within}, with other pieces: withdraw that.")
    _must_be_free(workspace, standing)
    if outlet.destination.final:
        raise NeedsPersonError(f"what was sent to {outlet.name} cannot be taken back.")
    facts: dict[str, Any] = {"outlet": outlet.name, "use": standing.use}
    # An attempt without words is one to take them away: a run that dies from here on leaves an unknown, not a second post.
    record.append(Kind.ATTEMPTED, **facts, reason="withdrawing", who="person")
    try:
        outlet.destination.withdraw(Holders(workspace).spared(record, outlet, standing.placement))
    except DestinationError as error:
        record.append(Kind.FAILED, **facts, reason=error.message)
        raise NeedsPersonError(f"{outlet.name} did not take it away: {error.message}") from None
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and it may be gone before it did
        reason = error.message if isinstance(error, UnansweredError) else f"the destination broke ({type(error).__name__})"
        record.append(Kind.UNKNOWN, **facts, reason=reason)
        raise NeedsPersonError(f"{outlet.name} did not say whether it took it away: {reason}") from None
    facts |= {"digest": standing.digest}
    return record.append(Kind.WITHDRAWN, **facts, url=standing.placement.url, reason=reason, who="person")


def _must_be_free(workspace: Workspace, standing: Standing) -> None:
    if reason := claimed_by_another(workspace, standing):
        raise NeedsPersonError(f"{reason}.")


def _open(workspace: Workspace, piece_id: str) -> Record:
    record = Record(workspace.world, piece_id)
    record.must_be_whole()
    return record
