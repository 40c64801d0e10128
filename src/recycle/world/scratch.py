"""Folders for a moment, outside of every workspace, and scripts that somebody else is to start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recycle.errors import RecycleError
from recycle.world.disk import write_atomic
from recycle.world.faults import cannot_write

_MAY_RUN = 0o111


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that nobody else may look into, gone with all that is in it afterwards. Raises RecycleError."""
    import tempfile  # slow to import

    try:
        made = tempfile.TemporaryDirectory(prefix="recycle-", ignore_cleanup_errors=True)
    except OSError as error:
        raise cannot_write(Path(tempfile.gettempdir()), error) from error
    with made as name:
        yield Path(os.path.realpath(name))


def write_script(path: Path, text: str) -> bool:
    """Makes ``text`` the whole script, one that may be started by whoever may read it. Raises RecycleError."""
    written = write_atomic(path, text.encode())
    try:
        mode = path.stat().st_mode
        path.chmod(mode | (mode >> 2 & _MAY_RUN))
    except OSError as error:
        raise cannot_write(path, error) from error
    return written


def move(old: Path, new: Path) -> None:
    """Gives a file, or a link, a name that is free. Raises RecycleError, and then it has its old one."""
    if os.path.lexists(new):
        raise RecycleError("this name is taken: move that file away first.", path=str(new))
    try:
        old.rename(new)
    except OSError as error:
        raise cannot_write(new, error) from error
