"""YAML without its traps. The messages for people are in ``tests/front_matter/refused.test``."""

from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recycle.errors import InputError
from recycle.yaml_strict import load


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("-7", -7),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        ("1.10", 1.1),
        (".5", 0.5),
        (".inf", ".inf"),
        ("1.2.3", "1.2.3"),
        ("-", [None]),
        ('"1"', "1"),
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("9" * 30, float("9" * 30)),
    ],
)
def test_plain_values(typed: str, value: object) -> None:
    text = f"a:\n  {typed}" if typed == "-" else f"a: {typed}"
    assert load(text, path="p").data == {"a": value}


def test_what_was_typed_is_kept() -> None:
    loaded = load("version: 1.10\nlist: [1.0, {a: True}]\ntext: '1.10'", path="p")
    assert loaded.texts == {"version": "1.10", "list.0": "1.0", "list.1.a": "True"}


def test_keys_are_text() -> None:
    assert load("no: 1\n404: 2\n1.10: 3\n~: 4\n", path="p").data == {"no": 1, "404": 2, "1.10": 3, "~": 4}


def test_lines_count_from_the_first_line_given() -> None:
    loaded = load("\n# c\na: 1\nb:\n  - c: 2\n    d: 3\n", path="p", first_line=10)
    assert loaded.lines == {"a": 12, "b": 13, "b.0": 14, "b.0.c": 14, "b.0.d": 15}


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_lines_are_those_of_an_editor(sign: str) -> None:
    assert load(f'a: "{sign}"\nb: 1\n', path="p").lines == {"a": 1, "b": 2}


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "--- \n# nothing\n...\n"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    assert load(text, path="p").data == {}


def test_merge_keys() -> None:
    text = "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nall: {<<: [*one, *two], c: 3}\nquoted: {'<<': 1}"
    data = load(text, path="p").data
    assert data["all"] == {"a": 1, "b": 1, "c": 3}
    assert data["quoted"] == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\n---\nb: 2", 2, "a second document"),
        ("a: 1\n<<: 5", 2, "<< takes the name of a mapping"),
        ("a: !!python/object:os.system x", 1, "is a YAML tag"),
        ("a: !x {b: 1}", 1, "is a YAML tag"),
        ("a: *b", 1, "refers to nothing"),
        ("a: &a {b: *a}", 1, "stands inside what it refers to"),
        ("a: " + "[" * 50 + "]" * 50, 1, "nested more than"),
        ("a: {b: 1, b: 2}", 1, "keep one of the two"),
        ("{a: 1}: 2", 1, "a key must be one word"),
        ("\ufeff\ufeffa: 1\nb: \ud800", 2, "invisible character"),
        ("a: \x00", 1, "invisible character"),
        ("%YAML 3.0\n---\na: 1", 1, ""),
    ],
)
def test_refused(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        load(text, path="config.yaml")
    assert (caught.value.path, caught.value.line) == ("config.yaml", line)
    assert words in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_text_that_grows_without_end_is_refused() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 9)]
    with pytest.raises(InputError, match="repeat too much"):
        load("\n".join(rows), path="p")


@given(st.text(alphabet=st.sampled_from("ab: -#'\"[]{},|>&*!%@`~\n\t?.01\r\u2028é"), max_size=40))
def test_every_text_is_data_or_an_error_with_a_line(text: str) -> None:
    error = complaint(text)
    assert error is None or error.line >= 1
    assert error is None or "while" not in error.message.split()


def complaint(text: str) -> InputError | None:
    try:
        load(text, path="p")
    except InputError as error:
        return error
    return None


PLAIN = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(PLAIN | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=8), VALUES, max_size=4)
)
def test_what_pyyaml_writes_is_read_as_it_was(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    assert same(load(text, path="p").data, data)


def same(one: object, two: object) -> bool:
    """Equal; a float may have lost its last digit's spelling, such as ``1.0e+20``."""
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two)
    return one == two
