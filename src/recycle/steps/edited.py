"""What an outlet's command and a person have made of a piece's words, ready for its form to call."""

from __future__ import annotations

from recycle.config.load import Outlet
from recycle.model import Finding, Meta, Piece
from recycle.steps import edit_files
from recycle.steps.briefing import Briefing
from recycle.steps.edit_files import has_edit
from recycle.steps.editing import Editing
from recycle.steps.facts import new_in
from recycle.steps.quoting import source_id
from recycle.steps.rewriting import Rewriting, rewriting_of
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document


class Edited:
    """The command's answer first, and what a person has made of that on top."""

    def __init__(self, rewriting: Rewriting | None, editing: Editing | None) -> None:
        self._rewriting, self._editing = rewriting, editing

    def __call__(self, meta: Meta, document: Document) -> tuple[Meta, Document]:
        """The meta data and the document with both. Raises RecycleError when the command fails."""
        for change in (self._rewriting, self._editing):
            if change:
                meta, document = change(meta, document)
        return meta, document

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of both, once a form has called."""
        mine = self._editing.findings if self._editing else ()
        known = {(found.rule, found.message) for found in mine}
        theirs = self._rewriting.findings if self._rewriting else ()
        return (*(found for found in theirs if (found.rule, found.message) not in known), *mine)


def editing_of(workspace: Workspace, piece: Piece, outlet: Outlet, briefing: Briefing) -> Edited | None:
    """What was made of the words at this outlet, None where nothing was. Raises InputError with file and line."""
    rewriting = rewriting_of(workspace, piece, outlet, briefing)
    edit = edit_files.read(workspace.root, piece.id, outlet.name) if has_edit(workspace.root, piece.id, outlet.name) else None
    if edit is None:
        return Edited(rewriting, None) if rewriting else None
    editing = Editing(
        edit,
        piece,
        outlet,
        briefing,
        is_piece=lambda name: bool(source_id(workspace, briefing.archive, name)),
        judge=lambda document: new_in(workspace, briefing.archive, piece, document),
    )
    return Edited(rewriting, editing)
