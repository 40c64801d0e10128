"""Folders for a moment, outside of every workspace, and scripts that somebody else is to start."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from recycle.errors import RecycleError
from recycle.world import streams
from recycle.world.disk import write_atomic
from recycle.world.faults import cannot_write

if TYPE_CHECKING:
    import tempfile
    from types import FrameType

_MAY_RUN = 0o111
_ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, ``kill``, and a terminal that is closed, which Windows does not have."""
_BY_SIGNAL = 128
"""What a shell adds to the number of the signal that has ended a program."""


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that nobody else may look into, gone with all that is in it afterwards. Raises RecycleError.

    That holds for Ctrl-C, ``kill`` and a terminal that is closed, too: where nobody else looks after these, they end the program in
    the ordinary way (KeyboardInterrupt, SystemExit) and never while the folder is half made or half removed.
    """
    with _signals_taken() as ending, _made() as name, ending.let_through():
        yield Path(os.path.realpath(name))


def _made() -> tempfile.TemporaryDirectory[str]:
    import tempfile  # slow to import

    try:
        place = Path(tempfile.gettempdir())
    except OSError:
        nowhere = "no folder for temporary files can be written to: make room on the disk, or name another folder in TMPDIR."
        raise RecycleError(nowhere) from None
    try:
        return tempfile.TemporaryDirectory(prefix="recycle-", ignore_cleanup_errors=True)
    except OSError as error:
        raise cannot_write(place, error) from error


class _Ending:
    """What is done when a signal comes that ends the program: it waits until it can be raised."""

    def __init__(self) -> None:
        self.usual: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        """The signals by their numbers, and what is done otherwise when they come."""
        self._came = 0
        self._raises = False

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Python calls this, in the main thread."""
        self._came = number
        if self._raises:
            self.raise_it()

    def raise_it(self) -> None:
        """Raises what has come, once more if need be: C code that was just importing something may have made another error of it."""
        if self._came:
            usual = self.usual[self._came]
            if callable(usual):
                usual(self._came, None)
            raise SystemExit(_BY_SIGNAL + self._came)

    @contextmanager
    def let_through(self) -> Iterator[None]:
        """In here they need not wait."""
        self._raises = True
        try:
            self.raise_it()
            yield
        finally:
            self._raises = False


@contextmanager
def _signals_taken() -> Iterator[_Ending]:
    """Has the signals that end the program wait. Those that somebody else looks after, or that are ignored, stay as they are."""
    import signal
    import threading

    ending = _Ending()
    if threading.current_thread() is threading.main_thread():  # no other may say what is done
        for name in _ENDS:
            number = getattr(signal, name, None)
            if number is not None and streams.is_usual(signal.getsignal(number)):
                ending.usual[number] = signal.signal(number, ending)
    try:
        yield ending
    finally:
        for number, usual in ending.usual.items():
            signal.signal(number, usual)
        # Before anything else that is under way: git may have ended with the same signal, and that is no fault then.
        ending.raise_it()


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
