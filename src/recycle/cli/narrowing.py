"""``--since`` and ``--changed``: only the pieces that differ from a commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
from msgspec import Struct

from recycle.errors import InputError
from recycle.model import Finding
from recycle.steps.commits.changed import changed_here, changed_since, commit_here, commit_since
from recycle.steps.commits.lost import lost_since
from recycle.steps.loading.load import Archive, Loading, load
from recycle.steps.workspace import Workspace

since_option = click.option(
    "--since", metavar="REV", help="Only what differs from this commit, or from where its history parts from ours."
)
changed_option = click.option(
    "--changed", is_flag=True, help="Only what differs from the upstream branch, or from the commit before where there is none."
)


class Narrow(Struct, frozen=True):
    """Which pieces somebody wants to have looked at: those that were named, those that differ, or all."""

    pieces: Sequence[str] = ()
    since: str | None = None
    changed: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing was left out."""
        return not self.pieces and self.since is None and not self.changed

    def load(self, workspace: Workspace, archive: Archive, *, only_issues: bool = False) -> Loading:
        """The pieces. Raises InputError for names that no piece has, and for a commit that is not there."""
        if sum((bool(self.pieces), self.since is not None, self.changed)) > 1:
            raise InputError("name pieces, or say --since REV, or --changed; one of the three.")
        if self.since is not None:
            return changed_since(workspace, archive, self.since)
        if self.changed:
            return changed_here(workspace, archive)
        return load(workspace, self.pieces, archive, only_issues=only_issues)

    def lost(self, workspace: Workspace) -> Iterable[Finding]:
        """What the ledger has lost since the commit that is compared with; nothing where there is none. Raises InputError."""
        if self.since is None and not self.changed:
            return ()
        commit = commit_here(workspace) if self.since is None else commit_since(workspace, self.since)
        return lost_since(workspace, commit) if commit else ()
