"""Remembering that a passage of one piece went out inside another."""

from __future__ import annotations

from msgspec.structs import replace

from recycle.errors import RecycleError
from recycle.model import Kind, Piece
from recycle.steps.loading.load import Archive
from recycle.steps.loading.quoted import kept_sources, source_id
from recycle.steps.record import Record
from recycle.steps.results import STANDS, Result
from recycle.steps.workspace import Workspace


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


def _remember(workspace: Workspace, quoted: str, quoter: str, result: Result) -> None:
    record = Record(workspace.world, quoted)
    record.must_be_whole()
    if not any(
        event.kind is Kind.QUOTED and event.outlet == result.outlet and event.within == quoter for event in record.events
    ):
        record.append(Kind.QUOTED, outlet=result.outlet, use=0, url=result.url, within=quoter)
