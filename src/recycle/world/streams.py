"""The process's own streams."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping

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


def forget_standard_output() -> None:
    """Whoever read our output has gone (``recycle list | head -1``); Python must not complain about that when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
