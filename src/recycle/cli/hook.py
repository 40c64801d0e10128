"""``recycle hook``: what git calls before a commit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from recycle.cli.session import Session
from recycle.model import Finding, unreadable
from recycle.steps.commits import hooks
from recycle.steps.commits.staged import Verdict, judge
from recycle.steps.commits.variants import refresh
from recycle.steps.workspace import find_root
from recycle.world import World, disk, git, installed

_EXAMPLES = """\b
Examples:
  recycle hook install       look at every commit of this repository
  recycle hook status
  recycle hook run           look at what is staged now
  recycle hook uninstall     do without again
"""
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
    world, repository = _opened(session, None)
    done = hooks.install(repository, repository.prefix(world.root).rstrip("/") or ".", installed.python())
    _print(session, done)
    return 0


@command.command("uninstall")
@click.pass_obj
def uninstall(session: Session) -> int:
    """Take the hooks away and give those before them their places back."""
    world, repository = _opened(session, None)
    done = hooks.uninstall(repository, repository.prefix(world.root).rstrip("/") or ".", installed.python())
    _print(session, done)
    if done.is_shared and any(disk.is_there(hook.file) for hook in done.hooks):
        session.out.note("The hooks themselves stay in that folder, and do nothing here: other repositories may use them.")
    return 0


@command.command("status")
@click.pass_obj
def status(session: Session) -> int:
    """Say whether it is installed, where, and what it calls. Exit code 1 when it is not."""
    _, repository = _opened(session, None)
    now = hooks.status(repository, installed.python())
    _print(session, now)
    return 0 if all(hook.state in (hooks.State.INSTALLED, hooks.State.OTHER_RECYCLE) for hook in now.hooks) else 1


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
    world, repository = _opened(session, folder)
    verdict = judge(world, repository, _inside(world, files), seconds)
    found = (*map(unreadable, verdict.errors), *verdict.findings)
    prefix = repository.prefix(world.root)
    for finding in found:
        session.out.finding(
            Finding(finding.rule, finding.message, f"{prefix}{finding.path}", finding.line, finding.severity, finding.outlet)
        )
    errors = sum(finding.severity == "error" for finding in found)
    session.out.note(_summed_up(verdict, errors, len(found) - errors))
    return 2 if verdict.errors else 1 if errors else 0


@command.command("variants")
@_workspace
@_files
@click.pass_obj
def variants(session: Session, folder: Path | None, files: tuple[str, ...]) -> int:
    """Bring the variants under out/ up to date with what is staged, for those who commit them.

    Exit code 1 when something was not up to date, or is not staged as it is.
    """
    world, repository = _opened(session, folder)
    done = refresh(world, repository, _inside(world, files))
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


def _opened(session: Session, folder: Path | None) -> tuple[World, git.Repository]:
    root = disk.absolute(session.folder / folder) if folder else find_root(session.folder)
    world = session.make_world(root)
    return world, git.Repository(root, world.environ)


def _inside(world: World, files: Sequence[str]) -> tuple[str, ...]:
    """The files that lie in the workspace, as paths in it: git and pre-commit name them from the top, where they also run this."""
    root = disk.real(world.root)
    found = (disk.real(Path(file).parent) / Path(file).name for file in files)
    return tuple(file.relative_to(root).as_posix() for file in found if file.is_relative_to(root))


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


def _summed_up(verdict: Verdict, errors: int, warnings: int) -> str:
    if verdict.is_empty:
        return "nothing of this workspace is staged"
    said = f"{_count(verdict.pieces, 'piece')}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"
    if verdict.left:
        said += f"; no time for {verdict.left} more, `recycle check` looks at all of them"
    return f"{said}\nmend what is an error, `git add` it, and commit again" if errors else said


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
