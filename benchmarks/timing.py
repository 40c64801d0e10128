"""Two commands in turn, measured as whole processes by what the operating system says of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds of processor time and of waiting, for one run."""

    cpu: float
    wall: float


class Pair(NamedTuple):
    """Medians of two commands that took turns, and the medians of the ratios, turn by turn."""

    ours: Cost
    theirs: Cost
    cpu_ratio: float
    wall_ratio: float


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Cost:
    """What one run costs. Raises CalledProcessError, with what was printed, when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _, code, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), stderr=said)
    return Cost(usage.ru_utime + usage.ru_stime, wall)


def in_turn(ours: Callable[[], Cost], theirs: Callable[[], Cost], rounds: int) -> Pair:
    """Both, one after the other, ``rounds`` times after a first time that does not count: the machine's moods hit both alike."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return Pair(
        _median([pair[0] for pair in pairs]),
        _median([pair[1] for pair in pairs]),
        statistics.median(pair[0].cpu / pair[1].cpu for pair in pairs),
        statistics.median(pair[0].wall / pair[1].wall for pair in pairs),
    )


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(cost.cpu for cost in costs), statistics.median(cost.wall for cost in costs))
