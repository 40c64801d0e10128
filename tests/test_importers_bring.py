"""Bringing a text in: its kind, its title, its header, and what becomes of a header that it has already."""

from __future__ import annotations

import pytest

from recycle.errors import InputError
from recycle.importers import IMPORTERS
from recycle.importers.bring import Given, NewPiece, bring_in, guess_kind
from recycle.readers.front_matter import split

PATH = "reply.md"


def bring(kind: str, text: str, given: Given | None = None) -> NewPiece:
    return bring_in(text, IMPORTERS[kind], given or Given(), PATH)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.md", "<p>", "markdown"),
        ("a.HTML", "x", "html"),
        ("a.txt", "# x", "text"),
        ("-", "# x", "markdown"),
        ("-", "\ufeff\n<!DOCTYPE html><html>", "html"),
        ("-", "<p>Words", "html"),
        ("notes", "Words", "markdown"),
    ],
)
def test_kind(name: str, text: str, kind: str) -> None:
    assert guess_kind(name, text) == kind


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hallo zusammen,\n\nmein Rad klappert. Was tun?", "mein Rad klappert"),
        ("Hi all,\nmy bike rattles. What now?", "my bike rattles"),
        ("Hi all, my bike rattles. What now?", "My bike rattles"),
        ("Dear Ada Example,\n\nthank you for the answer.", "thank you for the answer"),
        ("Hallo zusammen!\n\nEine Frage", "Eine Frage"),
        ("Hello world, a first program", "Hello world, a first program"),
        ("Hi all,", "Hi all"),
        ("My plan,\n\n- one", "My plan"),
    ],
)
def test_a_greeting_is_no_title(text: str, title: str) -> None:
    assert f"title: {title}\n" in bring("text", text).text


def test_kind_of_a_word_processor_is_refused() -> None:
    with pytest.raises(InputError, match=r"a\.docx: files that end in \.docx .* save it as HTML"):
        guess_kind("a.docx", "PK")


def test_everything_given() -> None:
    given = Given(
        title="NO",
        source_url="https://forum.example.com/t/1",
        author="A: Writer",
        date="2026-01-12",
        question="How do I?\n\nReally: how?\n",
    )
    new = bring("markdown", "Like this:\r\n- one\r\n", given)
    assert (new.id, new.title) == ("no", "NO")
    assert new.text == (
        "---\ntitle: 'NO'\nid: 'no'\nauthor: 'A: Writer'\nsource:\n  url: https://forum.example.com/t/1\n  date: 2026-01-12\n"
        "  question:\n    text: |-\n      How do I?\n\n      Really: how?\n---\n\nLike this:\n- one\n"
    )


def test_date_without_a_source_is_the_piece_s_own() -> None:
    assert "\ndate: 2026-01-12 10:00:00\n" in bring("markdown", "Words.", Given(date="2026-01-12 10:00")).text


@pytest.mark.parametrize(
    ("kind", "text", "title", "body"),
    [
        ("markdown", "# Hello: *world*\n\nText `x`.\n", "Hello: world", "Text `x`.\n"),
        ("markdown", "Two\nrows\n===\nText\n", "Two rows", "Text\n"),
        ("markdown", "[a]: https://example.com\n\n# [a] b\nText\n", "a b", "[a]: https://example.com\n\nText\n"),
        ("markdown", "Use version 1.5 of it, please. Then more.\n\n## Later\n", "Use version 1.5 of it, please", None),
        ("markdown", "Is that so, really? No.\n", "Is that so, really?", None),
        ("markdown", "word " * 40 + "\n", " ".join(["word"] * 15) + "…", ("word " * 40).rstrip(" ") + " \n"),
        ("markdown", "- a\n\nWords in a paragraph.\n", "Words in a paragraph", None),
        ("html", "<h1>Hi</h1><p>Some <b>bold</b>.</p>", "Hi", "Some **bold**.\n"),
        ("html", "<p>Some <b>bold</b> words.</p>", "Some bold words", "Some **bold** words.\n"),
        ("text", "I think *so*, all of us do. # 1\n> quote\n", "I think *so*, all of us do", None),
    ],
)
def test_title_and_body(kind: str, text: str, title: str, body: str | None) -> None:
    new = bring(kind, text)
    parts = split(new.text, PATH)
    assert new.title == parts.header_data["title"] == title
    if body is not None:
        assert parts.body == f"\n{body}"
    elif kind == "markdown":
        assert parts.body == f"\n{text}"


