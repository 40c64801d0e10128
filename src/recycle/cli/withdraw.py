"""``recycle withdraw``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, outlet_argument, piece_argument
from recycle.cli.person import Terminal
from recycle.cli.session import Session
from recycle.steps.exclusive import exclusive
from recycle.steps.loading.load import id_of
from recycle.steps.publishing.settle import withdraw


@click.command("withdraw", epilog="\b\nExample:\n  recycle withdraw my-reply blog --because 'out of date'")
@piece_argument
@outlet_argument
@click.option("--because", metavar="WHY", default="", help="The reason, for the ledger.")
@json_option
@click.pass_obj
def command(session: Session, piece: str, outlet: str, because: str, *, as_json: bool) -> None:
    """Take what stands of PIECE at OUTLET away. Its history stays."""
    terminal = Terminal(session)
    workspace = session.workspace(terminal if terminal.is_there() else None)
    with exclusive(workspace, "withdrawing"):
        event = withdraw(workspace, id_of(workspace, piece), workspace.config.outlet(outlet), because)
    if as_json:
        session.out.json("withdraw", event=event)
    else:
        session.out.line(f"{piece} is withdrawn from {outlet}")
