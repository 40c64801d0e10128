"""``recycle schema``."""

from __future__ import annotations

import click

from recycle.cli.session import Session
from recycle.config.schema import schema


@click.command("schema", epilog="\b\nExample:\n  recycle schema > config.schema.json")
@click.pass_obj
def command(session: Session) -> None:
    """Print the JSON Schema of config.yaml, for editors that complete and check it."""
    session.out.raw(schema())
