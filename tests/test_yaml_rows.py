"""YAML row by row: whatever is read so is what the parser reads, and the headers that people write are read so."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recycle import yaml_parser
from recycle.yaml_rows import read_rows
from recycle.yaml_strict import parsed

KEYS = st.sampled_from(("title", "date", "tags", "id", "a", "b", "a-b", "_x", "true", "1", "a.b", "<<", '"q"', "?"))
PARTS = st.sampled_from(
    (
        *"abz019_-.,:;#'\"\\/()[]{}&*!|>%@`?=+~<^$ \t",
        *(" ", " ", "é", "ß", "я", "中", "😀", "“", "…", "²", "٣"),
        *("\xa0", "\x85", "\u2028", "\ufeff", "\u200b", "\u0301", "\ufffe", "\x7f", "\x00", "\r"),
        *("true", "null", "1.10", "0x1F", "1e3", "yes", ": ", " #", "--- ", "...", "- ", "!!str", "2026-01-01 12:30"),
        *("https://example.com/a?b=c", "''", '\\"'),
    )
)
WORDS = st.lists(PARTS, max_size=7).map("".join)
VALUES = st.one_of(
    st.just(""),
    WORDS,
    WORDS.map('"{}"'.format),
    WORDS.map("'{}'".format),
    st.lists(WORDS, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    st.lists(WORDS, max_size=3).map(lambda items: f'["{chr(34).join(items)}"]'),
    st.sampled_from(("x", "a b", "1", "true", '"q"', "'s'", "[a, b]", "[a, 1.10]", "[]", '""')),
)
INSIDE = st.one_of(
    st.sampled_from(
        (
            "a",
            "a b",
            "1.10",
            "true",
            "null",
            '"q, r"',
            "'s'",
            "https://example.com/a?b=c",
            "-1",
            "a-b",
            "",
            "a:b",
            "a#b",
            "a: b",
            "?",
        )
    ),
    WORDS,
)
BRACKETS = st.recursive(
    INSIDE,
    lambda inside: st.one_of(
        st.tuples(st.lists(inside, max_size=3), st.sampled_from(("[{}]", "[ {} ]", "[{},]", "[{}", "{{{}}}"))).map(
            lambda made: made[1].format(", ".join(made[0]))
        ),
        st.tuples(
            st.lists(
                st.tuples(
                    st.sampled_from(("a", "b", "c", "d.e", "1", '"q"')), st.sampled_from((": ", ": ", ":", " : ")), inside
                ),
                max_size=3,
            ),
            st.sampled_from(("{{{}}}", "{{ {} }}", "{{{},}}", "{{{}")),
        ).map(lambda made: made[1].format(", ".join("".join(pair) for pair in made[0]))),
    ),
    max_leaves=8,
)
ENDS = st.sampled_from(("\n",) * 6 + ("\r\n", " \n", "\n\n", ""))
ROWS = st.lists(st.tuples(KEYS, st.sampled_from((": ", ": ", ":", ":  ", " : ")), VALUES, ENDS), max_size=4).map(
    lambda rows: "".join("".join(row) for row in rows)
)


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """Keys and items below one another, indented now rightly and now not quite."""
    rows: list[str] = []
    indent = 0
    for number in range(draw(st.integers(1, 9))):
        is_item = draw(st.integers(0, 2)) == 0
        value = draw(st.sampled_from(("", "", "x", "a b", '"q"', "[a, b]", "1.0")))
        key = f"k{draw(st.sampled_from((number, number, number, 0)))}:"
        rows += draw(st.sampled_from(([], [], [], [""], ["  "], ["# c"], ["   # c: d"], ["\t"])))
        rows.append(" " * indent + (f"- {value or 'i'}" if is_item else f"{key} {value}".rstrip()))
        deeper = st.sampled_from((2, 2, 2, 0, 1, 4)) if not (is_item or value) else st.sampled_from((0, 0, 0, -2, -2, -4, 2))
        indent = max(0, indent + draw(deeper))
    return "\n".join(rows) + draw(st.sampled_from(("\n", "")))


def check(text: str) -> None:
    """To the order of keys, and to the type of numbers. What the parser refuses is never read by rows."""
    rows = read_rows(text, 3)
    if rows is not None:
        assert repr(tuple(rows)) == repr(tuple(parsed(text, path="p", first_line=3)))


@given(ROWS)
def test_rows_are_what_the_parser_reads(text: str) -> None:
    check(text)


@given(blocks())
def test_rows_below_one_another_are_what_the_parser_reads(text: str) -> None:
    check(text)


@given(BRACKETS, st.sampled_from(("", " ", " # c", "# c", " c")))
def test_brackets_are_what_the_parser_reads(said: str, after: str) -> None:
    check(f"a: {said}{after}\nb: 1\n")


@given(st.one_of(ROWS, blocks(), BRACKETS.map("a: {}".format)))
def test_and_what_the_parser_reads_that_is_all_python(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_parser, "_LOADER", yaml.SafeLoader)
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "title: Fixing it, at last (part 2)\ndate: 2026-01-01 12:30\n",
        "title: 'What: a colon'\nslug: a-b\r\ndraft: false\nversion: 1.10\n",
        'tags: [one, two words, "three"]\ndescription: “So”, she said - and left…\n',
        "source: https://example.com/t/1?page=2\nseries:\nauthor: É. Writer\n",
        "# a comment\n\ntitle: one # two\n\n  # three\ntags: [a, b] # c\ndraft: # nothing\n",
        'blog: {form: blog, url: "https://example.com/{slug}/", path: public/{slug}, at: https://example.com/a?b}\n'.replace(
            "/{slug},", ","
        ),
        "a: {b: [1.10, {c: 'd'}, []], e: {}}\nf: [[1]] # g\n",
        "sources:\n  forum.example.com: {words: link}\n",
        "tags:\n  - one\n  - 'two: 2'\noutlets:\n  blog: false\n  newsletter:\n    subject: Hello\n    tags:\n    - a\n",
    ],
)
def test_usual_headers_need_no_parser(text: str) -> None:
    assert read_rows(text, 2) is not None
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "title: one#two",
        "title: one: two",
        "title: one\n  two",
        "title: >\n  one",
        'title: "a\\nb"',
        "title: 'it''s'",
        "title: *one",
        "title: one\ntitle: two",
        "a:\n  b: 1\n c: 2",
        "a:\n  - b: 1",
        "a: [[1]",
        "a: [1] 2",
        "a: {b: 1",
        "a: {b: 1, b: 2}",
        "a: {b}",
        "a: [b: 1]",
        "a: [1,]",
        "a: {b: 1,\n  c: 2}",
        "a: &b [1]",
        "a:\tb",
        "- a",
    ],
)
def test_what_may_mean_something_else_is_left_to_the_parser(text: str) -> None:
    assert read_rows(text, 1) is None


@pytest.mark.parametrize(
    "text",
    [
        f"tags: [{' , '.join('abcdefgh' * 8)} ]* # two ways for each of the spaces would be 2 to the power of 64",
        f"title: a{' ' * 200_000}: # b",
        f"tags: [a{' ' * 200_000}*]",
        f"tags: {'[' * 200_000}",
        f"tags: [a{' , b' * 50_000} ",
        f"title: {':a' * 100_000} # b",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_row_is_told_without_trying_for_ever(text: str) -> None:
    assert read_rows(text, 1) is None


def test_own_headers_need_no_parser() -> None:
    for path in (Path(__file__).parent.parent / "content").rglob("*.md"):
        header = path.read_text(encoding="utf-8").split("\n---\n", 1)[0].removeprefix("---\n")
        assert read_rows(header, 2) is not None, path
