"""What can be said before anything is written of files that would be the same, or can never be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from recycle.config.load import FILE_NAME, Outlet
from recycle.destinations.protocol import Filing
from recycle.model import Finding, Piece
from recycle.steps.addresses import has_variant
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.rendering.render import Look
from recycle.steps.waiting.alone import is_going
from recycle.steps.workspace import Workspace
from recycle.world.paths import same_on_disk

_OF_A_PIECE = ("{slug}", "{id}")
_OF_A_PART = ("{part}", "{suffix}")


def shared_paths(workspace: Workspace) -> Iterator[Finding]:
    """``path-shared``: outlets of which every piece that goes to both would be one file. A warning, since pieces may each go to one."""
    for one, other in combinations(workspace.config.outlets.values(), 2):
        mine, its = one.destination, other.destination
        if not (isinstance(mine, Filing) and isinstance(its, Filing)) or one.issues or other.issues:
            continue
        if same_on_disk(mine.path) == same_on_disk(its.path) and "{outlet}" not in its.path and _alike(one, other, its.path):
            line = workspace.config.lines.get(f"outlets.{other.name}.destination.path", 0)
            how = f"give {other.name} another one, or send each piece to one of them"
            message = f'{one.name} and {other.name} have the same path "{its.path}", where only one of them can write: {how}.'
            yield Finding("path-shared", message, FILE_NAME, line, "warning", other.name)


def path_findings(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record) -> Iterator[Finding]:
    """``path-taken`` for a piece that would be the same file as it is at an outlet before, or as another piece at this one."""
    path = _path(piece, outlet, record)
    if not path or not isinstance(outlet.destination, Filing):
        return
    for other in workspace.config.outlets.values():
        if other.name == outlet.name:
            break
        if same_on_disk(_path(piece, other, record)) == same_on_disk(path) and _alike(outlet, other, path):
            how = f"give one of them another `path:` in {FILE_NAME}, or leave the piece out of one with `outlets: {{{outlet.name}: false}}`"
            yield _taken(piece, outlet, f"at {other.name} and at {outlet.name} it would be the same file {path}: {how}.")
    if any(name in outlet.destination.path for name in _OF_A_PIECE):
        return
    for another in archive.others(piece):
        place = outlet.destination.would_be(another, outlet.name, 1)
        if same_on_disk(place) == same_on_disk(path) and _path(another, outlet, Record(workspace.world, another.id)):
            how = f"put {{slug}} into the `path:` of {outlet.name} in {FILE_NAME}"
            yield _taken(piece, outlet, f"{another.path} and this piece would be the same file {path} at {outlet.name}: {how}.")
            return


def refused_findings(piece: Piece, outlet: Outlet, record: Record, seen: Look) -> Iterator[Finding]:
    """``path-unusable`` for a piece that can never be written where the outlet's path leads; ``seen`` is its variant there."""
    if seen.files is None or not _goes(piece, outlet, record):
        return
    if why := seen.files.refused(piece, outlet.name, record.use(outlet.name), seen.parts):
        yield Finding("path-unusable", why, piece.path, 0, outlet=outlet.name)


def _taken(piece: Piece, outlet: Outlet, message: str) -> Finding:
    return Finding("path-taken", message, piece.path, 0, outlet=outlet.name)


def _path(piece: Piece, outlet: Outlet, record: Record) -> str:
    """Where the piece's text would be, with `{part}` and `{suffix}` in it; empty when it does not go there, or not into files."""
    if not isinstance(outlet.destination, Filing) or not _goes(piece, outlet, record):
        return ""
    return outlet.destination.would_be(piece, outlet.name, record.use(outlet.name))


def _goes(piece: Piece, outlet: Outlet, record: Record) -> bool:
    return not piece.draft and has_variant(piece, outlet) and is_going(piece, outlet, record)


def _alike(one: Outlet, other: Outlet, path: str) -> bool:
    """Whether the parts of both surely have the same names, as far as the path has them in it."""
    is_same_form = one.form.name == other.form.name and one.settings == other.settings
    return is_same_form or not any(name in path for name in _OF_A_PART)
