"""What an outlet's command and a person have made of a piece's words, ready for its form to call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from recycle.config.load import Outlet
from recycle.model import Finding, Meta, Piece
from recycle.registry import OnDemand
from recycle.steps.loading.edit_files import has_edit
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document

UNDECIDED = frozenset({"edit-conflict", "edit-unsolved", "edit-base-missing"})
"""Rules of findings that say that an edit is not in the variant. Whether the variant is what stands there, nobody can tell then."""


class Change(Protocol):
    """Somebody's other words for a piece. ``findings`` is filled by the call."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of it, once a form has called."""
        ...

    def __call__(self, meta: Meta, document: Document) -> tuple[Meta, Document]:
        """The meta data and the document with the other words. Raises RecycleError when there are none to be had."""
        ...


CHANGES: Mapping[str, Callable[[Workspace, Piece, Outlet, Briefing], Change | None]] = OnDemand(
    "recycle.steps.rendering", {"command": "rewriting:rewriting_of", "person": "own_words:own_words"}
)
"""Who changes words. Most pieces are changed by nobody, and need nothing of what merges texts."""


class Edited:
    """The command's answer first, and what a person has made of that on top."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._changes = tuple(changes)

    def __call__(self, meta: Meta, document: Document) -> tuple[Meta, Document]:
        """The meta data and the document with both. Raises RecycleError when the command fails."""
        for change in self._changes:
            meta, document = change(meta, document)
        return meta, document

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of both, once a form has called."""
        found: tuple[Finding, ...] = ()
        for change in self._changes:
            known = {(one.rule, one.message) for one in change.findings}
            found = (*(one for one in found if (one.rule, one.message) not in known), *change.findings)
        return found


def editing_of(workspace: Workspace, piece: Piece, outlet: Outlet, briefing: Briefing) -> Edited | None:
    """What was made of the words at this outlet, None where nothing was. Raises InputError with file and line."""
    asked = (CHANGES[name](workspace, piece, outlet, briefing) for name in _who(workspace, piece, outlet))
    changes = tuple(change for change in asked if change)
    return Edited(changes) if changes else None


def _who(workspace: Workspace, piece: Piece, outlet: Outlet) -> Iterator[str]:
    if outlet.rewrite:
        yield "command"
    if has_edit(workspace.root, piece.id, outlet.name):
        yield "person"
