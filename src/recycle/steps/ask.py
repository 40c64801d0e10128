"""What became of an attempt that nobody answered, as far as its destination can tell."""

from __future__ import annotations

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer
from recycle.ledger import sent
from recycle.model import Placement, Standing
from recycle.steps.workspace import Workspace


def ask(workspace: Workspace, piece_id: str, outlet: Outlet, standing: Standing) -> Placement | Answer:
    """What the destination says of the standing's open attempt: where it is, ABSENT, or CANNOT_ASK.

    Raises InputError when the record of what was attempted is damaged.
    """
    key = f"{piece_id}/{outlet.name}/{standing.use}"
    attempted = sent.load(workspace.root, standing.attempt, key) if standing.attempt else None
    if attempted is None:
        return Answer.CANNOT_ASK
    try:
        return outlet.destination.find(attempted, standing.placement)
    except Exception:  # noqa: BLE001  a plug-in may raise anything, and no answer must ever lead to a second send
        return Answer.CANNOT_ASK
