"""Killed at any moment, recycle loses no record and repeats no send: see ``tests/soak.py`` for the laws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _soak(runs: int, seed: int, seconds: int) -> str:
    command = [sys.executable, "-m", "tests.soak", "--runs", str(runs), "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_runs(seed: int) -> None:
    assert "no law broken" in _soak(100, seed, 900)


@pytest.mark.soak
def test_ten_thousand_runs() -> None:
    said = _soak(10_000, 4, 14_400)
    sys.stdout.write(said)
    assert "no law broken" in said
