"""Killed at any moment, recycle loses no record and repeats no send; merges keep their laws: ``tests/soak.py``, ``tests/soak_merge.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _soak(runs: int, seed: int, seconds: int, what: str = "tests.soak") -> str:
    command = [sys.executable, "-m", what, "--runs", str(runs), "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_runs(seed: int) -> None:
    assert "no law broken" in _soak(100, seed, 900)


@pytest.mark.parametrize("seed", [1, 2])
def test_two_clones_at_once(seed: int) -> None:
    assert "no law broken" in _soak(6, seed, 900, "tests.soak_claims")


@pytest.mark.soak
def test_a_hundred_runs_of_two_clones() -> None:
    said = _soak(100, 3, 3_600, "tests.soak_claims")
    sys.stdout.write(said)
    assert "no law broken" in said


@pytest.mark.soak
def test_ten_thousand_runs() -> None:
    said = _soak(10_000, 4, 14_400)
    sys.stdout.write(said)
    assert "no law broken" in said


def test_a_hundred_merges() -> None:
    command = [sys.executable, "-m", "tests.soak_merge", "--triples", "100", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout) == (0, "100 triples, seed 1; no law broken\n"), done.stderr
