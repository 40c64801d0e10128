"""The process's own streams, and Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import FrameType

_COLUMNS = 80


def make_ready() -> None:
    """Makes the three streams fit for all that we say and hear, whatever the surroundings have left us.

    What goes into a file or a pipe is UTF-8, as everything that recycle writes (Windows would take an old code page); a
    terminal keeps its own encoding, and what it cannot show is spelled out. A stream that is closed is an empty one.
    """
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = sys.stdout or _nothing("w")
    sys.stderr = sys.stderr or _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def forget(stream: TextIO) -> None:
    """Whoever read it has gone (``recycle list | head -1``), or its disk is full; Python must not complain about that when it ends."""
    with suppress(OSError, ValueError):  # it is none of the process's own
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _CtrlC:
    """Raises KeyboardInterrupt as Python itself does, and remembers it: C code that is just importing something makes another error of it."""

    def __init__(self) -> None:
        self.came = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        raise KeyboardInterrupt


def hear_ctrl_c() -> None:
    """Has it remembered. Where it is ignored, as it is of what runs in the background, it stays so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _CtrlC())


def is_usual(handler: object) -> bool:
    """Whether a signal's handler is the one that a process begins with, or the one for Ctrl-C above."""
    return handler in (signal.SIG_DFL, signal.default_int_handler) or isinstance(handler, _CtrlC)


def ctrl_c_came() -> bool:
    """Whether somebody has pressed it since: then no error is any other's fault."""
    handler = signal.getsignal(signal.SIGINT)
    return isinstance(handler, _CtrlC) and handler.came


def columns(environ: Mapping[str, str]) -> int:
    """How wide the terminal on standard output is: what COLUMNS says, what the terminal says, or 80."""
    said = environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _COLUMNS
    except (OSError, ValueError):  # it only looks like a terminal
        return _COLUMNS


def _nothing(mode: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.devnull, mode), encoding="utf-8")
