"""``recycle ledger``: the record on its way between machines."""

from __future__ import annotations

import click

from recycle.cli.pushing import branch_option, open_record, say_pushed
from recycle.cli.session import Session
from recycle.steps.sharing.target import OWN, Wish

_EXAMPLES = """\b
Examples:
  recycle ledger push                  commit what the ledger has new, and push it
  recycle ledger push --branch main    where git is on no branch, as in CI
  recycle ledger pull                  add what other machines have published
"""
_remote = click.option("--remote", metavar="NAME", default="", help="The remote; else the branch's own, or origin.")
_own = click.option(
    "--own-branch", "own", metavar="NAME", default=OWN, show_default=True, help="Where it goes when that branch is protected."
)


@click.group("ledger", epilog=_EXAMPLES)
def command() -> None:
    """Bring the ledger to git's remote, and from there.

    `recycle publish --push` does both around publishing.
    """


@command.command("push", short_help="Commit what the ledger has new, and push it.")
@branch_option
@_remote
@_own
@click.option("--author", metavar="WHO", default="", help='Who commits, as "Name <address>"; else whom git knows.')
@click.pass_obj
def push(session: Session, branch: str, remote: str, own: str, author: str) -> int:
    """Commit what the ledger has new, and nothing else, and push it.

    Exit code 0 also when there is nothing new, and when it went to the branch of its own because the other one is protected.
    """
    record = open_record(session, session.workspace(), Wish(branch=branch, remote=remote, own=own, author=author))
    say_pushed(session, record, record.push())
    return 0


@command.command("pull", short_help="Add what the remote knows more.")
@branch_option
@_remote
@_own
@click.option("--fetched", is_flag=True, help="Ask nobody: what `git fetch` has brought is enough.")
@click.pass_obj
def pull(session: Session, branch: str, remote: str, own: str, *, fetched: bool) -> int:
    """Add to the ledger here what the remote has more, on its branch and on the branch of its own. No other file is touched.

    Nothing is committed: before a `git pull`, `recycle ledger push` does that.
    """
    record = open_record(session, session.workspace(), Wish(branch=branch, remote=remote, own=own))
    files = 0 if record.is_ignored() else record.pull(fetched=fetched)
    if not files:
        session.out.note("nothing new there")
        return 0
    said = f"{files} file{'' if files == 1 else 's'} of the ledger brought up to date"
    session.out.note(f"{said}, not committed: `recycle ledger push` does that, before any `git pull --no-rebase`")
    return 0
