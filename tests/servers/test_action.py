"""The composite action with a real ``python3 -m venv`` and pip, which get what recycle needs from the index that pip is set to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ci_runner import PUSH, Runner
from tests.remotes import Remote, detached
from tests.test_action import ACTION, filled

pytestmark = pytest.mark.servers
PROJECT = Path(__file__).parents[2]


def test_it_installs_itself_and_publishes(tmp_path: Path) -> None:
    clone = detached(Remote(tmp_path / "there").clone())
    own = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    runner = Runner(clone, tmp_path / "runner", {**PUSH, "GITHUB_ACTIONS": "true", **own})
    temp = tmp_path / "runner" / "temp"
    temp.mkdir()
    values = {f"inputs.{name}": one["default"] for name, one in ACTION["inputs"].items()}
    values |= {"inputs.dry-run": "false", "github.action_path": str(PROJECT)}
    for one in ACTION["runs"]["steps"]:
        environ = {name: filled(value, values) for name, value in one["env"].items()}
        done = runner.sh(one["run"], RUNNER_TEMP=str(temp), **environ)
        assert done.code == 0, done.said
    assert (temp / "recycle" / "bin" / "recycle").exists()
    assert clone.there() == clone.lines() != []
