"""What is due for the next issue of an outlet, and the file that it is drafted as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from msgspec import Struct

from recycle.config.load import Outlet
from recycle.config.times import moment
from recycle.errors import InputError
from recycle.importers.compose import rows
from recycle.model import Piece, State
from recycle.steps.addresses import wording_for
from recycle.steps.issues.included import issue_of, spoken_for
from recycle.steps.loading.issue_files import issue_id, next_number, path_of
from recycle.steps.loading.issue_parts import places_of
from recycle.steps.loading.load import Archive, Header, read
from recycle.steps.record import Record
from recycle.steps.waiting.alone import alone_reason, not_first
from recycle.steps.waiting.due import early_reason, here, later_reason
from recycle.steps.waiting.off import date_reason
from recycle.steps.waiting.skip import skip_reason
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.paths import inside


class Candidate(Struct, frozen=True, kw_only=True):
    """A piece and how it is with it at an outlet with issues. It is due when ``reason`` is empty; ``issue`` is the draft that has it."""

    piece: str
    slug: str
    path: str
    title: str
    date: dt.date | dt.datetime | None
    reason: str = ""
    issue: str = ""


class Wanted(Struct, frozen=True, kw_only=True):
    """A new issue: the names of its pieces in order, what it is called, and the words that it opens with."""

    names: tuple[str, ...]
    title: str = ""
    opening: str = ""
    draft: bool = False


class Drafted(Struct, frozen=True, kw_only=True):
    """A new issue: its id, its file, and the ids of the pieces in it."""

    id: str
    path: str
    number: int
    pieces: tuple[str, ...]


def candidates(workspace: Workspace, archive: Archive, outlet: Outlet) -> tuple[Candidate, ...]:
    """Every piece with the reason why it is not due for the next issue, if there is one, by date; those without a date are last.

    Of a piece its header is looked at and its ledger, never its text. Raises InputError when an issue cannot be read.
    """
    _must_collect(outlet)
    drafted = _drafted(workspace, archive, outlet)
    zone = here(workspace).tzinfo
    headers = [header for header in archive.headers.values() if not header.issue]
    others = spoken_for(workspace, outlet)
    found = [_candidate(workspace, _piece(archive, header), outlet, drafted.get(header.id, ""), others) for header in headers]
    return tuple(sorted(found, key=lambda one: (one.date is None, _when(one.date, zone), one.path)))


def draft_issue(workspace: Workspace, archive: Archive, outlet: Outlet, wanted: Wanted) -> Drafted:
    """Write the next issue's file. Raises InputError for a piece that cannot be in it; then nothing is written.

    The caller holds the workspace's lock, or two of them would take the same pieces.
    """
    _must_collect(outlet)
    drafted = _drafted(workspace, archive, outlet)
    pieces = [_picked(workspace, archive, name, outlet, drafted) for name in wanted.names]
    others = spoken_for(workspace, outlet)
    for header in pieces:
        if other := others.get(header.id):
            raise InputError(f"{header.slug} cannot be in an issue of {outlet.name}: {_may_be_in(other)}.", path=header.path)
    if not pieces:
        raise InputError(f"nothing is due for the next issue of {outlet.name}; name the pieces with --pick.")
    number = next_number(workspace, outlet.name)
    path = path_of(outlet.name, number)
    file = inside(workspace.root, path)
    if disk.exists(file):
        raise InputError("this file exists already.", path=path)
    title = " ".join(wanted.title.split()) or f"{workspace.config.site.name or outlet.name} {number}"
    disk.write_atomic(file, _text(title, wanted, dict.fromkeys(header.slug for header in pieces)).encode())
    ids = tuple(dict.fromkeys(header.id for header in pieces))
    return Drafted(id=issue_id(outlet.name, number), path=path, number=number, pieces=ids)


def due_of(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those that are due and in no draft yet."""
    return tuple(one for one in found if not one.reason and not one.issue)


def _must_collect(outlet: Outlet) -> None:
    if not outlet.issues:
        raise InputError(f"{outlet.name} has no issues; an outlet of the form newsletter has them with `issues: true`.")


def _text(title: str, wanted: Wanted, slugs: Iterable[str]) -> str:
    """The file as a person finds it: a header, the opening, and a passage for each piece, to be moved and written in."""
    said = {"title": title} | ({"draft": True} if wanted.draft else {})
    head = f"---\n{rows(said)}---\n"
    opening = wanted.opening.strip("\n")
    passages = (f"::: piece {slug}\n:::\n" for slug in slugs)
    return "\n".join((head, *((f"{opening}\n",) if opening else ()), *passages))


