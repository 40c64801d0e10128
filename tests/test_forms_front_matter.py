"""Front matter: every generator's reader gets back what the piece says."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from recycle.forms.front_matter import FIELDS, Generator, front_matter
from recycle.model import Meta

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60) | st.sampled_from(
    [
        "no",
        "NO",
        "y",
        "null",
        "~",
        "1e3",
        "0o17",
        "1_000",
        "12:30",
        "1.10",
        ".inf",
        "- a",
        "# a",
        "a: b",
        "'",
        '"',
        "\\",
        "---",
        "&a",
        "*a",
        "!x",
        "😀",
        "@a",
        "`",
        "%",
        " a ",
        "=",
        "<<",
    ]
)
YAML = ["hugo", "jekyll", "astro", "markdown"]


def test_every_generator_has_a_row() -> None:
    assert set(FIELDS) == set(get_args(Generator))


@pytest.mark.parametrize("generator", YAML)
@given(title=words, tags=st.lists(words, max_size=3), author=words)
def test_yaml_gives_back_the_words(generator: Generator, title: str, tags: list[str], author: str) -> None:
    meta = Meta(title=title, slug="a", tags=tuple(tags), author=author, date=dt.date(2026, 3, 9))
    header = front_matter(generator, meta, {})
    assert header.startswith("---\n")
    assert header.endswith("\n---\n")
    found = yaml.safe_load(header.removeprefix("---\n").removesuffix("---\n"))
    assert found["title"] == title
    assert found.get("tags", []) == tags
    assert found.get("params", found)["author"] == author
    assert found.get("pubDate", found.get("date")) == dt.date(2026, 3, 9)


@given(text=words)
def test_only_plain_words_have_no_quotes(text: str) -> None:
    """What YAML 1.2 reads otherwise than 1.1 has digits or signs in it, or is one of a few words."""
    line = front_matter("markdown", Meta(title=text, slug="a"), {}).splitlines()[1]
    said = line.removeprefix("title: ")
    plain = said[:1] not in ("'", '"')
    assert not plain or (said.replace(" ", "").replace("_", "").isalnum() and not said[0].isdigit())
    assert not plain or said.lower() not in {"no", "yes", "on", "off", "y", "n", "true", "false", "null", "nan", "inf"}


def test_a_date_with_time_is_one_for_everybody() -> None:
    meta = Meta(title="a", slug="a", date=dt.datetime(2026, 3, 9, 10, 0, tzinfo=dt.UTC))
    assert "\ndate: 2026-03-09T10:00:00+00:00\n" in front_matter("hugo", meta, {})


def test_the_outlets_own_keys_add_and_take_away() -> None:
    header = front_matter("hugo", Meta(title="a", slug="a"), {"slug": None, "weight": 3, "type": "essay", "toc": False})
    assert header == "---\ntitle: a\nweight: 3\ntype: essay\ntoc: false\n---\n"


@given(title=words, description=words, author=words, tags=st.lists(words, max_size=3))
def test_pelican_reads_one_line_a_key(title: str, description: str, author: str, tags: list[str]) -> None:
    meta = Meta(title=title, slug="a", description=description, author=author, tags=tuple(tags), date=dt.date(2026, 3, 9))
    reader = Markdown(extensions=["meta"])
    body = reader.convert(front_matter("pelican", meta, {}) + "\nText.")
    found: dict[str, list[str]] = vars(reader)["Meta"]
    assert body == "<p>Text.</p>"
    assert set(found) <= {"title", "date", "slug", "tags", "authors", "lang", "summary"}
    assert found["date"] == ["2026-03-09"]
    assert found.get("title", [""])[0].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == " ".join(
        title.split()
    )


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("a *star* & <b>", "a \\*star\\* &amp; &lt;b>"),
        ("- a", "\\- a"),
        ("# a", "\\# a"),
        ("> a", "&gt; a"),
        ("1. a", "1\\. a"),
        ("1 a. b", "1 a. b"),
    ],
)
def test_pelican_reads_a_summary_as_markdown(said: str, written: str) -> None:
    header = front_matter("pelican", Meta(title="a", slug="a", description=said), {})
    assert f"Summary: {written}\n" in header
    assert (
        Markdown().convert(written)
        == f"<p>{said.replace('&', '&amp;').replace('<b>', '&lt;b&gt;').replace('> a', '&gt; a')}</p>"
    )


@pytest.mark.parametrize(
    ("tags", "written"), [(("a", "b"), "a, b"), (("a, b", "c"), "a, b; c"), (("a, b",), "a, b;"), (("a",), "a")]
)
def test_pelican_splits_a_list_at_semicolons_when_there_are_some(tags: tuple[str, ...], written: str) -> None:
    assert f"Tags: {written}\n" in front_matter("pelican", Meta(title="a", slug="a", tags=tags), {})
