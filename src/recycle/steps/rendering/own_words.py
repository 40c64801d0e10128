"""A person's edit, ready to be merged into what the piece says now."""

from __future__ import annotations

from recycle.config.load import Outlet
from recycle.model import Piece
from recycle.steps.loading import edit_files
from recycle.steps.loading.quoted import source_id
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.rendering.editing import Editing
from recycle.steps.rendering.facts import new_in
from recycle.steps.workspace import Workspace


def own_words(workspace: Workspace, piece: Piece, outlet: Outlet, briefing: Briefing) -> Editing | None:
    """The edit of a piece for an outlet, None when there is none. Raises InputError with file and line."""
    edit = edit_files.read(workspace.root, piece.id, outlet.name)
    if edit is None:
        return None
    return Editing(
        edit,
        piece,
        outlet,
        briefing,
        is_piece=lambda name: bool(source_id(workspace, briefing.archive, name)),
        judge=lambda document: new_in(workspace, briefing.archive, piece, document),
    )
