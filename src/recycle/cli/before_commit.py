"""What ``recycle hook run`` says of what is staged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from recycle.cli.session import Session
from recycle.errors import RecycleError
from recycle.model import Finding, unreadable
from recycle.steps.commits.staged import Verdict, judge
from recycle.steps.workspace import find_root
from recycle.world import World, disk, git

T = TypeVar("T")


def look(session: Session, world: World, repository: git.Repository, files: Sequence[str] = (), seconds: float = 10.0) -> int:
    """Says what is wrong with what is staged, and with ``files`` as they are staged; the exit code.

    What only depends on what is staged gets ``seconds``.
    """

    def tell(done: int, total: int) -> None:
        _say(session.out.note, f"{done} of {_count(total, 'piece')} looked at; Ctrl-C stops the commit")

    verdict = judge(world, repository, inside(world, files), seconds, tell)
    found = (*map(unreadable, verdict.errors), *verdict.findings)
    prefix = repository.prefix(world.root)
    for finding in found:
        _say(
            session.out.finding,
            Finding(finding.rule, finding.message, f"{prefix}{finding.path}", finding.line, finding.severity, finding.outlet),
        )
    errors = sum(finding.severity == "error" for finding in found)
    _say(session.out.note, _summed_up(verdict, errors, len(found) - errors))
    return 2 if verdict.errors else 1 if errors else 0


def opened(session: Session, folder: Path | None) -> tuple[World, git.Repository]:
    """The world of the workspace, and the repository that it is in. Raises InputError where there is none."""
    root = disk.absolute(session.folder / folder) if folder else find_root(session.folder)
    world = session.make_world(root)
    return world, git.Repository(root, world.environ)


def inside(world: World, files: Sequence[str]) -> tuple[str, ...]:
    """The files that lie in the workspace, as paths in it: git and pre-commit name them from the top, where they also run this."""
    root = disk.real(world.root)
    found = (disk.real(Path(file).parent) / Path(file).name for file in files)
    return tuple(file.relative_to(root).as_posix() for file in found if file.is_relative_to(root))


def _say(say: Callable[[T], None], what: T) -> None:
    """Git goes by the exit code: no full disk and no reader who has gone may make another one of it."""
    with suppress(RecycleError, BrokenPipeError):
        say(what)


def _summed_up(verdict: Verdict, errors: int, warnings: int) -> str:
    if verdict.is_empty:
        return "nothing of this workspace is staged"
    said = f"{_count(verdict.pieces, 'piece')}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"
    if verdict.left:
        said += f"; no time for {verdict.left} more, `recycle check` looks at all of them"
    return f"{said}\nmend what is an error, `git add` it, and commit again" if errors else said


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
