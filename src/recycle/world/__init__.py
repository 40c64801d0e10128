"""The outside world: disk, locks, clock, desktop, network. No other room opens a file, starts a process or asks the time."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from recycle.world import clock


class World(Struct, frozen=True):
    """What a verb needs from outside: the workspace's folder, the time, new ids and the environment.

    ``now`` gives an aware time in the local zone and ``new_id`` a fresh 26-character id that sorts by time. Tests give
    their own, so that nothing in them depends on the clock or on chance. ``written`` has the files of the ledger that were written, so
    that what is new need not be looked for among all of them.
    """

    root: Path
    now: Callable[[], dt.datetime]
    new_id: Callable[[], str]
    environ: Mapping[str, str]
    written: set[Path] = field(default_factory=set)

    @classmethod
    def real(cls, root: Path) -> World:
        """The world as it is, for the workspace at ``root``. The environment is the one of this moment."""
        return cls(root=root, now=clock.now, new_id=clock.new_id, environ=MappingProxyType(dict(os.environ)))
