"""Options and arguments that several commands share, with their completion in the shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from recycle.errors import RecycleError
from recycle.steps.loading.load import survey
from recycle.steps.workspace import Workspace, find_root, open_workspace
from recycle.world import World


def _completed(names: Callable[[Workspace], Iterable[str]]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        folder = ctx.find_root().params.get("folder") or Path()
        try:
            workspace = open_workspace(World.real(find_root(folder)))
        except RecycleError:
            return []  # completion says nothing where there is no workspace
        return [name for name in names(workspace) if name.startswith(incomplete)]

    return complete


_pieces = _completed(lambda workspace: (header.slug for header in survey(workspace).headers.values()))
_outlets = _completed(lambda workspace: workspace.config.outlets)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
pieces_argument = click.argument("pieces", nargs=-1, metavar="[PIECE]...", shell_complete=_pieces)
piece_argument = click.argument("piece", metavar="PIECE", shell_complete=_pieces)
outlet_argument = click.argument("outlet", metavar="OUTLET", shell_complete=_outlets)
outlets_option = click.option(
    "--outlet",
    "-o",
    "outlets",
    multiple=True,
    metavar="NAME",
    shell_complete=_outlets,
    help="Only this outlet; may be given again.",
)
one_outlet_option = click.option("--outlet", "-o", "outlet", metavar="NAME", shell_complete=_outlets, help="For this outlet.")
