"""A workspace: the folder with config.yaml, and everything that a verb needs to work in it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from recycle.config.load import FILE_NAME, Config
from recycle.config.load import load as load_config
from recycle.destinations.protocol import Person, Surroundings
from recycle.errors import InputError
from recycle.world import World, disk

INSIDE = "RECYCLE_REWRITING"
"""The variable by which a command under ``rewrite:`` is known to be one."""


_OF_CI = frozenset(("RECYCLE_TOKEN", "RECYCLE_COMMENT_TOKEN"))
"""What the workflows of `recycle ci init` have from the host for themselves."""


class Workspace(Struct, frozen=True):
    """The world outside and the settings inside."""

    world: World
    config: Config
    rewrites: bool = False
    """Whether the commands under ``rewrite:`` of the outlets may be run."""

    @property
    def root(self) -> Path:
        """The folder that config.yaml lies in."""
        return self.world.root


def open_workspace(world: World, person: Person | None = None, *, rewrites: bool = False) -> Workspace:
    """The workspace at ``world.root``. ``person`` is asked by destinations that need hands. Raises InputError.

    ``rewrites`` lets commands under ``rewrite:`` be run, but never in a pre-commit hook, and not by such a command itself: one that
    calls recycle would call itself for ever.
    """
    config = load_config(world, Surroundings(world.root, world.environ, person))
    return Workspace(world, config, rewrites and not any(world.environ.get(name) == "1" for name in ("PRE_COMMIT", INSIDE)))


def without_secrets(workspace: Workspace) -> dict[str, str]:
    """The environment for a command that config.yaml names, without what config.yaml and our workflows have secrets in."""
    hidden = _OF_CI.union(workspace.config.secret_names)
    return {name: value for name, value in workspace.world.environ.items() if name not in hidden}


def find_root(start: Path) -> Path:
    """The nearest folder from ``start`` upwards that has a config.yaml. Raises InputError when there is none."""
    start = disk.absolute(start)
    for folder in (start, *start.parents):
        if disk.exists(folder / FILE_NAME):
            return folder
    raise InputError(f"there is no {FILE_NAME} in {start} or above it. `recycle init` makes a workspace.")
