"""``recycle completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from recycle.cli.session import Session


@click.command("completion", epilog='\b\nExample, in ~/.bashrc:\n  eval "$(recycle completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a completion script for SHELL: commands, options, pieces and outlets."""
    session: Session = ctx.obj
    kind = get_completion_class(shell)
    if kind is not None:
        session.out.raw(kind(ctx.find_root().command, {}, "recycle", "_RECYCLE_COMPLETE").source() + "\n")
