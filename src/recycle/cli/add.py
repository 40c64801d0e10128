"""``recycle add``."""

from __future__ import annotations

from pathlib import Path

import click

from recycle.cli.options import json_option
from recycle.cli.session import Session, standard_input
from recycle.importers.bring import Given
from recycle.steps.loading.add import add
from recycle.world import disk

EPILOG = """\b
Examples:
  recycle add reply.md --source-url https://forum.example.org/t/12/3
  recycle add page.html --title "A better title"
  pbpaste | recycle add - --question question.txt
"""


@click.command("add", epilog=EPILOG)
@click.argument("file", metavar="FILE|-")
@click.option("--title", metavar="TEXT", default="", help="The title; else the first heading, else the first sentence.")
@click.option("--source-url", metavar="URL", default="", help="Where it was first written.")
@click.option("--author", metavar="NAME", default="", help="Who wrote it, when that is not the site's author.")
@click.option("--date", metavar="DATE", default="", help="When it was written, such as 2026-03-14.")
@click.option("--question", metavar="FILE", type=click.Path(path_type=Path), help="A file with the question that it answers.")
@click.option("--kind", metavar="KIND", default="", help="markdown, html or text; else by the look of it.")
@json_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  one parameter for each of the command's options
    session: Session,
    file: str,
    title: str,
    source_url: str,
    author: str,
    date: str,
    question: Path | None,
    kind: str,
    *,
    as_json: bool,
) -> None:
    """Bring a text in as a new piece: Markdown, HTML or plain text, from FILE or (with -) from standard input."""
    workspace = session.workspace()
    text, name = (standard_input(), "") if file == "-" else (disk.read_text(session.folder / file), file)
    asked = disk.read_text(session.folder / question).strip() if question else ""
    given = Given(title=title, source_url=source_url, author=author, date=date, question=asked)
    added = add(workspace, text, name, kind, given)
    if as_json:
        session.out.json("add", piece=added)
        return
    session.out.line(added.path)
    for finding in added.findings:
        session.out.finding(finding)
    session.out.note(f"{added.title}\nNext: recycle check {added.id}")
