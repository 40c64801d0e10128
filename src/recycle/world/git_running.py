"""Git commands that run while other things are done."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    import subprocess

_AT_ONCE = 2**20
"""Bytes that git may print before somebody reads them; without that it waits after 64 KiB."""


class Running:
    """One of them. At the end of ``with`` it is waited for, whether somebody has asked for its result or not."""

    def __init__(self, words: tuple[str, ...], folder: Path, environ: Mapping[str, str], *, is_heard: bool = True) -> None:
        """Starts ``git`` with ``words``. Its complaints are thrown away unless it ``is_heard``. Raises OSError."""
        import subprocess  # slow to import

        pipe, heard = subprocess.PIPE, subprocess.PIPE if is_heard else subprocess.DEVNULL
        self.process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
            ["git", *words],  # noqa: S607
            stdin=pipe,
            stdout=pipe,
            stderr=heard,
            cwd=folder,
            env=environ,
        )
        self._result: tuple[int, bytes, bytes] | None = None
        if self.process.stdout:
            _widen(self.process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.result()

    def result(self) -> tuple[int, bytes, bytes]:
        """Its exit code, what it has printed, and what it has said of errors, once it has ended."""
        if self._result is None:
            printed, said = self.process.communicate()
            self._result = (self.process.returncode, printed, said or b"")
        return self._result


class Blobs:
    """The bytes of files, one after the other, from one process."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._running.result()

    def read(self, name: str) -> bytes | None:
        """The bytes of an id, of ``:path`` in the index or of ``REV:path``; None when there is no such file."""
        if "\n" in name:
            return None
        asked, given = self._running.process.stdin, self._running.process.stdout
        if asked is None or given is None:
            return None
        asked.write(os.fsencode(name) + b"\n")
        asked.flush()
        head = given.readline().split()
        if len(head) != 3 or not head[2].isdigit() or head[-1] == b"missing":
            return None
        data = given.read(int(head[2]) + 1)[:-1]
        return data if head[1] == b"blob" else None


def _widen(pipe: IO[bytes]) -> None:
    """Where there is such a thing, and as far as this user may; it is no matter otherwise."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _AT_ONCE)
