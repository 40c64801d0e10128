"""``recycle expand``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, one_outlet_option, piece_argument
from recycle.cli.session import Session
from recycle.steps.edits.expand import Expanded, expand, keep, outlet_to_expand_for
from recycle.steps.exclusive import exclusive
from recycle.steps.loading.load import read, survey


@click.command(
    "expand", epilog="\b\nExamples:\n  recycle expand my-reply\n  recycle expand my-reply --outlet magazine --dry-run"
)
@piece_argument
@one_outlet_option
@click.option("--dry-run", "-n", is_flag=True, help="Print the text that would be kept; keep nothing.")
@json_option
@click.pass_obj
def command(session: Session, piece: str, outlet: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Begin an article: the text of PIECE as an edit, what is missing in it, and what your other pieces have to say.

    Where there is an edit already, what is new is added at its end, and nothing in it is changed.
    """
    workspace = session.workspace(rewrites=True)
    place = outlet_to_expand_for(workspace, outlet)
    archive = survey(workspace)
    found = read(workspace, archive.pick((piece,))[0])
    expanded = expand(workspace, archive, found, place)
    is_new = expanded.text != expanded.before
    if is_new and not dry_run:
        with exclusive(workspace, "expanding"):
            keep(workspace, found, place, expanded)
    if as_json:
        facts = {
            "path": expanded.path,
            "written": is_new and not dry_run,
            "missing": expanded.missing,
            "related": expanded.related,
        }
        session.out.json("expand", **facts)
    elif dry_run:
        session.out.raw(expanded.text)
    else:
        _print(session, expanded, is_new=is_new)
    return 0


def _print(session: Session, expanded: Expanded, *, is_new: bool) -> None:
    if not is_new:
        session.out.line(f"{expanded.path}: nothing to add")
        return
    session.out.line(expanded.path)
    for what in expanded.missing:
        session.out.line(f"  missing: {what}")
    for one in expanded.related:
        under = f', under "{one.under}"' if one.under else ""
        session.out.line(f"  from {one.path}:{one.line}: {one.words} words{under}")
    if not expanded.related:
        session.out.note("  none of your other pieces has a passage about the same thing")
