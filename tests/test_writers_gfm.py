"""The GFM writer: exact for every tree, and the Markdown that a careful person would type for ordinary ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import BulletList, Document, Emphasis, Inline, ListItem, OrderedList, Paragraph, Strong, Text
from recycle.tree.normal import normal
from recycle.tree.text import plain_document
from recycle.tree.walk import without_lines
from recycle.writers.gfm import write_gfm
from tests.trees import documents, raw_documents, raw_inlines, texts

DATA = Path(__file__).parent / "data"
CASES = DATA / "gfm_writer"
ODD = DATA / "gfm_writer_odd"


def _gfm(document: Document) -> str:
    written = write_gfm(document)
    assert isinstance(written.text, str)
    assert written.losses == ()
    return written.text


def _tree(text: str) -> Document:
    return without_lines(read_gfm(text).document)


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────


@given(documents())
def test_reading_what_was_written_gives_the_same_tree(document: Document) -> None:
    """Also the law that no word becomes markup: a Text that did would be another node in the tree that comes back."""
    assert _tree(_gfm(document)) == document


@given(raw_inlines(3))
def test_any_line_comes_back(inlines: tuple[Inline, ...]) -> None:
    document = normal(Document((Paragraph(inlines),)))
    assert _tree(_gfm(document)) == document


@given(st.lists(texts(), min_size=1, max_size=4).map("\n".join))
def test_words_stay_words(text: str) -> None:
    """Text that was typed anywhere is text when it is read as Markdown, line ends and all."""
    document = normal(Document((Paragraph((Text(text),)),)))
    assert plain_document(_tree(_gfm(document))) == plain_document(document)


@given(raw_documents())
def test_normal_is_idempotent_and_holds_after_a_round_trip(document: Document) -> None:
    once = normal(document)
    assert normal(once) == once
    read = _tree(_gfm(once))
    assert normal(read) == read


# ── what it looks like ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_ordinary_markdown_is_written_as_it_was_typed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _gfm(read_gfm(text).document) == text


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("snake_case and 2 * 3 and a-b", "snake_case and 2 * 3 and a-b"),
        ("5. May, 1) yes", "5\\. May, 1) yes"),
        ("on May 5. we met", "on May 5. we met"),
        ("# no heading", "\\# no heading"),
        ("#hashtag", "#hashtag"),
        ("- no item", "\\- no item"),
        ("-5 degrees", "-5 degrees"),
        ("a < b <= c, <3", "a < b <= c, <3"),
        ("<pubkey> is text", "\\<pubkey> is text"),
        ("AT&T &amp; co", "AT&T \\&amp; co"),
        ("C:\\path\\*", "C:\\path\\\\\\*"),
        ("[sic] and [1]", "[sic] and [1]"),
        ("[a](b)", "[a\\](b)"),
        ("[a]: b", "[a\\]: b"),
        ("~5 minutes in ~/.config", "~5 minutes in ~/.config"),
        ("*stars*", "\\*stars\\*"),
        ("see www.example.org", "see www\\.example.org"),
        ("see http://example.org", "see http\\://example.org"),
        ("mail a@b.example or @name", "mail a\\@b.example or @name"),
        ("---", "\\---"),
        ("::: only a", "\\::: only a"),
        ("[ ] no task", "\\[ ] no task"),
        ("a | b", "a | b"),
        ("wow!", "wow!"),
    ],
)
def test_only_what_would_be_markup_is_escaped(words: str, written: str) -> None:
    assert _gfm(Document((Paragraph((Text(words),)),))) == f"{written}\n"


@pytest.mark.parametrize(
    ("children", "written"),
    [
        ((Strong((Emphasis((Text("a"),)),)),), "**_a_**"),
        ((Emphasis((Strong((Text("a"),)),)),), "_**a**_"),
        ((Emphasis((Text("a"),)), Emphasis((Text("b"),))), "*a*_b_"),
        ((Text("a"), Emphasis((Text("(b)"),)), Text("c")), "a<em>(b)</em>c"),
        ((Text("un"), Emphasis((Text("believ"),)), Text("able")), "un*believ*able"),
    ],
)
def test_emphasis_is_written_as_signs_where_these_can_stand(
    children: tuple[Emphasis | Strong | Text, ...], written: str
) -> None:
    document = Document((Paragraph(children),))
    assert _gfm(document) == f"{written}\n"
    assert _tree(_gfm(document)) == document


def test_lists_side_by_side_are_kept_apart() -> None:
    item = (ListItem((Paragraph((Text("a"),)),)),)
    document = Document((BulletList(item), BulletList(item), OrderedList(item, 3)))
    assert _gfm(document) == "- a\n\n<!-- -->\n\n- a\n\n3. a\n"
    assert _tree(_gfm(document)) == document


@pytest.mark.parametrize("path", sorted(ODD.glob("*.md")), ids=lambda path: path.stem)
def test_odd_markdown_is_written_exactly(path: Path) -> None:
    """Places where CommonMark or comrak read something else than one would expect; the text is how the writer says it."""
    text = path.read_text(encoding="utf-8")
    assert _gfm(read_gfm(text).document) == text
