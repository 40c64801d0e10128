"""``recycle check``."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

import click

from recycle.cli.annotations import FORMATS, in_repository
from recycle.cli.narrowing import Narrow, changed_option, since_option
from recycle.cli.options import json_option, outlets_option, pieces_argument
from recycle.cli.session import Session
from recycle.cli.tables import Words
from recycle.errors import InputError
from recycle.model import Finding, Piece, unreadable
from recycle.rules import RULES, rule_called
from recycle.rules.page import as_text
from recycle.steps.checking.check import check, fatal, weigh
from recycle.steps.checking.online import Asker
from recycle.steps.checking.renamed import renamed
from recycle.steps.checking.same_path import shared_paths
from recycle.steps.checking.spelling import spelling
from recycle.steps.edits.stray import stray_edits
from recycle.steps.loading.load import read, survey

_SOMETIMES = 50
"""After so many pages a word is said where no bar is seen: machines end runs that say nothing for ten minutes."""


@click.command(
    "check",
    epilog="\b\nExamples:\n  recycle check\n  recycle check my-reply --outlet forum\n  recycle check --explain image-no-alt",
)
@pieces_argument
@outlets_option
@since_option
@changed_option
@json_option
@click.option(
    "--format",
    "notation",
    type=click.Choice(("text", "json", *FORMATS)),
    help="How to print what is found: for people (text), for programs, or as annotations of lines.",
)
@click.option(
    "--explain", metavar="[RULE]", is_flag=False, flag_value="", default=None, help="Explain a rule, or list all of them."
)
@click.option("--online", is_flag=True, help="Ask also whether the pages that are linked to are still there.")
@click.pass_obj
def command(  # noqa: PLR0913  one parameter for each of the command's options
    session: Session,
    pieces: tuple[str, ...],
    outlets: tuple[str, ...],
    since: str | None,
    explain: str | None,
    notation: str | None,
    *,
    online: bool,
    changed: bool,
    as_json: bool,
) -> int:
    """Say what is wrong with pieces, or with all of them, before they leave.

    Exit code 1 when a finding is an error, 2 when a piece cannot be read at all.
    """
    if as_json and notation not in (None, "json"):
        raise InputError("--json is --format json; leave one of the two out.")
    if explain is not None:
        return _explain(session, explain)
    workspace = session.workspace()
    wanted = session.outlets(workspace, outlets)
    narrow = Narrow(pieces, since, changed)
    archive = survey(workspace)
    loaded = narrow.load(workspace, archive)
    asker = Asker(workspace) if online else None
    told: list[Finding] = []
    for piece in session.progress(loaded, len(loaded), "checking"):
        told += (*check(workspace, archive, piece, wanted), *weigh(workspace, spelling(workspace, piece), piece))
        if asker:
            asker.learn(piece)
    if asker:
        told += _answers(session, asker, lambda piece: read(workspace, archive.headers[piece.path]))
    if narrow.is_all:
        stray = (Finding("edit-stray", edit.reason, edit.path, severity="warning") for edit in stray_edits(workspace, archive))
        told += weigh(workspace, (*stray, *shared_paths(workspace)))
    told += weigh(workspace, narrow.lost(workspace))
    told += (one for found in renamed(workspace, archive, loaded.paths).values() for one in found)
    found = [*map(unreadable, loaded.errors), *told]
    if as_json or notation == "json":
        session.out.json("check", findings=found, pieces=loaded.count)
    elif write := FORMATS.get(notation or ""):
        session.out.raw(write(in_repository(found, workspace.root)))
    else:
        _tell(session, found, loaded.count)
    return 2 if loaded.errors else 1 if fatal(found) else 0


def _tell(session: Session, found: list[Finding], pieces: int) -> None:
    """The findings for a person, a line each."""
    for finding in found:
        session.out.finding(finding)
    errors = len(fatal(found))
    session.out.note(f"{_count(pieces, 'piece')}: {_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}")


def _answers(session: Session, asker: Asker, read: Callable[[Piece], Piece]) -> tuple[Finding, ...]:
    """What is wrong with the pages that are linked to. What was found is kept, also when somebody stops this."""
    due = asker.due
    if due:
        minutes = math.ceil(asker.shortest / 60)
        patience = (
            f"; that takes {_count(minutes, 'minute')} or more, for no host is asked twice in a second" if minutes > 1 else ""
        )
        session.out.note(f"asking after {_count(len(due), 'page')}{patience}")
    try:
        for number, url in enumerate(session.progress(due, len(due), "asking")):
            if number and number % _SOMETIMES == 0 and not sys.stderr.isatty():
                session.out.note(f"{number} of {len(due)}")
            asker.ask(url)
    finally:
        asker.keep()
    if due and not asker.has_met_anybody and not asker.unasked:
        session.out.note("nobody answered at all: is there a network? Nothing of this is remembered")
    if asker.unasked:
        left = "1 page was" if asker.unasked == 1 else f"{asker.unasked} pages were"
        session.out.note(f"{left} left for another time: their hosts ask not to be asked so much")
    return asker.findings(read)


def _explain(session: Session, name: str) -> int:
    """One rule's page, or all rules in a table."""
    if name:
        session.out.line(as_text(rule_called(name), session.out.width))
    else:
        session.out.table(
            ("rule", "severity", "what is found"), [(rule.name, rule.severity, Words(rule.line)) for rule in RULES.values()]
        )
    return 0


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
