"""WordPress, against a strict stand-in: one post a use, in whatever status it is, and nobody's work is written over."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Online, Surroundings, Uploads
from recycle.destinations.wordpress import ROW, Settings, WordPress, words
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset, Meta, Part, Piece, Placement, Variant
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Document
from recycle.world.web import Web
from recycle.writers.html import write_html
from tests.pictures import png
from tests.services.wordpress import PASSWORD, USER, WordpressStandIn
from tests.shell import run_recycle, worlds

HTML = "<p>One 😀</p>\n"
MARK = token("on-lists/blog/1")
LATER = dt.datetime(2030, 5, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))


@pytest.fixture
def there() -> Iterator[WordpressStandIn]:
    with WordpressStandIn() as stand_in:
        yield stand_in


def blog(there: WordpressStandIn, holds: str | None = PASSWORD, **settings: Any) -> WordPress:
    environ = MappingProxyType({} if holds is None else {"BLOG_PASSWORD": holds})
    said = Settings(**{"url": there.url, "user": USER, "password": "env:BLOG_PASSWORD", **settings})
    return WordPress(said, Surroundings(Path(), environ, None, Web(sleep=lambda _: None)))


def variant(html: str = HTML, use: int = 1, dialect: str = "html", **meta: Any) -> Variant:
    said = {"title": "On lists", "slug": "on-lists", "description": "Why.", **meta}
    digest = hashlib.sha256(f"{html}{said}".encode()).hexdigest()
    parts = (Part("page", dialect, ".html", html),)
    return Variant(
        piece="on-lists", outlet="blog", form="blog", key=f"on-lists/blog/{use}", meta=Meta(**said), parts=parts, digest=digest
    )


def asset(data: bytes, name: str = "chart.png") -> Asset:
    return Asset(name, f"content/{name}", hashlib.sha256(data).hexdigest())


def only(there: WordpressStandIn) -> dict[str, Any]:
    (post,) = there.posts.values()
    return post


def writes(there: WordpressStandIn) -> list[str]:
    return [f"{asked.method} {asked.path}" for asked in there.asked if asked.method != "GET"]


# ── placed, found, changed ───────────────────────────────────────────────────────────────────────


def test_it_is_a_destination_that_can_be_asked_and_takes_images(there: WordpressStandIn) -> None:
    one = blog(there, settling=3.0)
    assert isinstance(one, Online)
    assert isinstance(one, Uploads)
    assert (one.service, one.settling, one.final, one.intact(Placement())) == (there.url, 3.0, False, True)
    assert one.address(Piece(id="7", slug="x", path="content/x.md", title="x", document=Document(())), "blog") == ""
    assert one.blocked(variant(), None) == ""
    assert (ROW.name, ROW.gives_address, ROW.schedules, ROW.uploads) == ("wordpress", True, True, True)


def test_a_draft_first_and_then_by_its_number_all_that_makes_it_a_post(there: WordpressStandIn) -> None:
    one = blog(there, categories=("Essays",), comments="closed", author="another")
    placement = one.place(variant(tags=("a", "b", "A")))
    post = only(there)
    assert placement == Placement(str(post["id"]), f"{there.url}/on-lists/", placement.held)
    made, finished = (asked.json for asked in there.asked if asked.method == "POST" and "/posts" in asked.path)
    assert set(made) == {"title", "content", "excerpt", "slug", "status"}
    assert (made["slug"], made["status"]) == (MARK, "draft")
    assert finished == {
        "slug": "on-lists",
        "status": "publish",
        "categories": [1 + list(there.terms["categories"].values()).index("Essays")],
        "tags": post["tags"],
        "comment_status": "closed",
        "author": 8,
    }
    assert list(there.terms["tags"].values()) == ["a", "b"]
    assert f"<!-- recycle {MARK} {variant(tags=('a', 'b', 'A')).digest} -->" in post["content"]


def test_place_again_find_and_look(there: WordpressStandIn) -> None:
    one = blog(there)
    assert one.find(variant(), None) is Answer.ABSENT
    placement = one.place(variant())
    sent = len(writes(there))
    assert one.find(variant(), None) == placement
    assert one.place(variant()) == placement
    assert len(writes(there)) == sent
    assert one.look(placement) == Look(held=placement.held, url=placement.url, title="On lists", text=HTML)
    assert blog(there).place(variant(use=2)).url == f"{there.url}/on-lists-2/"


def test_what_is_known_is_asked_once_in_a_run(there: WordpressStandIn) -> None:
    one = blog(there, categories=("Essays",))
    for use in range(1, 4):
        one.place(variant(use=use, tags=("a", "b")))
    paths = [asked.path for asked in there.asked]
    assert paths.count("/wp-json/wp/v2/users/me") == 1
    assert len([path for path in paths if path.endswith(("/tags", "/categories"))]) == 6
    assert len([path for path in paths if "/posts" in path]) == 3 * 4


def test_revise_says_last_what_shows_that_all_is_done(there: WordpressStandIn) -> None:
    one = blog(there, categories=("Essays",))
    before = one.place(variant(tags=("a",)))
    there.edit(int(before.remote), categories=[1], comment_status="closed")
    new = variant("<p>Two</p>\n", title="On two lists", slug="elsewhere", tags=("b",))
    assert one.find(new, before) is Answer.ABSENT
    after = one.revise(new, before)
    post = only(there)
    assert (post["title"], post["slug"], post["categories"], post["comment_status"]) == (
        "On two lists",
        "on-lists",
        [1],
        "closed",
    )
    assert [there.terms["tags"][number] for number in post["tags"]] == ["b"]
    assert set(there.asked[-1].json) == {"title", "content", "excerpt"}
    assert one.find(new, before) == after
    assert (after.remote, after.url) == (before.remote, before.url)
    assert after.held != before.held
    sent = len(writes(there))
    one.revise(variant("<p>Three</p>\n", tags=("b",)), after)
    assert len(writes(there)) == sent + 1
    blog(there, tags=False).revise(variant("<p>Four</p>\n"), after)
    assert len(only(there)["tags"]) == 1
    one.revise(variant("<p>Five</p>\n"), after)
    assert only(there)["tags"] == []


@pytest.mark.parametrize("name", ["title", "content", "excerpt"])
def test_a_change_by_hand_is_noticed(there: WordpressStandIn, name: str) -> None:
    one = blog(there)
    placement = one.place(variant())
    there.edit(int(placement.remote), **{name: "<p>Mine &amp; yours</p>"})
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held != placement.held
    if name == "content":
        assert seen.text == "<p>Mine &amp; yours</p>"
    if name == "title":
        assert seen.title == "<p>Mine & yours</p>"


@pytest.mark.parametrize(
    ("status", "waits", "note"), [("draft", "", "it is a draft there"), ("pending", "it waits for an editor", "")]
)
def test_a_post_that_is_not_out(there: WordpressStandIn, status: str, waits: str, note: str) -> None:
    one = blog(there, status=status)
    placement = one.place(variant())
    assert (placement.url, placement.waits, placement.note) == (f"{there.url}/?p={placement.remote}", waits, note)
    assert only(there)["slug"] == "on-lists"
    assert one.find(variant(), None) == placement
    # The setting has changed since: what an earlier attempt has left is brought out.
    assert blog(there).find(variant(), None) is Answer.ABSENT
    assert blog(there).place(variant()).url == f"{there.url}/on-lists/"
    assert len(there.posts) == 1


def test_scheduled(there: WordpressStandIn) -> None:
    one = blog(there)
    placement = one.place(variant(not_before=LATER))
    assert (only(there)["status"], only(there)["date_gmt"]) == ("future", "2030-05-01T07:30:00")
    assert (placement.url, placement.note) == (f"{there.url}/on-lists/", "it is scheduled there for 2030-05-01 07:30:00 UTC")
    assert one.find(variant(not_before=LATER), None) == placement
    moved = one.revise(variant("<p>x</p>\n", not_before=LATER + dt.timedelta(hours=1)), placement)
    assert moved.note == "it is scheduled there for 2030-05-01 08:30:00 UTC"
    assert blog(there, status="pending").place(variant(use=2, not_before=LATER)).waits == "it waits for an editor"
    there.plain = True
    assert blog(there).place(variant(use=3, not_before=LATER)).url.startswith(f"{there.url}/?p=")


def test_what_waits_for_an_editor_is_followed() -> None:
    with WordpressStandIn("contributor") as there:
        one = blog(there, status="pending")
        waiting = one.place(variant())
        number = int(waiting.remote)
        assert one.find(variant(), waiting) == waiting
        there.edit(number, status="draft")
        assert one.find(variant(), waiting) == Placement(
            waiting.remote, waiting.url, waiting.held, "it waits for an editor, as a draft"
        )
        there.edit(number, status="publish", title="Better")
        out = Placement(waiting.remote, f"{there.url}/on-lists/", waiting.held)
        assert one.find(variant(), waiting) == out
        found = one.find(variant(), None)
        assert isinstance(found, Placement)
        assert (found.remote, found.url, found.held) == (out.remote, out.url, {})
        with pytest.raises(DestinationError, match="a contributor may not once it is published: ask an editor"):
            one.look(out)
        there.edit(number, status="private")
        followed = one.find(variant(), waiting)
        assert isinstance(followed, Placement)
        assert followed.note == "it is private there"
        there.edit(number, status="trash")
        assert one.find(variant(), waiting) is Answer.ABSENT
        there.posts.clear()
        assert one.find(variant(), waiting) is Answer.ABSENT
        assert one.find(variant(), Placement("https://example.org/x", waits="it waits")) is Answer.CANNOT_ASK


# ── taken back, deleted there ────────────────────────────────────────────────────────────────────


def test_withdraw_twice(there: WordpressStandIn) -> None:
    one = blog(there)
    placement = one.place(variant())
    one.withdraw(placement)
    one.withdraw(placement)
    assert only(there)["status"] == "trash"
    there.posts.clear()
    one.withdraw(placement)


def test_withdraw_where_there_is_no_trash_and_where_it_is_not_ours_to_do(there: WordpressStandIn) -> None:
    there.trash = False
    one = blog(there)
    placement = one.place(variant())
    one.withdraw(placement)
    assert there.posts == {}
    there.write(author=9)
    there.role = "contributor"
    with pytest.raises(DestinationError, match="may not change this post"):
        one.withdraw(Placement(str(*there.posts)))


def test_what_is_in_the_trash_stays_there(there: WordpressStandIn) -> None:
    one = blog(there)
    placement = one.place(variant())
    one.withdraw(placement)
    assert one.look(placement) is Answer.ABSENT
    assert one.find(variant("<p>x</p>"), placement) is Answer.ABSENT
    asked: tuple[Callable[[], object], ...] = (lambda: one.place(variant()), lambda: one.find(variant(), None))
    for ask in asked:
        with pytest.raises(
            DestinationError, match=f"in the trash there, as post {placement.remote}: restore it there, or delete"
        ):
            ask()
    with pytest.raises(DestinationError, match=r"in the trash there, as post .* --again"):
        one.revise(variant(), placement)
    assert only(there)["status"] == "trash"
    there.posts.clear()
    with pytest.raises(DestinationError, match="it was deleted there"):
        one.revise(variant(), placement)
    assert one.find(variant(), None) is Answer.ABSENT


def test_a_post_that_a_person_named_by_its_address(there: WordpressStandIn) -> None:
    number = there.write(slug="by-hand")
    one = blog(there)
    for url in (f"{there.url}/by-hand/", f"{there.url}/?p={number}", f"{there.url}/by-hand#top"):
        assert isinstance(one.look(Placement(url.partition("#")[0], url.partition("#")[0])), Look)
    assert one.revise(variant(), Placement("", f"{there.url}/by-hand/")).remote == str(number)
    with pytest.raises(DestinationError, match=r"no post at http://.* has the address http://.*/nothing/"):
        one.look(Placement("", f"{there.url}/nothing/"))


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [0, 429, 500, 503])
@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("path", ["/wp-json/wp/v2/posts", "/wp-json/wp/v2/posts/"])
@pytest.mark.parametrize("has_search", [True, False])
def test_exactly_one_after_an_answer_that_was_lost(
    there: WordpressStandIn, path: str, acts: bool, status: int, has_search: bool
) -> None:
    there.search = has_search
    there.write(slug="on-lists")
    there.fail("POST", path, status=status, acts=acts)
    with pytest.raises(UnansweredError):
        blog(there).place(variant())
    one = blog(there)
    found = one.find(variant(), None)
    placement = found if isinstance(found, Placement) else one.place(variant())
    ours = [post for post in there.posts.values() if MARK in post["content"]]
    assert [(str(post["id"]), post["slug"], post["status"]) for post in ours] == [(placement.remote, "on-lists-2", "publish")]
    assert one.find(variant(), None) == placement


def test_a_draft_that_was_left_is_finished_with_the_words_of_now(there: WordpressStandIn) -> None:
    there.fail("POST", "/wp-json/wp/v2/posts/")
    with pytest.raises(UnansweredError):
        blog(there).place(variant())
    assert (only(there)["status"], only(there)["slug"]) == ("draft", MARK)
    blog(there).place(variant("<p>Newer</p>\n"))
    assert "Newer" in only(there)["content"]
    assert only(there)["status"] == "publish"


def test_a_lost_revision_is_asked_after(there: WordpressStandIn) -> None:
    one = blog(there)
    before = one.place(variant())
    new = variant("<p>Two</p>\n")
    for acts in (False, True):
        there.fail("POST", "/wp-json/wp/v2/posts/", acts=acts)
        with pytest.raises(UnansweredError):
            one.revise(new, before)
        found = one.find(new, before)
        assert isinstance(found, Placement) == acts
    assert one.revise(new, before) == found


def test_two_copies_are_named_and_one_in_the_trash_does_not_count(there: WordpressStandIn) -> None:
    placement = blog(there).place(variant())
    double = there.write(content=only(there)["content"], slug="double", status="draft")
    asked: tuple[Callable[[], object], ...] = (lambda: blog(there).place(variant()), lambda: blog(there).find(variant(), None))
    for ask in asked:
        with pytest.raises(DestinationError) as error:
            ask()
        assert (
            f"there 2 times: post {placement.remote} (publish, {placement.url}) and post {double} (draft,"
            in error.value.message
        )
    there.edit(double, status="trash")
    assert blog(there).find(variant(), None) == placement


def test_somebody_elses_post_with_our_slug_is_left_alone(there: WordpressStandIn) -> None:
    theirs = there.write(slug="on-lists", content="<p>Theirs</p>")
    assert blog(there).find(variant(), None) is Answer.ABSENT
    placement = blog(there).place(variant())
    assert placement.url == f"{there.url}/on-lists-2/"
    assert there.posts[theirs]["content"] == "<p>Theirs</p>"


def test_nothing_comes_out_where_it_could_not_be_found_again(there: WordpressStandIn) -> None:
    there.comments = False
    for _ in range(2):
        with pytest.raises(DestinationError, match="takes the comment out of the text by which recycle finds its posts again"):
            blog(there).place(variant())
    assert (only(there)["status"], only(there)["slug"]) == ("draft", MARK)


@pytest.mark.parametrize("acts", [True, False])
def test_a_tag_whose_making_was_not_answered(there: WordpressStandIn, acts: bool) -> None:
    there.fail("POST", "/wp-json/wp/v2/tags", acts=acts)
    if acts:
        blog(there).place(variant(tags=("one",)))
    else:
        with pytest.raises(DestinationError, match='"one" of the tags could not be made'):
            blog(there).place(variant(tags=("one",)))
        assert there.posts == {}
        blog(there).place(variant(tags=("one",)))
    assert list(there.terms["tags"].values()) == ["one"]


def test_a_tag_that_is_there_in_another_spelling(there: WordpressStandIn) -> None:
    there.terms["tags"][5] = "Q&A"
    there.terms["tags"][6] = "two"
    blog(there).place(variant(tags=("q&a", " two")))
    assert only(there)["tags"] == [5, 6]


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


def test_the_preview_shows_what_is_sent(there: WordpressStandIn) -> None:
    one = blog(there, categories=("Essays",), comments="open")
    new = variant(tags=("a", "b"), not_before=LATER)
    shown = one.preview(new, None)
    assert there.asked == []
    placement = one.place(new)
    made = next(asked for asked in there.asked if asked.method == "POST" and asked.path.endswith("/posts"))
    head, body, then = shown.split("\n\n")
    assert body.encode() == made.body
    assert head.splitlines()[0] == f"POST {there.url}{made.target}"
    assert "Authorization: ***" in head
    assert then == (
        "then, to the number that it has got: slug: on-lists; status: future; date: 2030-05-01T07:30:00 UTC; categories: Essays;"
        " tags: a, b; comments: open"
    )
    more = variant("<p>More</p>\n", tags=("a",))
    revision = one.preview(more, placement)
    one.revise(more, placement)
    head, body, before = revision.split("\n\n")
    assert body.encode() == there.asked[-1].body
    assert head.splitlines()[0] == f"POST {there.url}{there.asked[-1].target}"
    assert before == "before it, where it is something else there: tags: a"
    assert "/posts/ID?" in one.preview(variant(), Placement("", "https://example.org/x"))


def test_a_variant_without_html(there: WordpressStandIn) -> None:
    with pytest.raises(DestinationError, match="there is no HTML"):
        blog(there).place(variant("text", dialect="text"))


@pytest.mark.parametrize(
    "text",
    [
        "'a' \"b\" don't -- --- - a - b... .... ``x'' 2x4 0x1F 10x10x10",
        "[gallery] [[x]] :) ;-) 8) 8-) 18) (tm) Wordpress ( Wordpress",
        "&#91; &amp; &lt; <b> & < >",
        "https://example.com/a.mp4\n  HTTP://example.com/b.mp4",
        "- a\n: b\n; c\t-\xa0-",
        "-",
        "",
    ],
)
def test_what_wordpress_would_act_on_is_spelled_and_means_the_same(text: str) -> None:
    spelled = words.plain(text)
    assert unescape(spelled) == text
    for wrong in ("[", "'", "--", "...", "2x4", " :)", " 8)", " - ", "(tm)", "Wordpress", "&amp;#", "\nhttp", "<b"):
        assert wrong not in spelled


def test_a_whole_text_means_the_same_and_has_its_ticks() -> None:
    source = "# A [b] 'c'\n\n- [x] done\n- [ ] not -- yet\n\n![a [b]](https://example.org/a.png \"Wordpress\")\n\n`&#91; [c]`\n"
    html = write_html(read_gfm(source).document).text
    assert isinstance(html, str)
    kept = words.content(html, "rcy1", "d")
    assert kept.startswith("<!-- wp:html -->\n<!-- recycle rcy1 d -->\n<h1>A &#91;b] &#39;c&#39;</h1>\n")
    assert kept.endswith("<!-- /wp:html -->")
    assert "<li>☑\ufe0e done</li>" in kept
    assert "[" not in kept
    assert "&#38;#91;" in kept
    assert words.lost(words.without_marks(kept), html) == ""
    assert words.without_marks("<p>somebody else's</p>") == "<p>somebody else's</p>"


def test_what_was_lost_is_told() -> None:
    assert words.lost("<p>a</p>", "<p>a</p>") == ""
    assert words.lost('<p>a<a href="x">b</a></p>', '<p>&#97;<a rel="noopener" href="x">b</a></p>') == ""
    assert words.lost("<p>a<kbd>x</kbd></p>", "<p>ax</p>") == (
        "WordPress took out <kbd> in what it was sent, because the account may not write all HTML"
    )
    assert "changed something" in words.lost('<a href="gemini://x">b</a>', '<a href="//x">b</a>')


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def test_an_image_is_uploaded_and_found_again_under_whatever_name(there: WordpressStandIn) -> None:
    one, picture = blog(there), asset(png())
    name = f"recycle-{picture.digest[:20]}"
    there.files[f"{name}.png"] = b"of an upload that broke off"
    assert one.uploaded(picture) == ""
    url = one.upload(picture, png())
    assert url == f"{there.url}/up/{name}-1.png"
    assert blog(there).uploaded(picture) == url
    assert there.files[f"{name}-1.png"] == png()
    placement = one.place(variant(cover_image=url, cover_alt="A chart"))
    (kept,) = there.media.values()
    assert (only(there)["featured_media"], kept["alt_text"]) == (kept["id"], "A chart")
    sent = len(writes(there))
    one.revise(variant("<p>x</p>\n", cover_image=url, cover_alt="A chart"), placement)
    assert len(writes(there)) == sent + 1


def test_images_that_are_not_taken(there: WordpressStandIn) -> None:
    with pytest.raises(DestinationError, match=r"does not take content/a\.svg, or not images of this kind"):
        blog(there).upload(asset(b"<svg/>", "a.svg"), b"<svg/>")
    there.fail("POST", "/wp-json/wp/v2/media", status=500)
    with pytest.raises(UnansweredError):
        blog(there).upload(asset(png()), png())
    note = blog(there).place(variant(cover_image="https://example.org/cover.png")).note
    assert note == "its cover image is not in the library there, so it was not made the featured image"
    there.role = "contributor"
    with pytest.raises(DestinationError, match="may not upload images: give it the role Author"):
        blog(there).upload(asset(png()), png())


def test_a_cover_that_could_not_be_described(there: WordpressStandIn) -> None:
    url = blog(there).upload(asset(png()), png())
    there.fail("POST", "/wp-json/wp/v2/media/", status=500)
    with pytest.raises(DestinationError, match="the cover image could not be described"):
        blog(there).place(variant(cover_image=url, cover_alt="A chart"))
    assert there.posts == {}


# ── the account ──────────────────────────────────────────────────────────────────────────────────


def test_account(there: WordpressStandIn) -> None:
    may = "may write, publish, upload images, make categories, write under other names, write all HTML"
    assert blog(there).account() == f"logged in as A writer (editor); {may}"
    there.role = "author"
    assert blog(there).account() == (
        "logged in as A writer (author); may write, publish, upload images; may not make categories, write under other names,"
        " write all HTML"
    )
    there.role = "contributor"
    with pytest.raises(DestinationError, match=r'the account "writer" at http://.* may not publish: write `status: pending`'):
        blog(there).account()
    there.role = "subscriber"
    with pytest.raises(DestinationError, match="may not write posts: give the account the role Author"):
        blog(there, status="draft").account()


def test_what_the_account_may_not_do_is_said_before_anything_is_sent(there: WordpressStandIn) -> None:
    there.role = "author"
    with pytest.raises(DestinationError, match='may not make "Essays", which is not among the categories yet'):
        blog(there, categories=("Essays",)).place(variant())
    with pytest.raises(DestinationError, match='there is no author "nobody" at'):
        blog(there, author="nobody").place(variant())
    there.role = "contributor"
    with pytest.raises(DestinationError, match="may not publish"):
        blog(there).place(variant())
    assert writes(there) == ["POST /wp-json/wp/v2/categories"]
    there.role = "author"
    with pytest.raises(DestinationError, match="may not write under another name"):
        blog(there, author="another").place(variant())


def test_a_site_without_permalinks_and_one_that_is_none() -> None:
    with WordpressStandIn(plain=True) as there:
        one = blog(there)
        placement = one.place(variant(tags=("a",)))
        assert placement.url == f"{there.url}/?p={placement.remote}"
        assert one.find(variant(tags=("a",)), None) == placement
        assert one.upload(asset(png()), png()) == one.uploaded(asset(png()))
        one.withdraw(placement)
        there.plain = False
        with pytest.raises(DestinationError, match=r"no REST API of WordPress answers at http://.*: is that the address"):
            blog(there, url=f"{there.url}/elsewhere").account()


def test_the_address_of_the_administration_will_do(there: WordpressStandIn) -> None:
    assert blog(there, url=f"{there.url}/wp-admin/").account()


@pytest.mark.parametrize("password", ["wrong-secret-1", "abcd efgh"])
def test_a_wrong_password_names_the_variable_and_not_its_value(there: WordpressStandIn, password: str) -> None:
    one = blog(there, password)
    asked: tuple[Callable[[], object], ...] = (one.account, lambda: one.place(variant()), lambda: one.find(variant(), None))
    for ask in asked:
        with pytest.raises(
            DestinationError, match=r"BLOG_PASSWORD an application password of .writer. that still holds"
        ) as error:
            ask()
        assert password not in error.value.message


def test_a_password_that_is_not_set(there: WordpressStandIn) -> None:
    one = blog(there, None)
    (finding,) = one.check()
    assert finding.rule == "secret-missing"
    assert "BLOG_PASSWORD" in finding.message
    assert blog(there).check() == ()
    assert "Authorization: ***" in one.preview(variant(), None)
    with pytest.raises(DestinationError, match="BLOG_PASSWORD is not set"):
        one.place(variant())
    assert there.asked == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"user": "a:b"}, "user: no name"),
        ({"password": "abcd efgh"}, "password: write env:NAME"),
        ({"url": "example.com"}, "not a web address"),
        ({"url": "http://example.com"}, "in the open"),
    ],
)
def test_settings_that_cannot_work(there: WordpressStandIn, settings: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        blog(there, **settings)
    assert "abcd" not in error.value.message


@pytest.mark.parametrize("status", [401, 403, 404, 302, 200])
def test_an_answer_that_is_not_wordpresss_own_says_nothing_of_the_post(there: WordpressStandIn, status: int) -> None:
    one = blog(there)
    placement = one.place(variant())
    asked: tuple[Callable[[], object], ...] = (
        lambda: one.find(variant(), None),
        lambda: one.look(placement),
        lambda: one.place(variant()),
        lambda: one.revise(variant(), placement),
        lambda: one.withdraw(placement),
    )
    for ask in asked:
        there.fail("GET", "/wp-json/wp/v2/posts", status=status)
        with pytest.raises(DestinationError):
            ask()
    assert len(there.posts) == 1
    there.fail("DELETE", status=404)
    with pytest.raises(DestinationError):
        one.withdraw(placement)


def test_an_api_that_is_out_of_order_or_forbidden_is_said_as_it_is(there: WordpressStandIn) -> None:
    for status in (403, 503):
        there.faults.clear()
        for _ in range(9):
            there.fail("GET", "/wp-json/wp/v2/users/me", status=status)
        with pytest.raises(DestinationError, match=str(status)):
            blog(there).account()
    there.faults.clear()
    one = blog(there, author="another")
    assert one.place(variant()).remote != one.place(variant(use=2)).remote
    there.fail("POST", "/wp-json/wp/v2/tags", status=400)
    with pytest.raises(DestinationError, match=r"said no \(400\): out of order"):
        one.place(variant(use=3, tags=("new",)))


# ── from the command line ────────────────────────────────────────────────────────────────────────

CONFIG = """\
canonical: blog
outlets:
  blog:
    form: blog
    destination: {{type: wordpress, url: "{url}", user: writer, password: env:BLOG_PASSWORD, categories: [Essays], settling: 0}}
