"""Times with zones, and the moment before which a piece does not go to an outlet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.config.times import moment, zone_of
from recycle.errors import InputError
from recycle.model import Piece, Site, Wording
from recycle.readers.front_matter import Fields
from recycle.steps.loading.times import check_times
from recycle.steps.waiting.due import due, here
from recycle.steps.waiting.off import off_reason
from recycle.steps.workspace import Workspace, open_workspace
from recycle.tree.nodes import Document
from recycle.world import clock
from tests.ledgers import START, world

BERLIN = Site(timezone="Europe/Berlin")
CONFIG = """
site: {timezone: Europe/Berlin}
outlets:
  blog: {form: blog, destination: by_hand}
  other: {form: blog, destination: by_hand}
"""
PIECE = Piece(id="a", slug="a", path="content/a.md", title="A", document=Document(()))
DAY = dt.date(2026, 12, 1)


def naive(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def utc(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return open_workspace(world(tmp_path))


@pytest.fixture
def blog(workspace: Workspace) -> Outlet:
    return workspace.config.outlet("blog")


# ── moments ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("zone", "said", "at"),
    [
        ("Europe/Berlin", dt.date(2026, 7, 1), "2026-06-30T22:00:00"),
        ("Europe/Berlin", dt.date(2026, 12, 1), "2026-11-30T23:00:00"),
        ("Europe/Berlin", naive("2026-12-01T09:00"), "2026-12-01T08:00:00"),
        ("Europe/Berlin", naive("2026-03-29T01:59"), "2026-03-29T00:59:00"),
        # At 2:00 the clock is put on to 3:00: what lies between is an hour later.
        ("Europe/Berlin", naive("2026-03-29T02:30"), "2026-03-29T01:30:00"),
        ("Europe/Berlin", naive("2026-03-29T03:00"), "2026-03-29T01:00:00"),
        # At 3:00 the clock is put back to 2:00: the first of the two is meant.
        ("Europe/Berlin", naive("2026-10-25T02:30"), "2026-10-25T00:30:00"),
        ("Europe/Berlin", naive("2026-10-25T02:30").replace(fold=1), "2026-10-25T01:30:00"),
        ("Europe/Berlin", naive("2026-10-25T03:00"), "2026-10-25T02:00:00"),
        # This day has no midnight: it begins at one.
        ("Africa/Cairo", dt.date(2026, 4, 24), "2026-04-23T22:00:00"),
        ("Australia/Lord_Howe", dt.date(2026, 12, 1), "2026-11-30T13:00:00"),
        ("Asia/Kathmandu", dt.date(2026, 12, 1), "2026-11-30T18:15:00"),
        ("Pacific/Kiritimati", dt.date(2026, 12, 1), "2026-11-30T10:00:00"),
    ],
)
def test_a_time_without_a_zone_is_meant_in_that_of_the_site(zone: str, said: dt.date, at: str) -> None:
    found = moment(said, ZoneInfo(zone))
    assert found.astimezone(dt.UTC).isoformat() == f"{at}+00:00"
    assert isinstance(found.tzinfo, dt.timezone)


def test_a_day_that_the_calendar_skipped_begins_with_the_next() -> None:
    """Samoa went over the date line and had no 30 December 2011."""
    samoa = ZoneInfo("Pacific/Apia")
    assert moment(dt.date(2011, 12, 30), samoa) == moment(dt.date(2011, 12, 31), samoa)


@pytest.mark.parametrize("zone", [None, ZoneInfo("Asia/Tokyo")])
def test_a_zone_of_its_own_wins(zone: ZoneInfo | None) -> None:
    said = dt.datetime(2026, 12, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert moment(said, zone) == said
    assert moment(said, zone).isoformat() == "2026-12-01T09:00:00+01:00"


@given(st.dates() | st.datetimes(), st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"]))
def test_every_time_is_a_moment(said: dt.date, zone: str) -> None:
    found = moment(said, ZoneInfo(zone))
    wall = said if isinstance(said, dt.datetime) else dt.datetime.combine(said, dt.time())
    assert found.replace(tzinfo=None) == wall
    assert found.utcoffset() == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


@given(
    st.datetimes(naive("2025-01-01T00:00"), naive("2027-01-01T00:00")),
    st.datetimes(naive("2025-01-01T00:00"), naive("2027-01-01T00:00")),
)
def test_moments_are_compared_as_moments(one: dt.datetime, other: dt.datetime) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = moment(one, berlin), moment(other, berlin)
    assert (first < second) == (first.timestamp() < second.timestamp())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            dt.date(2026, 12, 1),
            "2026-12-01 is another moment in every time zone: write one, as in 2026-12-01T00:00:00+01:00, or",
        ),
        (
            naive("2026-12-01T09:00"),
            "2026-12-01 09:00:00 is another moment in every time zone: write one, as in 2026-12-01T09:",
        ),
    ],
)
def test_a_time_without_a_zone_is_no_moment(said: dt.date, words: str) -> None:
    with pytest.raises(InputError) as caught:
        moment(said, None)
    assert caught.value.message.startswith(words)
    assert caught.value.message.endswith("or set site.timezone in config.yaml.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Europe/Berln", 'there is no time zone called "Europe/Berln". Did you mean "Europe/Berlin"?'),
        ("europe", 'there is no time zone called "europe".'),
        ("Europe", 'there is no time zone called "Europe".'),
        ("../etc/passwd", 'there is no time zone called "../etc/passwd".'),
        ("/etc/localtime", 'there is no time zone called "/etc/localtime".'),
        ("+01:00", 'there is no time zone called "+01:00".'),
        ("a\0b", "there is no time zone called"),
        ("localtime", '"localtime" is another time zone on every machine'),
    ],
)
def test_zones_that_there_are_not(name: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        clock.zone(name)
    assert caught.value.message.startswith(words)


def test_a_machine_without_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    with pytest.raises(InputError, match="pip install tzdata"):
        clock.zone("Nowhere/Else")


def test_the_zone_of_a_site() -> None:
    assert zone_of(Site()) is None
    assert str(zone_of(BERLIN)) == "Europe/Berlin"


# ── when it is due ───────────────────────────────────────────────────────────────────────────────


def test_nobody_says_anything(blog: Outlet) -> None:
    assert due(PIECE, blog, Site()) is None


def test_the_latest_of_the_three_counts(blog: Outlet) -> None:
    early, late, latest = utc(1, 8), utc(1, 9), utc(1, 10)
    for one, other, third in ((early, late, latest), (latest, early, late), (late, latest, early)):
        piece = replace(PIECE, not_before=one, wordings={"blog": Wording(not_before=other)})
        assert due(piece, replace(blog, not_before=third), Site()) == latest
    assert due(replace(PIECE, not_before=early), blog, Site()) == early
    assert due(PIECE, replace(blog, not_before=late), Site()) == late


def test_times_are_compared_across_zones(blog: Outlet) -> None:
    in_tokyo = dt.datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    piece = replace(PIECE, not_before=in_tokyo, wordings={"blog": Wording(not_before=naive("2026-12-01T05:00"))})
    assert due(piece, blog, BERLIN) == utc(1, 4)


def test_a_wording_counts_for_the_outlet_that_it_names_and_else_for_the_form(workspace: Workspace, blog: Outlet) -> None:
    other = workspace.config.outlet("other")
    by_name = replace(PIECE, wordings={"blog": Wording(not_before=DAY)})
    assert due(by_name, blog, BERLIN) == utc(1, 0) - dt.timedelta(hours=1)
    assert due(by_name, other, BERLIN) is None
    alone = replace(other, called=("other", "blog"))
    assert due(by_name, alone, BERLIN) == utc(1, 0) - dt.timedelta(hours=1)
    assert due(replace(PIECE, wordings={"other": Wording(not_before=DAY)}), blog, BERLIN) is None


def test_an_outlet_has_a_moment(tmp_path: Path) -> None:
    text = CONFIG.replace("blog: {", "blog: {not_before: 2026-12-01, ").replace(
        "other: {", "other: {not_before: 2026-12-01T09:00Z, "
    )
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    config = open_workspace(world(tmp_path)).config
    assert config.outlet("blog").not_before == utc(1, 0) - dt.timedelta(hours=1)
    assert config.outlet("other").not_before == utc(1, 9)


def test_times_are_checked_with_their_lines() -> None:
    lines = {"title": 1, "Not-Before": 2, "outlets": 3, "outlets.blog": 4, "outlets.blog.not_before": 5}
    written = Fields(not_before=DAY, lines=lines)
    check_times(written, BERLIN)
    check_times(Fields(not_before=utc(1, 1), wordings={"blog": Wording(not_before=utc(1, 1))}), Site())
    with pytest.raises(InputError, match=r"^not_before: 2026-12-01 is another moment") as caught:
        check_times(written, Site())
    assert caught.value.line == 2
    with pytest.raises(InputError, match=r"^outlets\.blog\.not_before: 2026-12-01 is another") as caught:
        check_times(Fields(wordings={"blog": Wording(not_before=DAY)}, lines=lines), Site())
    assert caught.value.line == 5


# ── the date of a piece ──────────────────────────────────────────────────────────────────────────


def test_here_is_the_zone_of_the_site(workspace: Workspace) -> None:
    assert str(here(workspace).tzinfo) == "Europe/Berlin"
    config = replace(workspace.config, site=Site())
    assert here(replace(workspace, config=config)).tzinfo == START.tzinfo


@pytest.mark.parametrize(
    ("date", "zone", "is_off"),
    [
        (dt.date(2026, 3, 1), "Europe/Berlin", False),
        (dt.date(2026, 3, 2), "Europe/Berlin", True),
        (dt.date(2026, 3, 1), "Pacific/Pago_Pago", True),
        (naive("2026-03-01T09:30"), "Europe/Berlin", False),
        (naive("2026-03-01T09:31"), "Europe/Berlin", True),
        (naive("2026-03-01T09:31"), "Asia/Tokyo", False),
        (dt.datetime(2026, 3, 1, 8, 31, tzinfo=dt.UTC), "Asia/Tokyo", True),
    ],
)
def test_a_date_in_the_future(date: dt.date, zone: str, is_off: bool, blog: Outlet) -> None:
    """It is half past nine in Berlin."""
    reason = off_reason(replace(PIECE, date=date), blog, START.astimezone(ZoneInfo(zone)))
    assert reason == (f"its date is {date.isoformat()}" if is_off else "")
