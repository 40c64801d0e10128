"""``recycle hook``: what git calls before a commit."""

from __future__ import annotations

from pathlib import Path

import click

from recycle.cli.before_commit import inside, look, opened
from recycle.cli.faults import NOTHING_COMMITTED, told
from recycle.cli.session import Session
from recycle.steps.commits import hooks, husky
from recycle.steps.commits.variants import refresh
from recycle.world import disk, installed

_EXAMPLES = """\b
Examples:
  recycle hook install       look at every commit of this repository
  recycle hook status
  recycle hook run           look at what is staged now
  recycle hook uninstall     do without again
"""
_IN_PLACE = (hooks.State.INSTALLED, hooks.State.OTHER_RECYCLE, hooks.State.HUSKY)
_workspace = click.option(
    "--workspace",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with config.yaml, when it is not this one.",
)
_files = click.argument("files", nargs=-1, metavar="[FILE]...")


@click.group("hook", epilog=_EXAMPLES)
def command() -> None:
    """Look at what is staged before git commits it.

    What is wrong with a staged piece stops the commit, and so does a change of what the ledger has recorded. Nothing is sent, nothing
    is written. With the pre-commit framework, use the hooks recycle-check and recycle-variants of this repository instead.
    """


@command.command("install")
@click.pass_obj
def install(session: Session) -> int:
    """Have git call it before every commit and every merge, after the hooks that are there."""
    world, repository = opened(session, None)
    done = hooks.install(repository, repository.prefix(world.root).rstrip("/") or ".", installed.python())
    _print(session, done)
    return 0


@command.command("uninstall")
@click.pass_obj
def uninstall(session: Session) -> int:
    """Take the hooks away and give those before them their places back."""
    world, repository = opened(session, None)
    done = hooks.uninstall(repository, repository.prefix(world.root).rstrip("/") or ".", installed.python())
    _print(session, done)
    if done.is_shared and any(disk.is_there(hook.file) for hook in done.hooks):
        session.out.note("The hooks themselves stay in that folder, and do nothing here: other repositories may use them.")
    for hook in (one for one in done.hooks if one.state is hooks.State.HUSKY):
        session.out.note(f"husky still calls it: take the line out of {hook.file}")
    return 0


@command.command("status")
@click.pass_obj
def status(session: Session) -> int:
    """Say whether it is installed, where, and what it calls. Exit code 1 when it is not."""
    world, repository = opened(session, None)
    now = hooks.status(repository, installed.python())
    _print(session, now)
    for hook in now.hooks:
        if hook.state is hooks.State.NOT_CALLED:
            line = husky.line_for(repository.prefix(world.root).rstrip("/") or ".")
            session.out.note(f"put the line `{line}` into {hook.file}")
    return 0 if all(hook.state in _IN_PLACE for hook in now.hooks) else 1


@command.command("run")
@_workspace
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=10.0, show_default=True, help="For what only depends on what is staged."
)
@_files
@click.pass_obj
def run(session: Session, folder: Path | None, seconds: float, files: tuple[str, ...]) -> int:
    """Say what is wrong with what is staged, and with FILEs as they are staged.

    Exit code 1 when a finding is an error, 2 when a piece or config.yaml cannot be read.
    """
    try:
        world, repository = opened(session, folder)
        return look(session, world, repository, inside(world, files), seconds)
    except KeyboardInterrupt as error:
        return told(error, stopped=NOTHING_COMMITTED)


@command.command("variants")
@_workspace
@_files
@click.pass_obj
def variants(session: Session, folder: Path | None, files: tuple[str, ...]) -> int:
    """Bring the variants under out/ up to date with what is staged, for those who commit them.

    Exit code 1 when something was not up to date, or is not staged as it is.
    """
    world, repository = opened(session, folder)
    done = refresh(world, repository, inside(world, files))
    prefix = repository.prefix(world.root)
    for path in done.written:
        session.out.line(f"{prefix}{path}: written anew")
    for path in done.unstaged:
        if path not in done.written:
            session.out.line(f"{prefix}{path}: not staged as it is")
    for error in done.errors:
        session.out.warn(f"recycle: {error}")
    if done.written or done.unstaged:
        session.out.note(f"git add {prefix}out, and commit again")
    return 2 if done.errors else 1 if done.written or done.unstaged else 0


def _print(session: Session, now: hooks.Status) -> None:
    for hook in now.hooks:
        session.out.line(f"{hook.state}: {hook.file}")
        if hook.before:
            session.out.line(f"calls first: {hook.before}")
    for name in now.workspaces:
        session.out.line(f"looks at: {'this repository' if name == '.' else name}, with {now.recycle}")
    if now.is_shared and now.workspaces:
        session.out.note(
            "That folder is not this repository's own; the hooks do nothing in repositories without `recycle hook install`."
        )
    if any(hook.state is hooks.State.PARTLY for hook in now.hooks):
        session.out.note(
            "Git does not call it everywhere: another program has put its own hook there, or an older recycle did not"
        )
        session.out.note("know all of them. `recycle hook install` mends that.")
