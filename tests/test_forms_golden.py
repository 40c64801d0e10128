"""Each folder of tests/forms is a case: ``brief.yaml`` and ``piece.md`` in, the parts and ``findings.txt`` beside them out."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.forms import FORMS
from recycle.model import Finding
from recycle.templating import Templates
from tests.briefs import brief_of, render

CASES = sorted(path.parent for path in Path(__file__).parent.glob("forms/*/brief.yaml"))
GIVEN = frozenset({"brief.yaml", "piece.md"})


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates(None)


def said(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}: {finding.severity}: {finding.rule}: {finding.message}\n"


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_brief_gives_these_parts(folder: Path, templates: Templates, accept: bool) -> None:
    form, brief = brief_of(folder, templates)
    parts, shaped = render(form, brief, templates)
    made = {f"{part.name}{part.suffix}": part.data for part in parts if part.dialect != "docx"}
    if shaped.findings:
        made["findings.txt"] = "".join(map(said, shaped.findings)).encode()
    if accept:
        for name, data in made.items():
            (folder / name).write_bytes(data)
    there = {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in GIVEN}
    assert {name: data.decode() for name, data in made.items()} == {name: data.decode() for name, data in there.items()}


def test_there_are_cases() -> None:
    assert {folder.name.split("-")[0] for folder in CASES} == set(FORMS)
