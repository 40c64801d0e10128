"""One at a time: locks between processes, which the operating system lets go when their holder dies."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recycle.errors import NeedsPersonError, RecycleError
from recycle.world import clock, disk

_POLL_SECONDS = 0.02
_TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK})


@contextmanager
def held(path: Path, wait_seconds: float, doing: str) -> Iterator[None]:
    """Holds the lock file ``path`` for the length of a ``with`` block. ``doing`` says what for: ``publishing``.

    Waits up to ``wait_seconds`` for another process. Raises NeedsPersonError that names the holder when it does not let
    go, and RecycleError where the disk cannot lock. A process that is killed lets go at once; the file itself stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise RecycleError(f"this folder cannot be locked: {error}", path=str(path)) from error
    try:
        _wait_for(handle, path, wait_seconds, doing)
        _sign(path, doing)
        yield
    finally:
        os.close(handle)  # which lets go of the lock too


def _wait_for(handle: int, path: Path, wait_seconds: float, doing: str) -> None:
    until = time.monotonic() + wait_seconds
    while not _take(handle, path):
        if time.monotonic() > until:
            raise NeedsPersonError(_busy(path, doing))
        time.sleep(_POLL_SECONDS)


def _take(handle: int, path: Path) -> bool:
    """Whether the lock was free and is ours now. The file itself is never removed: whoever waits for it must find the same one."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise RecycleError(f"this folder cannot be locked: {error}", path=str(path)) from error
    return True


def _note(path: Path) -> Path:
    # Beside the lock, because Windows lets nobody read a file that is locked.
    return path.with_suffix(".txt")


def _sign(path: Path, doing: str) -> None:
    since = clock.now().replace(microsecond=0)
    disk.write_atomic(_note(path), f"{os.getpid()} {since.isoformat()} {doing}\n".encode(), durable=False)


def _busy(path: Path, doing: str) -> str:
    try:
        pid, since, other = disk.read_text(_note(path)).rstrip().split(" ", 2)
        started = dt.datetime.fromisoformat(since).strftime("%H:%M:%S")
    except (RecycleError, ValueError):
        return f"another recycle is at work here, so {doing} has to wait: run it again when the other is done."
    return (
        f"another recycle (process {pid}) is {other} here since {started}: wait until it is done and run this again, "
        f"or stop it. Nothing was changed."
    )
