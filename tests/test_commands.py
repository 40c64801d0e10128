"""Every session under ``tests/commands/``: commands as a person types them, and what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import check_session

SESSIONS = sorted((Path(__file__).parent / "commands").glob("*.md"))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_session(session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accept: bool) -> None:
    check_session(session, tmp_path, monkeypatch, accept=accept)
