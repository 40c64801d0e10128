"""An issue goes out once and each piece in it is told so once, whatever happens in between."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from recycle.api import Action, Workspace, open_workspace
from recycle.errors import InputError
from recycle.ledger import files
from recycle.model import Event, Kind, State
from recycle.steps.issues.due import Wanted, candidates, draft_issue, due_of
from recycle.steps.issues.included import include, issue_of
from recycle.steps.loading.issue_files import next_number
from recycle.steps.loading.load import load, survey
from recycle.steps.publishing.publish import publish
from recycle.steps.publishing.settle import settle
from recycle.steps.publishing.trace import status
from recycle.steps.record import Record
from recycle.steps.results import Order, Result
from tests.shell import PLUGIN

LETTER = """\
  letter:
    form: {type: newsletter, sender: Letters <letters@example.com>, unsubscribe_url: https://example.com/unsubscribe}
    issues: true
    destination: {type: outbox, file: letter.log, final: true}
"""
CONFIG = f"outlets:\n{LETTER}"
NAMES = ("one", "two", "three")
ISSUE = "letter-issue-1"


class KilledError(BaseException):
    """The process ends here."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(PLUGIN)
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "content").mkdir()
    (tmp_path / "issues" / "letter").mkdir(parents=True)
    for name in NAMES:
        (tmp_path / "content" / f"{name}.md").write_text(f"---\ntitle: On {name}\n---\nWords on {name}.\n")
    write(tmp_path, 1, *NAMES)
    return tmp_path


def write(folder: Path, number: int, *names: str) -> None:
    head = "---\ntitle: A letter\npreview: What is in it, in a sentence that is long enough.\n---\n"
    passages = "".join(f"\n::: piece {name}\n:::\n" for name in names)
    (folder / "issues" / "letter" / f"{number}.md").write_text(f"{head}\nGood morning.\n{passages}")


def run(folder: Path, **order: Any) -> list[Result]:
    workspace = open_workspace(folder)
    archive = survey(workspace)
    outlets = workspace.config.outlets.values()
    return [
        one for one in publish(workspace, archive, load(workspace, (), archive), outlets, Order(**order)) if one.piece == ISSUE
    ]


def sent(folder: Path) -> int:
    log = folder / "letter.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def included(folder: Path, name: str) -> list[Event]:
    return [event for event in files.read(folder, name).events if event.kind is Kind.INCLUDED]


def places(folder: Path) -> list[tuple[str, str, int, int]]:
    return [(name, event.within, event.place, event.use) for name in NAMES for event in included(folder, name)]


ALL = [(name, ISSUE, place, 1) for place, name in enumerate(NAMES, 1)]

# ── killed ───────────────────────────────────────────────────────────────────────────────────────


def killing(at: int, *, after: bool) -> Callable[..., Event]:
    """``Record.append`` that dies at its call number ``at``, before the line is on the disk or after."""
    append, count = Record.append, itertools.count()

    def dies(record: Record, kind: Kind, **facts: Any) -> Event:
        if next(count) != at:
            return append(record, kind, **facts)
        if after:
            append(record, kind, **facts)
        raise KilledError

    return dies


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_event_it_is_sent_once_and_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    for at in itertools.count():
        for file in (folder / "letter.log", *(folder / "ledger").glob("*.jsonl")):
            file.unlink(missing_ok=True)
        with monkeypatch.context() as patch:
            patch.setattr(Record, "append", killing(at, after=after))
            try:
                run(folder)
            except KilledError:
                pass
            else:
                break
        (result,) = run(folder)
        assert result.action in (Action.PLACED, Action.UNCHANGED)
        assert (sent(folder), places(folder)) == (1, ALL)
        run(folder)
        assert (sent(folder), places(folder)) == (1, ALL)
    assert at == 3 + 2 * len(NAMES) + 1  # seen, attempted, placed; each piece seen and included; that all are noted


def test_what_was_in_it_is_told_by_what_was_sent_and_not_by_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Record, "append", killing(3, after=False))
        with pytest.raises(KilledError):
            run(folder)
    assert (sent(folder), places(folder)) == (1, [])
    write(folder, 1, "two")
    (result,) = run(folder)
    assert (result.action, sent(folder)) == (Action.LEFT, 1)
    assert places(folder) == ALL


