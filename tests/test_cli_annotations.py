"""What ``recycle check --format`` prints for hosts: their escapes, their fields, and marks that stay when lines move."""

from __future__ import annotations

import json
import string
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.cli.annotations import FORMATS, github, gitlab, in_repository, markdown, sarif
from recycle.model import Finding
from recycle.rules import RULES

ODD = Finding("image-no-alt", "100% of a:b, c\r\nd", "content/a,b:ü %.md", 3, "warning", "forum")
NOWHERE = Finding("newsletter-sender", "no sender.", severity="error", outlet="newsletter")
STRANGE = Finding("card-no-address", "a plug-in says so.", "content/a b.md", 2)
ALL = (ODD, ODD, NOWHERE, STRANGE)
SCHEMA = Path(__file__).parent / "data" / "schemas" / "sarif-2.1.0-rtm.5.json"


def test_github_escapes_as_its_own_toolkit_does() -> None:
    message = "100%25 of a:b, c%0D%0Ad"
    said = f"::warning file=content/a%2Cb%3Aü %25.md,line=3,title=image-no-alt forum::{message}\n"
    assert github((ODD,)) == said


@given(st.builds(Finding, st.sampled_from(sorted(RULES)), *[st.text(string.printable)] * 2, st.integers(0, 9)))
def test_a_finding_is_always_one_line_for_github(finding: Finding) -> None:
    said = github((finding,))
    assert said.endswith("\n")
    assert "\n" not in said[:-1]
    assert "\r" not in said


def test_gitlab_has_what_code_quality_asks_for() -> None:
    report = json.loads(gitlab(ALL))
    fields = {"description", "check_name", "fingerprint", "severity", "location"}
    assert [set(issue) for issue in report] == [fields] * 4
    assert [issue["severity"] for issue in report] == ["minor", "minor", "major", "major"]
    # A path that begins with ./ is not found in the merge request.
    assert not [issue for issue in report if issue["location"]["path"].startswith(("./", "/"))]
    assert report[0]["location"] == {"path": ODD.path, "lines": {"begin": 3}}
    assert report[2]["location"]["lines"] == {"begin": 1}
    assert len({issue["fingerprint"] for issue in report}) == 4
    assert gitlab(()) == "[]\n"


def test_a_mark_stays_when_the_line_moves() -> None:
    moved = tuple(replace(finding, line=finding.line + 7) for finding in ALL)
    assert marks(ALL) == marks(moved)
    assert marks(ALL[1:]) == [marks(ALL)[0], *marks(ALL)[2:]]


def marks(findings: tuple[Finding, ...]) -> list[str]:
    return [issue["fingerprint"] for issue in json.loads(gitlab(findings))]


def test_sarif_is_a_log_of_its_version() -> None:
    """The properties that section 3 of the standard (SARIF 2.1.0) demands, and the ones that GitHub's reader does."""
    log = json.loads(sarif(ALL))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["image-no-alt", "newsletter-sender", "card-no-address"]
    assert rules[0]["shortDescription"] == {"text": RULES["image-no-alt"].line}
    for result in run["results"]:
        check_result(result, rules)
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "content/a%2Cb%3A%C3%BC%20%25.md", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3},
    }
    assert "region" not in run["results"][2]["locations"][0]["physicalLocation"]
    assert json.loads(sarif(()))["runs"][0]["results"] == []


@pytest.mark.parametrize(
    "shown", [(), ALL, tuple(Finding(rule, "Said.", "a.md") for rule in RULES)], ids=["none", "odd", "all rules"]
)
def test_sarif_is_as_its_schema_has_it(shown: tuple[Finding, ...], tmp_path: Path) -> None:
    assert valid(tmp_path, sarif(shown)) == 0


def test_the_schema_sees_what_is_wrong(tmp_path: Path) -> None:
    assert valid(tmp_path, sarif(ALL).replace('"startLine": 3', '"startLine": 0')) == 1
    assert valid(tmp_path, sarif(ALL).replace('"ruleId"', '"ruleName"')) == 1


def valid(folder: Path, log: str) -> int:
    file = folder / "log.sarif"
    file.write_text(log, encoding="utf-8")
    # One of its patterns is none in Unicode mode, which is what check-jsonschema takes otherwise.
    words = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "python", "--schemafile", str(SCHEMA), str(file)]
    return subprocess.run(words, check=False, capture_output=True).returncode


def check_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("error", "warning")
    assert result["message"]["text"]
    assert len(result["locations"]) == 1


@pytest.mark.parametrize("inner", ["", "blog/texts"])
def test_paths_are_those_of_the_repository(inner: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    root = tmp_path / inner
    root.mkdir(parents=True, exist_ok=True)
    told = in_repository((ODD, NOWHERE), root)
    before = f"{inner}/" if inner else ""
    assert [finding.path for finding in told] == [f"{before}{ODD.path}", f"{before}config.yaml"]


def test_without_a_repository_paths_are_those_of_the_workspace(tmp_path: Path) -> None:
    assert in_repository((ODD,), tmp_path)[0].path == ODD.path
    assert set(FORMATS) == {"github", "gitlab", "sarif", "markdown"}


def test_a_table_for_a_comment() -> None:
    assert markdown(()) == ""
    assert markdown((ODD,)) == (
        "\n### What was found\n\n| where | what |\n|---|---|\n"
        "| content/a,b:ü %.md:3 | warning: 100% of a:b, c d \\[image-no-alt forum\\] |\n"
    )
