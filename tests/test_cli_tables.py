"""What stands in a table comes out whole, at every width; and what is printed suits whoever reads it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.cli.output import Output
from recycle.cli.tables import Cell, Title, Words, as_records, grid_on_screen, on_screen, wrapped
from recycle.world import streams
from recycle.writers.columns import display_width
from tests.shell import Screen

LETTERS = "abc-/.:%?=&_é短い返信한글דבר🎉"
NAMES = st.text(LETTERS, min_size=1, max_size=60)
SPACED = st.lists(NAMES, min_size=1, max_size=3).map(" ".join)
KINDS = st.sampled_from((str, Words, Title))
WIDTHS = st.integers(min_value=1, max_value=200)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def tables() -> st.SearchStrategy[list[list[str]]]:
    """Tables of a few columns, each of names or of prose, with fields that are empty or the same as those above them."""
    fields = st.one_of(NAMES, SPACED, st.sampled_from(("", "same")))
    return st.lists(KINDS, min_size=1, max_size=6).flatmap(
        lambda kinds: st.lists(st.tuples(*(fields.map(kind) for kind in kinds)).map(list), min_size=1, max_size=5)
    )


def cells(rows: list[list[str]]) -> list[list[Cell]]:
    return [[Cell(text) for text in row] for row in rows]


@given(tables(), WIDTHS)
def test_what_is_one_thing_is_never_broken(rows: list[list[str]], width: int) -> None:
    said = on_screen(cells(rows), width)
    for text in (text for row in rows for text in row):
        for whole in text.split(" ") if isinstance(text, Words) else [text]:
            assert isinstance(text, Title) or any(whole in line for line in said)


@given(tables(), WIDTHS)
def test_a_grid_breaks_nothing_either(rows: list[list[str]], width: int) -> None:
    turned = [[row[0], str(at), text] for row in rows for at, text in enumerate(row[1:])] or [["piece", "outlet", "state"]]
    said = "\n".join(grid_on_screen(cells(rows), width, cells(turned)))
    for text in (text for row in rows if len(row) > 1 for text in row):
        assert isinstance(text, Words) or text in said


@given(tables(), WIDTHS)
def test_nothing_is_lost_and_nothing_is_added(rows: list[list[str]], width: int) -> None:
    def letters(text: str) -> list[str]:
        return sorted(text.replace(" ", "").replace("\n", ""))

    told = [list(row) for row in rows]
    for at, row in enumerate(told):  # a heading is told once for the rows below it
        row[0] = f"{at}{row[0]}"
    assert letters("".join(on_screen(cells(told), width))) == letters("".join(text for row in told for text in row))


@given(tables(), WIDTHS)
def test_only_what_is_one_long_thing_is_wider_than_the_screen(rows: list[list[str]], width: int) -> None:
    longest = max(
        display_width(whole) for row in rows for text in row for whole in ([text], text.split(" "))[isinstance(text, Words)]
    )
    deepest = 2 * len(rows[0])
    assert all(display_width(line) <= max(width, longest + deepest) for line in on_screen(cells(rows), width))


@given(st.lists(NAMES, min_size=1, max_size=12).map(" ".join), WIDTHS)
def test_prose_is_the_same_when_its_lines_are_joined(text: str, width: int) -> None:
    assert " ".join(wrapped(Words(text), width)) == text
    assert "".join(wrapped(Title(text), width)).replace(" ", "") == text.replace(" ", "")


@given(tables())
def test_a_record_is_a_line(rows: list[list[str]]) -> None:
    filled = [[*row, "end"] for row in rows]
    said = as_records(filled)
    assert len(said) == len(filled)
    for row, line in zip(filled, said, strict=True):
        assert all(text in line for text in row)
        assert len({display_width(each) for each in said}) == 1


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("短い返信、そして", 8, ["短い返", "信、そし", "て"]),
        ("短い（返信）", 6, ["短い", "（返", "信）"]),
        ("A 👩‍👧 party", 4, ["A", "👩‍👧", "party"]),
        ("한글", 2, ["한", "글"]),
    ],
)
def test_a_title_without_spaces_is_parted_where_its_language_allows(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(Title(text), width) == lines


def test_syllables_spelled_in_parts_are_as_wide_as_others() -> None:
    assert display_width("\u1112\u1161\u11ab") == display_width("한") == 2


def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Makes a terminal of standard output, for the rest of a test, and returns what tells all that it shows."""
    written = io.BytesIO()
    stream = Screen(written, encoding="utf-8", newline="\n", write_through=True)
    monkeypatch.setattr(sys, "stdout", stream)
    return lambda: written.getvalue().decode()


def test_a_terminal_has_colours_and_they_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    out = Output(quiet=False, no_color=False, environ={"COLUMNS": "80"})
    out.table(("piece", "what"), [("placed", "failed, twice"), ("off", "off"), ("note", "never")])
    assert shown().splitlines() == [
        "\x1b[1mpiece\x1b[0m   \x1b[1mwhat\x1b[0m",
        "placed  \x1b[31mfailed, twice\x1b[0m",
        "off     \x1b[2moff\x1b[0m",
        "note    \x1b[2mnever\x1b[0m",
    ]


def test_without_colours_the_layout_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    row = (("piece", "what", "where"), [("one", "placed", "https://example.com/" + "a" * 60)])
    Output(quiet=False, no_color=False, environ={"COLUMNS": "60"}).table(*row)
    coloured = shown()
    Output(quiet=False, no_color=True, environ={"COLUMNS": "60"}).table(*row)
    assert ESCAPES.sub("", coloured) == shown().removeprefix(coloured)
    assert coloured != shown().removeprefix(coloured)


def test_nothing_that_a_terminal_obeys_gets_there(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    out = Output(quiet=False, no_color=True, environ={"COLUMNS": "80"})
    out.line("a\x1b]0;title\x07b\r\nc\td\u202e")
    out.table(("what",), [("a\x1b[2J\nb",), (Words("c\r\nd\x9b"),)])
    assert shown() == "a\\x1b]0;title\\x07b\nc\td\\u202e\nwhat\na\\x1b[2J\\nb\nc d\\x9b\n"


@pytest.mark.parametrize(("said", "columns"), [("60", 60), ("0", 80), ("", 80), ("wide", 80), ("-3", 80), ("²", 80)])
def test_the_width_of_what_only_looks_like_a_terminal(monkeypatch: pytest.MonkeyPatch, said: str, columns: int) -> None:
    screen(monkeypatch)
    assert streams.columns({"COLUMNS": said}) == columns
