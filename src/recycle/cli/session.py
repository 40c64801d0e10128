"""What every command shares: the folder to work in, how much to say, and the workspace once it is opened."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from recycle.cli.output import Output
from recycle.config.load import Outlet
from recycle.destinations.protocol import Person
from recycle.errors import InputError
from recycle.steps.workspace import Workspace, find_root, open_workspace
from recycle.world import World

T = TypeVar("T")
_EVENTS = ("GITHUB_EVENT_NAME", "CI_PIPELINE_SOURCE", "CI_PIPELINE_EVENT")
_PROPOSED = ("pull_request", "pull_request_target", "merge_request_event")
"""In which variables GitHub (Forgejo, Gitea), GitLab and Woodpecker say what a run is for, and what is then in there for a pull request."""


class Session:
    """One run of one command."""

    def __init__(self, folder: Path, *, make_world: Callable[[Path], World], quiet: bool, verbose: bool) -> None:
        self.folder = folder
        self.make_world = make_world
        self.quiet = quiet
        self.verbose = verbose
        self.environ = make_world(folder).environ
        is_heard = self.environ.get("GITHUB_ACTIONS") == "true"
        self.out = Output(quiet=quiet, no_color=self._is_plain, is_heard=is_heard, environ=self.environ)
        self._stop_bar: Callable[[], None] | None = None

    @property
    def _is_plain(self) -> bool:
        """Whether colours are not wanted (https://no-color.org), or the terminal knows none."""
        return bool(self.environ.get("NO_COLOR")) or self._is_dumb

    @property
    def _is_dumb(self) -> bool:
        return self.environ.get("TERM") == "dumb"

    @property
    def is_proposed(self) -> bool:
        """Whether this is a run for a pull request: anybody may have written what is checked out, settings included."""
        return any(self.environ.get(name) in _PROPOSED for name in _EVENTS)

    def workspace(self, person: Person | None = None, *, rewrites: bool = False) -> Workspace:
        """The workspace around the folder. ``rewrites``: commands under ``rewrite:`` may be run, though never for a pull request.

        Raises InputError when there is none or its settings are wrong.
        """
        return open_workspace(self.make_world(find_root(self.folder)), person, rewrites=rewrites and not self.is_proposed)

    def outlets(self, workspace: Workspace, names: Iterable[str]) -> tuple[Outlet, ...]:
        """The outlets called ``names``, each once, all of them when there are no names. Raises InputError for a wrong name."""
        wanted = tuple(dict.fromkeys(names))
        found = tuple(workspace.config.outlet(name) for name in wanted) if wanted else tuple(workspace.config.outlets.values())
        if not found:
            raise InputError("config.yaml names no outlet yet; add one under `outlets:`.", path="config.yaml")
        return found

    def progress(self, items: Iterable[T], total: int, doing: str) -> Iterator[T]:
        """The items, with a bar on standard error while they are worked on, when that is a terminal."""
        if self.quiet or self._is_dumb or total < 2 or not sys.stderr.isatty():
            yield from items
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True, no_color=self.out.no_color), transient=True) as bar:
            self._stop_bar = bar.stop
            yield from bar.track(items, total=total, description=doing)

    def make_room(self) -> None:
        """Take the bar away for good: it would write over a question to the person, and over their answer."""
        if self._stop_bar:
            self._stop_bar()


def standard_input() -> str:
    """All of standard input as text. Raises InputError when it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"standard input is not UTF-8 (byte {error.start}).") from None