def test_a_full_disk_is_said_and_made_good(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append = Record.append

    def full(record: Record, kind: Kind, **facts: Any) -> Event:
        if record.piece == "two":
            raise InputError("the disk is full")
        return append(record, kind, **facts)

    with monkeypatch.context() as patch:
        patch.setattr(Record, "append", full)
        placed, told = run(folder)
    assert (placed.action, told.action) == (Action.PLACED, Action.REFUSED)
    assert "the disk is full" in told.reason
    assert [result.action for result in run(folder)] == [Action.UNCHANGED]
    assert (sent(folder), places(folder)) == (1, ALL)


# ── not sent, or not known ───────────────────────────────────────────────────────────────────────


def test_what_failed_tells_nobody_anything(folder: Path) -> None:
    config = folder / "config.yaml"
    config.write_text(CONFIG.replace("final: true", "behaviour: refuses"))
    assert [result.action for result in run(folder)] == [Action.FAILED]
    assert places(folder) == []
    config.write_text(CONFIG)
    assert [result.action for result in run(folder)] == [Action.PLACED]
    assert places(folder) == ALL


def test_what_is_unknown_tells_its_pieces_when_it_is_settled(folder: Path) -> None:
    (folder / "config.yaml").write_text(CONFIG.replace("final: true", "behaviour: silent, askable: false"))
    assert [result.action for result in run(folder)] == [Action.UNKNOWN]
    assert [result.action for result in run(folder)] == [Action.UNKNOWN]
    assert (sent(folder), places(folder)) == (1, [])
    workspace = open_workspace(folder)
    settle(workspace, ISSUE, workspace.config.outlet("letter"), "https://example.org/letters/1")
    assert places(folder) == ALL
    assert included(folder, "one")[0].url == "https://example.org/letters/1"


def test_a_dry_run_and_a_draft_tell_nobody_anything(folder: Path) -> None:
    assert [result.action for result in run(folder, dry_run=True)] == [Action.PLACED]
    path = folder / "issues" / "letter" / "1.md"
    path.write_text(path.read_text().replace("title:", "draft: true\ntitle:"))
    assert [result.action for result in run(folder)] == [Action.OFF]
    assert (sent(folder), places(folder), list((folder / "ledger").glob("*"))) == (0, [], [])


def test_a_piece_whose_date_is_to_come_holds_the_issue_back(folder: Path) -> None:
    (folder / "content" / "two.md").write_text("---\ntitle: On two\ndate: 2999-01-01\n---\nWords.\n")
    (result,) = run(folder)
    assert (result.action, result.reason, sent(folder)) == (Action.LATER, "two: its date is 2999-01-01", 0)


def test_pieces_renamed_or_deleted_after_it_was_sent_stop_nothing(folder: Path) -> None:
    run(folder)
    (folder / "content" / "two.md").unlink()
    (result,) = run(folder)
    assert (result.action, sent(folder)) == (Action.LEFT, 1)
    assert "issues/letter/1.md:11" in result.reason


# ── changed where it can be changed ──────────────────────────────────────────────────────────────


def test_a_piece_that_is_put_into_a_page_later_is_told_then(folder: Path) -> None:
    (folder / "config.yaml").write_text(CONFIG.replace(", final: true", ""))
    write(folder, 1, "one", "two")
    run(folder)
    write(folder, 1, "three", "one", "two")
    (result,) = run(folder)
    assert (result.action, sent(folder)) == (Action.REVISED, 2)
    assert places(folder) == [("one", ISSUE, 1, 1), ("two", ISSUE, 2, 1), ("three", ISSUE, 1, 1)]


def test_another_issue_under_a_number_that_was_sent_is_refused(folder: Path) -> None:
    (folder / "config.yaml").write_text(CONFIG.replace(", final: true", ""))
    write(folder, 1, "one", "two")
    run(folder)
    write(folder, 1, "three")
    (result,) = run(folder)
    assert (result.action, sent(folder)) == (Action.REFUSED, 1)
    assert "one, two" in result.reason


# ── what is due ──────────────────────────────────────────────────────────────────────────────────


def due(workspace: Workspace) -> list[str]:
    return [one.piece for one in due_of(candidates(workspace, survey(workspace), workspace.config.outlet("letter")))]


def test_what_is_in_an_issue_is_due_no_more(folder: Path) -> None:
    workspace = open_workspace(folder)
    assert due(workspace) == []
    write(folder, 1, "one")
    assert due(workspace) == ["three", "two"]
    run(folder)
    assert due(workspace) == ["three", "two"]
    assert next_number(workspace, "letter") == 2


def test_a_piece_that_went_there_by_itself_before_is_not_due(folder: Path) -> None:
    (folder / "issues" / "letter" / "1.md").unlink()
    (folder / "config.yaml").write_text(CONFIG.replace("    issues: true\n", ""))
    (folder / "content" / "two.md").unlink()
    run(folder)
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "content" / "two.md").write_text("---\ntitle: On two\n---\nWords.\n")
    assert due(open_workspace(folder)) == ["two"]


