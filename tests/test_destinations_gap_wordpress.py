"""WordPress, when somebody changes a post between an answer that was lost and the run that looks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Surroundings
from recycle.destinations.wordpress import Settings, WordPress
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services.wordpress import PASSWORD, USER, WordpressStandIn

POSTS = "/wp-json/wp/v2/posts"
MARK = token("on-lists/blog/1")
OTHER_WORDS = "its words there are not those that were sent"


@pytest.fixture
def there() -> Iterator[WordpressStandIn]:
    with WordpressStandIn() as stand_in:
        yield stand_in


def blog(there: WordpressStandIn, **settings: Any) -> WordPress:
    said = Settings(**{"url": there.url, "user": USER, "password": "env:BLOG_PASSWORD", **settings})
    environ = MappingProxyType({"BLOG_PASSWORD": PASSWORD})
    return WordPress(said, Surroundings(Path(), environ, None, Web(sleep=lambda _: None)))


def variant(html: str = "<p>One <em>word</em> 😀</p>\n", **meta: Any) -> Variant:
    said = {"title": "On 'lists'", "slug": "on-lists", "description": "Why.", **meta}
    digest = hashlib.sha256(f"{html}{said}".encode()).hexdigest()
    return Variant(
        piece="on-lists",
        outlet="blog",
        form="blog",
        key="on-lists/blog/1",
        meta=Meta(**said),
        parts=(Part("page", "html", ".html", html),),
        digest=digest,
    )


def lost(there: WordpressStandIn, one: Variant | None = None, path: str = f"{POSTS}/", **settings: Any) -> dict[str, Any]:
    """The post that is there after the answer to the request on ``path`` was lost."""
    there.fail("POST", path, acts=True)
    with pytest.raises(UnansweredError):
        blog(there, **settings).place(one or variant())
    return next(post for post in there.posts.values() if MARK in post["content"])


def found(there: WordpressStandIn, before: Placement | None = None, one: Variant | None = None, **settings: Any) -> Placement:
    answer = blog(there, **settings).find(one or variant(), before)
    assert isinstance(answer, Placement)
    return answer


def is_changed(there: WordpressStandIn, placement: Placement) -> bool:
    """What the next revision thinks of it."""
    seen = blog(there).look(placement)
    assert isinstance(seen, Look)
    return dict(seen.held) != dict(placement.held)


def test_nothing_was_changed(there: WordpressStandIn) -> None:
    lost(there)
    placement = found(there)
    assert placement.note == ""
    assert not is_changed(there, placement)
    again = variant("<p>Two</p>\n")
    there.fail("POST", f"{POSTS}/", acts=True)
    with pytest.raises(UnansweredError):
        blog(there).revise(again, placement)
    assert not is_changed(there, found(there, placement, again))


@pytest.mark.parametrize("name", ["title", "content", "excerpt"])
@pytest.mark.parametrize("revised", [True, False])
def test_a_change_in_the_gap_is_a_change_by_hand(there: WordpressStandIn, name: str, *, revised: bool) -> None:
    before = None
    if revised:
        before = blog(there).place(variant("<p>Before</p>\n"))
        there.fail("POST", f"{POSTS}/", acts=True)
        with pytest.raises(UnansweredError):
            blog(there).revise(variant(), before)
        (post,) = there.posts.values()
    else:
        post = lost(there)
    there.edit(post["id"], **{name: post[name].replace("One", "Their") + "<b>!</b>"})
    placement = found(there, before)
    assert placement.note == OTHER_WORDS
    assert is_changed(there, placement)


def test_what_wordpress_spells_in_another_way_is_no_change(there: WordpressStandIn) -> None:
    one = variant('<p>One <a href="https://example.org/">word</a> 😀<br></p>\n')
    post = lost(there, one)
    spelled = post["content"].replace("😀", "&#x1f600;").replace("<br>", "<br />").replace("<a ", '<a rel="noopener" ')
    assert spelled != post["content"]
    there.edit(post["id"], content=spelled, title=post["title"].replace("&#39;", "&#039;"))
    placement = found(there, one=one)
    assert placement.note == ""
    assert not is_changed(there, placement)


@pytest.mark.parametrize("change", ["<p>More.</p>", "<!--more-->", "</div>"])
def test_a_change_of_the_marks_alone_is_one(there: WordpressStandIn, change: str) -> None:
    post = lost(there)
    there.edit(post["id"], content=post["content"] + change)
    assert is_changed(there, found(there))


# ── without the comment ──────────────────────────────────────────────────────────────────────────


def without(post: dict[str, Any]) -> str:
    begin, _, rest = post["content"].partition("<!-- recycle")
    return str(begin + rest.partition("-->")[2])


@pytest.mark.parametrize("slug", ["on-lists", "elsewhere"])
def test_a_post_whose_comment_was_taken_out_is_known_by_its_first_name(there: WordpressStandIn, slug: str) -> None:
    post = lost(there)
    there.edit(post["id"], content=without(post), slug=slug)
    placement = found(there)
    assert (placement.remote, placement.note) == (str(post["id"]), OTHER_WORDS)
    assert is_changed(there, placement)
    assert len(there.posts) == 1


@pytest.mark.parametrize("status", ["draft", "pending", "publish"])
@pytest.mark.parametrize("theirs", [{"title": "Theirs &amp; ours"}, {"content": "<p>All of it is theirs.</p>"}])
def test_where_nobody_can_tell_a_person_is_asked(there: WordpressStandIn, status: str, theirs: dict[str, str]) -> None:
    there.remembers_slugs = False
    post = lost(there, status=status)
    there.edit(post["id"], **{"content": without(post), **theirs})
    with pytest.raises(
        DestinationError, match=rf'post {post["id"]} there \(".*", http.*\) may be it: it is like it, and lacks'
    ):
        blog(there, status=status).find(variant(), None)
    assert len(there.posts) == 1


def test_whose_first_name_leads_to_another_post_is_not_taken_for_ours(there: WordpressStandIn) -> None:
    other = there.write(author=7, slug="something", title="Something")
    there.old_slugs[MARK] = other
    with pytest.raises(DestinationError, match=f"post {other} there"):
        blog(there).find(variant(), None)
    there.edit(other, author=9)
    assert blog(there).find(variant(), None) is Answer.ABSENT


def test_posts_of_others_and_of_other_uses_are_none_of_ours(there: WordpressStandIn) -> None:
    there.write(author=9, slug="on-lists", title="On 'lists'")
    there.write(author=7, slug="on-lists", content="<!-- recycle rcyother 12 -->\n<p>x</p>")
    there.write(author=7, slug="on-lists", status="trash", title="On 'lists'")
    there.write(author=7, slug="on-lists", title="Something", content="<p>Something else, with a word in it.</p>")
    assert blog(there).find(variant(), None) is Answer.ABSENT


def test_a_site_whose_pages_are_away_is_asked_no_more(there: WordpressStandIn) -> None:
    for _ in range(9):
        there.fail("HEAD", "/", status=503)
    assert blog(there).find(variant(), None) is Answer.ABSENT


def test_posts_under_another_name(there: WordpressStandIn) -> None:
    post = lost(there, author="another")
    assert post["author"] == 8
    there.edit(post["id"], content=without(post))
    assert found(there, author="another").remote == str(post["id"])


# ── a draft that was left unfinished ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["title", "content", "excerpt"])
@pytest.mark.parametrize("is_marked", [True, False])
def test_a_draft_that_somebody_has_changed_is_left_to_them(there: WordpressStandIn, name: str, *, is_marked: bool) -> None:
    post = lost(there, path=POSTS)
    assert post["slug"] == MARK
    text = post["content"] if is_marked else without(post)
    theirs = {"content": text.replace("One", "Their")} if name == "content" or not is_marked else {name: "Theirs"}
    there.edit(post["id"], **theirs)
    kept = dict(there.posts[post["id"]])
    with pytest.raises(DestinationError, match=f"post {post['id']} there is a draft .* somebody has changed its words"):
        blog(there).find(variant(), None)
    with pytest.raises(UnansweredError, match="somebody has changed its words"):
        blog(there).place(variant())
    assert list(there.posts.values()) == [kept]


def test_a_draft_that_nobody_has_changed_is_finished(there: WordpressStandIn) -> None:
    there.role = "author"
    post = lost(there, path=POSTS)
    there.edit(post["id"], content=post["content"].replace("<em>", "").replace("</em>", ""))  # as WordPress may
    assert blog(there).find(variant(), None) is Answer.ABSENT
    placement = blog(there).place(variant())
    assert (placement.remote, there.posts[post["id"]]["status"]) == (str(post["id"]), "publish")
    assert placement.note == "WordPress took out <em> in what it was sent, because the account may not write all HTML"
    assert not is_changed(there, placement)
    there.edit(post["id"], content=post["content"].replace("One", "<b>One</b>"))
    assert is_changed(there, found(there))
