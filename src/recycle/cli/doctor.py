"""``recycle doctor``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option
from recycle.cli.session import Session
from recycle.steps.setup.doctor import examine


@click.command("doctor", epilog="\b\nExample:\n  recycle doctor")
@json_option
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Look whether settings, secrets, templates and destinations are in order.

    Exit code 1 when something is not.
    """
    found = list(examine(session.workspace()))
    is_ill = any(one.wrong and one.severity == "error" for one in found)
    if as_json:
        session.out.json("doctor", examined=found, ok=not is_ill)
        return int(is_ill)
    for one in found:
        session.out.marked(str(one.severity) if one.wrong else "ok", f"{one.what}{f': {one.wrong}' if one.wrong else ''}")
    return int(is_ill)
