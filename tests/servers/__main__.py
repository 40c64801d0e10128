"""By hand: ``python -m tests.servers start wordpress`` prints how to reach it, ``stop`` and ``status`` what they say."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.servers.kinds import KINDS, Kind
from tests.servers.places import free_port, state
from tests.servers.processes import ServerProblem, forget, forget_orphans, is_running, stop

BY_HAND = "by-hand"
ENV = "env"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description="Real servers on loopback, for the tests.")
    parser.add_argument("verb", choices=("install", "start", "stop", "status"))
    parser.add_argument("names", nargs="*", metavar="server", help=f"{', '.join(KINDS)}; all of them when none is named")
    parser.add_argument("--port", type=int, help="where the one server listens; a free port when not said")
    said = parser.parse_args()
    wrong = [name for name in said.names if name not in KINDS]
    if wrong:
        parser.error(f"no server {wrong[0]!r}; there are {', '.join(KINDS)}")
    kinds = [KINDS[name] for name in said.names or KINDS]
    if said.port and len(kinds) > 1:
        parser.error("--port goes with one server")
    try:
        for kind in kinds:
            _do(said.verb, kind, said.port)
    except ServerProblem as problem:
        sys.stderr.write(f"{kind.name}: {problem}\n")
        return 1
    return 0


def _do(verb: str, kind: Kind, port: int | None) -> None:
    folder = state() / BY_HAND / kind.name
    match verb:
        case "install":
            _install(kind)
        case "start":
            _start(kind, folder, port)
        case "stop":
            forget(folder)
            forget_orphans()
            _say(f"# {kind.name} is stopped")
        case _:
            _say(f"# {kind.name} {'runs' if is_running(folder) else 'does not run'}")
            if is_running(folder):
                _say((folder / ENV).read_text().strip())


def _install(kind: Kind) -> None:
    began = time.monotonic()
    kind.install()
    _say(f"# {kind.name} is installed ({time.monotonic() - began:.1f} s)")


def _start(kind: Kind, folder: Path, port: int | None) -> None:
    """A fresh server, unless one runs already."""
    if not is_running(folder):
        forget(folder)
        kind.install()
        folder.mkdir(parents=True)
        try:
            server = kind.start(folder, port or free_port())
        except BaseException:
            stop(folder)
            raise
        (folder / ENV).write_text("".join(f"{name}='{value}'\n" for name, value in server.env.items()))
    _say((folder / ENV).read_text().strip())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
