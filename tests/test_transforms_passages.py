"""What goes with a hidden passage, in trees that Markdown has no words for."""

from __future__ import annotations

import pytest

from recycle.transforms.footnotes import inline
from recycle.transforms.headings import as_bold, without_title
from recycle.transforms.links import placed
from recycle.transforms.passages import select
from recycle.tree.nodes import (
    Alert,
    Block,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    Footnote,
    FootnoteRef,
    Heading,
    Link,
    Paragraph,
    Passage,
    Quote,
    Text,
)

WORDS = Paragraph((Text("Words."),), line=1)
HIDDEN = Passage((Paragraph((Text("Hidden."),), line=2),), only=("forum",), line=2)
BLOG = frozenset({"blog"})


@pytest.mark.parametrize(
    "block",
    [
        Quote((HIDDEN,)),
        Alert("note", (HIDDEN,)),
        Details((Text("More"),), (HIDDEN,)),
        DefinitionList((DefinitionItem((Text("term"),), ((HIDDEN,),)),)),
        Passage((HIDDEN,)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_what_holds_only_hidden_words_goes_with_them(block: Block) -> None:
    assert select(Document((WORDS, block)), BLOG) == Document((WORDS,))
    assert select(Document((WORDS, block)), frozenset({"forum"})).blocks[0] == WORDS
    assert len(select(Document((WORDS, block)), frozenset({"forum"})).blocks) == 2


def test_what_was_empty_before_stays() -> None:
    details, terms = Details((Text("More"),), ()), DefinitionList((DefinitionItem((Text("term"),), ()),))
    assert select(Document((details, terms, HIDDEN)), BLOG) == Document((details, terms))


def test_the_mark_of_a_hidden_note_goes_with_it() -> None:
    marked = Paragraph((Text("Words"), FootnoteRef("a"), Text(".")))
    document = Document((marked, HIDDEN), (Footnote("a", (HIDDEN,)),))
    assert select(document, BLOG) == Document((Paragraph((Text("Words."),)),))


def test_lines_are_kept() -> None:
    document = Document((Passage((WORDS,), without=("forum",), line=4), HIDDEN))
    assert select(document, BLOG).blocks[0] is not None
    assert [block.line for block in select(document, frozenset({"blog", "x"})).blocks] == [1]


def test_a_text_without_passages_is_left_alone() -> None:
    document = Document((WORDS,))
    assert select(document, BLOG) is document


def test_a_note_with_a_link_is_not_put_into_a_link() -> None:
    note = Footnote("a", (Paragraph((Link("https://example.com/b", (Text("there"),)),)),))
    document = Document((Paragraph((Link("https://example.com/a", (Text("here"), FootnoteRef("a"))),)),), (note,))
    urls = [link.url for link, _ in placed(inline(document, "Notes"))]
    assert urls == ["https://example.com/a", "https://example.com/b"]


def test_a_title_with_a_note_stays_or_the_note_would_be_lost() -> None:
    document = Document((Heading(1, (Text("Title"), FootnoteRef("a"))),), (Footnote("a", (WORDS,)),))
    assert without_title(document, "Title") is document


def test_a_heading_without_words_leaves_no_bold_line() -> None:
    assert as_bold(Document((Heading(1, ()), WORDS))) == Document((WORDS,))
    assert without_title(Document((WORDS,)), "Title") == Document((WORDS,))
