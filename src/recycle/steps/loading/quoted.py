"""The pieces that an edit has passages of."""

from __future__ import annotations

from collections.abc import Iterable

from recycle.ledger.files import all_pieces
from recycle.steps.loading import edit_files
from recycle.steps.loading.load import Archive
from recycle.steps.loading.suggestions import settle
from recycle.steps.workspace import Workspace


def source_id(workspace: Workspace, archive: Archive, name: str) -> str:
    """The id of the piece that a suggestion is from, empty when there is none and never was."""
    if header := archive.called(name):
        return header.id
    return name if name in all_pieces(workspace.root) else ""


def kept_sources(workspace: Workspace, piece_id: str, outlet: str) -> Iterable[str]:
    """The names of the pieces that the edit of a piece for an outlet has passages of, each once. Raises InputError for a damaged edit."""
    if not edit_files.has_edit(workspace.root, piece_id, outlet):
        return ()
    edit = edit_files.read(workspace.root, piece_id, outlet)
    return dict.fromkeys(one.source for one in settle(edit.mine.body).kept) if edit else ()
