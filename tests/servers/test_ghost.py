"""The ghost destination at a real Ghost, whose mail goes to a stand-in for Mailgun."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import lxml.html
import pytest
import requests

from recycle.api import load, open_workspace, publish
from recycle.destinations.ghost import ROW, Ghost, Settings
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Surroundings
from recycle.errors import DestinationError, RecycleError, UnansweredError
from recycle.model import Asset, Meta, Part, Placement, Variant
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Document
from recycle.world.web import Web
from recycle.writers.email import write_email
from recycle.writers.html import write_html
from tests.pictures import png
from tests.plain_html import plain_html
from tests.servers.browser import in_a_browser
from tests.servers.faultproxy import FaultProxy
from tests.servers.faults import Fault, Once, random_plan
from tests.servers.ghost import Ghost as Server
from tests.servers.places import LOOPBACK
from tests.servers.processes import wait_for

pytestmark = pytest.mark.servers

MAILED = "default-newsletter"
READERS = ("ada@example.test", "ben@example.test")
SOON = dt.timedelta(days=3)

EVERYTHING = r"""
Quotes "a" and 'b', dashes -- and ---, 2x4, :) 😀 👩‍👩‍👧 and ünïcödé. AT&T, \&amp; 1 < 2 > 1, {{title}} and {name}. A note[^1].\
A break, ~~gone~~, **bold *both***, <mark>marked</mark> <kbd>Ctrl</kbd>+<kbd>C</kbd> H<sub>2</sub>O x<sup>2</sup> `a  {{b}} <i>`

- [x] done
- [ ] not yet

  with a paragraph
- one
  3. two

```python title="a.py"
def f(x):  # "--" &amp; {{ x }} <!--kg-card-end: html-->
    return 1


    indented
```

| left | right | `[code]` |
|:-----|------:|:--------:|
| 😀   | a \| b | **c** |