def test_a_piece_older_than_the_outlet_is_not_due_unless_it_is_picked(folder: Path) -> None:
    blog = "  blog: {form: {type: blog, output: fragment}, destination: {type: outbox, file: blog.log}}\n"
    (folder / "issues" / "letter" / "1.md").unlink()
    (folder / "config.yaml").write_text(f"outlets:\n{blog}")
    run(folder)
    (folder / "config.yaml").write_text(f"outlets:\n{blog}{LETTER}")
    workspace = open_workspace(folder)
    assert due(workspace) == []
    outlet = workspace.config.outlet("letter")
    assert draft_issue(workspace, survey(workspace), outlet, Wanted(names=("two",))).path == "issues/letter/1.md"


def test_the_number_goes_on_from_the_ledger_when_the_file_has_gone(folder: Path) -> None:
    write(folder, 1, "one")
    run(folder)
    (folder / "issues" / "letter" / "1.md").unlink()
    assert next_number(open_workspace(folder), "letter") == 2


# ── two branches ─────────────────────────────────────────────────────────────────────────────────


def test_two_branches_that_both_sent_it_are_told_and_settled(folder: Path) -> None:
    run(folder)
    ledger = folder / "ledger"
    first = {path.name: path.read_text() for path in ledger.glob("*.jsonl")}
    for path in ledger.glob("*.jsonl"):
        path.unlink()
    run(folder)
    for path in ledger.glob("*.jsonl"):
        path.write_text(path.read_text().replace("letter-issue-1/letter/1", "letter-issue-1b/letter/1") + first[path.name])
    assert [result.action for result in run(folder)] == [Action.UNKNOWN]
    assert sent(folder) == 2
    workspace = open_workspace(folder)
    settle(workspace, ISSUE, workspace.config.outlet("letter"), "https://service.example.org/letter-issue-1/letter/1")
    cells = list(cells_of(workspace))
    assert {(cell.piece, cell.state) for cell in cells if cell.piece in NAMES} == {(name, State.PLACED) for name in NAMES}
    run(folder)
    assert sent(folder) == 2


def cells_of(workspace: Workspace) -> Iterator[Any]:
    archive = survey(workspace)
    return status(workspace, archive, load(workspace, (), archive), workspace.config.outlets.values())


# ── the fold ─────────────────────────────────────────────────────────────────────────────────────


def test_a_piece_in_an_issue_stands_there_and_is_never_stale(folder: Path) -> None:
    run(folder)
    with (folder / "content" / "one.md").open("a") as file:
        file.write("More.\n")
    cells = {cell.piece: cell for cell in cells_of(open_workspace(folder))}
    assert (cells["one"].state, cells["one"].within) == (State.PLACED, ISSUE)
    assert (cells[ISSUE].state, cells[ISSUE].within) == (State.STALE, "")


def test_noted_twice_is_noted_once(folder: Path) -> None:
    run(folder)
    workspace = open_workspace(folder)
    outlet, record = workspace.config.outlet("letter"), Record(workspace.world, ISSUE)
    before = [files.read(folder, name).events for name in (*NAMES, ISSUE)]
    include(workspace, record, outlet)
    assert [files.read(folder, name).events for name in (*NAMES, ISSUE)] == before
    event = issue_of(Record(workspace.world, "two"), "letter")
    assert event is not None
    assert (event.within, event.place) == (ISSUE, 2)
