"""Outlets that want a piece first: whom they keep waiting, how long, and what ends it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.config.convert import Place
from recycle.config.spans import read_span
from recycle.errors import InputError
from recycle.ledger import sent
from recycle.model import Kind, Piece, Wording
from recycle.steps.record import Record
from recycle.steps.waiting.alone import alone_reason, not_first
from recycle.steps.workspace import Workspace, open_workspace
from recycle.tree.nodes import Document
from recycle.world import clock
from tests.ledgers import variant, world

PIECE = Piece(id="note", slug="note", path="content/note.md", title="A note", document=Document(()))
HERE = Place("config.yaml", {"exclusive": 1}, {}, "exclusive")
CONFIG = """
site: {timezone: UTC}
outlets:
  blog: {form: blog, destination: by_hand}
  weekly: {form: article, destination: by_hand, exclusive: 30 days, exclusive_except: [letter]}
  letter: {form: blog, destination: by_hand}
"""
THERE = {"url": "https://weekly.example.org/1"}
WAITS = "weekly gets it first and has it alone for 30 days; "
UNTIL = "weekly has it alone until 2026-03-31 "


def opened(root: Path, config: str = CONFIG) -> Workspace:
    (root / "config.yaml").write_text(config, encoding="utf-8")
    return open_workspace(world(root))


def told(workspace: Workspace, *events: tuple[Kind, dict[str, Any]], piece: Piece = PIECE, outlet: str = "blog") -> str:
    record = Record(workspace.world, piece.id)
    for kind, facts in events:
        record.append(kind, **{"outlet": "weekly", "use": 1, **facts})
    record = Record(workspace.world, piece.id)  # as a later run sees it
    return alone_reason(workspace, piece, workspace.config.outlet(outlet), record)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((), f"{WAITS}it is not there yet"),
        (((Kind.ATTEMPTED, {}),), f"{WAITS}nobody knows whether it is there"),
        (((Kind.ATTEMPTED, {}), (Kind.FAILED, {"reason": "no"})), f"{WAITS}it is not there yet"),
        (((Kind.PENDING, {**THERE, "reason": "an editor"}),), f"{WAITS}it is not out there yet"),
        (((Kind.PENDING, THERE), (Kind.PLACED, THERE)), UNTIL),
        (((Kind.ATTEMPTED, {}), (Kind.SETTLED, THERE)), UNTIL),
        (((Kind.ATTEMPTED, {}), (Kind.SETTLED, {})), f"{WAITS}it is not there yet"),
        (((Kind.INCLUDED, {**THERE, "within": "weekly-issue-1"}),), UNTIL),
        (((Kind.PLACED, THERE), (Kind.ATTEMPTED, {})), UNTIL),
        (((Kind.PLACED, THERE), (Kind.WITHDRAWN, {})), ""),
        (((Kind.PENDING, THERE), (Kind.WITHDRAWN, {"reason": "refused"})), ""),
        (((Kind.SKIPPED, {"use": 0}),), ""),
        (((Kind.SEEN, {"outlet": "", "use": 0, "outlets": ("blog", "letter")}),), ""),
        (((Kind.SEEN, {"outlet": "", "use": 0, "outlets": ("blog", "weekly")}),), f"{WAITS}it is not there yet"),
    ],
)
def test_who_waits_until_when(events: tuple[tuple[Kind, dict[str, Any]], ...], said: str, tmp_path: Path) -> None:
    reason = told(opened(tmp_path), *events)
    assert reason.startswith(said) if said else not reason


def test_what_is_being_sent_in_this_very_run_is_not_unknown(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    record = Record(workspace.world, PIECE.id)
    blog = workspace.config.outlet("blog")
    record.append(Kind.ATTEMPTED, outlet="weekly", use=1)
    assert alone_reason(workspace, PIECE, blog, record) == f"{WAITS}it is on its way there"
    record.append(Kind.UNKNOWN, outlet="weekly", use=1, reason="no answer")
    assert alone_reason(workspace, PIECE, blog, record) == f"{WAITS}nobody knows whether it is there"


def test_it_ends_with_the_window_and_a_second_use_begins_none(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    assert told(workspace, (Kind.PLACED, THERE)).startswith(UNTIL)
    start = workspace.world.now()
    later = replace(workspace, world=replace(workspace.world, now=lambda: start + dt.timedelta(days=31)))
    assert not told(later)
    assert not told(later, (Kind.PLACED, {**THERE, "use": 2}))
    assert not told(later, (Kind.ATTEMPTED, {"use": 3}))


def test_whom_it_does_not_concern(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    assert not told(workspace, outlet="weekly")
    assert not told(workspace, outlet="letter")
    assert not told(workspace, piece=replace(PIECE, wordings={"weekly": Wording(off=True)}))
    assert not told(workspace, piece=replace(PIECE, issue="blog"))


def test_of_two_the_first_in_the_settings_comes_first(tmp_path: Path) -> None:
    both = CONFIG + "  monthly: {form: article, destination: by_hand, exclusive: 1 year}\n"
    workspace = opened(tmp_path, both)
    assert told(workspace, outlet="monthly").startswith("weekly gets it first")
    assert not told(workspace, outlet="weekly")
    assert told(workspace, outlet="letter").startswith("monthly gets it first")
    record = Record(workspace.world, PIECE.id)
    assert not not_first(workspace, PIECE, workspace.config.outlet("weekly"), record)
    assert not_first(workspace, PIECE, workspace.config.outlet("monthly"), record).startswith("weekly and monthly both")
    allowed = opened(tmp_path, both.replace("exclusive_except: [letter]", "exclusive_except: [monthly]"))
    assert told(allowed, outlet="weekly").startswith("monthly gets it first")
    assert not told(allowed, outlet="monthly")
    assert not not_first(allowed, PIECE, allowed.config.outlet("monthly"), record)
    assert not not_first(allowed, PIECE, allowed.config.outlet("weekly"), record), "it allows the other one to be before it"


def test_what_stands_elsewhere_is_not_first(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    weekly = workspace.config.outlet("weekly")
    record = Record(workspace.world, PIECE.id)
    record.append(Kind.PLACED, outlet="letter", use=1, url="https://example.com/l")
    assert not not_first(workspace, PIECE, weekly, record)
    record.append(Kind.ATTEMPTED, outlet="gone", use=1)
    assert not_first(workspace, PIECE, weekly, record).startswith("it is at gone already")
    record.append(Kind.FAILED, outlet="gone", use=1)
    assert not not_first(workspace, PIECE, weekly, record)
    record.append(Kind.PLACED, outlet="blog", use=1, url="https://example.com/b")
    assert not_first(workspace, PIECE, weekly, record).startswith("it is at blog already")
    assert not not_first(workspace, PIECE, workspace.config.outlet("letter"), record)
    record.append(Kind.PLACED, outlet="weekly", use=1, **THERE)
    assert not not_first(workspace, PIECE, weekly, record)
    record.append(Kind.WITHDRAWN, outlet="weekly", use=1)
    assert not not_first(workspace, PIECE, weekly, record)


def test_a_service_that_publishes_later_has_it_alone_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHOST_KEY", f"{'a' * 24}:{'b' * 64}")
    early = "  weekly: {form: {type: article, outputs: [fragment]}, destination: {type: wordpress, url: 'https://example.org', user: a, password: 'env:P'}, schedule: true, exclusive: 30 days}\n"
    (tmp_path / "config.yaml").write_text(
        f"site: {{timezone: UTC}}\noutlets:\n  blog: {{form: blog, destination: by_hand}}\n{early}"
    )
    workspace = open_workspace(replace(world(tmp_path), environ={"P": "x"}))
    words = variant(key="note/weekly/1")
    words = replace(words, meta=replace(words.meta, not_before=dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)))
    digest = sent.keep(tmp_path, words)
    reason = told(workspace, (Kind.PLACED, {**THERE, "digest": digest}))
    assert reason == "weekly has it alone until 2026-04-10 09:00+00:00"
    (tmp_path / "ledger" / "sent" / f"{digest}.json").write_text("{}")
    assert told(workspace).startswith(UNTIL)


# ── lengths of time ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("48 hours", "2026-03-01T09:00", "2026-03-03T09:00"),
        ("1 Day", "2026-02-28T09:00", "2026-03-01T09:00"),
        ("6 weeks", "2026-03-01T09:00", "2026-04-12T09:00"),
        ("1 month", "2026-01-31T09:00", "2026-02-28T09:00"),
        ("11 months", "2026-03-31T09:00", "2027-02-28T09:00"),
        ("1 year", "2024-02-29T09:00", "2025-02-28T09:00"),
        ("9999 years", "2026-02-28T09:00", "9998-02-28T09:00"),
    ],
)
def test_spans(said: str, start: str, end: str) -> None:
    span = read_span(said, HERE)
    assert span is not None
    assert span.after(dt.datetime.fromisoformat(f"{start}Z")) == dt.datetime.fromisoformat(f"{end}Z")


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("48 hours", "2026-03-28T12:00", "2026-03-30T11:00Z"),
        ("2 days", "2026-03-28T12:00", "2026-03-30T11:00Z"),
        ("1 month", "2026-03-01T12:00", "2026-04-01T10:00Z"),
        ("48 hours", "2026-10-24T12:00", "2026-10-26T10:00Z"),
        ("1 hour", "2026-10-25T02:30", "2026-10-25T01:30Z"),
    ],
)
def test_every_hour_counts_where_clocks_are_put_on_or_back(said: str, start: str, end: str) -> None:
    span, began = read_span(said, HERE), dt.datetime.fromisoformat(start).replace(tzinfo=clock.zone("Europe/Berlin"))
    assert span is not None
    assert span.after(began) == dt.datetime.fromisoformat(end)


def test_the_hour_that_comes_twice_does_not_end_it_early(tmp_path: Path) -> None:
    workspace = opened(tmp_path, CONFIG.replace("UTC", "Europe/Berlin").replace("30 days", "1 hour"))
    began = dt.datetime(2026, 10, 25, 0, 40, tzinfo=dt.UTC)  # 2:40 in Berlin, and an hour later it is 2:40 once more
    inside = replace(workspace, world=replace(workspace.world, now=lambda: began))
    told(inside, (Kind.PLACED, THERE))
    for minutes, waits in ((10, True), (59, True), (61, False)):
        now = began + dt.timedelta(minutes=minutes)
        at = replace(workspace, world=replace(workspace.world, now=lambda now=now: now))
        assert bool(told(at)) is waits, minutes


@pytest.mark.parametrize("said", ["30", "0 days", "-1 days", "a month", "30 days or so", "1.5 days", "30days", "30 dayss"])
def test_what_is_no_span(said: str) -> None:
    with pytest.raises(InputError, match=r'exclusive: ".*" is no length of time; write it as 48 hours, 30 days'):
        read_span(said, HERE)


@given(
    st.integers(1, 9999),
    st.sampled_from(["hour", "day", "week", "month", "year"]),
    st.timedeltas(dt.timedelta(), dt.timedelta(36500)),
)
def test_a_span_ends_after_it_began(count: int, unit: str, since: dt.timedelta) -> None:
    span, start = read_span(f"{count} {unit}s", HERE), dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + since
    assert span is not None
    assert span.after(start) > start
