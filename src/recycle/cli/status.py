"""``recycle status``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from recycle.cli.options import json_option, outlets_option, pieces_argument
from recycle.cli.session import Session
from recycle.cli.tables import Words
from recycle.model import State
from recycle.steps.loading.load import load, survey
from recycle.steps.publishing.trace import Cell, lost_pieces, status

NEEDS_PERSON = frozenset((State.FAILED, State.UNKNOWN))
_EXPLAINED = NEEDS_PERSON | {State.CLAIMED}


@click.command("status", epilog="\b\nExamples:\n  recycle status\n  recycle status my-reply --json")
@pieces_argument
@outlets_option
@click.option("--online", is_flag=True, help="Ask every service whether what was placed is still there, unchanged.")
@json_option
@click.pass_obj
def command(session: Session, pieces: tuple[str, ...], outlets: tuple[str, ...], *, online: bool, as_json: bool) -> int:
    """Show what stands where: a row for every piece, a column for every outlet.

    Exit code 1 when something failed or is unknown. What another machine has claimed and may be sending is `claimed`, and no reason for that.
    """
    workspace = session.workspace()
    wanted = session.outlets(workspace, outlets)
    archive = survey(workspace)
    loaded = load(workspace, pieces, archive)
    cells = [
        cell
        for piece in session.progress(loaded, len(loaded), "looking")
        for cell in status(workspace, archive, (piece,), wanted, online=online)
    ]
    lost = () if pieces else lost_pieces(workspace, archive)
    if as_json:
        session.out.json("status", cells=cells, without_file=lost, errors=[str(error) for error in loaded.errors])
    else:
        _print(session, cells, [outlet.name for outlet in wanted], online=online)
        for name in lost:
            session.out.note(f"{name} has a history and no file; `recycle history {name}` shows it.")
        for error in loaded.errors:
            session.out.warn(f"recycle: {error}")
    return (
        2 if loaded.errors else 1 if any(cell.state in NEEDS_PERSON or cell.unseen or cell.undecided for cell in cells) else 0
    )


def _print(session: Session, cells: Sequence[Cell], outlets: Sequence[str], *, online: bool) -> None:
    by_piece: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        by_piece.setdefault(cell.piece, {})[cell.outlet] = cell
    rows = [(piece, *(Words(_said(row[name])) for name in outlets)) for piece, row in by_piece.items()]
    session.out.grid(("piece", *outlets), rows, ("outlet", "state"))
    for cell in cells:
        is_told = session.verbose and cell.state is State.NEVER and cell.reason
        if is_told or cell.state in _EXPLAINED or (cell.state is State.STALE and (session.verbose or online)):
            session.out.note(f"{cell.piece} at {cell.outlet}: {cell.state}: {cell.reason}")
    for cell in cells:
        if cell.undecided:
            session.out.note(f"{cell.piece} at {cell.outlet}: {cell.undecided}")
    for outlet, unseen in dict.fromkeys((cell.outlet, cell.unseen) for cell in cells if cell.unseen):
        session.out.note(f"{outlet} could not be looked at: {unseen}")


def _said(cell: Cell) -> str:
    return f"{_stands(cell)}{', to decide' if cell.undecided else ', edited' if cell.edited else ''}"


def _stands(cell: Cell) -> str:
    uses = f" in {cell.within}" if cell.within else f" ×{cell.use}" if cell.use > 1 else ""
    match cell.state:
        case State.PLACED:
            out = f", out on {cell.out:%Y-%m-%d %H:%M}" if cell.out else ""
            return f"placed {cell.since:%Y-%m-%d}{uses}{out}" if cell.since else f"placed{out}"
        case State.STALE:
            return f"stale since {cell.since:%Y-%m-%d}{uses}" if cell.since else "stale"
        case _:
            return str(cell.state)
