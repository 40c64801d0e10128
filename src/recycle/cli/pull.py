"""``recycle pull``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, outlet_argument, piece_argument
from recycle.cli.session import Session
from recycle.steps.exclusive import exclusive
from recycle.steps.loading.load import read, survey
from recycle.steps.publishing.pull import pull


@click.command("pull", epilog="\b\nExample:\n  recycle pull my-reply blog")
@piece_argument
@outlet_argument
@json_option
@click.pass_obj
def command(session: Session, piece: str, outlet: str, *, as_json: bool) -> int:
    """Take over what somebody has changed of PIECE at OUTLET: it becomes the edit of that outlet.

    Exit code 1 when the change and your own words disagree somewhere and that is left to decide.
    """
    workspace = session.workspace()
    place = workspace.config.outlet(outlet)
    archive = survey(workspace)
    found = read(workspace, archive.pick((piece,))[0])
    with exclusive(workspace, "pulling"):
        pulled = pull(workspace, archive, found, place)
    if as_json:
        session.out.json("pull", pulled=pulled)
    elif pulled is None:
        session.out.line(f"{found.slug} at {outlet}: nobody has changed anything there")
    elif not pulled.path:
        session.out.line(f"{found.slug} at {outlet}: what is there is what the piece says")
    else:
        session.out.line(pulled.path)
        if pulled.conflicts:
            session.out.warn(
                f"recycle: {pulled.path}: a place is left to decide; `recycle edit {found.slug} {outlet}` opens it."
            )
    return 1 if pulled and pulled.conflicts else 0
