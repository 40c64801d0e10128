"""What is quoted in a published piece is remembered once, whatever happens between the placing and the remembering."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recycle.api import Action, load, open_workspace, publish
from recycle.errors import RecycleError
from recycle.model import Event, Kind
from recycle.steps.record import Record

CONFIG = """\
outlets:
  essay: {form: {type: article, outputs: [body]}, destination: {type: files, path: "essay/{slug}.md", url: "https://example.com/{slug}/"}}
"""
EDIT = """\
---
title: A note
---

Words.

::: kept from other
Some more words.
:::

::: kept from other
And more.
:::

::: kept from note
Of its own.
:::

::: suggested from third
Not these.
:::
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG)
    for name in ("note", "other", "third"):
        (tmp_path / "content" / f"{name}.md").write_text(f"---\nid: {name}\ntitle: A note\ndescription: A text.\n---\nWords.\n")
    (tmp_path / "edits" / "note").mkdir(parents=True)
    (tmp_path / "edits" / "note" / "essay.md").write_text(EDIT)
    (tmp_path / "edits" / "note" / "essay.base.md").write_text("---\ntitle: A note\ndescription: A text.\n---\n\nWords.\n")
    return tmp_path


def quoted(folder: Path, name: str) -> list[tuple[str, str, str]]:
    events = Record(open_workspace(folder).world, name).events
    return [(event.outlet, event.within, event.url) for event in events if event.kind is Kind.QUOTED]


def run(folder: Path, *, dry_run: bool = False) -> list[tuple[Action, str]]:
    workspace = open_workspace(folder)
    return [(one.action, one.reason) for one in publish(workspace, load(workspace, "note"), dry_run=dry_run)]


ONCE = [("essay", "note", "https://example.com/note/")]


def test_once_for_each_article(folder: Path) -> None:
    run(folder, dry_run=True)
    assert quoted(folder, "other") == []
    assert run(folder) == [(Action.PLACED, "")]
    assert run(folder) == [(Action.UNCHANGED, "")]
    assert quoted(folder, "other") == ONCE
    assert quoted(folder, "third") == quoted(folder, "note") == []
    assert "Not these" not in (folder / "essay" / "note.md").read_text()


@pytest.mark.parametrize("breaks", [KeyboardInterrupt, RecycleError("the disk is full")])
def test_the_next_run_makes_good(folder: Path, monkeypatch: pytest.MonkeyPatch, breaks: type[BaseException]) -> None:
    append = Record.append

    def stopped(record: Record, kind: Kind, **facts: Any) -> Event:
        if kind is Kind.QUOTED:
            raise breaks
        return append(record, kind, **facts)

    with monkeypatch.context() as patched:
        patched.setattr(Record, "append", stopped)
        if breaks is KeyboardInterrupt:
            with pytest.raises(KeyboardInterrupt):
                run(folder)
        else:
            [(action, reason)] = run(folder)
            assert action is Action.PLACED
            assert "the disk is full" in reason
    assert quoted(folder, "other") == []
    assert run(folder) == [(Action.UNCHANGED, "")]
    assert quoted(folder, "other") == ONCE


def test_a_piece_that_is_gone_and_one_that_never_was(folder: Path) -> None:
    run(folder)
    (folder / "content" / "other.md").unlink()
    assert run(folder) == [(Action.UNCHANGED, "")]
    (folder / "edits" / "note" / "essay.md").write_text(EDIT.replace("other", "nobody"))
    (folder / "content" / "note.md").write_text("---\nid: note\ntitle: A note\ndescription: A text.\n---\nWords, changed.\n")
    [(action, reason)] = run(folder)
    assert action is Action.REFUSED
    assert "edit-suggestion-source" in reason
    assert not (folder / "ledger" / "nobody.jsonl").exists()
