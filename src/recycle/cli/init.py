"""``recycle init``."""

from __future__ import annotations

from pathlib import Path

import click

from recycle.cli.session import Session
from recycle.steps.setup.init import init
from recycle.world import disk


@click.command("init", epilog="\b\nExample:\n  recycle init notes")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def command(session: Session, folder: Path | None) -> None:
    """Make a workspace in DIR, or here: settings with comments, one piece, and what git needs to know."""
    root = session.folder / folder if folder else session.folder
    for path in init(disk.absolute(root)):
        session.out.line(path)
    where = f"cd {folder} && " if folder else ""
    session.out.note(f"Next: {where}recycle publish --dry-run")