"""
PIECE = """\
---
id: on-lists
title: On lists
description: Why.
date: 2026-11-20
tags: [lists]
cover_image: {{url: chart.png, alt: A chart}}
---
A chart of [lists] -- "long" ones: {more}

![A chart](chart.png)
"""


def test_a_piece_from_its_first_publication_to_its_end(there: WordpressStandIn, tmp_path: Path) -> None:
    recycle = partial(run_recycle, make_world=worlds({"BLOG_PASSWORD": PASSWORD}))
    here = ("-C", str(tmp_path))
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG.format(url=there.url), "utf-8")
    (tmp_path / "content" / "on-lists.md").write_text(PIECE.format(more="one"), "utf-8")
    (tmp_path / "content" / "chart.png").write_bytes(png())
    code, said = recycle([*here, "publish", "--dry-run"])
    assert (code, there.asked) == (0, []), said
    there.fail("POST", "/wp-json/wp/v2/posts/", acts=True)
    assert recycle([*here, "publish"])[0] == 1
    code, said = recycle([*here, "publish"])
    assert code == 0, said
    post, (picture,) = only(there), there.media.values()
    assert (post["status"], post["slug"], post["featured_media"]) == ("publish", "on-lists", picture["id"])
    assert (
        f'<p>A chart of &#91;lists] &#45;&#45; &quot;long&quot; ones: one</p>\n<p><img src="{picture["source_url"]}"'
        in post["content"]
    )
    assert [len(there.files), len(there.posts)] == [1, 1]
    (tmp_path / "content" / "on-lists.md").write_text(PIECE.format(more="two"), "utf-8")
    there.edit(post["id"], title="By hand")
    code, said = recycle([*here, "publish"])
    assert code == 1
    assert "somebody has changed it there since" in said
    assert only(there)["title"] == "By hand"
    assert recycle([*here, "publish", "--overwrite"])[0] == 0
    assert (only(there)["title"], "ones: two" in only(there)["content"]) == ("On lists", True)
    assert recycle([*here, "withdraw", "on-lists", "blog", "--because", "Wrong."])[0] == 0
    assert only(there)["status"] == "trash"
    assert PASSWORD not in said
