"""Laws that a merge keeps, whatever the texts are."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.merge.align import align, hunks
from recycle.merge.fields import merge_field, merge_tags
from recycle.merge.marked import Merged, markers
from recycle.merge.texts import merge_texts
from recycle.merge.tokens import joined, words
from recycle.readers.gfm import read_gfm
from recycle.readers.spans import spans
from recycle.tree.nodes import Block, BulletList, CodeBlock, Document, OrderedList, Passage, Quote, Table
from recycle.tree.text import plain
from recycle.tree.walk import own_inlines
from tests.merging import Versions, anything, relatives, told, versions

three_texts = st.builds(Versions, anything(), anything(), anything()) | relatives() | versions()


def merged(three: Versions) -> Merged:
    return merge_texts(three.base, three.edit, three.fresh, spans)


def all_words(text: str) -> Counter[str]:
    return Counter("".join(character if character.isalnum() else " " for character in text).split())


# ── whose change it is ───────────────────────────────────────────────────────────────────────────


@given(anything() | versions().map(lambda three: three.edit), anything())
def test_what_one_side_left_alone_is_as_the_other_has_it(base: str, other: str) -> None:
    assert merge_texts(base, base, other, spans) == Merged(other)
    assert merge_texts(base, other, base, spans) == Merged(other)
    assert merge_texts(base, other, other, spans) == Merged(other)


@given(three_texts)
def test_any_texts_can_be_merged(three: Versions) -> None:
    found = merged(three)
    lines = found.text.replace("\r\n", "\n").split("\n")
    assert [lines[conflict.line - 1] for conflict in found.conflicts] == ["<<<<<<< edit"] * len(found.conflicts)


@given(versions())
def test_each_word_is_there_once_if_somebody_put_it_in_and_gone_if_somebody_took_it_away(three: Versions) -> None:
    """Or a person is asked: of a part that one side took away and the other moved and reworded, the three texts do not say which it is."""
    found = merged(three)
    base, edit, fresh = (frozenset(told(text)) for text in three)
    said = told(found.text)
    assert frozenset(said) >= (edit & fresh) | (edit - base) | (fresh - base)
    if not found.conflicts:
        assert frozenset(said) == (edit & fresh) | (edit - base) | (fresh - base)
        assert len(said) == len(frozenset(said))


@given(three_texts)
def test_no_word_is_lost_even_of_texts_that_are_no_markdown(three: Versions) -> None:
    found = merged(three)
    base, edit, fresh = map(all_words, three)
    rest = all_words(found.text)
    # The numbers of a list are counted anew.
    for word in (word for word in (*edit, *fresh) if not word.isdecimal()):
        one, two = edit[word] - base[word], fresh[word] - base[word]
        assert rest[word] or base[word] + (max(one, two) if one > 0 and two > 0 else one + two) <= 0, word


@given(versions())
def test_merging_again_what_was_merged_changes_nothing(three: Versions) -> None:
    found = merged(three)
    if found.conflicts:
        return
    assert merge_texts(three.fresh, found.text, three.fresh, spans) == found
    # With the old base, as after a crash between the two files of an edit, a person may be asked, and what was moved may stand elsewhere.
    for again in (merged(three._replace(edit=found.text)), merged(three._replace(fresh=found.text))):
        assert again.conflicts or set(told(again.text)) == set(told(found.text))


@given(versions())
def test_both_sides_are_alike(three: Versions) -> None:
    one, two = merged(three), merged(Versions(three.base, three.fresh, three.edit))
    assert len(one.conflicts) == len(two.conflicts)
    # What both have put in at two places stands where the edit has it, and two new footnotes stand in either order.
    assert one.conflicts or sorted(told(one.text)) == sorted(told(two.text))


# ── what the result is ───────────────────────────────────────────────────────────────────────────


def read(text: str) -> Document:
    return read_gfm(text).document


def places(document: Document) -> Mapping[str, tuple[str, ...]]:
    """In which kinds of blocks each word stands, and in which column of a table.

    Nobody whose changes are made here pushes words from one cell into the next: a word that the other side has put in there goes with
    those beside it, so that it may stand in a column that it had on neither side.
    """
    found = dict(_places(document.blocks, ()))
    for note in document.footnotes:
        found |= dict(_places(note.children, ("note", note.label)))
    return found


def _places(blocks: tuple[Block, ...], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for block in blocks:
        where = (*above, type(block).__name__)
        match block:
            case Table():
                for row in (block.header, *block.rows):
                    yield from ((word, (*where, str(at))) for at, cell in enumerate(row) for word in told(plain(cell)))
            case CodeBlock():
                yield from ((word, where) for word in told(block.code))
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _places(item.children, where)
            case Quote() | Passage():
                yield from _places(block.children, where)
            case _:
                yield from ((word, where) for word in told(plain(own_inlines(block))))


def numbers(document: Document) -> Mapping[str, int]:
    """In which block of the text, counted from its beginning, each word stands."""
    return {word: at for at, block in enumerate(document.blocks) for word, _ in _places((block,), ())}


@given(versions())
def test_what_is_merged_reads_as_its_words_each_in_a_block_as_before(three: Versions) -> None:
    found = merged(three)
    if found.conflicts:
        return
    edit, fresh, now = (places(read(text)) for text in (three.edit, three.fresh, found.text))
    for word, where in now.items():
        assert where in (edit.get(word), fresh.get(word)) or where[0] == "note", word
    for word in told(found.text):
        # A note that nothing points at is not read.
        assert word in now or "note" in edit.get(word, ("note",)) + fresh.get(word, ()), word


@given(versions())
def test_blocks_stay_apart_and_whole(three: Versions) -> None:
    found = merged(three)
    if found.conflicts:
        return
    sides = [numbers(read(text)) for text in three]
    now = numbers(read(found.text))
    known = [word for word in now if all(word in side for side in sides)]
    for one, two in itertools.combinations(known, 2):
        together = {side[one] == side[two] for side in sides}
        assert len(together) > 1 or (now[one] == now[two]) in together, (one, two)


# ── what a merge is made of ──────────────────────────────────────────────────────────────────────


@given(anything() | versions().map(lambda three: three.edit))
def test_spans_joined_are_the_text(text: str) -> None:
    assert "".join(spans(text)) == text


@given(anything())
def test_tokens_joined_are_the_text(text: str) -> None:
    assert joined(words(text)).rstrip() == text.rstrip()


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_what_is_aligned_is_equal_and_in_order(old: list[int], new: list[int]) -> None:
    pairs = align(old, new)
    assert all(old[one] == new[other] for one, other in pairs)
    assert all(one < two and other < another for (one, other), (two, another) in itertools.pairwise(pairs))
    made: list[int] = []
    at = 0
    for hunk in hunks(pairs, len(old), len(new)):
        made += old[at : hunk.lo] + new[hunk.start : hunk.end]
        at = hunk.hi
    assert made + old[at:] == new


@given(st.none() | anything(), st.none() | anything(), st.none() | anything())
def test_fields_follow_the_side_that_changed_them(base: str | None, one: str | None, two: str | None) -> None:
    assert merge_field(base, base, two) == (two or "")
    assert merge_field(base, one, base) == (one or "")
    assert merge_field(base, one, one) == (one or "")
    merge_field(base, one, two)


tags = st.lists(st.sampled_from("abcdef"), max_size=4, unique=True).map(tuple)


@given(tags, tags, tags)
def test_tags_are_merged_as_a_set(base: tuple[str, ...], edit: tuple[str, ...], fresh: tuple[str, ...]) -> None:
    found = merge_tags(base, edit, fresh)
    sets = [frozenset(tags) for tags in (base, edit, fresh)]
    assert frozenset(found) == (sets[1] & sets[2]) | (sets[1] - sets[0]) | (sets[2] - sets[0])
    assert len(found) == len(frozenset(found))


# ── marks ────────────────────────────────────────────────────────────────────────────────────────

EXAMPLE = "```\n<<<<<<< edit\none\n=======\ntwo\n>>>>>>> piece\n```\n"


@given(three_texts)
def test_every_conflict_is_found_again_by_its_marks(three: Versions) -> None:
    found = merged(three)
    lines = frozenset(markers(found.text))
    assert all(conflict.line in lines for conflict in found.conflicts) or markers("".join(three))


def test_an_example_in_code_is_no_conflict_where_both_texts_have_it() -> None:
    assert markers(EXAMPLE, EXAMPLE) == ()
    assert markers(f"Words.\n\n{EXAMPLE}", EXAMPLE) == ()
    assert markers(EXAMPLE, "Words.\n") == markers(EXAMPLE) == (2, 4, 6)
    assert markers(EXAMPLE + EXAMPLE, EXAMPLE) == (9, 11, 13)


def test_our_own_marks_are_marks_even_one_by_one() -> None:
    assert markers("Words.\n<<<<<<< edit\nMy words.\n") == (2,)
    assert markers("<<<<<<< HEAD\nWords.\n") == markers("Words.\n=======\n") == ()
    assert markers("<<<<<<< edit\n||||||| before\n=======\n<<<<<<< word\n>>>>>>> piece\n") == (1, 2, 3, 5)


def test_marks_around_code_are_a_conflict_even_where_both_texts_have_them() -> None:
    text = "<<<<<<< edit\n```\none\n```\n=======\n```\ntwo\n```\n>>>>>>> piece\n"
    assert markers(text, text) == (1, 5, 9)


def test_a_conflict_that_git_left_in_the_code_of_both_texts_is_the_pieces_afterwards() -> None:
    base = EXAMPLE.replace("edit", "HEAD")
    fresh = "```\ntwo\n```\n"
    assert merge_texts(f"{base}\nWords.\n", f"{base}\nMy words.\n", f"{fresh}\nWords.\n", spans) == Merged(
        f"{fresh}\nMy words.\n"
    )


# ── what no text can do ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "word " * 100_000,
        "word\n\n" * 10_000,
        "- word\n" * 20_000,
        "a b c d e f g " * 15_000,
        "字" * 200_000,
        "| a | b |\n" * 20_000,
        "> " * 2_000 + "word\n",
        "".join(f"{'  ' * at}- word {at}\n" for at in range(150)),
        "[" * 50_000,
        "](" * 50_000,
        "`" * 50_000,
        "*a " * 20_000,
        "<a " * 50_000,
        "\x00" * 100_000,
    ],
    ids=lambda text: repr(text[:10]),
)
def test_no_text_takes_long(text: str) -> None:
    half = len(text) // 2
    merged(Versions(text, f"One {text[:half]} two {text[half:]}", f"{text[: half // 2]} three {text[half:]} four"))
