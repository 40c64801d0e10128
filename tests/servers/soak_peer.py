"""The same bad days for a peer: ``crier`` (PyPI) posts to the same Ghost through the same proxy, and the copies are counted.

    python -m tests.servers.soak_peer --runs 100

It is installed into a virtual environment of its own. Its time-out is set to that of our soak and its waits are made short, so that both meet
the same faults; nothing else of it is changed. It is run again, undisturbed, until it says that it is done.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.fixtures import running
from tests.servers.places import cache
from tests.servers.soak import SHARE_OF_KILLS, TIME_OUT, Desk, proxy_beside
from tests.servers.soak_beds import Ghost

VERSION = "2.1.1"
LONGEST_RUN = 2.0
PATIENCE = 5
IMPATIENT = f"""
import sys
from crier.platforms.base import Platform
Platform.timeout = {TIME_OUT}
Platform.retry_backoff = 0.05
from crier.cli import cli
sys.argv = ["crier", *sys.argv[1:]]
cli()
"""


def installed() -> Path:
    """The Python that has it."""
    folder = cache() / f"crier-{VERSION}"
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"crier=={VERSION}"], check=True)
        (folder / "done").touch()
    return python


def publish(python: Path, root: Path, key: str, kill_after: float = 0) -> int:
    """The exit code, -9 when it was killed after so many seconds."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "CRIER_GHOST_API_KEY": key,
        "CRIER_DB": str(root / "crier.db"),
        "CRIER_CONFIG": str(root / "crier.yaml"),
    }
    command: list[str | Path] = [python, "-c", IMPATIENT, "publish", "piece.md", "--to", "ghost", "--yes"]
    with Path(root / "said.log").open("a") as said:
        process = subprocess.Popen(command, cwd=root, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        if kill_after:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(kill_after)
            process.kill()
        return process.wait(120)


def one_run(python: Path, root: Path, bed: Ghost, desk: Desk, name: str, chance: random.Random) -> Counter[str]:
    root.mkdir()
    (root / "piece.md").write_text(
        f"---\ntitle: The post {name}\ndescription: A text.\ndate: 2026-01-01\ntags: [one]\npublished: true\n"
        f"canonical_url: https://example.com/{name}\n---\nThe words of the post {name}.\n"
    )
    key = f"{bed.proxy}:{bed.secret()}"
    desk.disturb(chance.randrange(1 << 30))
    publish(python, root, key, chance.uniform(0.3, LONGEST_RUN) if chance.random() < SHARE_OF_KILLS else 0)
    desk.calm()
    done = any(publish(python, root, key) == 0 for _ in range(PATIENCE))
    copies = len(bed.texts(name))
    return Counter({f"runs that left {copies} copies": 1, "runs that were never done": int(not done)})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.soak_peer", description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    python = installed()
    counted: Counter[str] = Counter()
    with running("ghost") as server, tempfile.TemporaryDirectory() as folder:
        bed = Ghost(server)
        desk = Desk(Path(folder))
        target = urlsplit(bed.target)
        process, port = proxy_beside(desk, (target.hostname or "", target.port or 0), smtp=False)
        bed.stand_behind(port)
        try:
            for number in range(said.runs):
                chance = random.Random(f"{said.seed}/{number}")
                counted += one_run(python, Path(folder) / str(number), bed, desk, f"peer-{number}", chance)
        finally:
            process.terminate()
            process.join()
    for what, number in sorted(counted.items()):
        sys.stdout.write(f"{number} {what}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
