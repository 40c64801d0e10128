"""What a variant is made of, whether of one piece or of an issue with several in it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.forms.protocol import Shaped
from recycle.model import Asset, Finding, Loss, Part, Piece
from recycle.spelling import one_of
from recycle.steps.waiting.due import scheduled
from recycle.steps.workspace import Workspace


class Made(Struct, frozen=True, kw_only=True):
    """A shaped text with its finished parts. ``items`` are the ids of the pieces in it, in order, where it is an issue."""

    shaped: Shaped
    parts: tuple[Part, ...]
    losses: tuple[Loss, ...]
    assets: tuple[Asset, ...]
    findings: tuple[Finding, ...]
    items: tuple[str, ...] = ()


def for_outlet(workspace: Workspace, piece: Piece, outlet: Outlet, shaped: Shaped) -> Shaped:
    """The shaped text with the moment that a service is told to publish at, where it is told one.

    Raises InputError when the destination does not take what the form writes.
    """
    for draft in shaped.drafts:
        if outlet.row.dialects is not None and draft.dialect not in outlet.row.dialects:
            takes = one_of(outlet.row.dialects)
            raise InputError(
                f"{outlet.destination_type} does not take {draft.dialect}, which the form of {outlet.name} writes; it takes {takes}."
            )
    if not outlet.schedule:
        return shaped
    return replace(shaped, meta=replace(shaped.meta, not_before=scheduled(piece, outlet, workspace.config.site)))
