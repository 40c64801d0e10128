"""Git commands that run while other things are done."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from recycle.errors import RecycleError

if TYPE_CHECKING:
    import subprocess

_AT_ONCE = 2**20
"""Bytes that git may print before somebody reads them; without that it waits after 64 KiB."""


_ID_LENGTHS = (40, 64)
"""Of SHA-1 and of SHA-256, in hexadecimal digits."""


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

    def end(self) -> None:
        """Is over, and nobody wants to know what it had to say: it may have been closed halfway."""
        with suppress(OSError, ValueError):
            self.process.kill()
            self.result()

    def result(self) -> tuple[int, bytes, bytes]:
        """Its exit code, what it has printed, and what it has said of errors, once it has ended."""
        if self._result is None:
            printed, said = self.process.communicate()
            self._result = (self.process.returncode, printed, said or b"")
        return self._result


class Blobs:
    """The bytes of files, one after the other, from one process, and from another one when that has died."""

    def __init__(self, start: Callable[[], Running], ids: Callable[[], frozenset[bytes]], has: Callable[[str], bool]) -> None:
        """``ids`` gives those of all that is in the repository itself, ``has`` tells whether git knows of ``REV:path``, readable or not."""
        self.ids = ids
        self._start, self._has = start, has
        self._running = start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._running.result()

    def read(self, name: str) -> bytes | None:
        """The bytes of an id, of ``:path`` in the index or of ``REV:path``; None when there is no such file.

        Raises RecycleError when git knows of the file and cannot read it: it is damaged, or a partial clone does not have it.
        """
        if "\n" in name:
            return None
        try:
            return self._answer(name)
        except KeyError:
            if _is_id(name) or self._has(name):
                raise _unreadable(name) from None
            return None

    def find(self, name: str) -> bytes | None:
        """The same, and None as well where git cannot read it."""
        try:
            return self.read(name)
        except RecycleError:
            return None

    def _answer(self, name: str) -> bytes | None:
        try:
            return self._ask(name)
        except (OSError, EOFError, ValueError):
            self._running.end()
            self._running = self._start()
            raise _unreadable(name) from None

    def _ask(self, name: str) -> bytes | None:
        asked, given = self._running.process.stdin, self._running.process.stdout
        if asked is None or given is None:
            raise EOFError
        asked.write(os.fsencode(name) + b"\n")
        asked.flush()
        head = given.readline()
        if head.endswith(b" submodule\n"):
            return None
        if head.endswith((b" missing\n", b" ambiguous\n")):
            raise KeyError(name)
        _, kind, size = head.split()
        data = given.read(int(size) + 1)
        if len(data) != int(size) + 1:
            raise EOFError
        return data[:-1] if kind == b"blob" else None


def _is_id(name: str) -> bool:
    return len(name) in _ID_LENGTHS and name.isalnum() and name.strip("0") != ""


def _unreadable(name: str) -> RecycleError:
    return RecycleError(
        f"git cannot read {name}: `git fsck` says what is damaged; in a partial clone, `git cat-file -p {name}` brings it here."
    )


def _widen(pipe: IO[bytes]) -> None:
    """Where there is such a thing, and as far as this user may; it is no matter otherwise."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _AT_ONCE)
