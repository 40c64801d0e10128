"""The wordpress destination at a real WordPress."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import lxml.html
import pytest
import requests

from recycle.destinations.protocol import Answer, Look, Surroundings
from recycle.destinations.wordpress import ROW, Settings, WordPress
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Asset, Meta, Part, Placement, Variant
from recycle.readers.gfm import read_gfm
from recycle.readers.html import read_html
from recycle.world.web import Web
from recycle.writers.gfm import write_gfm
from recycle.writers.html import write_html
from tests.pictures import png
from tests.plain_html import plain_html
from tests.servers.browser import in_a_browser
from tests.servers.faultproxy import FaultProxy
from tests.servers.faults import Fault, Once
from tests.servers.places import LOOPBACK
from tests.servers.wordpress import Person, Wordpress
from tests.shell import run_recycle, worlds

pytestmark = pytest.mark.servers

ADDED = frozenset({"decoding", "loading", "fetchpriority", "srcset", "sizes"})
"""What WordPress adds to images."""
LATER = dt.datetime(2030, 5, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))

EVERYTHING = r"""
Quotes: "a" and 'b', don't, '99, 9' 6", ``c''. Dashes: a -- b --- c - d -- and --, e-mail, -1. Dots... and more.... 2x4, 0x1F, 10x10.
Signs: (tm) (c) :) ;-) :D 8) 8-) (7 or 8) :mrgreen: Wordpress and WordPress (Wordpress). AT&T, \&amp; \&#91; \&lt;b> \&copy; 1 < 2 > 1.

- Wordpress at the start
- 'quoted' at the start
- -- at the start
- :)

[gallery] [caption]words[/caption] [embed]x[/embed] [[gallery]] \[a] [a link][gone]

