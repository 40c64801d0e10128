"""Remembering that a passage of one piece went out inside another."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from recycle.errors import RecycleError
from recycle.ledger.files import all_pieces
from recycle.model import Kind, Piece
from recycle.steps import edit_files
from recycle.steps.load import Archive
from recycle.steps.record import Record
from recycle.steps.results import STANDS, Result
from recycle.steps.suggestions import settle
from recycle.steps.workspace import Workspace


def source_id(workspace: Workspace, archive: Archive, name: str) -> str:
    """The id of the piece that a suggestion is from, empty when there is none and never was."""
    if header := archive.called(name):
        return header.id
    return name if name in all_pieces(workspace.root) else ""


def remember_quotations(workspace: Workspace, archive: Archive, piece: Piece, result: Result) -> Result:
    """Note with each piece that is quoted in what stands now where it is quoted, once. The caller holds the lock.

    A run that was killed before this, or could not write, is made good by the next one that finds the piece there.
    """
    if result.action not in STANDS:
        return result
    quoting = (piece.id, *(result.variant.items if result.variant else ()))
    try:
        for quoter in quoting:
            for source in kept_sources(workspace, quoter, result.outlet):
                if (quoted := source_id(workspace, archive, source)) and quoted != quoter:
                    _remember(workspace, quoted, quoter, result)
    except RecycleError as error:
        said = f"what it quotes could not be remembered, the next publish does it: {error}"
        return replace(result, reason=f"{result.reason}; {said}" if result.reason else said)
    return result


def kept_sources(workspace: Workspace, piece_id: str, outlet: str) -> Iterable[str]:
    """The names of the pieces that the edit of a piece for an outlet has passages of, each once. Raises InputError for a damaged edit."""
    if not edit_files.has_edit(workspace.root, piece_id, outlet):
        return ()
    edit = edit_files.read(workspace.root, piece_id, outlet)
    return dict.fromkeys(one.source for one in settle(edit.mine.body).kept) if edit else ()


def _remember(workspace: Workspace, quoted: str, quoter: str, result: Result) -> None:
    record = Record(workspace.world, quoted)
    record.must_be_whole()
    if not any(
        event.kind is Kind.QUOTED and event.outlet == result.outlet and event.within == quoter for event in record.events
    ):
        record.append(Kind.QUOTED, outlet=result.outlet, use=0, url=result.url, within=quoter)
