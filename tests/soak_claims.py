"""Two clones that publish the same pieces at the same time with ``--claim``, and one of them mostly killed.

    python -m tests.soak_claims --runs 100

Each run makes a bare remote and two clones of it with two pieces and two outlets, one whose service can be asked what it has and one that
cannot. Both clones publish at once; in most runs one is killed with SIGKILL, before or after any one of its writes and pushes, or at a
moment of chance; in some the remote's branch is protected from one of them, or from both. An hour later, when a dead run's claims are over, both publish again, one after the other. Then the pieces are changed,
and the same happens to the revision. These laws are checked:

1. no service has got any words twice;
2. every line that was ever in one of the ledgers is in both in the end, and at the remote;
3. the service that can be asked has everything in the end, and both ledgers say so;
4. what the service that cannot be asked has not got for sure is unknown, and both ledgers say so;
5. where the branch takes the ledger from both, both clones are where the remote is, nobody has to merge, and what was written stays.

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
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "plugins" / "outbox"))

import recycle_outbox

from recycle.ledger.files import read_all
from recycle.ledger.fold import standings
from recycle.model import State
from recycle.world import disk
from recycle.world.git_push import Clone as Git
from tests.remotes import Clone, Remote
from tests.repositories import piece
from tests.soak import IN_MEMORY, LawBroken, ticking

CONFIG = """\
outlets:
  asked: {form: {type: blog, output: fragment}, destination: {type: outbox, file: ../asked.log}}
  unasked: {form: {type: blog, output: fragment}, destination: {type: outbox, file: ../unasked.log, askable: false}}
