"""Outlets that want a piece first and for a while alone: who waits for them, and when they are not the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from recycle.config.load import Outlet
from recycle.config.spans import Span
from recycle.errors import InputError
from recycle.ledger import sent
from recycle.model import Finding, Kind, Piece, State
from recycle.steps.addresses import wording_for
from recycle.steps.record import Record
from recycle.steps.waiting.due import here
from recycle.steps.waiting.skip import skip_reason
from recycle.steps.workspace import Workspace

NOT_FIRST = "exclusive-not-first"
_APPEARS = frozenset((Kind.PLACED, Kind.REVISED, Kind.INCLUDED, Kind.SETTLED))
_GIVEN_UP = (State.WITHDRAWN, State.SKIPPED)
_MAY_STAND = (State.PENDING, State.UNKNOWN)


def alone_reason(workspace: Workspace, piece: Piece, outlet: Outlet, record: Record) -> str:
    """Which outlet has the piece first or alone, so that ``outlet`` gets it later, and until when; empty when none has.

    It reads the ledger of the piece and asks nobody.
    """
    if piece.issue:
        return ""
    reasons = (_reason(workspace, piece, one, span, record) for one, span in _before(workspace, outlet))
    return next(filter(None, reasons), "")


def awaited(workspace: Workspace, piece: Piece, outlet: Outlet, record: Record) -> Outlet | None:
    """The outlet that has to get the piece before ``outlet`` does, and has not got it yet; None when there is none."""
    wanting = (one for one, _ in _before(workspace, outlet) if is_going(piece, one, record))
    return next((one for one in wanting if _began(workspace, one, record) is None), None)


def not_first(workspace: Workspace, piece: Piece, outlet: Outlet, record: Record) -> str:
    """Why ``outlet``, which wants the piece first and has never had it, cannot be first; empty when it can, or does not mind."""
    is_over = record.standing(outlet.name).state is State.WITHDRAWN
    if piece.issue or outlet.exclusive is None or is_over or _began(workspace, outlet, record):
        return ""
    there = next((name for name in record.standings if name not in (outlet.name, *outlet.beside) and _stands(record, name)), "")
    if there:
        return (
            f"it is at {there} already, and {outlet.name} wants it first: ask there, or leave it out with {_leave_out(outlet)}"
        )
    rivals = (one for one, _ in _before(workspace, outlet) if one.name not in outlet.beside)
    rival = next((one for one in rivals if is_going(piece, one, record)), None)
    if rival is not None:
        return f"{rival.name} and {outlet.name} both want it first: leave one of them out, with {_leave_out(outlet)}"
    return ""


def alone_findings(workspace: Workspace, piece: Piece, outlet: Outlet, record: Record) -> Iterator[Finding]:
    """What ``recycle check`` says of outlets that want a piece first; of a draft nothing, since it goes nowhere yet."""
    if piece.draft or not is_going(piece, outlet, record):
        return
    yield from first_findings(workspace, piece, outlet, record)
    if record.standing(outlet.name).placement is None and (why := alone_reason(workspace, piece, outlet, record)):
        yield Finding("exclusive-window", f"{why}, so other outlets get it later.", piece.path, 0, "warning", outlet.name)


def first_findings(workspace: Workspace, piece: Piece, outlet: Outlet, record: Record) -> Iterator[Finding]:
    """``exclusive-not-first``, an error at an outlet that wants to be the first and is not."""
    if why := not_first(workspace, piece, outlet, record):
        yield Finding(NOT_FIRST, f"{why}.", piece.path, _line(piece, outlet), outlet=outlet.name)


def _leave_out(outlet: Outlet) -> str:
    return f"`outlets: {{{outlet.name}: false}}`"


def _line(piece: Piece, outlet: Outlet) -> int:
    return next((piece.lines[key] for name in outlet.called if (key := f"outlets.{name}") in piece.lines), 0)


def _before(workspace: Workspace, outlet: Outlet) -> Iterator[tuple[Outlet, Span]]:
    """The outlets that want pieces before ``outlet`` gets them. Of two that want each other's the first in config.yaml comes first."""
    is_later = False
    for one in workspace.config.outlets.values():
        is_later = is_later or one.name == outlet.name
        if one.exclusive is None or one.name == outlet.name or outlet.name in one.beside:
            continue
        gives_way = outlet.exclusive is not None and one.name not in outlet.beside and is_later
        if not gives_way:
            yield one, one.exclusive


def is_going(piece: Piece, outlet: Outlet, record: Record) -> bool:
    """Whether the piece is at ``outlet`` or on its way there."""
    standing = record.standing(outlet.name)
    if wording_for(piece, outlet).off or standing.state in _GIVEN_UP:
        return False
    return bool(standing.head) or not skip_reason(piece, record.events, outlet)


def _reason(workspace: Workspace, piece: Piece, outlet: Outlet, span: Span, record: Record) -> str:
    if not is_going(piece, outlet, record):
        return ""
    began = _began(workspace, outlet, record)
    if began is None:
        return f"{outlet.name} gets it first and has it alone for {span.said}; {_where(record, outlet)}"
    now = here(workspace)
    until = span.after(began.astimezone(now.tzinfo))
    said = until.astimezone(now.tzinfo).isoformat(" ", "minutes")
    return f"{outlet.name} has it alone until {said}" if until > now else ""


def _where(record: Record, outlet: Outlet) -> str:
    match record.standing(outlet.name).state:
        case State.PENDING:
            return "it is not out there yet"
        case State.UNKNOWN if record.is_under_way(outlet.name):
            return "it is on its way there"
        case State.UNKNOWN:
            return "nobody knows whether it is there"
        case _:
            return "it is not there yet"


def _began(workspace: Workspace, outlet: Outlet, record: Record) -> dt.datetime | None:
    """When readers first had it at ``outlet``; None when they never had, or it was taken back. A second use begins nothing anew."""
    first: dt.datetime | None = None
    for event in record.events:
        if event.outlet != outlet.name:
            continue
        if event.kind is Kind.WITHDRAWN:
            first = None
        elif event.kind in _APPEARS and (event.kind is not Kind.SETTLED or event.url or event.remote):
            first = first or event.time
    out = _handed_over(workspace, outlet, record) if first and outlet.schedule else None
    return max(first, out) if first and out else first


def _handed_over(workspace: Workspace, outlet: Outlet, record: Record) -> dt.datetime | None:
    """The moment that the service was told to publish at, with what stands there."""
    standing = record.standing(outlet.name)
    if not standing.digest:
        return None
    try:
        variant = sent.load(workspace.root, standing.digest, f"{record.piece}/{outlet.name}/{standing.use}")
    except InputError:
        return None  # said wherever these words are needed
    return variant.meta.not_before if variant else None


def _stands(record: Record, outlet: str) -> bool:
    standing = record.standing(outlet)
    return standing.placement is not None or standing.state in _MAY_STAND
