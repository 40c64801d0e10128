"""Real servers on bad days: cut connections, lost answers, wrong answers, late answers, killed runs; and one post in the end.

    python -m tests.servers.soak wordpress --runs 1000

Each run has a workspace with one piece. ``recycle publish`` is run through a fault proxy and, now and then, killed; then it is run again,
undisturbed, until it says that it is done. The piece is changed, and the same happens to the revision. These laws are checked:

1. the server has the post exactly once, with the last words;
2. the ledger says ``placed``, and no line that was ever in it is gone;
3. it is done within ``PATIENCE`` undisturbed runs: nothing stays unknown that could be settled by asking.

It ends with the numbers. Needs ``fork``, so it runs on Linux and macOS.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from urllib.parse import urlsplit

from recycle.cli.main import run
from recycle.ledger.files import read
from recycle.ledger.fold import standings
from recycle.model import State
from recycle.world.web import Service, Web
from tests.servers.faultproxy import FaultProxy, Timing
from tests.servers.faultproxy_smtp import SmtpFaultProxy
from tests.servers.faults import CONNECT, Fault, random_plan
from tests.servers.fixtures import running
from tests.servers.places import free_port
from tests.servers.soak_beds import BEDS, Bed

PATIENCE = 15
TIME_OUT, LATE = 1.5, 1.8
"""Seconds: how long recycle waits here, and how long a late answer takes."""
LONGEST_RUN = 0.6
SHARE_OF_FAULTS, SHARE_OF_KILLS = 0.3, 0.3
BETWEEN_RUNS = 0.25
FIRST, SECOND = "The first words are **here**.", "The second words are _here_."


class LawBroken(Exception):
    """What must always hold did not."""


class Desk:
    """What is done to requests, told to the proxy's process through a file, and what it has done, counted by it in another."""

    def __init__(self, folder: Path) -> None:
        self._orders, self._log = folder / "orders", folder / "log"
        self.calm()
        self._log.touch()

    def calm(self) -> None:
        self._orders.write_text("")

    def disturb(self, seed: int) -> None:
        self._orders.write_text(str(seed))

    def plan(self, n: int, method: str, path: str) -> Fault:
        said = self._orders.read_text()
        share = SHARE_OF_FAULTS / 2 if method == CONNECT else SHARE_OF_FAULTS
        fault = random_plan(int(said), share)(n, method, path) if said else Fault.NONE
        with self._log.open("a") as log:
            log.write(f"{fault}\n")
        return fault

    def done(self) -> Counter[str]:
        return Counter(self._log.read_text().splitlines())


def proxy_beside(desk: Desk, target: tuple[str, int], *, smtp: bool) -> tuple[multiprocessing.process.BaseProcess, int]:
    """A process with the proxy, and its port. It is one of its own so that forking ``recycle`` copies no threads."""
    ours, theirs = multiprocessing.Pipe()

    def serve() -> None:
        kind = SmtpFaultProxy if smtp else FaultProxy
        with suppress(KeyboardInterrupt), kind(target, desk.plan, timing=Timing(late=LATE, retry_after=0)) as proxy:
            theirs.send(proxy.port)
            signal.pause()

    process = multiprocessing.get_context("fork").Process(target=serve, daemon=True)
    process.start()
    return process, int(ours.recv())


def warm_up(bed: Bed, folder: Path) -> None:
    """Import all that a run imports, so that a forked one need not: a run to nowhere, whose server is not there."""
    (folder / "content").mkdir(parents=True)
    (folder / "config.yaml").write_text(bed.config)
    (folder / "content" / "piece.md").write_text("---\ntitle: Nobody gets this\ndescription: A text.\n---\nWords.\n")
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        run(["-C", str(folder), "publish"])


def publish_in(root: Path, kill_after: float = 0) -> int:
    """The exit code of a process that publishes there; -9 when it was killed after so many seconds."""
    child = os.fork()
    if child == 0:
        code = 99
        with suppress(BaseException), Path(root / "said.log").open("a") as said, redirect_stdout(said), redirect_stderr(said):
            _be_impatient()
            code = run(["-C", str(root), "publish"])
        os._exit(code)
    if kill_after:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _be_impatient() -> None:
    patient = Web.service

    def service(web: Web, url: str, *, timeout: float = 30.0, pause: float = 0.0) -> Service:
        return patient(web, url, timeout=TIME_OUT, pause=pause)

    setattr(Web, "service", service)  # noqa: B010  mypy sees through an assignment


