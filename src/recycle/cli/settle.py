"""``recycle settle``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, outlet_argument, piece_argument
from recycle.cli.session import Session
from recycle.errors import InputError
from recycle.model import Event
from recycle.steps.exclusive import exclusive
from recycle.steps.loading.load import id_of
from recycle.steps.publishing.settle import REFUSED, doubt_of, settle

SENT = ""
"""``--placed`` without a URL."""


@click.command(
    "settle",
    epilog="\b\nExamples:\n  recycle settle my-reply forum --placed https://forum.example.org/t/12\n  recycle settle my-reply forum --not-placed",
)
@piece_argument
@outlet_argument
@click.option("--placed", metavar="[URL]", is_flag=False, flag_value=SENT, help="It is there, at URL; mail has none.")
@click.option(
    "--not-placed",
    is_flag=True,
    help="It is not there; the next publish sends it, or with --again, when it waited for somebody there.",
)
@json_option
@click.pass_obj
def command(session: Session, piece: str, outlet: str, placed: str | None, *, not_placed: bool, as_json: bool) -> None:
    """End an unknown: a person has looked whether PIECE is at OUTLET."""
    if (placed is not None) == not_placed:
        raise InputError("say either --placed URL or --not-placed.")
    workspace = session.workspace()
    with exclusive(workspace, "settling"):
        event = settle(workspace, id_of(workspace, piece), workspace.config.outlet(outlet), placed)
    if as_json:
        session.out.json("settle", event=event)
    else:
        session.out.line(f"{piece} at {outlet}: {_said(event) if placed is not None else _not_placed(event)}")
        if doubt := doubt_of(event):
            session.out.note(f"{piece} at {outlet}: {doubt}.")


def _not_placed(event: Event) -> str:
    return "not placed: it was refused; --again sends it anew" if event.reason == REFUSED else "not placed"


def _said(event: Event) -> str:
    return f"placed at {event.url}" if event.url else "sent"
