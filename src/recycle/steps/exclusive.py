"""One writer of the ledger at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from recycle.steps.workspace import Workspace
from recycle.world.locks import held

WAIT_SECONDS = 10.0


@contextmanager
def exclusive(workspace: Workspace, doing: str) -> Iterator[None]:
    """Hold the workspace's lock. A second run waits a little and then raises NeedsPersonError that names the first."""
    with held(workspace.root / ".recycle" / "lock", WAIT_SECONDS, doing):
        yield
