"""Small archives in ``tests/related``: what is proposed for ``about.md`` out of the other files of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.readers.gfm import read_gfm
from recycle.related.passages import FEWEST_WORDS, MOST_WORDS, extracts, words_of
from recycle.related.pieces import rank
from recycle.related.proposals import Proposal, propose, subject
from recycle.related.raw import Search, flat, needles
from recycle.related.shingles import shares, shingles
from recycle.related.telling import spread
from recycle.related.terms import terms
from recycle.tree.nodes import Document
from recycle.tree.text import plain_document
from tests.trees import documents

FOLDERS = sorted(folder for folder in (Path(__file__).parent / "related").iterdir() if folder.is_dir())
SHOWN = 60


def proposed(texts: list[str], most: int = 5) -> list[tuple[int, Proposal]]:
    """Passages for the first of the texts, each with the place of the text that it is from."""
    about = read_gfm(texts[0]).document
    topic = subject(about, "")
    ranked = rank(topic.terms, [text.encode() for text in texts], 0, 10)
    sources = [read_gfm(texts[at]).document for at in ranked.nearest]
    found = propose(topic, ranked.spread, sources, plain_document(about), most)
    return [(ranked.nearest[one.source], one) for one in found]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_archives(folder: Path, accept: bool) -> None:
    files = [folder / "about.md", *sorted(file for file in folder.glob("*.md") if file.name != "about.md")]
    found = proposed([file.read_text(encoding="utf-8") for file in files])
    rows = [f"{files[at].name}: {words_of(one.extract.blocks[0])[:SHOWN]}\n" for at, one in found]
    expected = folder / "expected.txt"
    if accept:
        expected.write_text("".join(rows), encoding="utf-8", newline="\n")
    assert "".join(rows) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Replies and a reply", ["reply", "and", "reply"]),
        ("restoring, Restored: RESTORES", ["resto", "resto", "resto"]),
        ("2026 is a year", ["year"]),
        ("Wiederherstellung übt Übung", ["wiede", "übt", "übung"]),
        ("復元する。CSSで", ["復元", "元す", "する", "css"]),
        ("البريد وبريد", ["بريد", "وبريد"]),
        ("हिन्दी में", ["हिन्दी"[:5], "में"]),
        ("", []),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


@given(st.text())
def test_what_is_looked_for_is_found(text: str) -> None:
    """Every term that a text has is found in its raw bytes, so that no piece is overlooked for how its words are spelled."""
    raw = flat(text.encode(errors="ignore"))
    for term in terms(text.encode(errors="ignore").decode()):
        if term.isascii() and " " not in term and term.isalnum():
            assert any(needle in raw for needle in needles(term)), term


@given(documents())
def test_passages_are_of_the_length_that_they_should_be(document: Document) -> None:
    for extract in extracts(document):
        assert FEWEST_WORDS <= extract.words <= MOST_WORDS
        assert extract.blocks


@given(st.lists(st.text(alphabet="abcdef \n", max_size=400), min_size=1, max_size=5))
def test_the_same_texts_give_the_same_and_nothing_known(texts: list[str]) -> None:
    known = shingles(plain_document(read_gfm(texts[0]).document))
    found = proposed(texts)
    assert found == proposed(texts)
    for _, one in found:
        assert not shares(shingles("\n".join(map(words_of, one.extract.blocks))), known)
        assert 0 <= one.nearness <= 1 + 1e-6


@given(st.lists(st.text(max_size=200), min_size=1, max_size=6))
def test_weights_are_numbers_from_nothing_up(texts: list[str]) -> None:
    known = spread([flat(text.encode(errors="ignore")) for text in texts])
    assert all(known.telling(term) >= 0 for term in known.times)


@given(
    st.lists(st.sampled_from(("study", "studio", "year", "rfc", "привет", "音楽", "naïve")), min_size=1, unique=True),
    st.lists(
        st.sampled_from(("study", "studies", "studio", "years", "year", "yearly", "rfcs", "Привет!", "音楽会", "naïve", ".")),
        max_size=9,
    ),
)
def test_all_terms_at_once_are_found_as_each_alone(words: list[str], said: list[str]) -> None:
    asked = list(dict.fromkeys(term for word in words for term in terms(word)))
    text = flat("  ".join(said).encode())  # with two spaces between words, since one would belong to two needles
    alone = {number: sum(map(text.count, needles(term))) for number, term in enumerate(asked)}
    assert Search(asked).times(text) == {number: times for number, times in alone.items() if times}
