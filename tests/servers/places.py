"""Where the harness keeps what it installs, where servers live while they run, and which ports are free."""

from __future__ import annotations

import os
import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
OWNER = "owner"  # the id of the test run in whose folder it lies
# Below the range from which the kernel takes the ports of outgoing connections: none of those can be in the way.
LOWEST_PORT, HIGHEST_PORT = 20000, 32000


def cache() -> Path:
    """What is installed once and kept; apt has places of its own."""
    said = os.environ.get("RECYCLE_TESTS_CACHE")
    folder = Path(said) if said else Path.home() / ".cache" / "recycle-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def state() -> Path:
    """Where servers keep their data. Not below a home folder: postgres, mysql and vmail could not enter it."""
    said = os.environ.get("RECYCLE_TESTS_STATE")
    folder = Path(said) if said else Path(tempfile.gettempdir()) / f"recycle-tests-{os.getuid()}"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


def fresh_folder(name: str) -> Path:
    """A folder that other users may enter, and in which only stands whose it is."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=state()))
    folder.chmod(0o755)
    (folder / OWNER).write_text(str(os.getpid()))
    return folder


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(LOWEST_PORT, HIGHEST_PORT)
        with socket.socket() as one:
            try:
                one.bind((LOOPBACK, port))
            except OSError:
                continue
        return port


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Two test runs may want to install the same at once; the second waits, and finds it there."""
    import fcntl  # which Windows lacks, where the quick tests run as well

    with (cache() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
