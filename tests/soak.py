"""Killing recycle, again and again, and looking whether anything was lost or sent twice.

    python -m tests.soak --runs 300

Each run makes a workspace with two outlets, one whose service can be asked what it has and one that cannot. A process publishes there and
is killed with SIGKILL: before or after any one of its writes to the ledger or the service, or at a moment of chance. Another then
publishes undisturbed, the piece is changed, and the same happens to the revision. In some runs two processes publish at once. After
every process these laws are checked:

1. every line that was in the ledger is still there, to the byte, unless it was the torn last one;
2. no service has got any words twice;
3. the service that can be asked has everything in the end, and the ledger says so;
4. the service that cannot be asked got nothing after an attempt that nobody answered, and the ledger says unknown.

Needs ``fork``, so it runs on Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "plugins" / "outbox"))

import recycle_outbox

from recycle.cli.main import run
from recycle.ledger.files import read
from recycle.ledger.fold import standings
from recycle.model import State
from recycle.world import disk

CONFIG = """\
outlets:
  asked: {form: {type: blog, output: fragment}, destination: {type: outbox, file: asked.log}}
  unasked: {form: {type: blog, output: fragment}, destination: {type: outbox, file: unasked.log, askable: false}}
"""
PIECE = "---\nid: piece\ntitle: A piece\ndescription: Something.\n---\n\nThe first words.\n"
LONGEST_RUN = 0.03
IN_MEMORY = Path("/dev/shm")  # a killed process needs no disk: what it wrote is the kernel's already


class LawBroken(Exception):
    """What must always hold did not."""


def publish_in(root: Path, kill_at: int = 0) -> int:
    """Fork a process that publishes in ``root`` and is killed at its ``kill_at``-th tick; returns the process's id."""
    child = os.fork()
    if child:
        return child
    with suppress(BaseException):
        _tick_around_writes(kill_at)
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            run(["-C", str(root), "publish"])
    os._exit(0)


def _tick_around_writes(kill_at: int) -> None:
    ticks = iter(range(1, sys.maxsize))

    def tick() -> None:
        if next(ticks) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for module, name in ((disk, "append_line"), (disk, "write_atomic"), (recycle_outbox, "receive")):
        setattr(module, name, ticking(getattr(module, name), tick))


def ticking(write: Callable[..., object], tick: Callable[[], None]) -> Callable[..., object]:
    """The same, with a tick before it and one after it."""

    def wrapped(*arguments: object, **options: object) -> object:
        tick()
        done = write(*arguments, **options)
        tick()
        return done

    return wrapped


def one_run(root: Path, chance: random.Random) -> str:
    """One workspace through both of its lives; returns what was done to it."""
    (root / "content").mkdir(parents=True)
    (root / "config.yaml").write_text(CONFIG)
    piece = root / "content" / "piece.md"
    ways = []
    for words in ("The first words.", "The second words."):
        piece.write_text(PIECE.replace("The first words.", words))
        ways.append(_disturb(root, chance))
        _check(root)
        for _ in range(2):
            os.waitpid(publish_in(root), 0)
            _check(root)
        _check_end(root)
    return " ".join(ways)


def _disturb(root: Path, chance: random.Random) -> str:
    way = chance.choice(("boundary", "boundary", "moment", "two at once"))
    match way:
        case "boundary":
            os.waitpid(publish_in(root, chance.randint(1, 20)), 0)
        case "moment":
            child = publish_in(root)
            time.sleep(chance.uniform(0, LONGEST_RUN))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        case _:
            for child in [publish_in(root), publish_in(root)]:
                os.waitpid(child, 0)
    return way


_seen: dict[Path, list[bytes]] = {}


def _check(root: Path) -> None:
    file = root / "ledger" / "piece.jsonl"
    data = file.read_bytes() if file.exists() else b""
    lines = data.split(b"\n")[:-1]
    before = _seen.get(root, [])
    if lines[: len(before)] != before:
        raise LawBroken(f"a line of the ledger was lost or changed: {before} became {lines}")
    _seen[root] = lines
    for name in ("asked", "unasked"):
        twice = [line for line, number in Counter(_received(root, name)).items() if number > 1]
        if twice:
            raise LawBroken(f"{name} got something twice: {twice}")


def _check_end(root: Path) -> None:
    stands = standings(read(root, "piece").events)
    asked, unasked = stands["asked"], stands["unasked"]
    if asked.state is not State.PLACED:
        raise LawBroken(f"asked is {asked.state} in the end")
    if not _received(root, "asked")[-1].endswith(asked.digest):
        raise LawBroken("asked does not have the last words")
    if unasked.state not in (State.PLACED, State.UNKNOWN):
        raise LawBroken(f"unasked is {unasked.state} in the end")


def _received(root: Path, name: str) -> list[str]:
    file = root / f"{name}.log"
    return file.read_text().splitlines() if file.exists() else []


def soak(runs: int, seed: int) -> Counter[str]:
    """How often each way of disturbing was gone through. Raises LawBroken at the first law that does not hold."""
    chance = random.Random(seed)
    ways: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="recycle-soak-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    try:
        _warm_up(folder / "warm")
        for number in _counted(runs):
            root = folder / str(number)
            ways.update(one_run(root, chance).replace("two at once", "two-at-once").split())
            shutil.rmtree(root)
            _seen.pop(root, None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ways


def _warm_up(root: Path) -> None:
    """Import here whatever publishing needs, once, so that the processes do not spend their lives on it."""
    (root / "content").mkdir(parents=True)
    (root / "config.yaml").write_text(CONFIG)
    (root / "content" / "piece.md").write_text(PIECE)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        run(["-C", str(root), "publish"])


def _counted(runs: int) -> Iterator[int]:
    for number in range(runs):
        if number and number % 1000 == 0:
            sys.stderr.write(f"{number} runs\n")
        yield number


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill recycle and check that nothing is lost or sent twice.")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    ways = soak(said.runs, said.seed)
    sys.stdout.write(
        f"{said.runs} runs, {sum(ways.values())} disturbed processes: {dict(sorted(ways.items()))}; no law broken\n"
    )


if __name__ == "__main__":
    main()
