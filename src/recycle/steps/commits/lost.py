"""What the ledger had recorded at an older commit and has no more: git runs no hook for a rebase, a revert or a merge at the host."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from recycle.ledger.files import FOLDER, SUFFIX
from recycle.model import Finding
from recycle.steps.commits.guard import RECORDS, lost_lines
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.git import HEAD, Repository

_WHY = "and may be all that keeps a piece from being sent once more"


def lost_since(workspace: Workspace, commit: str) -> Iterator[Finding]:
    """``ledger-rewritten`` for each file that was another where the history of ``commit`` parts from what is checked out.

    Lines that were added since are what a ledger is made of. Nothing where the histories have nothing in common, or not here.
    """
    repository = Repository(workspace.root, workspace.world.environ)
    base = repository.merge_base(commit, HEAD)
    if not base:
        return
    prefix = repository.prefix(workspace.root)
    differing = [path for path in repository.differing(base, (f"{prefix}{FOLDER}",)) if path.endswith(RECORDS)]
    if not differing:
        return
    with repository.reader() as blobs:
        for path in differing:
            if (old := blobs.read(f"{base}:{path}")) is not None:
                yield from _lost(workspace.root, path.removeprefix(prefix), old, f"{base[:12]}:{path}")


def _lost(root: Path, path: str, old: bytes, name: str) -> Iterator[Finding]:
    """``name`` is what git calls the file as it was."""
    file = root / path
    if not disk.is_file(file):
        yield _finding(path, 0, f"this file of the ledger is gone, {_WHY}", name)
        return
    new = disk.read_bytes(file)
    if not path.endswith(SUFFIX):
        if new.replace(b"\r\n", b"\n") != old.replace(b"\r\n", b"\n"):
            yield _finding(path, 0, "this record was changed, which makes it say what never happened", name)
    elif lost := lost_lines(old, new):
        which = f"line {lost[0]}" if len(lost) == 1 else f"{len(lost)} lines from line {lost[0]} on"
        yield _finding(path, lost[0], f"{which} of the ledger as it was {'is' if len(lost) == 1 else 'are'} gone, {_WHY}", name)


def _finding(path: str, line: int, reason: str, name: str) -> Finding:
    return Finding(
        "ledger-rewritten", f"{reason}: `git show {shlex.quote(name)}` has all of it; put back what is missing.", path, line
    )
