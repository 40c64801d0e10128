"""Edits of which the piece or the outlet is gone, and how it may be with the others."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from recycle.steps.loading import edit_files
from recycle.steps.loading.edit_files import REWRITE, path_of
from recycle.steps.loading.load import Archive
from recycle.steps.workspace import Workspace


class Standing(StrEnum):
    """How it is with an edit."""

    MERGED = "merged"
    CONFLICT = "conflict"
    NO_PIECE = "no piece"
    NO_OUTLET = "no outlet"
    BROKEN = "broken"


class Kept(Struct, frozen=True, kw_only=True):
    """One edit in the list of all."""

    piece: str
    outlet: str
    state: Standing
    path: str
    reason: str = ""


def stray_edits(workspace: Workspace, archive: Archive) -> Iterator[Kept]:
    """The edits, and after them the answers of commands, of which the piece or the outlet is gone. Nothing is done to them."""
    known = frozenset(header.id for header in archive.headers.values())
    outlets = frozenset(workspace.config.outlets)
    for piece_id, name in edit_files.all_edits(workspace.root):
        discard = f"throw the edit away with `recycle edit {piece_id} {name} --discard`"
        yield from _stray(piece_id, name, path_of(piece_id, name), discard, known, outlets)
    for piece_id, name in edit_files.all_rewrites(workspace.root):
        discard = "delete this file and the one beside it"
        yield from _stray(piece_id, name, path_of(piece_id, name, REWRITE), discard, known, outlets)


def _stray(piece_id: str, name: str, path: str, discard: str, known: frozenset[str], outlets: frozenset[str]) -> Iterator[Kept]:
    if piece_id not in known:
        reason = f"no piece has the id {piece_id}: if its file was renamed, write `id: {piece_id}` into its front matter, else {discard}."
        yield Kept(piece=piece_id, outlet=name, state=Standing.NO_PIECE, path=path, reason=reason)
    elif name not in outlets:
        reason = f"there is no outlet called {name}: if it was renamed, rename this file and the one beside it, else {discard}."
        yield Kept(piece=piece_id, outlet=name, state=Standing.NO_OUTLET, path=path, reason=reason)
