"""tests/ledger/<case>/: a ledger file as it may lie in somebody's repository, and beside it what recycle makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.ledger.fold import Use, uses
from recycle.ledger.reading import Log, log_of

CASES = sorted(path for path in (Path(__file__).parent / "ledger").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, accept: bool) -> None:
    told = _told(log_of("on-lists", "ledger/on-lists.jsonl", (case / "on-lists.jsonl").read_bytes()))
    expected = case / "status.txt"
    if accept:
        expected.write_text(told, encoding="utf-8", newline="\n")
    assert told == expected.read_text(encoding="utf-8")


def _told(log: Log) -> str:
    lines = [_use(use) for use in uses(log.events)]
    lines += [f"{found.severity} {found.rule} {found.path}:{found.line}: {found.message}" for found in log.findings]
    lines += [f"torn off: {log.torn.decode()}"] if log.torn else []
    lines += [f"the next event comes after {' '.join(log.tips)}"]
    return "\n".join(lines) + "\n"


def _use(use: Use) -> str:
    standing = use.standing
    facts = {
        "words": standing.digest[:1],
        "at": standing.placement and (standing.placement.url or standing.placement.remote),
        "remote": standing.placement and standing.placement.remote,
        "since": standing.since and standing.since.strftime("%d %B"),
        "open attempt of words": standing.attempt[:1],
        "because": standing.reason,
    }
    told = "".join(f"\n    {name}: {fact}" for name, fact in facts.items() if fact)
    return f"{use.outlet}, use {use.number}: {standing.state} ({' '.join(event.kind for event in use.events)}){told}"
