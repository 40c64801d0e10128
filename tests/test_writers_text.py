"""Plain text: readable cases, and the laws that words are kept and lines are no wider than they may be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Code, CodeBlock, Document, FootnoteRef, Link, Paragraph, Passage, Text
from recycle.tree.walk import iter_blocks, iter_inlines, own_inlines
from recycle.writers.columns import columns, display_width
from recycle.writers.text import write_text
from recycle.writers.wrapping import GLUE, wrapped
from tests.cases import case_files, check_cases
from tests.trees import documents


def written(document: Document, width: int = 72) -> str:
    text = write_text(document, width=width).text
    assert isinstance(text, str)
    return text


def produce(source: str, part: str) -> str:
    document = read_gfm(source).document
    if part == "losses":
        narrow = write_text(document, width=40)
        return "".join(f"{loss.line}: {loss.what} -> {loss.became}\n" for loss in narrow.losses)
    return written(document, int(part))


@pytest.mark.parametrize("path", case_files("writers/text"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────


def squeezed(words: str) -> str:
    """The words alone: wrapping puts margins and line ends anywhere that a line may break."""
    return re.sub(rf"[\s>{GLUE}]", "", words)


@given(document=documents(), width=st.sampled_from((0, 20, 40, 72)))
def test_words_are_kept(document: Document, width: int) -> None:
    output = squeezed(written(document, width))
    for block in iter_blocks(document):
        if isinstance(block, CodeBlock):
            assert squeezed(block.code) in output
        for inline in iter_inlines(own_inlines(block)):
            match inline:
                case Text() | Code():
                    assert squeezed(inline.value) in output
                case Link():
                    assert squeezed(inline.url.replace(" ", "%20").removeprefix("mailto:")) in output
                case _:
                    pass


@given(document=documents())
def test_it_ends_with_one_newline_and_no_line_ends_with_a_space(document: Document) -> None:
    if any(isinstance(block, CodeBlock) for block in iter_blocks(document)):
        return
    text = written(document)
    assert not text or text == text.rstrip("\n") + "\n"
    assert not any(line.endswith(" ") for line in text.split("\n"))


PIECES = st.sampled_from(("a", "word", "longer-word", "日本語", "。", "「", "」", "é", "🙂", " ", "  ", "\n", GLUE, "e\u0301"))


@given(text=st.lists(PIECES, max_size=60).map("".join), width=st.integers(12, 40))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    for line in wrapped(text, width):
        assert display_width(line) <= width or not breakable(line)


def breakable(line: str) -> bool:
    """Whether there is a place in the line to break it at: a space between words, or a wide character that is no bracket or stop."""
    return " " in line.strip() or any(char in "日本語🙂" for char in line[1:])


@given(text=st.lists(PIECES, max_size=60).map("".join), width=st.integers(0, 40))
def test_wrapping_keeps_every_character_but_spaces(text: str, width: int) -> None:
    assert re.sub(r"\s", "", "".join(wrapped(text, width))) == re.sub(rf"[\s{GLUE}]", "", text)


# ── single facts ─────────────────────────────────────────────────────────────────────────────────


def test_an_address_is_one_piece_however_long() -> None:
    address = "https://example.com/" + "日本/" * 30
    assert f"\n{address}\n" in written(Document((Paragraph((Text(f"before {address} after"),)),)), 30)


def test_a_footnote_that_cites_itself_is_written_once() -> None:
    source = "a[^1]\n\n[^1]: note[^1]\n"
    assert written(read_gfm(source).document) == "a[1]\n\n[1] note[1]\n"


def test_a_mark_in_a_heading_and_a_table_is_a_loss_of_its_own_line() -> None:
    source = "# a[^1]\n\n| b[^1] |\n|---|\n\n[^1]: note\n"
    assert [(loss.what, loss.line) for loss in write_text(read_gfm(source).document).losses] == [
        ("footnote", 1),
        ("footnote", 3),
    ]


def test_an_empty_document_is_an_empty_text() -> None:
    assert write_text(Document(())) == ("", ())


def test_a_mark_that_is_not_a_mark_of_ours_stays() -> None:
    assert written(Document((Paragraph((Text("[1] is typed"), Link("https://example.com/", (Text("x"),)))),))).startswith(
        "[1] is typedx [1]\n"
    )


@pytest.mark.parametrize(
    ("words", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("é", 1), ("ｱ", 1), ("🙂", 2), ("\u200b", 0)]
)
def test_display_width(words: str, width: int) -> None:
    assert display_width(words) == width


def test_columns_are_aligned_by_what_is_seen() -> None:
    lines = columns(["日本", "n"], [["a", "10"], ["", ""]], ["center", "right"])
    assert lines == ["日本   n", "----  --", " a    10"]


def test_footnote_reference_is_numbered_once() -> None:
    source = "a[^x] b[^x]\n\n[^x]: note\n"
    document = read_gfm(source).document
    assert sum(isinstance(one, FootnoteRef) for block in iter_blocks(document) for one in iter_inlines(own_inlines(block))) == 2
    assert written(document) == "a[1] b[1]\n\n[1] note\n"


def test_a_link_to_nowhere_is_its_words() -> None:
    assert written(Document((Paragraph((Link("", (Text("words"),)),)),))) == "words\n"


def test_spaces_where_a_line_breaks_are_left_out() -> None:
    assert wrapped("aaa   bbb ccc", 4) == ["aaa", "bbb", "ccc"]


def test_a_passage_that_is_still_there_is_text_for_everyone() -> None:
    document = Document((Passage((Paragraph((Text("x"),), 2),), ("blog",), (), 1),))
    assert write_text(document) == ("x\n", (Loss("passage", "text for every outlet", 1),))
