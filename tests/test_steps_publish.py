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


def test_a_piece_that_comes_twice_is_sent_to_no_outlet_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does when pieces link to each other in a ring. What was refused a moment ago is tried by the next run, not by this one."""
    monkeypatch.syspath_prepend(PLUGIN)
    (tmp_path / "content").mkdir()
    services = ("silent, askable: false", "breaks", "refuses", "answers")
    outlets = "".join(
        f"  {name.split(',')[0]}: {{form: {{type: blog, output: fragment}}, destination: {{type: outbox, file: log, behaviour: {name}}}}}\n"
        for name in services
    )
    (tmp_path / "config.yaml").write_text(f"outlets:\n{outlets}")
    (tmp_path / "content" / "note.md").write_text("---\nid: note\ntitle: A note\ndescription: A text.\n---\nWords.\n")
    workspace = open_workspace(tmp_path)
    results = publish(workspace, (*load(workspace), *load(workspace)))
    told = {result.outlet: result.action for result in results}
    assert (len(told), told["answers"], told["refuses"]) == (len(results), Action.PLACED, Action.FAILED)
    assert len((tmp_path / "log").read_text().splitlines()) == 3
    assert [event.kind for event in Record(workspace.world, "note").events if event.outlet == "refuses"] == [
        Kind.ATTEMPTED,
        Kind.FAILED,
    ]
