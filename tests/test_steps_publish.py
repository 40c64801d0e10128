"""What breaks where nothing should: the result says whether anything may have left, and other outlets go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recycle.api import Action, load, open_workspace, publish
from recycle.model import Event, Kind
from recycle.steps.record import Record
from tests.shell import PLUGIN

CONFIG = """\
outlets:
  first: {form: {type: blog, output: fragment}, destination: {type: outbox, file: first.log}}
  second: {form: {type: blog, output: fragment}, destination: {type: outbox, file: second.log}}
"""
SECRET = "a-token"


@pytest.mark.parametrize(("kind", "action", "sent"), [(Kind.PLACED, Action.UNKNOWN, 1), (Kind.ATTEMPTED, Action.REFUSED, 0)])
def test_an_error_of_any_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, action: Action, sent: int) -> None:
    monkeypatch.syspath_prepend(PLUGIN)
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "content" / "note.md").write_text("---\nid: note\ntitle: A note\ndescription: A text.\n---\nWords.\n")
    append = Record.append

    def breaks_at_first(record: Record, what: Kind, **facts: Any) -> Event:
        if what is kind and facts["outlet"] == "first":
            raise ZeroDivisionError(SECRET)
        return append(record, what, **facts)

    monkeypatch.setattr(Record, "append", breaks_at_first)
    workspace = open_workspace(tmp_path)
    first, second = publish(workspace, load(workspace))
    log = tmp_path / "first.log"
    assert (first.action, second.action) == (action, Action.PLACED)
    assert SECRET not in first.reason
    assert len(log.read_text().splitlines() if log.exists() else []) == sent
