"""What it takes to find passages of other pieces for one piece, in milliseconds of waiting and of processor time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.workspaces import make_ours
from recycle.steps.edits.relatives import related
from recycle.steps.loading.load import read, survey
from recycle.steps.workspace import open_workspace
from recycle.tree.text import plain_document
from recycle.world import World

T = TypeVar("T")
ROUNDS = 5


def report(folder: Path, bodies: Sequence[str]) -> None:
    """Print what `recycle expand` costs among ``bodies``: reading all headers, which every command does, and the proposals.

    The proposals are the whole of it: every file is read, all are ranked, the nearest are read as trees, their passages are measured.
    """
    workspace = open_workspace(World.real(make_ours(folder / "expand", list(bodies))))
    archive = survey(workspace)
    piece = read(workspace, archive.pick(("piece-0",))[0])
    outlet = workspace.config.outlet("article")
    known = plain_document(piece.document)
    print(f"expand, one piece among {len(bodies)}")
    _print("headers of all", lambda: survey(workspace))
    _print("proposals", lambda: related(workspace, archive, piece, outlet, known))
    print()


def _print(what: str, work: Callable[[], T]) -> None:
    """The first round, in which modules are imported too, and the best of a few, since a process can only be held up."""
    rounds: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        waited, used = time.perf_counter(), time.process_time()
        work()
        rounds.append((time.process_time() - used, time.perf_counter() - waited))
    for when, (used, waited) in (("at first", rounds[0]), ("then", min(rounds))):
        print(f"    {what:16} {when:9} {used * 1000:8.1f} ms CPU  {waited * 1000:8.1f} ms wall")
