"""A function in a process of its own with a time limit: for third-party code that can run for ever on hostile text."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Literal, NamedTuple


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


def main() -> None:
    """The child: the argument as JSON on standard input, the result as JSON on standard output."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    result = function(json.load(sys.stdin))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
