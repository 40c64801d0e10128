"""Processes with a time limit: third-party code that can run for ever on hostile text, and programs of the user's own."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from recycle.errors import RecycleError

if TYPE_CHECKING:
    import subprocess

LARGEST_OUTPUT = 4 * 1024 * 1024
"""Bytes of what a program prints. The rest is not read."""


class Outcome(NamedTuple):
    """How it went. ``value`` is the result when it is ``done``, the last line of the complaint when it ``failed``."""

    status: Literal["done", "too slow", "failed"]
    value: str = ""


def run_bounded(function: str, argument: str, seconds: float) -> Outcome:
    """What ``function`` (``package.module:name``, text in, text out) returns for ``argument``, or that it took too long.

    The child does not look for modules in the current directory, so that a file there cannot stand in for a library.
    """
    import subprocess  # slow to import, and hardly any text needs it

    command = [sys.executable, "-P", "-m", "recycle.world.bounded", function]
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            command, input=json.dumps(argument).encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome("too slow")
    if child.returncode == 0:
        return Outcome("done", json.loads(child.stdout))
    complaint = child.stderr.decode(errors="replace").strip().splitlines()
    return Outcome("failed", complaint[-1] if complaint else f"exit code {child.returncode}")


class Ran(NamedTuple):
    """How a program ended: its exit code (None: it took too long and was stopped) and what it has printed."""

    code: int | None
    out: bytes
    err: bytes


def program(word: str, folder: Path, environ: Mapping[str, str]) -> Path | None:
    """The program that ``word`` means, as a shell in ``folder`` would find it: a path, or a name in PATH. None: there is none."""
    import shutil  # as slow as subprocess

    is_path = "/" in word or os.sep in word
    found = shutil.which(str((folder / word).absolute()) if is_path else word, path=environ.get("PATH", ""))
    return Path(found) if found else None


def run_program(words: tuple[str, ...], data: bytes, *, environ: Mapping[str, str], folder: Path, seconds: float) -> Ran:
    """Runs a program with ``data`` on its standard input. No shell; ``words`` begins with the program's path.

    After ``seconds`` it is stopped with everything that it has started. Raises RecycleError when it cannot be started.
    """
    import subprocess  # slow to import
    import tempfile

    # Files, because a pipe stays open for as long as anybody whom the program has left behind holds its other end.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(data)
        given.seek(0)
        try:
            child = subprocess.Popen(  # noqa: S603  # the user's own program, by its path; the text goes in as input
                words, stdin=given, stdout=out, stderr=err, env=dict(environ), cwd=folder, start_new_session=True
            )
        except (OSError, ValueError) as error:
            raise RecycleError(f"{words[0]} cannot be started: {getattr(error, 'strerror', None) or error}") from None
        code: int | None = None
        try:
            code = child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            _stop(child)
        except BaseException:
            _stop(child)
            raise
        out.seek(0)
        err.seek(0)
        return Ran(code, out.read(LARGEST_OUTPUT), err.read(LARGEST_OUTPUT))


def _stop(child: subprocess.Popen[Any]) -> None:
    """Ends the program and, where there are process groups, all that it has started."""
    if sys.platform == "win32":
        child.kill()
    else:
        import signal

        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def main() -> None:
    """The child: the argument as JSON on standard input, the result as JSON on standard output."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    result = function(json.load(sys.stdin))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