def one_run(bed: Bed, root: Path, desk: Desk, name: str, chance: random.Random) -> Counter[str]:
    """One piece through both of its lives; returns what was counted."""
    (root / "content").mkdir(parents=True)
    (root / "config.yaml").write_text(bed.config)
    counted: Counter[str] = Counter()
    lives = (FIRST,) if bed.is_final else (FIRST, SECOND)
    for words in lives:
        (root / "content" / "piece.md").write_text(
            f"---\nid: {name}\ntitle: The post {name}\ndescription: A text.\n---\n{words}\n\nIt has a second paragraph of the post {name}.\n"
        )
        lines = _ledger(root, name)
        desk.disturb(chance.randrange(1 << 30))
        code = publish_in(root, chance.uniform(0.02, LONGEST_RUN) if chance.random() < SHARE_OF_KILLS else 0)
        counted["killed"] += code == -signal.SIGKILL
        counted["disturbed runs that ended with 1"] += code == 1
        desk.calm()
        counted["undisturbed runs"] += _until_done(root)
        _check(bed, root, name, words, lines)
    return counted


def _until_done(root: Path) -> int:
    for tries in range(1, PATIENCE + 1):
        if publish_in(root) == 0:
            return tries
        time.sleep(BETWEEN_RUNS)
    raise LawBroken(f"not done after {PATIENCE} runs:\n{(root / 'said.log').read_text()[-3000:]}")


def _ledger(root: Path, name: str) -> list[bytes]:
    file = root / "ledger" / f"{name}.jsonl"
    return file.read_bytes().splitlines() if file.exists() else []


def _check(bed: Bed, root: Path, name: str, words: str, before: list[bytes]) -> None:
    said = (root / "said.log").read_text()[-3000:]
    standing = standings(read(root, name).events)["there"]
    if standing.state is not State.PLACED:
        raise LawBroken(f"{name} is {standing.state}\n{said}")
    if _ledger(root, name)[: len(before)] != before:
        raise LawBroken(f"a line of {name} is gone")
    texts = bed.texts(name)
    plain = words.replace("**", "").replace("_", "").split(" are ")[0]
    if len(texts) != 1:
        raise LawBroken(f"{name} is there {len(texts)} times\n{said}")
    if plain not in texts[0]:
        raise LawBroken(f"{name} has other words: {texts[0][:300]}\n{said}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("server", choices=tuple(BEDS))
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    counted: Counter[str] = Counter()
    began = time.monotonic()
    with running(said.server) as server, tempfile.TemporaryDirectory() as folder:
        bed = BEDS[said.server](server)
        desk = Desk(Path(folder))
        target = urlsplit(bed.target)
        process, port = proxy_beside(desk, (target.hostname or "", target.port or 0), smtp=target.scheme == "smtp")
        bed.stand_behind(free_port())
        warm_up(bed, Path(folder) / "warm-up")
        bed.stand_behind(port)
        try:
            for number in range(said.runs):
                chance = random.Random(f"{said.seed}/{number}")
                counted += one_run(bed, Path(folder) / str(number), desk, f"run-{said.seed}-{number}", chance)
                if (number + 1) % 25 == 0:
                    bed.empty()
                    sys.stdout.write(f"{number + 1} runs, {time.monotonic() - began:.0f} s\n")
                    sys.stdout.flush()
        finally:
            process.terminate()
            process.join()
        faults = desk.done()
    _tell(said.server, said.runs, counted, faults)
    return 0


def _tell(server: str, runs: int, counted: Counter[str], faults: Counter[str]) -> None:
    through = faults.pop(Fault.NONE.value, 0)
    say = sys.stdout.write
    say(f"{server}: {runs} runs, every post there exactly once, no record lost, nothing left unknown\n")
    say(f"  {sum(faults.values())} requests disturbed, {through} let through\n")
    for what, number in sorted(counted.items()):
        say(f"  {number} {what}\n")
    for fault, number in sorted(faults.items()):
        say(f"  {number} {fault}\n")


if __name__ == "__main__":
    sys.exit(main())
