"""``recycle convert``."""

from __future__ import annotations

import click

from recycle.cli.session import Session, standard_input
from recycle.steps.rendering.convert import convert


@click.command(
    "convert",
    epilog="\b\nDialects:\n  html email gfm text docx\n  bbcode-phpbb bbcode-xenforo bbcode-mybb bbcode-smf"
    "\n\n\b\nExamples:\n  recycle convert -f gfm -t bbcode-phpbb < post.md\n  recycle convert -f html -t gfm < page.html > page.md",
)
@click.option(
    "--from", "-f", "markup", metavar="MARKUP", default="gfm", show_default=True, help="gfm, python-markdown, html or text."
)
@click.option(
    "--to",
    "-t",
    "dialect",
    metavar="DIALECT",
    required=True,
    help="What it becomes; see below.",
)
@click.pass_obj
def command(session: Session, markup: str, dialect: str) -> None:
    """Turn standard input from MARKUP into DIALECT on standard output.

    What the dialect cannot say, and what was removed, is named on standard error with its line.
    """
    written, findings = convert(standard_input().replace("\r\n", "\n"), markup, dialect)
    session.out.raw(written.text)
    for finding in findings:
        session.out.note(f"line {finding.line}: {finding.message}")
    for loss in written.losses:
        session.out.note(f"line {loss.line}: {loss.what} becomes {loss.became}")