"""
PROTECTED = """\
#!/bin/sh
# A remote on the same disk runs in the environment of whoever pushes.
[ -z "$OUTSIDER" ] || ! grep -q refs/heads/main
"""
PIECES = ("note", "another")
LONGEST_RUN = 0.6
TICKS = 40


class Machines:
    """The remote, its two clones, and the services."""

    def __init__(self, folder: Path, outsiders: int) -> None:
        """``outsiders``: how many of the clones may not push to the branch."""
        self.folder = folder
        self.remote = Remote(folder, CONFIG)
        self.remote.hook(PROTECTED)
        self.clones = (self.remote.clone(), self.remote.clone())
        self.words = ""
        for clone in self.clones[:outsiders]:
            clone.environ["OUTSIDER"] = "1"
        self.branch = "recycle/ledger" if outsiders == len(self.clones) else "main"
        self.lines: set[str] = set()

    def write(self, words: str) -> None:
        """Has both clones have the same pieces."""
        self.words = words
        for clone in self.clones:
            for name in PIECES:
                clone.write(f"content/{name}.md", piece(f"The {name}", f"{words} of the {name}."))

    def publish(self, clone: Clone, kill_at: int = 0, slow: float = 0.0) -> int:
        """Fork a process that publishes in the clone and is killed at its ``kill_at``-th tick; returns the process's id.

        ``slow``: how many seconds each request takes to arrive.
        """
        child = os.fork()
        if child:
            return child
        with suppress(BaseException):
            _tick_around_writes(kill_at, slow)
            clone.recycle("publish", "--claim")
        os._exit(0)

    def check(self) -> None:
        """Laws that hold at every moment."""
        for clone in self.clones:
            self.lines.update(_lines(clone))
        for name in ("asked", "unasked"):
            twice = [line for line, number in Counter(self.received(name)).items() if number > 1]
            if twice:
                raise LawBroken(f"{name} got something twice: {twice}")

    def check_end(self) -> None:
        """Laws that hold once all claims are over and the ledgers have met."""
        for clone in self.clones * 3:
            clone.recycle("ledger", "push")
            clone.recycle("ledger", "pull")
        if self.branch == "main" and not any("OUTSIDER" in clone.environ for clone in self.clones):
            self._check_clones()
        for clone in self.clones:
            there = sorted({line for name in PIECES for line in clone.there(self.branch, name)})
            if not sorted(_lines(clone)) == there == sorted(self.lines):
                raise LawBroken(f"the ledgers differ: {sorted(self.lines ^ _lines(clone))} {sorted(self.lines ^ set(there))}")
            for name, log in read_all(clone.folder).items():
                if log.findings:
                    raise LawBroken(f"{name} is damaged: {log.findings}")
                stands = standings(log.events)
                self._check_use(name, stands["asked"].state, stands["asked"].digest, stands["unasked"].state)

    def _check_clones(self) -> None:
        there = self.remote.git("rev-parse", "main")
        for clone in self.clones:
            changed = clone.must("status", "--porcelain", "--untracked-files=all").splitlines()
            if clone.must("rev-parse", "HEAD") != there or not {row[3:] for row in changed} <= {
                f"content/{name}.md" for name in PIECES
            }:
                raise LawBroken(f"a clone is not where the remote is: {changed}")
            if any(self.words not in (clone.folder / f"content/{name}.md").read_text() for name in PIECES):
                raise LawBroken("what was written is gone")

    def _check_use(self, name: str, asked: State, digest: str, unasked: State) -> None:
        if asked is not State.PLACED or not any(line.endswith(digest) for line in self.received("asked")):
            raise LawBroken(f"{name}: asked is {asked} in the end, and has {self.received('asked')}")
        if unasked not in (State.PLACED, State.UNKNOWN):
            raise LawBroken(f"{name}: unasked is {unasked} in the end")

    def received(self, name: str) -> list[str]:
        """What a service has got."""
        file = self.folder / f"{name}.log"
        return file.read_text().splitlines() if file.exists() else []


def _lines(clone: Clone) -> set[str]:
    return {line for name in PIECES for line in clone.lines(name) if line.endswith("}")}


def _tick_around_writes(kill_at: int, slow: float) -> None:
    count = iter(range(1, sys.maxsize))
    arrive = recycle_outbox.receive

    def receive(file: Path, line: str) -> None:
        time.sleep(slow)
        arrive(file, line)

    recycle_outbox.receive = receive

    def tick() -> None:
        if next(count) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for place, name in (
        (disk, "append_line"),
        (disk, "write_atomic"),
        (recycle_outbox, "receive"),
        (Git, "push"),
        (Git, "commit"),
    ):
        setattr(place, name, ticking(getattr(place, name), tick))


def one_run(folder: Path, chance: random.Random) -> str:
    """Two clones through a publication and a revision; returns what was done to them."""
    outsiders = chance.choice((0, 0, 0, 1, 2))
    machines = Machines(folder, outsiders)
    ways = [f"protected-from-{outsiders}"]
    for words in ("The first words", "Other words"):
        machines.write(words)
        ways.append(_disturb(machines, chance))
        machines.check()
        for clone in machines.clones:
            clone.minutes_later += 60
        for clone in (*chance.sample(machines.clones, 2), *machines.clones):
            os.waitpid(machines.publish(clone), 0)
            machines.check()
        machines.check_end()
    return " ".join(ways)


def _disturb(machines: Machines, chance: random.Random) -> str:
    way = chance.choice(("killed-at-a-write", "killed-at-a-write", "killed-at-a-moment", "both-live"))
    victim, other = chance.sample(machines.clones, 2)
    slow = chance.choice((0, 0, 1))
    children = [machines.publish(victim, chance.randint(1, TICKS) if way == "killed-at-a-write" else 0, slow)]
    time.sleep(chance.choice((0, chance.uniform(0, LONGEST_RUN))))
    children.append(machines.publish(other))
    if way == "killed-at-a-moment":
        time.sleep(chance.uniform(0, LONGEST_RUN))
        os.kill(children[0], signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
    return way


def soak(runs: int, seed: int) -> Counter[str]:
    """How often each way of disturbing was gone through. Raises LawBroken at the first law that does not hold."""
    chance = random.Random(seed)
    ways: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="recycle-claims-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    try:
        for number in range(runs):
            place = folder / str(number)
            try:
                ways.update(one_run(place, chance).split())
            except LawBroken as error:
                raise LawBroken(f"run {number} of seed {seed}: {error}") from None
            shutil.rmtree(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ways


def main() -> None:
    parser = argparse.ArgumentParser(description="Publish in two clones at once, and check that nothing is lost or sent twice.")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    ways = soak(said.runs, said.seed)
    sys.stdout.write(f"{said.runs} runs of two clones: {dict(sorted(ways.items()))}; no law broken\n")


if __name__ == "__main__":
    main()
