"""Markdown for forums: nothing is HTML where HTML is shown as it was typed, and no word becomes a tag or a line of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Document
from recycle.tree.text import plain_document
from recycle.writers import DIALECTS
from recycle.writers.gfm_flavours import DISCOURSE, NODEBB, Flavour
from recycle.writers.gfm_plainer import write_plainer
from tests.trees import documents

FORUM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def written(source: str, flavour: Flavour) -> tuple[str, list[str]]:
    text, losses = write_plainer(read_gfm(source).document, flavour)
    assert isinstance(text, str)
    return text, [f"{loss.line}: {loss.what} -> {loss.became}" for loss in losses]


def html_in(text: str) -> list[str]:
    """What a reader of Markdown with HTML takes for HTML."""
    tokens = FORUM.parse(text)
    return [
        token.content for top in tokens for token in (top, *(top.children or ())) if token.type in ("html_block", "html_inline")
    ]


@given(documents())
def test_nodebb_gets_no_html(document: Document) -> None:
    text = write_plainer(document, NODEBB).text
    assert isinstance(text, str)
    assert html_in(text) == []


@given(documents())
def test_no_line_end_is_seen_that_was_not_meant(document: Document) -> None:
    for flavour in (NODEBB, DISCOURSE):
        # The reader here knows no footnotes and would take a note for words.
        text = write_plainer(document if flavour is NODEBB else Document(document.blocks), flavour).text
        assert isinstance(text, str)
        soft = [child for token in FORUM.parse(text) for child in token.children or () if child.type == "softbreak"]
        assert soft == []


def test_what_is_ordinary_is_written_as_it_is() -> None:
    source = "# Lists\n\nA **b** *c* ~~d~~ `e` [f](https://example.com/) ![g](g.png)\n\n- [x] h\n\n| a | b |\n| --- | --: |\n| 1 |   2 |\n\n> i\n"
    for flavour in (NODEBB, DISCOURSE):
        text, losses = written(source, flavour)
        assert read_gfm(text).document == read_gfm(source).document
        assert losses == []


@pytest.mark.parametrize(
    ("source", "nodebb", "lost"),
    [
        ("a\nb", "a b\n", []),
        ("日本\n語", "日本語\n", []),
        ("a\\\nb", "a\\\nb\n", []),
        ("x<sup>2</sup> H<sub>2</sub>O", "x^2 H_2O\n", ["1: superscript -> words after ^", "1: subscript -> words after _"]),
        ("<kbd>Ctrl</kbd>", "`Ctrl`\n", ["1: keyboard -> code in a line"]),
        ("<u>a</u> <mark>b</mark>", "a b\n", ["1: underline -> plain words", "1: highlight -> plain words"]),
        ("> [!NOTE]\n> a", "> **Note**\n>\n> a\n", ["1: alert -> a quote with a bold title"]),
        ("> [!TIP] My own\n> a", "> **My own**\n>\n> a\n", ["1: alert -> a quote with a bold title"]),
        (
            "<details><summary>More</summary>\n\nInside\n\n</details>",
            "**More**\n\nInside\n",
            ["1: details -> open text under a bold line"],
        ),
        ("<dl><dt>T</dt><dd>m</dd></dl>", "**T**\n\n- m\n", ["1: definition list -> bold terms over lists"]),
        ("a[^1]\n\n[^1]: b", "a[1]\n\n---\n\n1. b\n", ["1: footnote -> a numbered note at the end"]),
        ("## a<br>b", "## a b\n", ["1: line break in one line -> a space"]),
        ("a<em>,b</em>c", "a,bc\n", ["1: emphasis -> plain words"]),
        (
            'x <img src="https://example.com/a.png" alt="a" width="30">',
            "x ![a](https://example.com/a.png)\n",
            ["1: size of an image -> its own size"],
        ),
    ],
)
def test_nodebb(source: str, nodebb: str, lost: list[str]) -> None:
    text, losses = written(source, NODEBB)
    assert text == nodebb
    assert losses == lost


def test_two_lists_stay_two() -> None:
    text, _ = written("- a\n\n<!-- -->\n\n- b", NODEBB)
    assert html_in(text) == []
    assert FORUM.render(text).count("<ul>") == 2


@pytest.mark.parametrize(
    ("source", "discourse", "lost"),
    [
        ("a\nb", "a b\n", []),
        ("x<sup>2</sup> <kbd>K</kbd> <mark>m</mark>", "x<sup>2</sup> <kbd>K</kbd> <mark>m</mark>\n", []),
        ("<u>a</u>", "a\n", ["1: underline -> plain words"]),
        ("> [!NOTE]\n> a", "> **Note**\n>\n> a\n", ["1: alert -> a quote with a bold title"]),
        ("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: b\n", []),
        (
            '<img src="https://example.com/a.png" alt="a" width="30" height="20">',
            "![a|30x20](https://example.com/a.png)\n",
            [],
        ),
        (
            'x <img src="https://example.com/a.png" alt="a" width="30">',
            "x ![a](https://example.com/a.png)\n",
            ["1: size of an image -> its own size"],
        ),
        (
            "Write [quote] or [/b] or [poll type=x], not [1] or [sic]",
            "Write [\u200bquote] or [\u200b/b] or [\u200bpoll type=x], not [1] or [sic]\n",
            ["1: words like a tag -> the same with an invisible space in them"],
        ),
        ("`[quote]`", "`[quote]`\n", []),
    ],
)
def test_discourse(source: str, discourse: str, lost: list[str]) -> None:
    assert written(source, DISCOURSE) == (discourse, lost)


def test_a_passage_that_nobody_chose_is_for_everyone() -> None:
    text, losses = write_plainer(read_gfm("::: only blog\na\n:::").document, NODEBB)
    assert text == "a\n"
    assert losses == (Loss("passage", "text for every outlet", 1),)


def test_they_are_dialects() -> None:
    for name in ("gfm-discourse", "gfm-nodebb"):
        assert DIALECTS[name].write(read_gfm("a").document).text == "a\n"
        assert plain_document(read_gfm("a").document) == "a"
