"""Each folder of tests/issues is a workspace with one issue; what its outlet gets stands in ``expected/``."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.api import Finding, load, open_workspace, render
from recycle.model import Loss

CASES = sorted(path for path in (Path(__file__).parent / "issues").iterdir() if path.is_dir())


def told(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}: {finding.severity}: {finding.rule}: {finding.message}\n"


def lost(loss: Loss) -> str:
    return f"{loss.line}: {loss.what} becomes {loss.became}\n"


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_an_issue_gives_these_parts(folder: Path, accept: bool) -> None:
    workspace = open_workspace(folder)
    (issue,) = (piece for piece in load(workspace) if piece.issue)
    variant = render(workspace, issue, "letter")
    made = {f"{part.name}{part.suffix}": part.data for part in variant.parts}
    made["findings.txt"] = "".join(map(told, variant.findings)).encode()
    made["losses.txt"] = "".join(map(lost, variant.losses)).encode()
    expected = folder / "expected"
    if accept:
        expected.mkdir(exist_ok=True)
        for name, data in made.items():
            (expected / name).write_bytes(data)
    there = {path.name: path.read_bytes() for path in expected.iterdir()}
    assert {name: data.decode() for name, data in made.items()} == {name: data.decode() for name, data in there.items()}
