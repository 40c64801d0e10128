"""What holds a piece back from an outlet for a time: a moment that is said, an embargo, another outlet that has it alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from recycle.config.load import Outlet
from recycle.ledger import sent
from recycle.model import Finding, Piece, Standing, State
from recycle.readers.field_findings import EMBARGO
from recycle.steps.addresses import wording_for
from recycle.steps.loading.issue_parts import places_of
from recycle.steps.loading.load import Archive
from recycle.steps.loading.quoted import kept_sources
from recycle.steps.loading.times import line_of
from recycle.steps.record import Record
from recycle.steps.waiting.alone import alone_reason
from recycle.steps.waiting.due import embargo_reason, here, later_reason, scheduled
from recycle.steps.waiting.off import date_reason
from recycle.steps.workspace import Workspace

_NOT_BY_ITSELF = frozenset((State.WITHDRAWN, State.SKIPPED, State.UNKNOWN))


def held_back(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record) -> str:
    """Why a piece that is new to ``outlet`` has to wait; empty when it may go, or a service keeps it until then."""
    if why := later_reason(workspace, piece, outlet) or alone_reason(workspace, piece, outlet, record):
        return why
    told = tuple(_told(workspace, archive, piece, outlet))
    why = _embargoed(workspace, told, scheduled(piece, outlet, workspace.config.site)) if told else ""
    return why or _unreadable(workspace, archive, piece, outlet)


def page_held_back(workspace: Workspace, archive: Archive, piece: Piece) -> str:
    """Why a piece that is not at the canonical outlet gets there later, and by itself; empty when somebody has to bring it there."""
    home = workspace.config.outlets[workspace.config.canonical]
    record = Record(workspace.world, piece.id)
    if wording_for(piece, home).off or piece.draft or record.standing(home.name).state in _NOT_BY_ITSELF:
        return ""
    return date_reason(piece, home, here(workspace)) or held_back(workspace, archive, piece, home, record)


def change_held_back(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, standing: Standing) -> str:
    """Why a change of what stands at ``outlet`` has to wait: an embargo that was not over, or not there, when it was sent."""
    told = tuple(_told(workspace, archive, piece, outlet))
    if not told:
        return _unreadable(workspace, archive, piece, outlet)
    before = sent.load(workspace.root, standing.digest, f"{piece.id}/{outlet.name}/{standing.use}") if outlet.schedule else None
    is_kept = before and before.meta.not_before and before.meta.not_before > workspace.world.now()
    why = _embargoed(workspace, told, scheduled(piece, outlet, workspace.config.site) if is_kept else None)
    return why or _unreadable(workspace, archive, piece, outlet)


def embargo_findings(workspace: Workspace, piece: Piece) -> Iterator[Finding]:
    """``embargo-not-over``: a warning, since nothing goes out, and whoever can read the repository reads it all the same."""
    if piece.embargo and (why := embargo_reason(piece, workspace.config.site, here(workspace))):
        message = f"{why}: nothing of it goes out before, but whoever can read this repository can read it now."
        yield Finding("embargo-not-over", message, piece.path, line_of(piece.lines, EMBARGO), "warning")


def quoted_findings(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Iterator[Finding]:
    """``exclusive-quoted``: a warning, since whoever has a piece alone may allow that others quote it."""
    for one in (piece, *_inside(archive, piece)):
        for name in kept_sources(workspace, one.id, outlet.name):
            header = archive.called(name)
            quoted = archive.piece_at(header.path) if header else None
            record = Record(workspace.world, quoted.id) if quoted else None
            if quoted and record and (why := alone_reason(workspace, quoted, outlet, record)):
                message = f"the edit of {one.slug} for {outlet.name} has a passage of {quoted.slug}, and {why}: ask there, or take it out."
                yield Finding("exclusive-quoted", message, piece.path, 0, "warning", outlet.name)


def _embargoed(workspace: Workspace, told: tuple[tuple[Piece, str], ...], out: dt.datetime | None) -> str:
    """Which embargoes are not over when readers have it: at ``out``, or now."""
    now = here(workspace)
    at = max(now, out) if out else now
    reasons = ((embargo_reason(piece, workspace.config.site, at), said) for piece, said in told)
    return "; ".join(said.format(why) for why, said in reasons if why)


def _told(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Iterator[tuple[Piece, str]]:
    """Every piece with an embargo that readers of the variant would read something of, with how that is said."""
    yield from _with_embargo(workspace, archive, piece, outlet, "{}")
    for inside in _inside(archive, piece):
        yield from _with_embargo(workspace, archive, inside, outlet, f"{inside.slug}: {{}}")


def _inside(archive: Archive, piece: Piece) -> Iterator[Piece]:
    """The pieces in an issue."""
    for place in places_of(piece, archive) if piece.issue else ():
        if inside := archive.piece_at(place.header.path):
            yield inside


def _unreadable(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> str:
    """Which passage in an edit may be of a piece that cannot be read now, with an embargo that nobody sees; empty when none may."""
    if not archive.errors:
        return ""
    names = (name for one in (piece, *_inside(archive, piece)) for name in kept_sources(workspace, one.id, outlet.name))
    lost = next((name for name in names if archive.called(name) is None), "")
    how = "which may be a file that cannot be read, and under embargo: mend what `recycle check` says of such files"
    return f"an edit has a passage of {lost}, {how}" if lost else ""


def _with_embargo(
    workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, said: str
) -> Iterator[tuple[Piece, str]]:
    """The piece itself, and those that its edit for ``outlet`` has passages of."""
    if piece.embargo:
        yield piece, said
    for name in kept_sources(workspace, piece.id, outlet.name):
        header = archive.called(name)
        quoted = archive.piece_at(header.path) if header else None
        if quoted and quoted.embargo:
            yield quoted, said.format(f"its edit has a passage of {quoted.slug}, and {{}}")
