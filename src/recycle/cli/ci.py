"""``recycle ci``: the workflow that publishes what is merged, and the comment under what is proposed."""

from __future__ import annotations

import click

from recycle.cli.session import Session, standard_input
from recycle.steps.setup.ci_comment import comment
from recycle.steps.setup.ci_init import HOSTS, NEEDS, Workflow, other_branch, write_workflow

_EXAMPLES = """\b
Examples:
  recycle ci init github
  recycle ci init gitlab --branch trunk --install "git+https://git.example.org/recycle@1f2e3d4c"
  recycle publish --dry-run --changed --format markdown | recycle ci comment
"""


@click.group("ci", epilog=_EXAMPLES)
def command() -> None:
    """Have a CI check what is proposed and publish what is merged."""


@command.command("init")
@click.argument("host", type=click.Choice(tuple(HOSTS)))
@click.option("--branch", metavar="NAME", default="main", show_default=True, help="The branch that is published.")
@click.option(
    "--install", metavar="WHAT", default="", help="What pip installs on a runner; else this very recycle, if it has an address."
)
@click.option(
    "--pull-request", "asks", is_flag=True, help="Where the branch is protected, open a pull request for the ledger (github)."
)
@click.option("--comment", "comments", is_flag=True, help="Comment on pull requests (woodpecker; the others do so anyway).")
@click.option("--output", metavar="FILE", default="", help="Another file than the one that HOST looks for.")
@click.option("--force", is_flag=True, help="Write over another file.")
@click.pass_obj
def init(  # noqa: PLR0913  one parameter for each of the command's options
    session: Session, host: str, branch: str, install: str, output: str, *, asks: bool, comments: bool, force: bool
) -> int:
    """Write the workflow for HOST. Secrets that config.yaml names are handed to the step that publishes, and to no other."""
    asked = Workflow(host=host, branch=branch, install=install, output=output, asks=asks, comments=comments, force=force)
    workspace = session.workspace()
    path, is_new = write_workflow(workspace, asked)
    session.out.line(path)
    if here := other_branch(workspace, asked):
        session.out.note(
            f"it publishes what is merged into {branch}, and you are on {here}: `--branch {here} --force` for that one"
        )
    session.out.note(f"commit it. {NEEDS[host]}" if is_new else "it is as it was")
    return 0


@command.command("comment")
@click.pass_obj
def say(session: Session) -> int:
    """Post what comes in on standard input under the pull request of this run, or refresh what is there.

    For GitLab, Forgejo and Gitea, and in Woodpecker. RECYCLE_COMMENT_TOKEN is a token that may comment.
    """
    session.out.note(comment(session.environ, standard_input()))
    return 0
