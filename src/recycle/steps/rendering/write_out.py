"""Variants as files under ``out/``, for people who want to see before they send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from recycle.config.load import Outlet
from recycle.errors import RecycleError
from recycle.model import Loss, Piece
from recycle.steps.addresses import has_variant
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.rendering.render import render
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.paths import inside

OUT = "out"


class Seen(Struct, frozen=True, kw_only=True):
    """One variant as it was written: its files, or why there are none."""

    piece: str
    path: str
    outlet: str
    files: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    error: RecycleError | None = None


def write_out(workspace: Workspace, archive: Archive, piece: Piece, outlets: Iterable[Outlet]) -> Iterator[Seen]:
    """Write the piece's variants, a folder each. An outlet whose template is wrong, or whose command fails, does not hide the others."""
    record = Record(workspace.world, piece.id)
    for outlet in outlets:
        if not has_variant(piece, outlet):
            continue
        try:
            variant = render(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))
        except RecycleError as error:
            yield Seen(piece=piece.id, path=piece.path, outlet=outlet.name, error=error)
            continue
        folder = f"{OUT}/{piece.slug}/{outlet.name}"
        files = {f"{folder}/{part.name}{part.suffix}": part.data for part in variant.parts}
        files |= {f"{folder}/{asset.name}": disk.read_bytes(workspace.root / asset.path) for asset in variant.assets}
        for path, data in files.items():
            disk.write_atomic(inside(workspace.root, path), data, durable=False)
        yield Seen(piece=piece.id, path=piece.path, outlet=outlet.name, files=tuple(files), losses=variant.losses)