# ── what may be in it ────────────────────────────────────────────────────────────────────────────


def _candidate(workspace: Workspace, piece: Piece, outlet: Outlet, issue: str, others: Mapping[str, str]) -> Candidate:
    """``issue`` is the draft that it stands in, ``others`` are the issues that pieces may have gone out in."""
    reason = _held_back(workspace, piece, outlet) or _spent(workspace, piece, outlet, is_picked=False)
    if not reason and not issue and (other := others.get(piece.id)):
        reason = _may_be_in(other)
    return Candidate(
        piece=piece.id,
        slug=piece.slug,
        path=piece.path,
        title=piece.title,
        date=piece.date,
        reason=reason,
        issue=issue,
    )


def _may_be_in(issue: str) -> str:
    return f"it may have gone out in {issue}: publish asks, or settle that"


def _picked(workspace: Workspace, archive: Archive, name: str, outlet: Outlet, drafted: Mapping[str, str]) -> Header:
    """The header of a piece that a person wants in an issue: also of one that is older than the outlet, or is not out yet."""
    (header,) = archive.pick((name,))
    if header.issue:
        raise InputError(f"{header.id} is an issue itself, and an issue cannot stand in another.")
    piece = _piece(archive, header)
    if reason := _never(piece, outlet) or _spent(workspace, piece, outlet, is_picked=True):
        raise InputError(f"{header.slug} cannot be in an issue of {outlet.name}: {reason}.", path=header.path)
    if path := drafted.get(header.id):
        raise InputError(f"{header.slug} is in {path} already; take it out there first.")
    return header


def _never(piece: Piece, outlet: Outlet) -> str:
    if wording_for(piece, outlet).off:
        return "the piece says so"
    return "it is a draft" if piece.draft else ""


def _held_back(workspace: Workspace, piece: Piece, outlet: Outlet) -> str:
    if reason := _never(piece, outlet):
        return reason
    now, record = here(workspace), Record(workspace.world, piece.id)
    return (
        date_reason(piece, outlet, now)
        or later_reason(workspace, piece, outlet)
        or early_reason(piece, outlet, workspace.config.site, now)
        or alone_reason(workspace, piece, outlet, record)
        or not_first(workspace, piece, outlet, record)
    )


def _spent(workspace: Workspace, piece: Piece, outlet: Outlet, *, is_picked: bool) -> str:
    """What the ledger says against it: it went there already, was taken back, or is older than the outlet."""
    record = Record(workspace.world, piece.id)
    if record.damage:
        return f"its ledger is damaged ({record.damage.path}:{record.damage.line})"
    standing = record.standing(outlet.name)
    if standing.state is State.UNKNOWN:
        return f"it may be there already: {standing.reason}"
    if standing.placement:
        event = issue_of(record, outlet.name)
        return f"it went out in {event.within}" if event else "it went out there"
    if is_picked:
        return ""
    if standing.state is State.WITHDRAWN:
        return "it was withdrawn there"
    return skip_reason(piece, record.events, outlet)


def _drafted(workspace: Workspace, archive: Archive, outlet: Outlet) -> dict[str, str]:
    """The file of the issue that each piece stands in, by the piece's id. Issues that were sent have told their pieces."""
    found: dict[str, str] = {}
    for header in archive.headers.values():
        if header.issue == outlet.name and not _was_sent(workspace, header, outlet):
            issue = read(workspace, header)
            found |= {place.header.id: header.path for place in places_of(issue, archive)}
    return found


def _was_sent(workspace: Workspace, header: Header, outlet: Outlet) -> bool:
    standing = Record(workspace.world, header.id).standing(outlet.name)
    return standing.placement is not None or standing.state is State.WITHDRAWN


def _piece(archive: Archive, header: Header) -> Piece:
    piece = archive.piece_at(header.path)
    if piece is None:
        raise InputError("this piece has gone.", path=header.path)
    return piece


def _when(date: dt.date | dt.datetime | None, zone: dt.tzinfo | None) -> dt.datetime:
    return moment(date, zone) if date else dt.datetime.min.replace(tzinfo=dt.UTC)
