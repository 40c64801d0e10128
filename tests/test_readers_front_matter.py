"""Headers: the readable cases of ``tests/front_matter``, and what a text file cannot show."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.errors import InputError
from recycle.model import Finding
from recycle.readers.front_matter import Fields, Read, fields, split
from recycle.readers.slugs import FALLBACK, MAX_LENGTH, slugify, unsafe
from tests.cases import case_files, check_cases

PATH = "content/a.md"


def read(text: str) -> Read:
    return fields(split(text, PATH), PATH)


def produce(text: str, part: str) -> str:
    """What the header of ``text`` gives: the fields that say something, the findings, or the message."""
    try:
        found, findings = read(text)
    except InputError as error:
        return f"{error}\n"
    rows = findings_rows(findings) if part == "findings" else field_rows(found)
    return "".join(f"{row}\n" for row in rows)


def field_rows(found: Fields) -> list[str]:
    said = {name: getattr(found, name) for name in found.__struct_fields__ if name != "lines"}
    rows = [f"{name}: {value!r}" for name, value in said.items() if value and name != "wordings"]
    for outlet, wording in found.wordings.items():
        kept = {
            name: getattr(wording, name) for name in wording.__struct_fields__ if getattr(wording, name) not in (None, False)
        }
        rows.append(f"{outlet}: {kept}")
    return rows


def findings_rows(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{found.path}:{found.line}: {found.severity} {found.rule}: {found.message}" for found in findings]


@pytest.mark.parametrize("path", case_files("front_matter"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


def test_body_is_a_slice_of_the_file() -> None:
    parts = split("---\r\ntitle: A\r\n---  \r\n\r\n  Words. \r\n\r\n", PATH)
    assert (parts.body, parts.body_line) == ("\r\n  Words. \r\n\r\n", 4)
    assert parts.notation == "yaml"


def test_byte_order_mark_is_no_part_of_anything() -> None:
    parts = split("\ufeff---\ntitle: A\n---\nWords.", PATH)
    assert (parts.header_data, parts.body) == ({"title": "A"}, "Words.")
    assert split("\ufeffWords.", PATH).body == "Words."


def test_header_may_follow_empty_lines() -> None:
    parts = split("\n \n---\ntitle: A\ntags: [b]\n---\nWords.", PATH)
    assert (parts.lines, parts.body_line) == ({"title": 4, "tags": 5, "tags.0": 5}, 7)


def test_text_without_header() -> None:
    parts = split("Words.\n\n---\n\ntitle: A\n---\n", PATH)
    assert (parts.notation, parts.body_line, parts.header_data) == ("", 1, {})
    assert fields(parts, PATH) == Read(Fields())


def test_lines_of_nested_keys() -> None:
    text = "---\n# a comment\noutlets:\n  blog:\n    title: A\n    tags:\n      - b\n---\n"
    lines = read(text).fields.lines
    assert {name: lines[name] for name in ("outlets.blog.title", "outlets.blog.tags.0")} == {
        "outlets.blog.title": 5,
        "outlets.blog.tags.0": 7,
    }


def test_lines_of_toml() -> None:
    lines = read('+++\ntitle = "A"\n\n[outlets.blog]\ntitle = "B"\n+++\n').fields.lines
    assert lines == {"title": 2, "outlets.blog": 4, "outlets.blog.title": 5}


def test_invisible_characters_are_named() -> None:
    with pytest.raises(InputError, match=r"content/a.md:3: .*U\+0007.*delete it"):
        read("---\ndate: 2026-01-01\ntitle: a\x07b\n---\n")


def test_date_keeps_its_kind() -> None:
    found = read("---\ndate: 2026-01-01\nupdated: 2026-01-01 00:00\n---\n").fields
    assert type(found.date) is dt.date
    assert type(found.updated) is dt.datetime


# ── slugs ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Über den Fluß", "uber-den-fluss"),
        ("It's Łódź & Ørsted", "its-lodz-orsted"),
        ("İstanbul, Tiếng Việt", "istanbul-tieng-viet"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("हिन्दी में", "हिन्दी-में"),
        ("Привет, мир!", "привет-мир"),
        ("C++ vs. C#: 10 tips", "c-vs-c-10-tips"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con-1"),
        ("👋", FALLBACK),
        ("word " * 30, "-".join(["word"] * 16)),
        ("x" * 100, "x" * MAX_LENGTH),
    ],
)
def test_slug(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text(max_size=200))
def test_slug_is_safe_and_stays_as_it_is(title: str) -> None:
    slug = slugify(title)
    assert slugify(slug) == slug
    assert not unsafe(slug)
    assert 0 < len(slug) <= MAX_LENGTH


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "a\\b", "-a", "a.", "NUL.txt", "a b", "a\nb", "a:b", "x" * 200])
def test_unsafe_names(name: str) -> None:
    assert unsafe(name)
