"""Laws that transforms keep on every tree."""

from __future__ import annotations

import itertools
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from recycle.transforms import breaks, footnotes, headings, links, passages, references, teaser
from recycle.tree.nodes import Document, FootnoteRef, Heading, Link, Paragraph, Passage, SoftBreak, Text
from recycle.tree.normal import normal
from recycle.tree.text import count_in, plain_document
from recycle.tree.walk import iter_blocks, iter_placed_inlines
from tests.trees import documents

SITE = "https://example.com/"
TAGS = {"utm_source": "a b&c", "utm_medium": "mail", "utm_campaign": ""}

query_text = st.text("abcuäß&=;+%20 #/?", max_size=8)
own_urls = st.builds(
    "{}://{}example.com{}{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www."]),
    st.sampled_from(["", "/", "/a", "/a%20b/", "/ä"]),
    st.builds("?{}".format, query_text.map(lambda text: text.replace("#", ""))) | st.just(""),
    st.builds("#{}".format, query_text) | st.just(""),
)
names = st.frozensets(st.sampled_from(["blog", "forum", "newsletter", "my-list"]))


def linked(url: str) -> Document:
    return Document((Paragraph((Link(url, (Text("words"),)),)),))


def url_of(document: Document) -> str:
    return next(links.placed(document))[0].url


def letters(document: Document) -> Counter[str]:
    return Counter(character for character in plain_document(document) if character.isalnum())


@given(own_urls)
def test_campaign_tags_are_added_and_nothing_else_changes(url: str) -> None:
    tagged = url_of(links.campaign(linked(url), SITE, TAGS))
    before, after = urlsplit(url), urlsplit(tagged)
    said = parse_qsl(before.query, keep_blank_values=True)
    assert parse_qsl(after.query, keep_blank_values=True) == [*said, ("utm_source", "a b&c"), ("utm_medium", "mail")]
    assert (after.scheme, after.netloc, after.path, after.fragment) == (
        before.scheme,
        before.netloc,
        before.path,
        before.fragment,
    )


@given(own_urls)
def test_campaign_twice_is_campaign_once(url: str) -> None:
    once = links.campaign(linked(url), SITE, TAGS)
    assert links.campaign(once, SITE, TAGS) == once


@given(own_urls)
def test_without_campaign_gives_the_address_back(url: str) -> None:
    tagged = url_of(links.campaign(linked(url), SITE, TAGS))
    assert parse_qsl(urlsplit(links.without_campaign(tagged)).query) == parse_qsl(urlsplit(url).query)


@given(st.text(max_size=30))
@example("http://[")
@example("//[")
@example("https://example.com:port/")
def test_every_string_is_an_address_that_transforms_can_bear(url: str) -> None:
    document = links.absolute(linked(url), SITE)
    assert links.absolute(document, SITE) == document
    links.campaign(document, SITE, TAGS, frozenset({url}))
    assert links.campaign(document, url, {}) == links.campaign(document, "", TAGS) == document
    references.number(document, "Links")
    assert links.count(document) <= 1


@given(documents())
def test_addresses_can_change_without_anything_else(document: Document) -> None:
    assert links.absolute(document, "") == document
    assert letters(links.absolute(document, SITE)) == letters(document)
    assert [line for _, line in links.placed(links.absolute(document, SITE))] == [line for _, line in links.placed(document)]


@given(documents(), names)
def test_a_selected_document_has_no_passages_and_is_normal(document: Document, shown: frozenset[str]) -> None:
    selected = passages.select(document, shown)
    assert not any(isinstance(block, Passage) for block in iter_blocks(selected))
    assert normal(selected) == selected
    assert letters(selected) <= letters(document)
    assert passages.select(selected, frozenset()) == selected


@given(documents(), st.integers(1, 6))
def test_shifted_headings_begin_at_the_top_and_keep_their_order(document: Document, top: int) -> None:
    shifted = headings.shift(document, top)
    assert headings.top_level(shifted) in (0, top)
    assert headings.shift(shifted, top) == shifted
    assert letters(shifted) == letters(document)
    before = [block.level for block in document.blocks if isinstance(block, Heading)]
    after = [block.level for block in shifted.blocks if isinstance(block, Heading)]
    for (one, two), (new_one, new_two) in zip(itertools.pairwise(before), itertools.pairwise(after), strict=True):
        assert (one < two) >= (new_one < new_two)
        assert (one == two) <= (new_one == new_two)


@given(documents())
def test_bold_lines_say_what_the_headings_said(document: Document) -> None:
    bold = headings.as_bold(document)
    assert not any(isinstance(block, Heading) for block in iter_blocks(bold))
    assert letters(bold) == letters(document)
    assert normal(bold) == bold


@given(documents())
def test_line_ends_are_all_alike_afterwards_and_no_word_is_lost(document: Document) -> None:
    for changed in (breaks.hard(document), breaks.unwrap(document)):
        assert not any(isinstance(inline, SoftBreak) for inline, _ in iter_placed_inlines(changed))
        assert letters(changed) == letters(document)
        assert normal(changed) == changed
    assert breaks.keep(document) is document


@given(documents())
def test_notes_go_somewhere_and_no_word_is_lost(document: Document) -> None:
    for changed in (footnotes.to_endnotes(document, "Notes"), footnotes.inline(document, "Notes")):
        assert changed.footnotes == ()
        assert not any(isinstance(inline, FootnoteRef) for inline, _ in iter_placed_inlines(changed))
        assert letters(document) <= letters(changed)
        assert normal(changed) == changed


@given(documents())
def test_references_keep_every_word_and_name_every_address(document: Document) -> None:
    changed = references.number(document, "Links")
    assert letters(document) <= letters(changed)
    assert normal(changed) == changed
    addresses = {link.url for link, _ in links.placed(document)}
    assert {link.url for link, _ in links.placed(changed)} <= addresses
    assert references.number(changed, "Links") == changed


@given(documents(), st.integers(1, 60))
def test_a_teaser_is_short_and_never_empty(document: Document, most: int) -> None:
    said = teaser.teaser(document, "", most)
    assert bool(said) == bool(plain_document(document).strip())
    assert count_in(said.removesuffix(" …").removesuffix("…")) <= most
    assert teaser.teaser(document, "", most) == said
