"""Where every piece stands, and where it has been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer
from recycle.errors import RecycleError
from recycle.ledger.files import all_pieces
from recycle.model import Event, Finding, Piece, Placement, Standing, State
from recycle.steps.edits.edit import merged_words
from recycle.steps.issues.included import issue_of
from recycle.steps.loading.edit_files import has_edit
from recycle.steps.loading.load import Archive
from recycle.steps.publishing import hand_edits
from recycle.steps.publishing.ask import are_rivals
from recycle.steps.record import Record
from recycle.steps.rendering.render import render
from recycle.steps.sharing.claim_times import claimed_by_another
from recycle.steps.waiting.due import here, scheduled
from recycle.steps.waiting.held import held_back
from recycle.steps.waiting.off import off_reason
from recycle.steps.workspace import Workspace


class Cell(Struct, frozen=True, kw_only=True):
    """What stands of one piece at one outlet. ``since`` is when it was placed, revised, or became what it is.

    ``unseen`` is why it could not be looked at there, ``undecided`` why its edit cannot be used; ``edited`` says that there is one.
    """

    piece: str
    outlet: str
    state: State
    use: int = 0
    url: str = ""
    since: dt.datetime | None = None
    reason: str = ""
    unseen: str = ""
    edited: bool = False
    undecided: str = ""
    out: dt.datetime | None = None
    """When the service shows it to readers, where it keeps it until then."""
    within: str = ""
    """The issue that the piece went out in, where it did."""


def status(
    workspace: Workspace, archive: Archive, pieces: Iterable[Piece], outlets: Iterable[Outlet], *, online: bool = False
) -> Iterator[Cell]:
    """A cell for every piece and outlet. What stands with other words than the piece has now is stale.

    ``online``: each service is asked whether what was placed is still there as it was left.
    """
    wanted = tuple(outlets)
    for piece in pieces:
        record = Record(workspace.world, piece.id)
        for outlet in wanted:
            cell = _cell(workspace, archive, piece, outlet, record)
            placement = record.standing(outlet.name).placement
            if online and placement and not cell.within and cell.state in (State.PLACED, State.STALE):
                cell = _looked_at(cell, outlet, placement)
            yield cell


def _cell(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record) -> Cell:
    if record.damage:
        return Cell(piece=piece.id, outlet=outlet.name, state=State.UNKNOWN, reason=_where_damaged(record.damage))
    standing = record.standing(outlet.name)
    state, reason = standing.state, standing.reason
    off = off_reason(piece, outlet, here(workspace))
    event = issue_of(record, outlet.name)
    if off and state is State.NEVER:
        state, reason = State.OFF, off
    elif state is State.PLACED and not event and (stale := _stale_reason(workspace, archive, piece, outlet, record)):
        state, reason = State.STALE, stale
    elif state is State.UNKNOWN:
        state, reason = _unknown(workspace, standing)
    elif state is State.NEVER:
        reason = _why_not(workspace, archive, piece, outlet, record)
    edited = has_edit(workspace.root, piece.id, outlet.name)
    return Cell(
        piece=piece.id,
        outlet=outlet.name,
        edited=edited,
        undecided=_undecided(workspace, archive, piece, outlet) if edited else "",
        state=state,
        use=standing.use,
        url=standing.placement.url or standing.placement.remote if standing.placement else "",
        since=standing.since,
        reason=reason,
        out=_out(workspace, piece, outlet) if state is State.PLACED else None,
        within=event.within if event else "",
    )


def _unknown(workspace: Workspace, standing: Standing) -> tuple[State, str]:
    """Claimed as long as another machine may be sending it: nobody has anything to do until then."""
    if claim := claimed_by_another(workspace, standing):
        return State.CLAIMED, claim
    if not standing.claimed or are_rivals(standing):
        return State.UNKNOWN, standing.reason
    return (
        State.UNKNOWN,
        f"{standing.reason}; the claim is over, and the next `recycle publish` asks there, where that is possible",
    )


def _why_not(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record) -> str:
    """What keeps back what was never there, or why that cannot be told."""
    try:
        return held_back(workspace, archive, piece, outlet, record)
    except RecycleError as error:
        return str(error)


def _out(workspace: Workspace, piece: Piece, outlet: Outlet) -> dt.datetime | None:
    """When what was handed over with the piece's words of now comes out; None when it is out."""
    at, now = scheduled(piece, outlet, workspace.config.site), here(workspace)
    return at.astimezone(now.tzinfo) if at and at > now else None


def _undecided(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> str:
    try:
        merged_words(workspace, archive, piece, outlet)
    except RecycleError as error:
        return str(error)
    return ""


def _stale_reason(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record) -> str:
    """Why what stands there is not what the outlet would get now; empty when it is."""
    standing = record.standing(outlet.name)
    try:
        variant = render(workspace, archive, piece, outlet, record.addresses, standing.use)
        if variant.digest != standing.digest:
            return "the piece has changed since"
        if standing.placement and not outlet.destination.intact(standing.placement):
            return "it has vanished there"
    except RecycleError as error:
        return f"it cannot be made anew: {error}"
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and the others are to be shown all the same
        return f"its destination broke ({type(error).__name__})"
    return ""


def _looked_at(cell: Cell, outlet: Outlet, placement: Placement) -> Cell:
    """The cell, stale when somebody else has done something to it at the service."""
    try:
        seen = hand_edits.look(outlet, placement)
    except RecycleError as error:
        return replace(cell, unseen=error.message)
    except Exception as error:  # noqa: BLE001  as above
        return replace(cell, unseen=f"its destination broke ({type(error).__name__})")
    if isinstance(seen, Answer):
        return replace(cell, state=State.STALE, reason="it was deleted there") if seen is Answer.ABSENT else cell
    is_changed = hand_edits.is_changed(placement, seen)
    return replace(cell, state=State.STALE, reason="somebody has changed it there") if is_changed else cell


def _where_damaged(damage: Finding) -> str:
    return f"its ledger is damaged, {damage.path}:{damage.line}: {damage.message}"


def lost_pieces(workspace: Workspace, archive: Archive) -> tuple[str, ...]:
    """The ids that have a history and no file any more."""
    known = {header.id for header in archive.headers.values()}
    return tuple(sorted(name for name in all_pieces(workspace.root) if name not in known))


def history(workspace: Workspace, piece_id: str) -> tuple[Event, ...]:
    """Every event of the piece in order, whether or not its file still exists. Raises InputError when its ledger is damaged."""
    record = Record(workspace.world, piece_id)
    record.must_be_whole()
    return record.events
