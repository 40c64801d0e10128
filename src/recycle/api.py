"""The public interface, made of the same steps as the command line.

>>> from recycle.api import open_workspace, survey, load, render, publish  # doctest: +SKIP

``load`` reads pieces, ``render`` makes one variant, ``publish`` brings pieces to outlets. All of them work on a ``Workspace``, raise
only ``RecycleError`` and its kin, print nothing, and return frozen values.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from recycle.destinations.protocol import Person
from recycle.errors import DestinationError, InputError, NeedsPersonError, RecycleError, UnansweredError
from recycle.model import Finding, Piece, Variant
from recycle.steps.exclusive import exclusive
from recycle.steps.loading import load as _load
from recycle.steps.publishing import publish as _publish
from recycle.steps.rendering.render import render_now
from recycle.steps.results import Action, Order, Result
from recycle.steps.workspace import Workspace
from recycle.steps.workspace import open_workspace as _open
from recycle.world import World

__all__ = [
    "Action",
    "DestinationError",
    "Finding",
    "InputError",
    "NeedsPersonError",
    "Piece",
    "RecycleError",
    "Result",
    "UnansweredError",
    "Variant",
    "Workspace",
    "load",
    "open_workspace",
    "publish",
    "render",
]


def open_workspace(folder: str | Path, person: Person | None = None) -> Workspace:
    """The workspace in ``folder``, which holds config.yaml. ``person`` is asked by outlets published by hand.

    Raises InputError when there is none or its settings are wrong.
    """
    return _open(World.real(Path(folder).absolute()), person, rewrites=True)


def load(workspace: Workspace, *names: str) -> tuple[Piece, ...]:
    """The pieces called ``names`` by slug, id or path, or all of them.

    Raises InputError, with file and line, for a name that no piece has and for the first piece that cannot be read.
    """
    loaded = _load.load(workspace, names)
    pieces = tuple(loaded)
    if loaded.errors:
        raise loaded.errors[0]
    return pieces


def render(workspace: Workspace, piece: Piece, outlet: str) -> Variant:
    """What ``outlet`` would get of ``piece`` now, with its losses and findings. Sends and remembers nothing.

    Raises InputError for an unknown outlet and for a template that is wrong.
    """
    return render_now(workspace, _load.survey(workspace), piece, workspace.config.outlet(outlet))


def publish(
    workspace: Workspace, pieces: Iterable[Piece], outlets: Iterable[str] = (), *, dry_run: bool = False
) -> tuple[Result, ...]:
    """Bring ``pieces`` to the outlets called ``outlets`` (to all when there are none) and say what came of each.

    Holds the workspace's lock while it works. Raises InputError for an unknown outlet and NeedsPersonError when another run holds
    the lock; what goes wrong at one outlet is a Result like any other.
    """
    config = workspace.config
    workspace = replace(workspace, rewrites=workspace.rewrites and not dry_run)
    wanted = [config.outlet(name) for name in outlets] or list(config.outlets.values())
    archive = _load.survey(workspace)
    with exclusive(workspace, "publishing"):
        return tuple(_publish.publish(workspace, archive, pieces, wanted, Order(dry_run=dry_run, named=True)))
