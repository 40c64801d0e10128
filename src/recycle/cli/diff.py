"""``recycle diff``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, outlet_argument, piece_argument
from recycle.cli.session import Session
from recycle.steps.edits.diff import edit_diff
from recycle.steps.loading.load import read, survey


@click.command("diff", epilog="\b\nExample:\n  recycle diff my-reply newsletter")
@piece_argument
@outlet_argument
@json_option
@click.pass_obj
def command(session: Session, piece: str, outlet: str, *, as_json: bool) -> int:
    """Show what the edit of PIECE for OUTLET changes, what the piece has changed since, and what comes out.

    What was taken out looks like [-this-], and what was put in like {+this+}. Exit code 1 when both have changed the same words.
    """
    workspace = session.workspace(rewrites=True)
    place = workspace.config.outlet(outlet)
    archive = survey(workspace)
    found = read(workspace, archive.pick((piece,))[0])
    told = edit_diff(workspace, archive, found, place)
    if as_json:
        session.out.json("diff", diff=told)
    else:
        shown = (
            [(f"what {told.path} changes", told.edit), ("what the piece has changed since", told.piece)] if told.path else []
        )
        if place.rewrite:
            shown.insert(0, ("what the command under rewrite: changes", told.rewrite))
        for title, text in (*shown, ("what comes out, beside the piece", told.result)):
            session.out.line(f"── {title} ──")
            session.out.line(text or "nothing")
    return 1 if told.conflicts else 0
