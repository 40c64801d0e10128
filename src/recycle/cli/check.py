"""``recycle check``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, outlets_option, pieces_argument
from recycle.cli.session import Session
from recycle.model import Finding
from recycle.steps.check import check
from recycle.steps.load import load, survey


@click.command("check", epilog="\b\nExamples:\n  recycle check\n  recycle check my-reply --outlet forum")
@pieces_argument
@outlets_option
@json_option
@click.pass_obj
def command(session: Session, pieces: tuple[str, ...], outlets: tuple[str, ...], *, as_json: bool) -> int:
    """Say what is wrong with pieces, or with all of them, before they leave.

    Exit code 1 when a finding is an error, 2 when a piece cannot be read at all.
    """
    workspace = session.workspace()
    wanted = session.outlets(workspace, outlets)
    archive = survey(workspace)
    loaded = load(workspace, pieces, archive)
    told = [
        finding
        for piece in session.progress(loaded, len(loaded), "checking")
        for finding in check(workspace, archive, piece, wanted)
    ]
    found = [*(Finding("unreadable", error.message, error.path, error.line) for error in loaded.errors), *told]
    errors = sum(finding.severity == "error" for finding in found)
    if as_json:
        session.out.json("check", findings=found, pieces=loaded.count)
    else:
        for finding in found:
            session.out.finding(finding)
        session.out.note(
            f"{_count(loaded.count, 'piece')}: {_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}"
        )
    return 2 if loaded.errors else 1 if errors else 0


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
