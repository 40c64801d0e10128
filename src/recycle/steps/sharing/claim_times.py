"""How long a claim lasts: what others leave alone until when, and until when whoever has claimed may begin."""

from __future__ import annotations

import datetime as dt

from recycle.config.load import Outlet
from recycle.model import Standing
from recycle.steps.waiting.due import here
from recycle.steps.workspace import Workspace

LASTS = dt.timedelta(minutes=30)
"""For how long others leave alone what was claimed. A run that dies leaves its claim; from then on its destination is asked."""
BEGINS = dt.timedelta(minutes=15)
"""Within how much of that the sending has to begin: what is left is for the sending itself, and for clocks that differ."""


def is_shared(outlet: Outlet) -> bool:
    """Whether two machines that bring something there would do it twice. Files are each machine's own."""
    return outlet.destination_type != "files"


def claimed_until(workspace: Workspace, outlet: Outlet) -> dt.datetime | None:
    """Until when others leave alone what is claimed now; None for what need not be claimed."""
    return workspace.world.now().replace(microsecond=0) + LASTS if is_shared(outlet) else None


def is_late(workspace: Workspace, until: dt.datetime | None) -> bool:
    """Whether it is too late to begin with the sending of what is claimed until then."""
    return until is not None and workspace.world.now() > until - LASTS + BEGINS


def claimed_by_another(workspace: Workspace, standing: Standing) -> str:
    """Why an open attempt is to be left alone for now; empty when it need not be. Only what was claimed is."""
    if standing.claimed is None or workspace.world.now() >= standing.claimed:
        return ""
    when = standing.claimed.astimezone(here(workspace).tzinfo).isoformat(" ", "minutes")
    return f"a run has claimed it and may be sending it; after {when} another one can find out what became of it"
