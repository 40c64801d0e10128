"""What holds for every form, whatever the piece says."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from msgspec.structs import replace

from recycle.forms import FORMS, article, blog, forum, newsletter
from recycle.forms.common import Common
from recycle.forms.context import context
from recycle.forms.furniture import blocks_of, place_of
from recycle.forms.language import direction, fill, long_date, number, sentence
from recycle.forms.protocol import Brief
from recycle.model import Limits, Meta, Piece, Site, Source, Wording
from recycle.readers.gfm import read_gfm
from recycle.templating import Templates, built_in
from recycle.tree.nodes import Document, Heading, Link, Paragraph, Text
from recycle.tree.text import plain
from recycle.tree.walk import without_lines
from tests.briefs import brief_of, render
from tests.trees import documents

TEMPLATES = Templates(None)
HOSTILE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--",
        "]]>",
        '" onload="x',
        "{{ 7*7 }}",
        "a\nBcc: b@example.com",
        "[b]x[/b]",
        "*a*",
        "# a",
    ]
)


def brief(form: str, document: Document, title: str = "A title", **chosen: object) -> Brief:
    piece = Piece(id="p1", slug="p1", path="content/p1.md", title=title, document=document, description=title, author=title)
    return Brief(
        piece=piece,
        document=document,
        wording=Wording(),
        site=Site(name=title, url="https://example.com/"),
        outlet=form,
        settings=msgspec.convert(chosen, FORMS[form].settings),
        limits=Limits(words_min=5, words_max=50, links_max=1, title_max=20, tag_pattern="[a-z]+"),
        words=TEMPLATES.words("en"),
        canonical_url="https://example.com/p1/",
        key="p1/outlet/1",
    )


@pytest.mark.parametrize("output", ["html", "fragment", "hugo", "jekyll", "pelican", "astro", "markdown"])
@settings(max_examples=15)
@given(document=documents(), title=HOSTILE)
def test_a_blog_post_of_anything(output: str, document: Document, title: str) -> None:
    parts, shaped = render("blog", brief("blog", document, title, output=output), TEMPLATES)
    assert [part.name for part in parts] == ["page"]
    assert shaped.meta.title == " ".join(title.split())


@settings(max_examples=50)
@given(document=documents(), title=HOSTILE)
def test_a_page_says_its_title_and_runs_nothing(document: Document, title: str) -> None:
    parts, _ = render("blog", brief("blog", document, title), TEMPLATES)
    page = html.document_fromstring(str(parts[0].body))
    said = " ".join(title.split())
    assert [heading.text or "" for heading in page.iterfind(".//h1")][:1] == [said]
    (script,) = page.iterfind(".//script")
    assert msgspec.json.decode(script.text or "").get("headline", "") == said
    assert not any(str(name).startswith("on") for element in page.iter() for name in element.attrib)


@settings(max_examples=40)
@given(document=documents(), title=HOSTILE)
def test_a_mail_has_its_own_headers_only(document: Document, title: str) -> None:
    told = brief(
        "newsletter", document, title, sender=f"{title.replace('<', '').replace('>', '')} <ada@example.com>", service="kit"
    )
    parts, shaped = render("newsletter", told, TEMPLATES)
    assert [part.name for part in parts] == ["html", "text", "message"]
    found = email.message_from_bytes(parts[2].data, policy=email.policy.SMTP)
    assert len(found.keys()) == len(set(found.keys())) == 9
    assert "Bcc" not in found
    assert str(found["Subject"]) == " ".join(
        "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in shaped.meta.subject).split()
    )
    assert str(parts[0].body).count("{{") == 1
    assert str(parts[1].body).replace('{{ "{{" }}', "").count("{{ unsubscribe_url }}") == 1


@pytest.mark.parametrize("dialect", ["gfm", "bbcode-phpbb", "bbcode-xenforo", "bbcode-mybb", "bbcode-smf"])
@settings(max_examples=15)
@given(document=documents(), title=HOSTILE)
def test_a_thread_of_anything(dialect: str, document: Document, title: str) -> None:
    parts, shaped = render("forum", brief("forum", document, title, dialect=dialect, question="Why?"), TEMPLATES)
    assert [part.name for part in parts] == ["title", "post"]
    assert str(parts[0].body).splitlines()[:1] == shaped.meta.title.splitlines()[:1]
    last, before = shaped.document.blocks[-1], shaped.document.blocks[-2]
    assert isinstance(last, Paragraph)
    assert plain(last.children) == "Originally at example.com."
    assert isinstance(before, Paragraph)
    assert plain(before.children) == "Why?"


@settings(max_examples=30)
@given(document=documents(), title=HOSTILE)
def test_an_article_of_anything(document: Document, title: str) -> None:
    parts, _ = render("article", brief("article", document, title, outputs=["html", "manuscript", "text"]), TEMPLATES)
    assert [part.name for part in parts] == ["html", "manuscript", "text"]
    heading = read_gfm(str(parts[1].body)).document.blocks[0]
    assert isinstance(heading, Heading)
    assert "".join(plain(heading.children).split()) == "".join(title.split())


def test_an_article_as_a_word_file() -> None:
    document = read_gfm("Text.").document
    (part,), _ = render("article", brief("article", document, outputs=["docx"]), TEMPLATES)
    assert (part.name, part.suffix, part.data[:2]) == ("docx", ".docx", b"PK")


def test_a_word_without_an_author_or_a_sender() -> None:
    parts, shaped = render("newsletter", brief("newsletter", read_gfm("Text.").document), TEMPLATES)
    assert [part.name for part in parts] == ["html", "text"]
    assert "newsletter-sender-missing" in {finding.rule for finding in shaped.findings}


# ── what surrounds a text ────────────────────────────────────────────────────────────────────────


@given(
    st.text("aB 1.,:;!?'\"()-–—…*_`#+>[]<&\\|~@/\nwé漢", max_size=30)
    | st.sampled_from(["www.example.com", "a http://x.org", "a@b.org", "a.\n\nb"])
)
def test_plain_words_are_read_as_markdown_would_read_them(text: str) -> None:
    """The short cut for plain words leads to the same place."""
    assert blocks_of(text) == (without_lines(read_gfm(text).document).blocks if text.strip() else ())


def test_nothing_is_no_block() -> None:
    assert blocks_of(None) == blocks_of("") == blocks_of(" \n") == ()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.example.com/a", "example.com"),
        ("example", "example"),
        ("http://[x", "http://[x"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_the_name_of_a_place(url: str, place: str) -> None:
    assert place_of(url) == place


def test_sentences() -> None:
    where = (Link("https://example.com/", (Text("x"),)),)
    assert sentence("At {place}.", place=where) == (Text("At "), *where, Text("."))
    assert sentence("{place}{place}", place=where) == (*where, *where)
    assert plain(sentence("{no} {place", place=where)) == "{no} {place"
    assert sentence("", place=where) == ()
    assert fill("{a} {b}", a="{b}") == "{b} {b}"


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("az-Arab", "rtl"),
        ("az", "ltr"),
        ("ur_PK", "rtl"),
        ("ar-Latn", "ltr"),
        ("", "ltr"),
    ],
)
def test_directions(language: str, way: str) -> None:
    assert direction(language) == way


def test_numbers_and_dates_by_language() -> None:
    english, german = TEMPLATES.words("en"), TEMPLATES.words("de")
    assert (number(12345, english), number(12345, german)) == ("12,345", "12.345")
    assert long_date(None, english) == ""


# ── what is told about forms ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_setting_is_described(form: object) -> None:
    schema = msgspec.json.schema(form.settings)  # type: ignore[attr-defined] # a row of the table
    (fields,) = (definition["properties"] for definition in schema["$defs"].values())
    assert all(field.get("description") for field in fields.values())
    assert set(Common.__struct_fields__) <= set(fields)


def test_the_readme_lists_every_name_that_a_template_gets() -> None:
    told = set(re.findall(r"`([a-z_ ]+)`", (built_in() / "README.md").read_text("utf-8").replace("\n", " ")))
    names = {name for names in told for name in names.split()}
    given_names: set[str] = set(Meta.__struct_fields__) | set(Site.__struct_fields__) | set(Source.__struct_fields__)
    for folder in sorted(path.parent for path in (Path(__file__).parent / "forms").glob("*/brief.yaml")):
        form, found = brief_of(folder, TEMPLATES)
        shaped = FORMS[form].shape(found)
        given_names |= set(context(found, shaped, shaped.drafts[0], ""))
    assert given_names - names == set()


def test_every_rule_is_in_the_docs() -> None:
    room = Path(forum.__file__).parent
    docs = (room.parents[2] / "docs" / "forms.md").read_text("utf-8")
    for module in (article, blog, forum, newsletter):
        for rule in re.findall(r'finding\(brief, "([a-z-]+)"', Path(module.__file__ or "").read_text("utf-8")):
            assert f"`{rule}`" in docs


def test_another_template_for_one_outlet() -> None:
    told = brief("blog", read_gfm("Text.").document, output="html", templates={"page": ""})
    parts, _ = render("blog", told, TEMPLATES)
    assert parts[0].body == "<p>Text.</p>\n"


def test_a_wording_for_one_outlet() -> None:
    wording = Wording(title="Own", description="", tags=("own",), opening="Before.", closing="After.")
    told = replace(brief("blog", read_gfm("Text.").document, output="fragment"), wording=wording)
    parts, shaped = render("blog", told, TEMPLATES)
    assert parts[0].body == "<p>Before.</p>\n<p>Text.</p>\n<p>After.</p>\n"
    assert (shaped.meta.title, shaped.meta.description, shaped.meta.tags) == ("Own", "", ("own",))


def test_a_tag_pattern_that_is_none_is_said_and_no_address_is_lost() -> None:
    document = read_gfm("[a](HTTP://example.org/1) [b](http://example.org/2)").document
    told = replace(brief("forum", document, question="Why?"), limits=Limits(tag_pattern="[", links_max=0))
    rules = [finding.rule for finding in FORMS["forum"].shape(told).findings]
    assert rules == ["forum-tag-pattern", "forum-too-many-links"]


@pytest.mark.parametrize("form", FORMS)
def test_the_house_rules_hold_for_every_form(form: str) -> None:
    document = read_gfm("One two [three](https://example.org/1) [four](https://example.org/2).").document
    rules = Limits(title_max=1, words_min=50, links_max=1, tags_max=1)
    told = replace(brief(form, document), limits=rules, wording=Wording(title="Long", tags=("a", "b")))
    found = {finding.rule for finding in FORMS[form].shape(told).findings}
    assert found >= {f"{form}-{rule}" for rule in ("title-too-long", "too-short", "too-many-links", "too-many-tags")}


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("Words.", "the piece has no title; give it one with `title:`", 0),
        ("# My plan\n\nWords.", "the piece has no title; its first heading would make one: `title: My plan`", 1),
        ("\n## It's: *so*\n", "the piece has no title; its first heading would make one: `title: 'It''s: so'`", 2),
    ],
)
def test_a_heading_at_the_beginning_is_offered_as_the_title(text: str, said: str, line: int) -> None:
    _, shaped = render("blog", brief("blog", read_gfm(text).document, ""), TEMPLATES)
    assert [(found.message, found.line) for found in shaped.findings if found.rule == "title-missing"] == [(said, line)]


def test_a_text_that_ends_with_its_question_is_not_asked_it_again_after_the_notes() -> None:
    document = read_gfm("Words.[^a] Why?\n\n[^a]: A note.").document
    parts, _ = render("forum", brief("forum", document, question="Why?"), TEMPLATES)
    assert str(parts[1].body).count("Why?") == 1
