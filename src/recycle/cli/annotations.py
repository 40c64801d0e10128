"""Findings as other programs show them beside the lines of files: GitHub, GitLab, whatever reads SARIF; and for a comment."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from recycle import __version__
from recycle.cli.markdown_cells import cell
from recycle.model import Finding
from recycle.rules import RULES
from recycle.world import disk

_GITLAB: Mapping[str, str] = MappingProxyType({"error": "major", "warning": "minor"})
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SOMEWHERE = "config.yaml"
"""The file of what has none: a finding without one is shown nowhere."""


def in_repository(findings: Iterable[Finding], root: Path) -> tuple[Finding, ...]:
    """The findings with paths from the top of the git repository that the workspace at ``root`` lies in, as hosts count them."""
    top = next((folder for folder in (root, *root.parents) if disk.exists(folder / ".git")), root)
    prefix = root.relative_to(top).as_posix()
    return tuple(replace(finding, path=posixpath.normpath(f"{prefix}/{finding.path or _SOMEWHERE}")) for finding in findings)


def github(findings: tuple[Finding, ...]) -> str:
    """Workflow commands, a line each: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    return "".join(map(_command, findings))


def _command(finding: Finding) -> str:
    place = {"file": finding.path, "line": str(finding.line or 1), "title": _named(finding)}
    said = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    return f"::{finding.severity} {said}::{_data(finding.message)}\n"


def _data(text: str) -> str:
    """As ``@actions/core`` escapes a message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As ``@actions/core`` escapes a property, which ends at a comma or a colon."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(findings: tuple[Finding, ...]) -> str:
    """A table for the comment under a pull request, on hosts that show nothing beside lines; nothing when nothing was found."""
    rows = [f"| {cell(finding.path)}:{finding.line or 1} | {finding.severity}: {_in_cell(finding)} |" for finding in findings]
    return "\n".join(("", "### What was found", "", "| where | what |", "|---|---|", *rows, "")) if rows else ""


def _in_cell(finding: Finding) -> str:
    return cell(f"{finding.message} [{_named(finding)}]")


def gitlab(findings: tuple[Finding, ...]) -> str:
    """A report for https://docs.gitlab.com/ci/testing/code_quality/, an object a finding."""
    return _json([_issue(finding, mark) for finding, mark in _marked(findings)])


def _issue(finding: Finding, mark: str) -> dict[str, Any]:
    return {
        "description": f"{finding.message} [{_named(finding)}]",
        "check_name": finding.rule,
        "fingerprint": mark,
        "severity": _GITLAB[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.line or 1}},
    }


def sarif(findings: tuple[Finding, ...]) -> str:
    """A log of the Static Analysis Results Interchange Format 2.1.0 (OASIS): the rules that were broken, and where."""
    broken = tuple(dict.fromkeys(finding.rule for finding in findings))
    driver = {
        "name": "recycle",
        "semanticVersion": __version__,
        "rules": [_descriptor(rule) for rule in broken],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, broken.index(finding.rule), mark) for finding, mark in _marked(findings)],
    }
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _descriptor(name: str) -> dict[str, Any]:
    rule = RULES.get(name)
    if rule is None:
        return {"id": name}
    level = "none" if rule.severity == "off" else rule.severity
    return {
        "id": name,
        "shortDescription": {"text": rule.line},
        "fullDescription": {"text": " ".join(rule.page.split())},
        "help": {"text": f"recycle check --explain {name}"},
        "defaultConfiguration": {"level": level},
    }


def _result(finding: Finding, index: int, mark: str) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"}}
    if finding.line:
        where["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{finding.message} [{finding.outlet}]" if finding.outlet else finding.message},
        "locations": [{"physicalLocation": where}],
        "partialFingerprints": {"recycle/v1": mark},
    }


def _marked(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with a mark of its own that stays when lines above it are added or taken away."""
    seen: Counter[str] = Counter()
    for finding in findings:
        said = "\0".join((finding.rule, finding.path, finding.outlet, finding.message))
        seen[said] += 1
        yield finding, hashlib.sha256(f"{said}\0{seen[said]}".encode()).hexdigest()


def _named(finding: Finding) -> str:
    return f"{finding.rule} {finding.outlet}" if finding.outlet else finding.rule


def _json(data: object) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


FORMATS: Mapping[str, Callable[[tuple[Finding, ...]], str]] = MappingProxyType(
    {"github": github, "gitlab": gitlab, "sarif": sarif, "markdown": markdown}
)
"""Each format that has a notation of its own, with what writes it."""