`[gallery] -- "x" 'y' 2x4 &#91; :)`, <kbd>Ctrl</kbd>+<kbd>[</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <mark>marked</mark>, ~~gone~~, **bold *both***

```php title="[gallery]"
<?php echo do_shortcode('[gallery]'); // "x" -- 2x4 &amp; &#91;

https://example.com/film.mp4
[caption]a[/caption] [audio src="x.mp3"] <!--more--> <!-- wp:paragraph -->
    indented
```

| left | right | `[code]` |
|:-----|------:|:--------:|
| a -- b | "c" | [gallery] |

1. One
   - [x] done
   - [ ] not yet

     with a paragraph
3. [A link](https://example.com/?a[]=1&b=2x4 "A 'title' [x]")

> A quotation.
> https://example.com/song.mp3

https://example.com/film.mp4

\https://example.com/film.mp4

<details><summary>More</summary>

Hidden -- text.

</details>

Emoji 😀 and ünïcödé. A note[^1] and another[^b].\
A break. ![A [picture] -- "x"](https://example.org/a-2x4.png "Wordpress")

Term
: ---

[^1]: The note's text -- with `[code]`.
[^b]: Second.

    With two paragraphs.
"""


def html_of(markdown: str) -> str:
    text = write_html(read_gfm(markdown).document).text
    assert isinstance(text, str)
    return text


def variant(html: str = "<p>Words</p>\n", use: int = 1, assets: tuple[Asset, ...] = (), **meta: Any) -> Variant:
    key = f"on-lists/blog/{use}"
    digest = hashlib.sha256(f"{html}{meta}".encode()).hexdigest()
    said = {"title": "On lists", "slug": "on-lists", "description": "About lists.", **meta}
    return Variant(
        piece="on-lists",
        outlet="blog",
        form="blog",
        key=key,
        meta=Meta(**said),
        parts=(Part("page", "html", ".html", html),),
        assets=assets,
        digest=digest,
    )


def blog(server: Wordpress, person: Person | None = None, url: str = "", **settings: Any) -> WordPress:
    who = person or server.administrator
    environ = MappingProxyType({"WORDPRESS_PASSWORD": f"{who.password[:4]} {who.password[4:]}"})
    said = Settings(url=url or server.base_url, user=who.name, password="env:WORDPRESS_PASSWORD", settling=0, **settings)
    built = ROW.build(said, Surroundings(Path.cwd(), environ, None, Web()))
    assert isinstance(built, WordPress)
    return built


def proxy(server: Wordpress, fault: Fault, part: str = "", method: str = "POST", times: int = 1) -> FaultProxy:
    return FaultProxy((LOOPBACK, int(server.base_url.rpartition(":")[2])), Once(fault, method, part, times))


@pytest.fixture(autouse=True)
def clean(wordpress: Wordpress) -> None:
    wordpress.empty()


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_post_with_all_that_belongs_to_it(wordpress: Wordpress) -> None:
    one = blog(wordpress, categories=("Essays", "Q&A"), comments="closed")
    placement = one.place(variant(tags=("Lists", "AT&T", "lists")))
    (post,) = wordpress.posts()
    assert placement == Placement(str(post["id"]), f"{wordpress.base_url}/on-lists/", placement.held)
    assert (post["status"], post["slug"], post["title"]["raw"], post["excerpt"]["raw"], post["comment_status"]) == (
        *("publish", "on-lists", "On lists", "About lists.", "closed"),
    )
    assert sorted(tag["name"] for tag in wordpress.tags()) == ["AT&amp;T", "Lists"]
    assert len(post["tags"]) == 2
    names = {row["id"]: row["name"] for row in wordpress.ask("GET", "categories").json()}
    assert [names[number] for number in post["categories"]] == ["Essays", "Q&amp;A"]
    assert blog(wordpress).find(variant(tags=("Lists", "AT&T", "lists")), None) == placement
    blog(wordpress, categories=("essays",)).place(variant(use=2, tags=("at&t",)))
    assert len(wordpress.tags()) == 2


def test_placing_again_is_one_post(wordpress: Wordpress) -> None:
    first = blog(wordpress).place(variant())
    modified = wordpress.posts()[0]["modified"]
    assert blog(wordpress).place(variant()) == first
    assert [post["modified"] for post in wordpress.posts()] == [modified]
    second = blog(wordpress).place(variant(use=2))
    assert second.url == f"{wordpress.base_url}/on-lists-2/"
    assert wordpress.count() == 2


def test_somebody_elses_post_with_our_slug_is_left_alone(wordpress: Wordpress) -> None:
    theirs = wordpress.ask(
        "POST", "posts", json={"title": "T", "slug": "on-lists", "status": "publish", "content": "<p>x</p>"}
    ).json()
    assert blog(wordpress).find(variant(), None) is Answer.ABSENT
    placement = blog(wordpress).place(variant())
    assert placement.remote != str(theirs["id"])
    assert wordpress.post(theirs["id"])["content"]["raw"] == "<p>x</p>"  # type: ignore[index]
    assert blog(wordpress).find(variant(), None) == placement


@pytest.mark.parametrize("status", ["draft", "pending"])
def test_a_post_that_is_not_out(wordpress: Wordpress, status: str) -> None:
    one = blog(wordpress, status=status)
    placement = one.place(variant())
    (post,) = wordpress.posts()
    assert (post["status"], post["slug"]) == (status, "on-lists")
    assert placement.url == f"{wordpress.base_url}/?p={post['id']}"
    assert (placement.waits, placement.note) == (
        ("it waits for an editor", "") if status == "pending" else ("", "it is a draft there")
    )
    assert one.find(variant(), None) == placement
    assert one.place(variant()) == placement
    assert wordpress.count() == 1


@pytest.mark.parametrize("role", ["administrator", "author"])
def test_scheduled(wordpress: Wordpress, role: str) -> None:
    one = blog(wordpress, wordpress.people[role])
    placement = one.place(variant(not_before=LATER))
    (post,) = wordpress.posts()
    assert (post["status"], post["date_gmt"]) == ("future", "2030-05-01T07:30:00")
    assert placement.url == f"{wordpress.base_url}/on-lists/"
    assert placement.note == "it is scheduled there for 2030-05-01 07:30:00 UTC"
    assert one.find(variant(not_before=LATER), None) == placement
    moved = one.revise(variant(html="<p>More</p>\n", not_before=LATER + dt.timedelta(days=1)), placement)
    assert wordpress.posts()[0]["date_gmt"] == "2030-05-02T07:30:00"
    assert wordpress.posts()[0]["status"] == "future"
    kept = one.revise(variant(html="<p>Others</p>\n"), moved)
    assert kept.note == "it is scheduled there for 2030-05-02 07:30:00 UTC"
    past = one.place(variant(use=2, not_before=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    assert requests.get(past.url, timeout=10).status_code == requests.codes.ok


def test_what_waits_for_an_editor(wordpress: Wordpress) -> None:
    one = blog(wordpress, wordpress.contributor, status="pending")
    waiting = one.place(variant())
    assert one.find(variant(), None) == waiting
    assert one.find(variant(), waiting) == waiting
    wordpress.ask("POST", f"posts/{waiting.remote}", json={"status": "draft"})
    back = one.find(variant(), waiting)
    assert isinstance(back, Placement)
    assert back.waits == "it waits for an editor, as a draft"
    wordpress.ask("POST", f"posts/{waiting.remote}", json={"status": "publish"})
    out = one.find(variant(), waiting)
    assert out == Placement(waiting.remote, f"{wordpress.base_url}/on-lists/", waiting.held)
    # A contributor may neither change nor see the text of what is out; that it is there is seen all the same.
    found = one.find(variant(), None)
    assert isinstance(found, Placement)
    assert (found.remote, found.held, found.waits) == (waiting.remote, {}, "")
    asked: tuple[Callable[[Placement], object], ...] = (
        one.look,
        one.withdraw,
        partial(one.revise, variant(html="<p>New</p>\n")),
    )
    for ask in asked:
        with pytest.raises(DestinationError, match="contributor may not once it is published: ask an editor"):
            ask(out)
    wordpress.ask("DELETE", f"posts/{waiting.remote}")
    assert one.find(variant(), waiting) is Answer.ABSENT
    with pytest.raises(DestinationError, match="in the trash there"):
        one.place(variant())
    wordpress.ask("DELETE", f"posts/{waiting.remote}", params={"force": "true"})
    assert one.find(variant(), waiting) is Answer.ABSENT
    assert wordpress.count() == 0


def test_who_may_not_publish_is_told_before_anything_is_sent(wordpress: Wordpress) -> None:
    one = blog(wordpress, wordpress.contributor)
    for ask in (lambda: one.place(variant()), one.account):
        with pytest.raises(DestinationError, match=r'"contributor" at .* may not publish: write `status: pending`'):
            ask()
    assert wordpress.count() == 0
    with pytest.raises(DestinationError, match='may not make "New", which is not among the categories yet'):
        blog(wordpress, wordpress.author, categories=("New",)).place(variant())
    assert wordpress.count() == 0


def test_under_another_name(wordpress: Wordpress) -> None:
    blog(wordpress, author="author").place(variant())
    assert wordpress.posts()[0]["author"] == 2
    assert isinstance(blog(wordpress).find(variant(), None), Placement)
    with pytest.raises(DestinationError, match='there is no author "nobody"'):
        blog(wordpress, author="nobody").place(variant(use=2))
    with pytest.raises(DestinationError, match="may not write under another name: leave `author` out"):
        blog(wordpress, wordpress.author, author="admin").place(variant(use=3))


# ── changing and taking back ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["administrator", "author"])
def test_revise(wordpress: Wordpress, role: str) -> None:
    one = blog(wordpress, wordpress.people[role])
    first = one.place(variant(tags=("a", "b")))
    new = variant(html="<p>Other words</p>\n", title="On long lists", slug="other", tags=("b", "c"), description="")
    assert one.find(new, first) is Answer.ABSENT
    second = one.revise(new, first)
    assert one.find(new, first) == second
    (post,) = wordpress.posts()
    assert (post["title"]["raw"], post["slug"], post["excerpt"]["raw"]) == ("On long lists", "on-lists", "")
    names = {tag["id"]: tag["name"] for tag in wordpress.tags()}
    assert sorted(names[number] for number in post["tags"]) == ["b", "c"]
    assert "Other words" in wordpress.shown(post)
    assert (second.remote, second.url) == (first.remote, first.url)
    assert second.held != first.held
    look = one.look(second)
    assert isinstance(look, Look)
    assert look.held == second.held
    assert (look.title, look.text, look.url) == ("On long lists", "<p>Other words</p>\n", first.url)


@pytest.mark.parametrize(
    "change", [{"title": "Mine"}, {"excerpt": "Mine"}, {"content": "<!-- wp:html --><p>Mine</p><!-- /wp:html -->"}]
)
def test_a_change_by_hand_is_noticed(wordpress: Wordpress, change: Mapping[str, str]) -> None:
    one = blog(wordpress)
    placement = one.place(variant())
    wordpress.ask("POST", f"posts/{placement.remote}", json=change)
    look = one.look(placement)
    assert isinstance(look, Look)
    assert look.held != placement.held
    if "content" in change:
        assert "<p>Mine</p>" in look.text


def test_what_is_in_the_trash_stays_there(wordpress: Wordpress) -> None:
    one = blog(wordpress)
    placement = one.place(variant())
    wordpress.ask("DELETE", f"posts/{placement.remote}")
    assert one.look(placement) is Answer.ABSENT
    assert one.find(variant(html="<p>x</p>\n"), placement) is Answer.ABSENT
    asked: tuple[Callable[[Variant], object], ...] = (one.place, lambda sent: one.find(sent, None))
    for ask in asked:
        with pytest.raises(
            DestinationError, match=f"in the trash there, as post {placement.remote}: restore it there, or delete it"
        ):
            ask(variant())
    with pytest.raises(DestinationError, match=r"in the trash there, as post .* --again"):
        one.revise(variant(), placement)
    assert [post["status"] for post in wordpress.posts()] == ["trash"]
    assert one.place(variant(use=2)).url == placement.url


def test_withdraw_twice(wordpress: Wordpress) -> None:
    one = blog(wordpress)
    placement = one.place(variant())
    one.withdraw(placement)
    one.withdraw(placement)
    assert [post["status"] for post in wordpress.posts()] == ["trash"]
    wordpress.ask("DELETE", f"posts/{placement.remote}", params={"force": "true"})
    one.withdraw(placement)
    assert one.look(placement) is Answer.ABSENT
    with pytest.raises(DestinationError, match="deleted there"):
        one.revise(variant(), placement)
    assert one.find(variant(), None) is Answer.ABSENT


def test_a_post_that_a_person_named_by_its_address(wordpress: Wordpress) -> None:
    made = wordpress.ask("POST", "posts", json={"title": "T", "slug": "by-hand", "status": "publish", "content": "x"}).json()
    one = blog(wordpress)
    for url in (made["link"], f"{wordpress.base_url}/?p={made['id']}"):
        named = Placement(url, url)
        assert isinstance(one.look(named), Look)
        assert one.revise(variant(), named).remote == str(made["id"])
    with pytest.raises(DestinationError, match=r"no post at .* has the address"):
        one.look(Placement("", f"{wordpress.base_url}/nothing/"))


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", ["administrator", "author"])
@pytest.mark.parametrize("part", ["/posts?", "/posts/", "/tags"])
@pytest.mark.parametrize(
    "fault", [Fault.LOST_REPLY, Fault.CUT_BEFORE, Fault.STATUS_500_WITH_EFFECT, Fault.WRONG_PAGE_WITH_EFFECT]
)
def test_exactly_one_after_a_lost_answer(wordpress: Wordpress, fault: Fault, part: str, person: str) -> None:
    sent = variant(tags=("one",))
    with proxy(wordpress, fault, part) as between:
        one = blog(wordpress, wordpress.people[person], between.base_url)
        with suppress(DestinationError, UnansweredError):  # a tag that may have been made is looked for at once
            one.place(sent)
        found = one.find(sent, None)
        placement = one.place(sent) if found is Answer.ABSENT else found
        assert isinstance(placement, Placement)
        assert between.faults() == [fault]
    assert [(post["id"], post["status"], post["slug"]) for post in wordpress.posts()] == [
        (int(placement.remote), "publish", "on-lists")
    ]
    assert len(wordpress.tags()) == 1
    assert blog(wordpress, wordpress.people[person]).find(sent, None) == placement


def test_a_revision_whose_answer_was_lost(wordpress: Wordpress) -> None:
    before = blog(wordpress).place(variant())
    new = variant(html="<p>New</p>\n")
    with proxy(wordpress, Fault.LOST_REPLY, "/posts/") as between:
        one = blog(wordpress, url=between.base_url)
        with pytest.raises(UnansweredError):
            one.revise(new, before)
        found = one.find(new, before)
    assert isinstance(found, Placement)
    assert found.held == blog(wordpress).revise(new, before).held
    assert wordpress.count() == 1


def test_two_copies_are_named_and_one_in_the_trash_is_not_counted(wordpress: Wordpress) -> None:
    placement = blog(wordpress).place(variant())
    raw = wordpress.posts()[0]["content"]["raw"]
    double = wordpress.ask("POST", "posts", json={"title": "T", "status": "draft", "content": raw}).json()["id"]
    for ask in (blog(wordpress).place, lambda sent: blog(wordpress).find(sent, None)):
        with pytest.raises(
            DestinationError, match=f"it is there 2 times: post {placement.remote} .publish, .* and post {double} .draft"
        ):
            ask(variant())
    wordpress.ask("DELETE", f"posts/{double}")
    assert blog(wordpress).find(variant(), None) == placement


def test_a_draft_that_a_broken_off_attempt_left_is_finished_with_the_new_words(wordpress: Wordpress) -> None:
    with proxy(wordpress, Fault.CUT_BEFORE, "/posts/") as between, pytest.raises(UnansweredError):
        blog(wordpress, url=between.base_url).place(variant())
    (draft,) = wordpress.posts()
    assert (draft["status"], draft["slug"][:3]) == ("draft", "rcy")
    placement = blog(wordpress).place(variant(html="<p>Newer</p>\n"))
    (post,) = wordpress.posts()
    assert (str(post["id"]), post["status"], post["slug"]) == (placement.remote, "publish", "on-lists")
    assert "Newer" in post["content"]["raw"]


# ── changed by somebody before anybody knew that it was there ────────────────────────────────────


def lost(wordpress: Wordpress, sent: Variant, person: Person | None = None, **settings: Any) -> dict[str, Any]:
    """The post that is there after the answer to what published it was lost."""
    with proxy(wordpress, Fault.LOST_REPLY, "/posts/") as between, pytest.raises(UnansweredError):
        blog(wordpress, person, between.base_url, **settings).place(sent)
    (post,) = wordpress.posts()
    return dict(post)


@pytest.mark.parametrize("role", ["administrator", "author"])
def test_nobody_has_changed_it(wordpress: Wordpress, role: str) -> None:
    sent = variant(html_of(EVERYTHING), title="Of 'lists' & \"more\" -- 😀", description="A 2x4 [of] <lists> 😀")
    lost(wordpress, sent, wordpress.people[role])
    one = blog(wordpress, wordpress.people[role])
    found = one.find(sent, None)
    assert isinstance(found, Placement)
    seen = one.look(found)
    assert isinstance(seen, Look)
    assert (seen.held, found.note) == (found.held, "")


@pytest.mark.parametrize("change", [{"title": "Theirs"}, {"content": "<p>Theirs</p>"}, {"excerpt": "Theirs"}])
def test_a_change_in_between_is_a_change_by_hand(wordpress: Wordpress, change: Mapping[str, str]) -> None:
    post = lost(wordpress, variant())
    if "content" in change:
        change = {"content": post["content"]["raw"].replace("Words", "Theirs")}
    wordpress.ask("POST", f"posts/{post['id']}", json=change)
    one = blog(wordpress)
    found = one.find(variant(), None)
    assert isinstance(found, Placement)
    seen = one.look(found)
    assert isinstance(seen, Look)
    assert seen.held != found.held
    assert found.note == "its words there are not those that were sent"


@pytest.mark.parametrize("slug", ["on-lists", "elsewhere"])
def test_a_post_without_the_comment_is_known_by_its_first_name(wordpress: Wordpress, slug: str) -> None:
    post = lost(wordpress, variant())
    wordpress.ask("POST", f"posts/{post['id']}", json={"content": "<p>All theirs</p>", "slug": slug})
    found = blog(wordpress).find(variant(), None)
    assert isinstance(found, Placement)
    assert (found.remote, found.url) == (str(post["id"]), f"{wordpress.base_url}/{slug}/")
    seen = blog(wordpress).look(found)
    assert isinstance(seen, Look)
    assert seen.held != found.held


def test_a_draft_without_the_comment_is_left_to_a_person(wordpress: Wordpress) -> None:
    post = lost(wordpress, variant(), status="draft")
    wordpress.ask("POST", f"posts/{post['id']}", json={"content": "<p>All theirs</p>"})
    with pytest.raises(DestinationError, match=f"post {post['id']} there .* may be it"):
        blog(wordpress, status="draft").find(variant(), None)
    assert wordpress.count() == 1


def test_a_draft_that_somebody_has_changed_is_left_to_them(wordpress: Wordpress) -> None:
    with proxy(wordpress, Fault.CUT_BEFORE, "/posts/") as between, pytest.raises(UnansweredError):
        blog(wordpress, url=between.base_url).place(variant())
    (draft,) = wordpress.posts()
    theirs = draft["content"]["raw"].replace("Words", "Theirs")
    wordpress.ask("POST", f"posts/{draft['id']}", json={"content": theirs})
    with pytest.raises(DestinationError, match="somebody has changed its words"):
        blog(wordpress).find(variant(), None)
    with pytest.raises(UnansweredError, match="somebody has changed its words"):
        blog(wordpress).place(variant())
    assert wordpress.posts()[0]["content"]["raw"] == theirs


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def parsed(html: str) -> Any:
    return lxml.html.document_fromstring(html)


def article(page: str) -> str:
    """The text of the post on a page, in the spelling of plain_html, without what WordPress adds to images."""
    (element,) = parsed(page).find_class("entry-content")
    for image in element.findall(".//img"):
        for name in ADDED:
            image.attrib.pop(name, None)
        if image.get("class") == "emoji":  # where the browser has no letters for them, WordPress shows pictures
            image.tail = f"{image.get('alt')}{image.tail or ''}"
            image.drop_tree()
    return _inside(element)


def expected(html: str) -> str:
    for box, sign in (("checked disabled", "☑\ufe0e"), ("disabled", "☐")):
        html = html.replace(f'<input type="checkbox" {box} />', sign)
    return _inside(parsed(f"<body>{html}").body)


def _words(element: lxml.html.HtmlElement) -> str:
    for image in element.findall(".//img"):
        image.tail = f"{image.get('alt')}{image.tail or ''}"
    return str(element.text_content()).strip()


def _inside(element: lxml.html.HtmlElement) -> str:
    for comment in list(element.iter(lxml.etree.Comment)):
        comment.drop_tag()
    html = lxml.html.tostring(element, encoding="unicode", with_tail=False)
    return plain_html(html[html.index(">") + 1 : html.rindex("<")])


def as_sent(url: str) -> str:
    return requests.get(url, timeout=30).text


@pytest.mark.parametrize("role", ["administrator", "author"])
@pytest.mark.parametrize("reader", [as_sent, in_a_browser])
def test_readers_see_what_was_written(wordpress: Wordpress, role: str, reader: Callable[[str], str]) -> None:
    html = html_of(EVERYTHING)
    title = """'Quotes' -- "and" <b>tags</b> & [gallery] 2x4 :) &amp; Wordpress 😀"""
    one = blog(wordpress, wordpress.people[role])
    placement = one.place(variant(html, title=title, description=title))
    assert placement.note == ""
    page = reader(placement.url)
    assert article(page) == expected(html)
    (heading,) = parsed(page).find_class("wp-block-post-title")
    assert _words(heading) == title
    look = one.look(placement)
    assert isinstance(look, Look)
    assert look.title == title
    assert write_gfm(read_html(look.text).document).text == write_gfm(read_html(html).document).text


def test_the_feed_and_the_excerpt_have_the_words_too(wordpress: Wordpress) -> None:
    html = html_of("'a' -- [gallery] 2x4 :)\n")
    blog(wordpress).place(variant(html, description="'a' -- [gallery] 2x4 :) <b>"))
    feed = requests.get(f"{wordpress.base_url}/feed/", timeout=30).content
    item = lxml.etree.fromstring(feed).find("channel/item")
    assert item is not None
    content = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    assert _words(parsed(content)) == "'a' -- [gallery] 2x4 :)"
    assert _words(parsed(item.findtext("description") or "")) == "'a' -- [gallery] 2x4 :) <b>"


def test_what_wordpress_takes_out_is_noted(wordpress: Wordpress) -> None:
    html = '<p>Words <input type="text" /> <a href="gemini://example.org/">x</a></p>\n'
    assert blog(wordpress).place(variant(html)).note == ""
    one = blog(wordpress, wordpress.author)
    placement = one.place(variant(html, use=2))
    assert placement.note == "WordPress took out <input> in what it was sent, because the account may not write all HTML"
    found = one.find(variant(html, use=2), None)
    assert found == placement
    look = one.look(placement)
    assert isinstance(look, Look)
    assert look.held == placement.held


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def asset(data: bytes, name: str = "chart.png") -> Asset:
    return Asset(name, f"content/{name}", hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize("role", ["administrator", "author"])
def test_an_image_is_uploaded_once_and_found_again(wordpress: Wordpress, role: str) -> None:
    one, data = blog(wordpress, wordpress.people[role]), png()
    assert one.uploaded(asset(data)) == ""
    url = one.upload(asset(data), data)
    assert requests.get(url, timeout=10).content == data
    assert blog(wordpress).uploaded(asset(data)) == url
    assert blog(wordpress).uploaded(asset(b"other")) == ""
    sent = variant(f'<p><img src="{url}" alt="A chart" /></p>\n', cover_image=url, cover_alt="A chart -- of 'lists'")
    placement = one.place(sent)
    (picture,) = wordpress.media()
    (post,) = wordpress.posts()
    assert post["featured_media"] == picture["id"]
    assert picture["alt_text"] == "A chart -- of 'lists'"
    assert picture["source_url"] == url
    other = one.upload(asset(png(2)), png(2))
    one.revise(variant(cover_image=other), placement)
    assert wordpress.posts()[0]["featured_media"] != picture["id"]
    one.revise(variant(), placement)
    assert wordpress.posts()[0]["featured_media"] != 0


def test_an_upload_whose_answer_was_lost_is_found(wordpress: Wordpress) -> None:
    with proxy(wordpress, Fault.LOST_REPLY, "/media") as between:
        one = blog(wordpress, url=between.base_url)
        with pytest.raises(UnansweredError):
            one.upload(asset(png()), png())
        assert one.uploaded(asset(png()))
    assert len(wordpress.media()) == 1


def test_images_that_are_not_taken(wordpress: Wordpress) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    with pytest.raises(DestinationError, match=r"does not take content/a\.svg, or not images of this kind"):
        blog(wordpress).upload(asset(svg, "a.svg"), svg)
    with pytest.raises(DestinationError, match="may not upload images"):
        blog(wordpress, wordpress.contributor).upload(asset(png()), png())
    placement = blog(wordpress).place(variant(cover_image="https://example.org/cover.png"))
    assert "not in the library there" in placement.note


def test_a_large_image_is_found_again_though_wordpress_makes_it_smaller(wordpress: Wordpress) -> None:
    data = png(1, 2600)
    one = blog(wordpress)
    url = one.upload(asset(data), data)
    assert one.uploaded(asset(data)) == url
    one.place(variant(cover_image=url))
    assert wordpress.posts()[0]["featured_media"] == wordpress.media()[0]["id"]


# ── the site and the account ─────────────────────────────────────────────────────────────────────


def test_a_site_without_permalinks(wordpress: Wordpress) -> None:
    option = "update wp_options set option_value = '{}' where option_name = 'permalink_structure'"
    wordpress.database.ask(option.format(""))
    try:
        one = blog(wordpress)
        placement = one.place(variant(tags=("a",)))
        assert placement.url == f"{wordpress.base_url}/?p={placement.remote}"
        assert one.find(variant(tags=("a",)), None) == placement
        assert isinstance(one.look(Placement("", placement.url)), Look)
        url = one.upload(asset(png()), png())
        assert one.uploaded(asset(png())) == url
        one.withdraw(placement)
        assert one.look(placement) is Answer.ABSENT
    finally:
        wordpress.database.ask(option.format("/%postname%/"))


def test_the_address_of_a_scheduled_post_with_dates_in_permalinks(wordpress: Wordpress) -> None:
    option = "update wp_options set option_value = '{}' where option_name = 'permalink_structure'"
    wordpress.database.ask(option.format("/%year%/%monthnum%/%postname%/"))
    try:
        assert blog(wordpress).place(variant(not_before=LATER)).url == f"{wordpress.base_url}/2030/05/on-lists/"
    finally:
        wordpress.database.ask(option.format("/%postname%/"))


def test_account(wordpress: Wordpress) -> None:
    assert blog(wordpress).account() == (
        "logged in as admin (administrator); may write, publish, upload images, make categories, write under other names, write all HTML"
    )
    assert blog(wordpress, wordpress.contributor, status="pending").account() == (
        "logged in as contributor (contributor); may write; may not publish, upload images, make categories, write under other names,"
        " write all HTML"
    )


def test_a_wrong_password_and_a_wrong_address(wordpress: Wordpress) -> None:
    wrong = Person("administrator", "admin", "wrong-secret")
    for ask in (blog(wordpress, wrong).account, lambda: blog(wordpress, wrong).place(variant())):
        with pytest.raises(
            DestinationError, match=r"is WORDPRESS_PASSWORD an application password of .admin. that still holds"
        ) as error:
            ask()
        assert "secret" not in error.value.message


# ── from the command line ────────────────────────────────────────────────────────────────────────

CONFIG = """\
canonical: blog
outlets:
  blog:
    form: {form}
    destination:
      {{type: wordpress, url: "{url}", user: author, password: env:WORDPRESS_PASSWORD, settling: 0}}
"""
PIECE = """\
---
id: on-lists
title: "'Lists' -- and more"
description: About lists.
author: A writer
date: 2026-11-20
tags: [lists]
cover_image: {url: chart.png, alt: A chart}
---
One [gallery] more.

![A chart](chart.png)
"""


@pytest.mark.parametrize("form", ["blog", "article"])
def test_a_piece_from_its_first_publication_to_its_end(wordpress: Wordpress, tmp_path: Path, form: str) -> None:
    recycle = partial(run_recycle, make_world=worlds({"WORDPRESS_PASSWORD": wordpress.author.password}))
    here, piece = ("-C", str(tmp_path)), tmp_path / "content" / "on-lists.md"
    piece.parent.mkdir()
    piece.write_text(PIECE, "utf-8")
    (piece.parent / "chart.png").write_bytes(png())
    with proxy(wordpress, Fault.LOST_REPLY, "/posts") as between:
        (tmp_path / "config.yaml").write_text(CONFIG.format(form=form, url=between.base_url), "utf-8")
        assert recycle([*here, "publish"])[0] == 1
        code, said = recycle([*here, "publish"])
        assert code == 0, said
        (post,), (picture,) = wordpress.posts(), wordpress.media()
        assert (post["status"], post["slug"], post["featured_media"]) == ("publish", "on-lists", picture["id"])
        page = wordpress.shown(post)
        assert "One [gallery] more." in article(page)
        assert requests.get(picture["source_url"], timeout=10).content == png()
        piece.write_text(PIECE.replace("One", "Two"), "utf-8")
        wordpress.ask("POST", f"posts/{post['id']}", json={"title": "By hand"})
        code, said = recycle([*here, "publish"])
        assert code == 1
        assert "somebody has changed it there since" in said
        assert recycle([*here, "publish", "--overwrite"])[0] == 0
        assert "Two [gallery] more." in article(wordpress.shown(post))
        assert recycle([*here, "withdraw", "on-lists", "blog", "--because", "Wrong."])[0] == 0
        assert recycle([*here, "publish"])[0] == 0
    assert [one["status"] for one in wordpress.posts()] == ["trash"]
    assert len(wordpress.media()) == 1