def test_a_heading_stays_when_the_title_is_another() -> None:
    assert bring("markdown", "# One\n\nText\n", Given(title="Two")).text.endswith("---\n\n# One\n\nText\n")
    assert bring("html", "<h1>One</h1>", Given(title="Two")).text.endswith("---\n\n# One\n")


def test_plain_text_becomes_no_markup() -> None:
    text = bring("text", "Words.\n\n# not a heading\n*not* emphasis\n").text
    assert text.endswith("---\n\nWords.\n\n\\# not a heading\n\\*not\\* emphasis\n")


def test_no_title_is_an_error() -> None:
    with pytest.raises(InputError, match="say one with --title"):
        bring("markdown", "```\ncode\n```\n")


def test_findings_have_no_line_of_another_text() -> None:
    assert [(found.rule, found.line) for found in bring("html", "<p>a</p>\n<pubkey>").findings] == [("html-removed", 0)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given(date="1.2.2026"), "--date is not a date"),
        (Given(source_url="forum"), "--source-url takes a whole address"),
        (Given(title="a\x07"), "--title has an invisible character"),
    ],
)
def test_wrong_options(given: Given, words: str) -> None:
    with pytest.raises(InputError, match=words):
        bring("markdown", "Words.", given)


# ── texts that have a header ─────────────────────────────────────────────────────────────────────


def test_a_header_is_kept_to_the_letter() -> None:
    text = "---\n# comment\ntitle: 'Hi'   # keep\ntags: [a,  b]\n---\n# Not me\n\nBody  \n\n"
    new = bring("markdown", text, Given(author="X", source_url="https://example.com/t"))
    added = "id: hi\nauthor: X\nsource:\n  url: https://example.com/t\n"
    assert new.text == text.replace("b]\n", f"b]\n{added}")


def test_windows_line_ends_are_kept() -> None:
    assert bring("markdown", "---\r\ntitle: A\r\n---\r\nBody\r\n").text == "---\r\ntitle: A\r\nid: a\r\n---\r\nBody\r\n"


def test_an_id_that_is_there_is_the_id() -> None:
    text = "---\ntitle: A\nid: b\n---\nBody"
    assert bring("markdown", text) == NewPiece(id="b", title="A", text=text)


def test_a_slug_is_the_id_when_there_is_none() -> None:
    assert bring("markdown", "---\ntitle: A\nslug: b\n---\nBody").id == "b"


def test_a_title_that_the_header_lacks_comes_from_the_text() -> None:
    new = bring("markdown", "---\ndate: 2026-01-01\n---\n# Head\n\nBody\n")
    assert new.text == "---\ndate: 2026-01-01\ntitle: Head\nid: head\n---\n\nBody\n"


def test_toml_and_pelican() -> None:
    assert bring("markdown", "+++\ntitle='a \"b\"'\n[x]\ny=1\n+++\nBody").text == (
        '+++\nid = "a-b"\ntitle=\'a "b"\'\n[x]\ny=1\n+++\nBody'
    )
    assert bring("markdown", "Title: A b\nTags: a\n\nBody").text == "Title: A b\nid: a-b\nTags: a\n\nBody"
    assert bring("markdown", "Title: A b\n").text == "Title: A b\nid: a-b\n"
    with pytest.raises(InputError, match="not YAML"):
        bring("markdown", "Title: A b\n\nBody", Given(source_url="https://example.com"))


@pytest.mark.parametrize("header", ["{title: A}", "  title: A"])
def test_a_header_that_nothing_can_be_added_to(header: str) -> None:
    with pytest.raises(InputError, match="write id: a into it"):
        bring("markdown", f"---\n{header}\n---\nBody")


def test_what_is_said_twice_is_an_error() -> None:
    with pytest.raises(InputError, match=r"reply\.md:2: the front matter says title already: leave --title away"):
        bring("markdown", "---\ntitle: A\n---\nBody", Given(title="B"))
