"""``recycle edits``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option
from recycle.cli.session import Session
from recycle.steps.edits.edit import list_edits
from recycle.steps.edits.stray import Standing
from recycle.steps.loading.load import survey


@click.command("edits", epilog="\b\nExample:\n  recycle edits")
@json_option
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """List the edits: where a person has reworded what an outlet gets.

    Exit code 1 when one of them needs a person.
    """
    workspace = session.workspace()
    edits = tuple(list_edits(workspace, survey(workspace)))
    if as_json:
        session.out.json("edits", edits=edits)
    elif edits:
        session.out.table(("piece", "outlet", "state", "file"), [(one.piece, one.outlet, one.state, one.path) for one in edits])
        for one in edits:
            if one.reason:
                session.out.note(one.reason if one.reason.startswith(one.path) else f"{one.path}: {one.reason}")
    else:
        session.out.note("no edits; `recycle edit PIECE OUTLET` makes one")
    return 1 if any(one.state is not Standing.MERGED for one in edits) else 0
