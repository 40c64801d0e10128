"""``recycle issue``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from recycle.cli.options import json_option, outlet_argument
from recycle.cli.session import Session, standard_input
from recycle.cli.tables import Title, Words
from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.steps.exclusive import exclusive
from recycle.steps.issues.due import Candidate, Drafted, Wanted, candidates, draft_issue, due_of
from recycle.steps.loading.issue_files import next_number
from recycle.steps.loading.load import survey
from recycle.steps.workspace import Workspace
from recycle.world import disk

EPILOG = """\b
Examples:
  recycle issue letter                                what is due for the next one
  recycle issue letter --all                          draft it with all of that
  recycle issue letter --pick two-replies on-lists --title "Letter 4" --opening hello.md
"""


@click.command("issue", epilog=EPILOG)
@outlet_argument
@click.argument("more", nargs=-1, metavar="")
@click.option(
    "--pick", "picked", multiple=True, metavar="PIECE...", help="Draft the next issue with these pieces, in this order."
)
@click.option("--all", "with_all", is_flag=True, help="Draft it with all that is due.")
@click.option("--title", default="", metavar="TEXT", help="What the issue is called; also its subject.")
@click.option("--opening", metavar="FILE", help="Markdown that it opens with; - is standard input.")
@click.option("--draft", is_flag=True, help="With `draft: true`, so that publish leaves it until you take that out.")
@json_option
@click.pass_obj
def command(  # noqa: PLR0913  one parameter for each of the command's options
    session: Session,
    outlet: str,
    more: tuple[str, ...],
    picked: tuple[str, ...],
    *,
    with_all: bool,
    title: str,
    opening: str | None,
    draft: bool,
    as_json: bool,
) -> None:
    """Show what is due for the next issue of OUTLET, or draft it as issues/OUTLET/NUMBER.md.

    Reorder that file and write in it; `recycle publish --outlet OUTLET` sends it once.
    """
    names = _names(picked, more)
    if with_all and names:
        raise InputError("say either --all or --pick.")
    if not (with_all or names) and (title or opening or draft):
        raise InputError("--title, --opening and --draft are for drafting: add --all, or --pick with the names of pieces.")
    workspace = session.workspace()
    if names and outlet not in workspace.config.outlets and names[-1] in workspace.config.outlets:
        rest = " ".join((*picked, outlet, *more[:-1]))
        raise InputError(f"the outlet comes first: recycle issue {names[-1]} --pick {rest}.")
    place = workspace.config.outlet(outlet)
    if not (with_all or names):
        _show(session, workspace, place, as_json=as_json)
        return
    words = _opening(session, opening)
    with exclusive(workspace, "drafting an issue"):
        archive = survey(workspace)
        chosen = names or tuple(one.piece for one in due_of(candidates(workspace, archive, place)))
        made = draft_issue(workspace, archive, place, Wanted(names=chosen, title=title, opening=words, draft=draft))
    _tell(session, place, made, as_json=as_json)


def _names(picked: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    """``--pick a b c``, ``--pick a,b,c`` and ``--pick a --pick b`` alike."""
    if more and not picked:
        raise InputError(f"--pick comes before the names of the pieces: --pick {' '.join(more)}.")
    return tuple(name for said in (*picked, *more) for name in said.split(",") if name)


def _opening(session: Session, file: str | None) -> str:
    if file is None:
        return ""
    if file == "-":
        return standard_input().replace("\r\n", "\n")
    try:
        return disk.read_text(session.folder / file).replace("\r\n", "\n")
    except InputError as error:
        raise InputError(error.message, path=file, line=error.line) from None


def _show(session: Session, workspace: Workspace, outlet: Outlet, *, as_json: bool) -> None:
    archive = survey(workspace)
    found = candidates(workspace, archive, outlet)
    due = due_of(found)
    if as_json:
        number = next_number(workspace, outlet.name)
        errors = [str(error) for error in archive.errors]
        session.out.json("issue", outlet=outlet.name, number=number, candidates=found, errors=errors)
        return
    shown = [one for one in found if session.verbose or not one.reason]
    if shown:
        session.out.table(("piece", "date", "title", "in, or why not"), map(_row, shown))
    for error in archive.errors:
        session.out.warn(f"recycle: {error}")
    hidden = len(found) > len(shown)
    session.out.note(_summary(outlet, due, found) + ("; -v shows what is not, and why" if hidden and not due else ""))


def _row(one: Candidate) -> tuple[str, ...]:
    return one.slug, one.date.isoformat()[:10] if one.date else "", Title(one.title), one.issue or Words(one.reason)


def _summary(outlet: Outlet, due: Sequence[Candidate], found: Iterable[Candidate]) -> str:
    drafted = sum(bool(one.issue) and not one.reason for one in found)
    beside = f", {drafted}{' more' if due else ''} in a draft" if drafted else ""
    if not due:
        return f"nothing is due for the next issue of {outlet.name}{beside}"
    count = f"{len(due)} pieces are" if len(due) != 1 else "1 piece is"
    return f"{count} due{beside}; `recycle issue {outlet.name} --all` drafts the next issue with {'it' if len(due) == 1 else 'them'}"


def _tell(session: Session, outlet: Outlet, made: Drafted, *, as_json: bool) -> None:
    if as_json:
        session.out.json("issue", outlet=outlet.name, number=made.number, issue=made)
        return
    session.out.line(made.path)
    session.out.note(f"write in it, then: recycle publish --outlet {outlet.name}")