> A quotation.
>
> Of two paragraphs, with [a link](https://example.com/?a[]=1&copy=2 "A 'title'").

> [!NOTE]
> Nota bene.

<details><summary>More</summary>

Hidden.

</details>

Term
: What it means.

![A picture](https://example.org/a.png "Its title")

[^1]: The note, with `code`.

    And a second paragraph.
"""


def everything() -> Document:
    return read_gfm(EVERYTHING).document


def html_of(document: Document) -> str:
    text = write_html(document).text
    assert isinstance(text, str)
    return text


def variant(html: str = "<p>Words 😀</p>\n", use: int = 1, dialect: str = "html", **meta: Any) -> Variant:
    said = {"title": "On lists", "slug": "on-lists", "description": "About lists.", **meta}
    return Variant(
        piece="on-lists",
        outlet="blog",
        form="blog",
        key=f"on-lists/blog/{use}",
        meta=Meta(**said),
        parts=(Part("page", dialect, ".html", html),),
        digest=hashlib.sha256(f"{html}{said}".encode()).hexdigest(),
    )


def blog(server: Server, url: str = "", **settings: Any) -> Ghost:
    said = Settings(url=url or server.base_url, key="env:GHOST_KEY", settling=0.0, **settings)
    environ = MappingProxyType({"GHOST_KEY": server.admin_key})
    built = ROW.build(said, Surroundings(Path.cwd(), environ, None, Web()))
    assert isinstance(built, Ghost)
    return built


def proxy(server: Server, plan: Any) -> FaultProxy:
    return FaultProxy((LOOPBACK, urlsplit(server.base_url).port or 0), plan)


@pytest.fixture(autouse=True)
def clean(ghost: Server) -> None:
    ghost.empty()
    shutil.rmtree(ghost.calls.parent / "content" / "images", ignore_errors=True)
    for reader in READERS:
        ghost.subscribe(reader)


def only(ghost: Server) -> dict[str, Any]:
    (post,) = ghost.posts()
    return post


# ── placed, changed, taken back ──────────────────────────────────────────────────────────────────


def test_a_post_with_all_that_belongs_to_it(ghost: Server) -> None:
    one = blog(ghost)
    said = variant(tags=("Essays", "C++"), date=dt.date(2019, 3, 1), canonical_url="https://example.com/lists/")
    placement = one.place(said)
    post = only(ghost)
    assert placement == Placement(post["id"], f"{ghost.base_url}/on-lists/", placement.held)
    assert (post["status"], post["slug"], post["title"], post["custom_excerpt"]) == (
        *("published", "on-lists", "On lists", "About lists."),
    )
    assert [tag["name"] for tag in post["tags"]] == ["Essays", "C++", f"#{token(said.key)}"]
    assert (post["published_at"], post["canonical_url"]) == ("2019-03-01T12:00:00.000Z", "https://example.com/lists/")
    assert "Words 😀" in ghost.shown(post)
    assert blog(ghost).find(said, None) == placement
    again = one.place(said)
    assert again == placement
    blog(ghost).place(variant(use=2, tags=("Essays", "C++")))
    assert sorted(tag["slug"] for tag in ghost.tags() if tag["visibility"] == "public") == ["c", "essays"]


def test_account(ghost: Server) -> None:
    assert blog(ghost, newsletter=MAILED).account().startswith('"recycle test" (Ghost 6.65) lets us in')
    wrong = Server(ghost.base_url, ghost.version, ghost.admin_key[:-4] + "0000", "", ghost.calls)
    with pytest.raises(DestinationError, match=r"401.*Is GHOST_KEY right"):
        blog(wrong).account()
    with pytest.raises(DestinationError, match='no newsletter "weekly" that is active: there are default-newsletter'):
        blog(ghost, newsletter="weekly").place(variant())
    assert ghost.count() == 0


def test_revise(ghost: Server) -> None:
    one = blog(ghost)
    first = one.place(variant(tags=("a", "b")))
    new = variant("<p>Other words</p>\n", title="On long lists", slug="other", tags=("b", "c"))
    assert one.find(new, first) is Answer.ABSENT
    second = one.revise(new, first)
    post = only(ghost)
    assert one.find(new, first) == second
    assert (post["title"], post["slug"], [tag["name"] for tag in post["tags"]][:2]) == ("On long lists", "on-lists", ["b", "c"])
    assert "Other words" in ghost.shown(post)
    assert (second.remote, second.url) == (first.remote, first.url)
    seen = one.look(second)
    assert isinstance(seen, Look)
    assert (seen.held, seen.title, seen.text, seen.url) == (second.held, "On long lists", "<p>Other words</p>", first.url)
    assert one.revise(new, first) == second


def by_hand(ghost: Server, **fields: Any) -> None:
    post = only(ghost)
    query = {"source": "html"} if "html" in fields else {}
    said = {"posts": [{**fields, "updated_at": post["updated_at"]}]}
    ghost.ask("PUT", f"posts/{post['id']}/", params=query, json=said).raise_for_status()


@pytest.mark.parametrize("change", [{"title": "Mine"}, {"custom_excerpt": "Mine"}, {"html": "<p>Mine</p><p>all mine</p>"}])
def test_a_change_by_hand_is_seen(ghost: Server, change: dict[str, str]) -> None:
    one = blog(ghost)
    placement = one.place(variant())
    by_hand(ghost, featured=True, visibility="members")
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held == placement.held
    by_hand(ghost, **change)
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held != placement.held
    assert ("html" in change) is ("<p>Mine</p>" in seen.text)


def test_somebody_is_at_it(ghost: Server) -> None:
    one = blog(ghost)
    placement = one.place(variant())
    site, read = one._site, one._site.post

    def post(remote: str) -> Any:
        found = read(remote)
        assert found is not None
        assert wait_for(lambda: dt.datetime.now(dt.UTC).isoformat() > found.updated_at.replace(".000Z", ".999"), 5)
        by_hand(ghost, title="Theirs, just now")
        return found

    site.post = post  # type: ignore[method-assign]
    with pytest.raises(DestinationError, match="somebody is changing this post"):
        one.revise(variant("<p>Ours</p>"), placement)
    assert only(ghost)["title"] == "Theirs, just now"


def test_somebody_elses_post_with_our_slug_is_left_alone(ghost: Server) -> None:
    said = {"posts": [{"title": "T", "slug": "on-lists", "status": "published"}]}
    theirs = ghost.ask("POST", "posts/", json=said).json()["posts"][0]
    assert blog(ghost).find(variant(), None) is Answer.ABSENT
    placement = blog(ghost).place(variant())
    assert placement.url == f"{ghost.base_url}/on-lists-2/"
    assert 'another post has the address "on-lists"' in placement.note
    untouched = ghost.post(theirs["id"])
    assert untouched is not None
    assert (untouched["title"], untouched["updated_at"]) == ("T", theirs["updated_at"])


def test_two_posts_with_one_mark(ghost: Server) -> None:
    one = blog(ghost)
    one.place(variant())
    ghost.ask("POST", "posts/", json={"posts": [{"title": "A copy", "tags": [f"#{token(variant().key)}"]}]})
    with pytest.raises(DestinationError, match="have the same internal tag"):
        one.find(variant(), None)


def test_deleted_there_and_withdrawn_twice(ghost: Server) -> None:
    one = blog(ghost)
    placement = one.place(variant())
    one.withdraw(placement)
    one.withdraw(placement)
    assert ghost.count() == 0
    assert requests.get(placement.url, timeout=30).status_code == requests.codes.not_found
    assert one.look(placement) is Answer.ABSENT
    assert one.find(variant(), placement) is Answer.ABSENT
    with pytest.raises(DestinationError, match="deleted there"):
        one.revise(variant("<p>x</p>"), placement)
    assert one.place(variant(use=2)).url == placement.url


def test_a_draft_waits_for_somebody(ghost: Server) -> None:
    one = blog(ghost, status="draft")
    placement = one.place(variant())
    assert placement.waits == "it is a draft in Ghost: somebody has to publish it there"
    assert one.find(variant(), placement) == placement
    by_hand(ghost, status="published", html="<p>As the editor likes it</p>")
    out = one.find(variant(), placement)
    assert isinstance(out, Placement)
    assert (out.url, out.waits) == (f"{ghost.base_url}/on-lists/", "")


def test_scheduled(ghost: Server) -> None:
    due = (dt.datetime.now(dt.UTC) + SOON).replace(microsecond=0)
    one = blog(ghost, newsletter=MAILED)
    placement = one.place(variant(not_before=due))
    spelled = f"{due:%Y-%m-%dT%H:%M:%S}.000Z"
    assert (only(ghost)["status"], only(ghost)["published_at"]) == ("scheduled", spelled)
    assert (placement.waits, placement.note) == ("", f"it is scheduled there for {spelled}")
    assert one.find(variant(not_before=due), None) == placement
    one.revise(variant("<p>Better</p>", not_before=due + SOON), placement)
    assert only(ghost)["published_at"] == f"{due + SOON:%Y-%m-%dT%H:%M:%S}.000Z"
    assert ghost.mailings() == []
    # Once nothing holds it back, it goes out, with the mail that it was scheduled with. Its first address leads there.
    out = one.revise(variant("<p>Better</p>"), placement)
    assert (out.url, out.waits) == (f"{ghost.base_url}/on-lists/", "")
    assert requests.get(placement.url, timeout=30).url == out.url
    assert [mailing.subject for mailing in ghost.mailings()] == ["On lists"]


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


def mails(ghost: Server) -> list[str]:
    """Who got mail, once for each time."""
    return sorted(reader for mailing in ghost.mailings() if not mailing.failed for reader in mailing.to)


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("GET", Fault.WRONG_PAGE_WITH_EFFECT),
        *((method, fault) for method in ("POST", "PUT") for fault in (Fault.LOST_REPLY, Fault.CUT_MIDDLE, Fault.HALF_REPLY)),
        *(
            (method, fault)
            for method in ("POST", "PUT")
            for fault in (Fault.STATUS_500_WITH_EFFECT, Fault.STATUS_429_WITHOUT_EFFECT)
        ),
        *((method, Fault.WRONG_PAGE_WITH_EFFECT) for method in ("POST", "PUT")),
    ],
)
def test_one_post_and_one_mail_after_a_lost_answer(ghost: Server, method: str, fault: Fault) -> None:
    with proxy(ghost, Once(fault, method, "/posts/")) as between:
        one = blog(ghost, between.base_url, newsletter=MAILED)
        try:
            placement = one.place(variant())
        except RecycleError:
            found = one.find(variant(), None)
            placement = one.place(variant()) if isinstance(found, Answer) else found
        assert between.faults() == [fault]
    assert placement.url == f"{ghost.base_url}/on-lists/" or between.base_url in placement.url
    assert only(ghost)["status"] == "published"
    assert mails(ghost) == list(READERS)
    direct = blog(ghost, newsletter=MAILED)
    direct.revise(variant("<p>Later</p>"), placement)
    direct.place(variant("<p>Later still</p>"))
    assert mails(ghost) == list(READERS)


@pytest.mark.parametrize("seed", range(6))
def test_one_post_and_one_mail_on_a_bad_day(ghost: Server, seed: int) -> None:
    """Any request may fail in any way; whoever goes on asking and trying ends with one of each."""
    chance = random_plan(seed, 0.4, [fault for fault in Fault if fault is not Fault.NONE and fault is not Fault.LATE])
    with proxy(ghost, chance) as between:
        one = blog(ghost, between.base_url, newsletter=MAILED)
        placement = _settled(one, variant())
        assert isinstance(placement, Placement)
        new = variant("<p>Better</p>")
        for _ in range(40):
            try:
                one.revise(new, placement)
                break
            except RecycleError:
                continue
    assert "<p>Better</p>" in only(ghost)["html"]
    assert mails(ghost) == list(READERS)


def _settled(one: Ghost, said: Variant) -> Placement | Answer:
    """What publish does until it knows: place, and after silence ask before placing again."""
    found: Placement | Answer = Answer.ABSENT
    is_open = False
    for _ in range(60):
        try:
            found = one.find(said, None) if is_open else found
            is_open = False
            if isinstance(found, Placement):
                return found
            found = one.place(said)
        except UnansweredError:
            is_open = True
        except DestinationError:
            continue
    return found


def test_a_revise_whose_answer_is_lost(ghost: Server) -> None:
    placement = blog(ghost).place(variant())
    new = variant("<p>New</p>")
    with proxy(ghost, Once(Fault.LOST_REPLY, "PUT")) as between:
        one = blog(ghost, between.base_url)
        with pytest.raises(UnansweredError):
            one.revise(new, placement)
        assert isinstance(one.find(new, placement), Placement)


# ── changed by somebody before anybody knew that it was there ────────────────────────────────────


def lost(ghost: Server, sent: Variant, method: str = "PUT") -> dict[str, Any]:
    """The post that is there after the answer to what made or published it was lost."""
    with proxy(ghost, Once(Fault.LOST_REPLY, method, "/posts/")) as between, pytest.raises(UnansweredError):
        blog(ghost, between.base_url).place(sent)
    return only(ghost)


def card(html: str) -> str:
    root = {"children": [{"type": "html", "version": 1, "html": html}], "format": "", "indent": 0, "type": "root", "version": 1}
    return json.dumps({"root": root})


def found(ghost: Server, sent: Variant) -> tuple[Placement, bool]:
    """What is found, and whether the next revision takes it for changed by hand."""
    placement = blog(ghost).find(sent, None)
    assert isinstance(placement, Placement)
    seen = blog(ghost).look(placement)
    assert isinstance(seen, Look)
    return placement, seen.held != placement.held


def test_nobody_has_changed_it_but_ghost(ghost: Server) -> None:
    links = (
        f'<p><a href="/about/">a</a> <a href="#b">b</a> <a href="{ghost.base_url}">c</a> <img src="/content/images/d.png"></p>'
    )
    sent = variant(
        f"{html_of(everything())}{links}", title="Of 'lists' & \"more\" 😀 ", description="A <b> of 'lists' & more 😀"
    )
    lost(ghost, sent)
    placement, is_changed = found(ghost, sent)
    assert (is_changed, placement.note) == (False, "")


@pytest.mark.parametrize("change", [{"title": "Theirs"}, {"custom_excerpt": "Theirs"}, {"lexical": "Theirs"}])
def test_a_change_in_between_is_a_change_by_hand(ghost: Server, change: dict[str, str]) -> None:
    post = lost(ghost, variant())
    if "lexical" in change:
        change = {"lexical": post["lexical"].replace("Words", "Theirs")}
    by_hand(ghost, **change)
    placement, is_changed = found(ghost, variant())
    assert (is_changed, placement.note) == (True, "its words there are not those that were sent")


def test_who_takes_our_last_line_out_is_not_written_over(ghost: Server) -> None:
    lost(ghost, variant())
    by_hand(ghost, lexical=card("<p>Theirs</p>"))
    placement, is_changed = found(ghost, variant())
    assert is_changed
    assert blog(ghost).place(variant()) == placement
    assert "Theirs" in only(ghost)["lexical"]


def test_a_draft_that_somebody_has_changed_is_left_to_them(ghost: Server) -> None:
    lost(ghost, variant(), "POST")
    by_hand(ghost, lexical=card("<p>Theirs</p>"))
    with pytest.raises(DestinationError, match="somebody has changed its words"):
        blog(ghost).find(variant(), None)
    with pytest.raises(UnansweredError, match="somebody has changed its words"):
        blog(ghost).place(variant())
    assert (only(ghost)["status"], "Theirs" in only(ghost)["lexical"]) == ("draft", True)


# ── mail ─────────────────────────────────────────────────────────────────────────────────────────


def test_only_mail_and_only_to_some(ghost: Server) -> None:
    said = {"members": [{"email": "cid@example.test", "labels": ["VIP"]}]}
    ghost.ask("POST", "members/", json=said).raise_for_status()
    one = blog(ghost, newsletter=MAILED, only_mail=True, segment="label:vip")
    placement = one.place(variant(dialect="email", subject="Open me 😀", preview="What is inside"))
    post = only(ghost)
    assert (post["status"], placement.waits, placement.note) == ("sent", "", "")
    assert requests.get(f"{ghost.base_url}/on-lists/", timeout=30).status_code == requests.codes.not_found
    assert "Words 😀" in requests.get(placement.url, timeout=30).text
    (mailing,) = ghost.mailings()
    assert (mailing.subject, mailing.to) == ("Open me 😀", ("cid@example.test",))
    assert "What is inside" in mailing.html
    assert one.find(variant(dialect="email", subject="Open me 😀", preview="What is inside"), None) == placement


def test_a_segment_that_is_none(ghost: Server) -> None:
    one = blog(ghost, newsletter=MAILED, segment="nonsense:(")
    with pytest.raises(DestinationError, match="email segment"):
        one.place(variant())
    assert [(post["status"], post["email"]) for post in ghost.posts()] == [("draft", None)]
    blog(ghost, newsletter=MAILED).place(variant())
    assert only(ghost)["status"] == "published"
    assert mails(ghost) == list(READERS)


def test_mailgun_is_down(ghost: Server) -> None:
    """The post is out, the mail waits. Ghost tries for ten and a half minutes, which is not waited for here, and then gives up."""
    ghost.let_mailgun_fail()
    one = blog(ghost, newsletter=MAILED, patience=1.6)
    placement = one.place(variant())
    assert placement.url == f"{ghost.base_url}/on-lists/"
    assert placement.waits == "the post is there, and Ghost is still sending its e-mail to 2 readers"
    assert one.find(variant(), placement) == placement
    assert one.place(variant()) == placement
    with sqlite3.connect(ghost.calls.parent / "ghost.db", timeout=30) as database:
        database.execute("update emails set status = 'failed', error = 'Mail service is down.'")
    database.close()
    failed = one.find(variant(), placement)
    assert isinstance(failed, Placement)
    assert (failed.url, failed.waits) == (placement.url, "")
    assert failed.note == (
        'the post is there, but its e-mail to 2 readers failed ("Mail service is down"): open the post in Ghost and retry there'
    )
    one.revise(variant("<p>Better</p>"), placement)
    assert {mailing.failed for mailing in ghost.mailings()} == {True}
    assert only(ghost)["email"]["status"] == "failed"


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def as_sent(url: str) -> str:
    return requests.get(url, timeout=30).text


def parsed(html: str) -> Any:
    return lxml.html.document_fromstring(html)


def inside(element: Any) -> str:
    """What is in the element, in one spelling, without comments and without the ``ref`` that Ghost gives links that lead away."""
    for comment in list(element.iter(lxml.etree.Comment)):
        comment.drop_tag()
    for link in element.iter("a"):
        link.set("href", _without_ref(link.get("href")))
    html = lxml.html.tostring(element, encoding="unicode", with_tail=False)
    return plain_html(html[html.index(">") + 1 : html.rindex("<")])


def _without_ref(url: str) -> str:
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "ref"]
    return urlunsplit(parts._replace(query=urlencode(kept)))


@pytest.mark.parametrize("reader", [as_sent, in_a_browser])
def test_readers_see_what_was_written(ghost: Server, reader: Callable[[str], str]) -> None:
    html = html_of(everything())
    title = """'Quotes' -- "and" <b>tags</b> & {{title}} &amp; 😀"""
    one = blog(ghost)
    placement = one.place(variant(html, title=title))
    page = parsed(reader(placement.url))
    (article,) = page.find_class("gh-content")
    for frame in article.find_class("gh-table"):  # which a script of the theme puts around tables
        frame.drop_tag()
    assert inside(article) == inside(parsed(f"<body>{html}").body)
    (heading,) = page.find_class("gh-article-title")
    assert heading.text_content().strip() == title
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert (seen.title, seen.text) == (title, html.rstrip())


def _shorn(html: str) -> str:
    """The mail's HTML without the looks that Ghost gives it, and with no link's address: it counts clicks."""
    body = parsed(f"<body>{html}").body
    for element in body.iter():
        for name in ("style", "width", "valign", "target"):
            element.attrib.pop(name, None)
        if element.tag == "a":
            element.attrib.pop("href", None)
    return inside_of_mail(body)


def inside_of_mail(body: Any) -> str:
    for comment in list(body.iter(lxml.etree.Comment)):
        comment.drop_tag()
    html = lxml.html.tostring(body, encoding="unicode", with_tail=False)
    return plain_html(html[html.index(">") + 1 : html.rindex("<")])


@pytest.mark.parametrize("dialect", ["html", "email"])
def test_subscribers_get_what_was_written(ghost: Server, dialect: str) -> None:
    text = (write_html if dialect == "html" else write_email)(everything()).text
    assert isinstance(text, str)
    blog(ghost, newsletter=MAILED).place(variant(text, dialect=dialect))
    (mailing,) = ghost.mailings()
    begin, end = "<!--kg-card-begin: html-->", "<!--kg-card-end: html-->"
    assert _shorn(mailing.html.partition(begin)[2].partition(end)[0]) == _shorn(text)


def test_what_ghost_would_fill_in_is_left_as_it_was_written(ghost: Server) -> None:
    blog(ghost, newsletter=MAILED).place(variant("<p>Hello %%{first_name}%% and &#37;%{uuid}%%</p>"))
    (mailing,) = ghost.mailings()
    assert "Hello %\u200b%{first_name}%%" in parsed(mailing.html).text_content()


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def asset(data: bytes, name: str = "chart.png") -> Asset:
    return Asset(name, f"content/{name}", hashlib.sha256(data).hexdigest())


def stored(ghost: Server) -> list[str]:
    return sorted(path.name for path in (ghost.calls.parent / "content" / "images").rglob("*.*"))


def test_an_image_is_uploaded_once_and_found_again(ghost: Server) -> None:
    one, data = blog(ghost), png()
    assert one.uploaded(asset(data)) == ""
    url = one.upload(asset(data), data)
    assert requests.get(url, timeout=30).content == data
    assert blog(ghost).uploaded(asset(data)) == url
    placement = one.place(variant(f'<p><img src="{url}" alt="A chart" /></p>', cover_image=url, cover_alt="A chart"))
    assert (only(ghost)["feature_image"], only(ghost)["feature_image_alt"]) == (url, "A chart")
    assert requests.get(placement.url, timeout=30).text.count(url.rpartition("/")[2]) >= 2
    assert stored(ghost) == [f"recycle-{asset(data).digest[:20]}.png"]


def test_an_upload_whose_answer_is_lost_is_found(ghost: Server) -> None:
    with proxy(ghost, Once(Fault.LOST_REPLY, "POST", "/images/")) as between:
        one = blog(ghost, between.base_url)
        with pytest.raises(UnansweredError):
            one.upload(asset(png()), png())
        assert one.uploaded(asset(png()))
    assert len(stored(ghost)) == 1


def test_images_that_are_not_taken(ghost: Server) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    with pytest.raises(DestinationError, match="valid SVG image"):
        blog(ghost).upload(asset(svg, "a.svg"), svg)
    plain = svg.replace(b"<script>alert(1)</script>", b'<rect width="9" height="9"/>')
    assert blog(ghost).upload(asset(plain, "b.svg"), plain).endswith(".svg")


def test_a_large_image_is_found_again(ghost: Server) -> None:
    data = png(1, 2600)
    url = blog(ghost).upload(asset(data), data)
    assert blog(ghost).uploaded(asset(data)) == url


# ── from a piece to readers ──────────────────────────────────────────────────────────────────────

CONFIG = """
site: {{name: Field notes, url: {url}, author: Ada Beck}}
canonical: blog
outlets:
  blog:
    form: blog
    destination: {{type: ghost, url: "{url}", key: "env:GHOST_KEY", settling: 0}}
  letter:
    form: {{type: newsletter, full_below: 5}}
    destination: {{type: ghost, url: "{url}", key: "env:GHOST_KEY", settling: 0, newsletter: default-newsletter, only_mail: true}}
  magazine:
    form: article
    destination: {{type: ghost, url: "{url}", key: "env:GHOST_KEY", settling: 0, status: draft}}
"""
PIECE = """---
title: Two knots 🪢
description: Two knots that hold, and how to tie each of them on the first try.
tags: [Knots]
cover_image: {url: rope.png, alt: A rope}
date: 2026-03-01
---
Begin with a rope. Then tie the second knot over the first one.

![A rope](rope.png)
"""


def test_from_a_piece_to_readers(ghost: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHOST_KEY", ghost.admin_key)
    (tmp_path / "content" / "knots").mkdir(parents=True)
    piece = tmp_path / "content" / "knots" / "index.md"
    piece.write_text(PIECE, encoding="utf-8")
    piece.with_name("rope.png").write_bytes(png())
    (tmp_path / "config.yaml").write_text(CONFIG.format(url=ghost.base_url), encoding="utf-8")

    def published() -> dict[str, tuple[str, str]]:
        workspace = open_workspace(tmp_path)
        results = publish(workspace, load(workspace))
        return {result.outlet: (result.action, result.reason) for result in results}

    assert {outlet: action for outlet, (action, _) in published().items()} == {
        "blog": "placed",
        "letter": "placed",
        "magazine": "pending",
    }
    page = f"{ghost.base_url}/knots/"
    posts = {post["status"]: post for post in ghost.posts()}
    assert set(posts) == {"published", "sent", "draft"}
    (image,) = stored(ghost)
    assert image in posts["published"]["html"]
    assert posts["published"]["feature_image"].endswith(image)
    assert posts["draft"]["canonical_url"] == page
    (mailing,) = ghost.mailings()
    assert (mailing.subject, sorted(mailing.to)) == ("Two knots 🪢", list(READERS))
    assert page in requests.get(posts["sent"]["url"], timeout=30).text

    assert [action for action, _ in published().values()] == ["unchanged", "unchanged", "pending"]
    piece.write_text(PIECE.replace("Begin with", "Start with"), encoding="utf-8")
    changed = published()
    assert changed["blog"] == ("revised", "")
    assert "Start with a rope" in as_sent(page)
    assert len(ghost.mailings()) == 1
    assert stored(ghost) == [image]
