"""Micropub: one post for one use, found again where the site tells of its posts, and left to a person where it does not."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from recycle.destinations.keys import token
from recycle.destinations.micropub import ROW, Micropub, Settings
from recycle.destinations.micropub.discovery import endpoint_in
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings, Uploads
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset, Meta, Part, Placement, Variant
from recycle.world.web import Response
from tests.services.micropub import SCOPES, TARGETS, TOKEN, MicropubStandIn
from tests.services.transcripts import Replay
from tests.services.trouble import SEEDS, brought, trouble
from tests.services.workspaces import workspace

ENVIRON = MappingProxyType({"SITE_TOKEN": TOKEN})
KEY = "on-lists/home/1"
HTML = "<p>Words &amp; <kbd>keys</kbd></p>\n"
PNG = Asset("m.png", "content/m.png", hashlib.sha256(b"png").hexdigest())


def post(title: str = "On lists", html: str = HTML, key: str = KEY, **meta: Any) -> Variant:
    facts = {"description": "Why lists", "tags": ("writing", "lists"), "date": dt.date(2026, 3, 1), **meta}
    return Variant(
        piece="on-lists",
        outlet="home",
        form="blog",
        key=key,
        meta=Meta(title=title, slug="on-lists", **facts),
        parts=(Part("page", "html", ".html", html),),
        digest=hashlib.sha256(f"{title}{html}".encode()).hexdigest(),
    )


@pytest.fixture
def there() -> Iterator[MicropubStandIn]:
    with MicropubStandIn() as server:
        yield server


def micropub(url: str, environ: Mapping[str, str] = ENVIRON, **settings: Any) -> Micropub:
    said = {"endpoint": f"{url}/micropub", "token": "env:SITE_TOKEN", **settings}
    return Micropub(Settings(**said), Surroundings(Path(), environ))


def only(there: MicropubStandIn) -> dict[str, Any]:
    (properties,) = there.posts.values()
    return properties


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_place(there: MicropubStandIn) -> None:
    variant = post(cover_image="https://example.com/cover.png", syndication=("https://news.example.org/1",))
    placement = micropub(there.url).place(variant)
    assert only(there) == {
        "name": ["On lists"],
        "content": [{"html": f"<p>Words &amp; <kbd>keys</kbd></p>\n<!-- recycle:{token(KEY)} {variant.digest} -->\n"}],
        "summary": ["Why lists"],
        "category": ["writing", "lists"],
        "featured": ["https://example.com/cover.png"],
        "syndication": ["https://news.example.org/1"],
        "post-status": ["published"],
        "published": ["2026-03-01"],
        "x-recycle": [token(KEY), variant.digest],
    }
    url = f"{there.url}/posts/on-lists"
    assert (placement.remote, placement.url, placement.waits, placement.note) == (url, url, "", "")
    assert set(placement.held) == {"name", "content"}


def test_a_draft(there: MicropubStandIn) -> None:
    placement = micropub(there.url, status="draft").place(post())
    assert only(there)["post-status"] == ["draft"]
    assert (placement.url, placement.remote) == ("", f"{there.url}/posts/on-lists")
    assert placement.note == f"it is a draft: {there.url}/posts/on-lists"
    published = micropub(there.url).revise(post(), placement)
    assert only(there)["post-status"] == ["published"]
    assert published.url == f"{there.url}/posts/on-lists"


def test_copies_that_the_site_makes(there: MicropubStandIn) -> None:
    ours = micropub(there.url, syndicate_to=(TARGETS[1],))
    variant = post(syndication=("https://news.example.org/1",))
    placement = ours.place(variant)
    assert there.asked[-2].json["properties"]["mp-syndicate-to"] == [TARGETS[1]]
    only(there)["syndication"] = [f"{TARGETS[1]}77"]
    ours.revise(variant, placement)
    assert only(there)["syndication"] == [f"{TARGETS[1]}77"]


def test_somebody_elses_post_with_our_slug_is_not_touched(there: MicropubStandIn) -> None:
    theirs = {"name": ["On lists"], "content": [{"html": "<p>Mine</p>"}]}
    there.posts[f"{there.url}/posts/on-lists"] = dict(theirs)
    placement = micropub(there.url).place(post())
    assert placement.url == f"{there.url}/posts/on-lists-2"
    assert there.posts[f"{there.url}/posts/on-lists"] == theirs


def test_a_site_that_keeps_no_key_says_so() -> None:
    with MicropubStandIn(keeps_properties=False, keeps_comments=False) as there:
        assert micropub(there.url).place(post()).note == "the site does not keep the key of recycle"


def test_an_endpoint_with_a_query_keeps_it(there: MicropubStandIn) -> None:
    micropub(there.url, endpoint=f"{there.url}/micropub?micropub=endpoint").place(post())
    assert {asked.one("micropub") for asked in there.asked} == {"endpoint"}
    assert there.asked[0].target.startswith("/micropub?micropub=endpoint&q=source")


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "habits",
    [
        {},
        {"keeps_properties": False},
        {"keeps_comments": False},
        {"paging": "offset"},
        {"paging": ""},
        {"says_queries": False},
        {"answers_any_url_with_the_list": True},
    ],
    ids=lambda habits: next(iter(habits), "good"),
)
def test_a_lost_answer(habits: dict[str, Any]) -> None:
    with MicropubStandIn(**habits) as there:
        fill(there, 3)
        there.fail("POST", acts=True)
        with pytest.raises(UnansweredError):
            micropub(there.url).place(post())
        found = micropub(there.url).find(post(), None)
        assert isinstance(found, Placement)
        assert found.url == f"{there.url}/posts/on-lists"
        assert micropub(there.url).place(post()) == found
        assert len(there.posts) == 4


@pytest.mark.parametrize("habits", [{}, {"paging": "offset"}, {"paging": ""}], ids=["after", "offset", "limit alone"])
@pytest.mark.parametrize("others", [0, 3, 99, 150])
def test_a_create_that_did_not_arrive(habits: dict[str, Any], others: int) -> None:
    with MicropubStandIn(**habits) as there:
        fill(there, others)
        there.fail("POST")
        with pytest.raises(UnansweredError):
            micropub(there.url).place(post())
        is_whole = others < 100 or bool(there.habits.paging)
        assert micropub(there.url).find(post(), None) is (Answer.ABSENT if is_whole else Answer.CANNOT_ASK)


@pytest.mark.parametrize(
    "habits",
    [
        {"lists": False},
        {"keeps_properties": False, "keeps_comments": False},
        {"paging": "", "keeps_limits": False},
        {"paging": "", "most": 20},
    ],
    ids=["no list", "no key", "no limits", "cut off"],
)
def test_where_it_cannot_be_known_a_person_has_to_look(habits: dict[str, Any]) -> None:
    with MicropubStandIn(**habits) as there:
        there.fail("POST", acts=True)
        with pytest.raises(UnansweredError):
            micropub(there.url).place(post())
        fill(there, 30)
        if "most" in habits:
            fill(there, 90)
            there.habits.most = 100
        assert micropub(there.url).find(post(), None) is Answer.CANNOT_ASK


def test_a_twin_without_a_key_is_somebody_elses_where_keys_are_kept(there: MicropubStandIn) -> None:
    there.posts[f"{there.url}/posts/on-lists"] = {"name": ["On lists"], "content": ["Mine"]}
    assert micropub(there.url).find(post(), None) is Answer.CANNOT_ASK
    micropub(there.url).place(post("Another", key="another/home/1"))
    assert micropub(there.url).find(post(), None) is Answer.ABSENT


def test_drafts_that_are_not_listed() -> None:
    with MicropubStandIn(lists_drafts=False) as there:
        ours = micropub(there.url, status="draft")
        there.fail("POST", acts=True)
        with pytest.raises(UnansweredError):
            ours.place(post())
        assert ours.find(post(), None) is Answer.CANNOT_ASK
        there.habits.lists_drafts = True
        assert isinstance(ours.find(post(), None), Placement)
        assert ours.find(post(key="another/home/1"), None) is Answer.ABSENT


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("acts", [False, True])
def test_a_create_that_may_have_arrived(there: MicropubStandIn, status: int, acts: bool) -> None:
    there.fail("POST", status=status, acts=acts)
    with pytest.raises(UnansweredError, match=str(status)):
        micropub(there.url).place(post())
    if micropub(there.url).find(post(), None) is Answer.ABSENT:
        micropub(there.url).place(post())
    assert len(there.posts) == 1


def test_an_attempt_with_other_words_is_finished_with_the_new_ones(there: MicropubStandIn) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        micropub(there.url).place(post())
    assert micropub(there.url).find(post("Better"), None) is Answer.ABSENT
    micropub(there.url).place(post("Better"))
    assert only(there)["name"] == ["Better"]


def test_two_with_one_key(there: MicropubStandIn) -> None:
    micropub(there.url).place(post())
    there.posts[f"{there.url}/posts/copy"] = dict(only(there))
    for ask in (partial(micropub(there.url).place, post()), partial(micropub(there.url).find, post(), None)):
        with pytest.raises(DestinationError, match=r"this post 2 times: http://.*/posts/copy and http://.*/posts/on-lists\."):
            ask()


def test_a_list_without_addresses_makes_no_second_post() -> None:
    with Replay("micropub/list-without-addresses.http") as recorded:
        with pytest.raises(DestinationError, match="has this post already, and does not say where"):
            micropub(recorded.url).place(post())
        assert (recorded.left, recorded.wrong) == ([], [])


def test_an_answer_without_an_address_is_none() -> None:
    with Replay("micropub/nowhere.http") as recorded:
        with pytest.raises(UnansweredError, match="did not say where"):
            micropub(recorded.url).place(post())
        assert recorded.left == []


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_there_is_one(seed: int) -> None:
    with MicropubStandIn(paging=("after", "offset", "")[seed % 3], keeps_comments=seed % 2 == 0) as there:
        fill(there, seed * 3 if seed % 3 else seed)
        others = len(there.posts)
        trouble(there, seed, ("POST",))
        brought(lambda: micropub(there.url), post())
        assert len(there.posts) == others + 1


# ── what the site makes later ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("habits", [{}, {"knows_source": False}, {"knows_source": False, "says_queries": False}])
def test_a_site_that_works_later(habits: dict[str, Any]) -> None:
    with MicropubStandIn(works_later=True, **habits) as there:
        waiting = micropub(there.url).place(post())
        assert waiting.waits
        assert waiting.url == f"{there.url}/posts/on-lists"
        remembered = replace(waiting, waits="")  # as the ledger gives it back
        still = micropub(there.url).find(post(), remembered)
        assert isinstance(still, Placement)
        assert (still.waits, still.remote, still.held) == ("the site has not made the page yet", waiting.remote, waiting.held)
        there.pending.clear()
        out = micropub(there.url).find(post(), replace(still, waits=""))
        assert isinstance(out, Placement)
        assert (out.waits, out.url) == ("", waiting.url)
        assert set(out.held) == ({"name", "content"} if not habits else set())
        assert there.count("POST") == 1


# ── what stands there ────────────────────────────────────────────────────────────────────────────


def test_a_revision(there: MicropubStandIn) -> None:
    first = micropub(there.url).place(post(cover_image="https://example.com/cover.png"))
    only(there)["location"] = ["geo:45,-122"]
    second = micropub(there.url).revise(post("Better", "<p>Other</p>", description="", tags=("one",)), first)
    assert second.url == first.url
    assert second.held != first.held
    assert {"name", "category", "content", "location", "published"} <= set(only(there))
    assert (only(there)["name"], only(there)["category"]) == (["Better"], ["one"])
    assert not {"summary", "featured"} & set(only(there))


def test_a_revision_that_moves_the_post(there: MicropubStandIn) -> None:
    first = micropub(there.url).place(post())
    moved = micropub(there.url).revise(replace(post(), meta=Meta(title="On lists", slug="lists")), first)
    assert moved.url == f"{there.url}/posts/lists"
    assert moved.remote == moved.url


@pytest.mark.parametrize("acts", [False, True])
def test_a_lost_answer_to_a_revision(there: MicropubStandIn, acts: bool) -> None:
    first = micropub(there.url).place(post())
    there.fail("POST", acts=acts)
    with pytest.raises(UnansweredError):
        micropub(there.url).revise(post("Better"), first)
    found = micropub(there.url).find(post("Better"), first)
    if not acts:
        assert found is Answer.ABSENT
        found = micropub(there.url).revise(post("Better"), first)
    assert isinstance(found, Placement)
    assert found.held == micropub(there.url).look(found).held  # type: ignore[union-attr]
    assert only(there)["name"] == ["Better"]


@pytest.mark.parametrize("habits", [{"keeps_properties": False, "keeps_comments": False}, {"knows_source": False}])
def test_a_lost_answer_to_a_revision_where_it_cannot_be_known(habits: dict[str, Any]) -> None:
    with MicropubStandIn(**habits) as there:
        first = micropub(there.url).place(post())
        assert micropub(there.url).find(post("Better"), first) is Answer.CANNOT_ASK


def test_a_change_by_hand_is_seen(there: MicropubStandIn) -> None:
    first = micropub(there.url).place(post())
    seen = micropub(there.url).look(first)
    assert isinstance(seen, Look)
    assert (seen.held, seen.title, seen.text, seen.dialect) == (first.held, "On lists", HTML.rstrip(), "html")
    only(there)["content"] = ["By hand"]
    changed = micropub(there.url).look(first)
    assert isinstance(changed, Look)
    assert changed.held != first.held
    assert (changed.text, changed.dialect) == ("By hand", "text")


def test_deleted_there(there: MicropubStandIn) -> None:
    first = micropub(there.url).place(post())
    there.posts.clear()
    assert micropub(there.url).look(first) is Answer.ABSENT
    assert micropub(there.url).find(post("Better"), first) is Answer.ABSENT
    with pytest.raises(DestinationError, match="posts/on-lists was deleted there"):
        micropub(there.url).revise(post("Better"), first)
    assert there.posts == {}


def test_whether_it_was_deleted_where_the_source_is_not_told() -> None:
    with MicropubStandIn(knows_source=False, says_queries=False) as there:
        first = micropub(there.url).place(post())
        assert micropub(there.url).look(first) is Answer.CANNOT_ASK
        there.posts.clear()
        assert micropub(there.url, status="draft").look(first) is Answer.CANNOT_ASK
        assert micropub(there.url).look(first) is Answer.ABSENT
        assert TOKEN not in str([asked.headers for asked in there.asked if asked.path.startswith("/posts")])


def test_withdrawn_twice(there: MicropubStandIn) -> None:
    first = micropub(there.url).place(post())
    micropub(there.url).withdraw(first)
    micropub(there.url).withdraw(first)
    assert there.posts == {}


def test_a_withdrawal_that_is_refused() -> None:
    with MicropubStandIn(scopes=SCOPES - {"delete"}) as there:
        first = micropub(there.url).place(post())
        with pytest.raises(DestinationError, match="insufficient_scope; the token may not delete"):
            micropub(there.url).withdraw(first)
        assert len(there.posts) == 1


# ── the endpoint ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("habits", [{}, {"in_header": True}])
def test_a_site_names_its_endpoint(habits: dict[str, Any]) -> None:
    with MicropubStandIn(**habits) as there:
        ours = micropub(there.url, endpoint="", site=f"{there.url}/")
        assert f"POST {there.url}/ (its rel=micropub)" in ours.preview(post(), None)
        assert there.asked == []
        ours.place(post())
        assert "authorization" not in there.asked[0].headers
        assert ours.service == there.url
        assert len(there.posts) == 1
        assert there.count("GET") == 3


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("", "names no endpoint"),
        ("<!-- nothing -->", "names no endpoint"),
        ('<!doctype html><a rel="micropub" href="/micropub">', "names no endpoint"),
        ('<!doctype html><link rel="micropub" href="javascript:alert(1)">', "names no endpoint"),
        ('<!doctype html><link rel="micropub" href="http://plain.example.com/">', "would carry the secret in the open"),
    ],
)
def test_a_site_that_names_none(page: str, message: str) -> None:
    with MicropubStandIn(page=page) as there, pytest.raises(DestinationError, match=message):
        micropub(there.url, endpoint="", site=there.url).place(post())


def test_a_site_that_is_elsewhere() -> None:
    with Replay("micropub/moved.http") as recorded:
        with pytest.raises(DestinationError, match=r"sends on to https://www\.example\.com/: name that under `site`"):
            micropub(recorded.url, endpoint="", site=f"{recorded.url}/").place(post())
        with pytest.raises(DestinationError, match="answers 404"):
            micropub(recorded.url, endpoint="", site=f"{recorded.url}/").place(post())


@pytest.mark.parametrize(
    ("header", "body", "found"),
    [
        ('</m>; rel="micropub"', b'<link rel="micropub" href="/other">', "https://example.com/m"),
        ("<m?a=1,2>; rel=me, <https://x.example/m>; title=x; rel=MicroPub", b"", "https://x.example/m"),
        ('<m>; title="rel=micropub"', b"", ""),
        ("", b'<p><link rel="me micropub" href=""></p>', "https://example.com/blog"),
        ("", b'<!-- <link rel="micropub" href="/no"> --><link rel="micropub" href="m">', "https://example.com/m"),
    ],
)
def test_discovery(header: str, body: bytes, found: str) -> None:
    page = Response(status=200, url="https://example.com/blog", headers={"link": header} if header else {}, body=body)
    assert endpoint_in(page) == found


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def test_an_image(there: MicropubStandIn) -> None:
    ours = micropub(there.url)
    assert ours.uploaded(PNG) == ""
    url = ours.upload(PNG, b"png")
    assert url == f"{there.url}/files/recycle-{PNG.digest[:20]}.png"
    assert there.files == {f"recycle-{PNG.digest[:20]}.png": b"png"}
    assert ours.uploaded(PNG) == url
    assert ours.uploaded(replace(PNG, digest="0" * 64)) == ""


def test_an_image_after_a_lost_answer(there: MicropubStandIn) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        micropub(there.url).upload(PNG, b"png")
    there.habits.lists = False
    assert micropub(there.url).uploaded(PNG) == f"{there.url}/files/recycle-{PNG.digest[:20]}.png"
    there.habits.says_queries = False
    assert micropub(there.url).uploaded(PNG) == ""


def test_a_site_without_images() -> None:
    with MicropubStandIn(media="") as there, pytest.raises(DestinationError, match="takes no images"):
        micropub(there.url).upload(PNG, b"png")


def test_the_token_goes_to_another_host_only_when_it_is_named(there: MicropubStandIn) -> None:
    with MicropubStandIn() as other:
        there.habits.media = f"{other.url}/media?to=me"
        with pytest.raises(DestinationError, match=r"at another host: .* add `media_endpoint: http://.*/media\?to=me`"):
            micropub(there.url).upload(PNG, b"png")
        assert other.asked == []
        url = micropub(there.url, media_endpoint=f"{other.url}/media?to=me").upload(PNG, b"png")
        assert url.startswith(other.url)
        assert other.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert other.asked[0].one("to") == "me"


def test_what_a_media_endpoint_refuses() -> None:
    with MicropubStandIn(scopes=frozenset({"create"})) as there:
        with pytest.raises(DestinationError, match="insufficient_scope"):
            micropub(there.url).upload(PNG, b"png")
        with pytest.raises(DestinationError, match="SITE_TOKEN"):
            micropub(there.url, {"SITE_TOKEN": "wrong-token"}, media_endpoint=f"{there.url}/media").uploaded(PNG)
    with Replay("micropub/media-nowhere.http") as recorded, pytest.raises(UnansweredError, match="did not say where"):
        micropub(recorded.url, media_endpoint=f"{recorded.url}/media").upload(PNG, b"png")


# ── saying no, and the doctor ────────────────────────────────────────────────────────────────────


def test_a_wrong_token(there: MicropubStandIn) -> None:
    ours = micropub(there.url, {"SITE_TOKEN": "wrong-token-value"})
    first = Placement(remote=f"{there.url}/posts/x")
    for ask in (partial(ours.place, post()), partial(ours.find, post(), None), partial(ours.look, first), ours.account):
        with pytest.raises(DestinationError) as caught:
            ask()
        assert "Is SITE_TOKEN right, and still valid?" in caught.value.message
        assert "wrong-token-value" not in caught.value.message


def test_a_token_that_may_not_post() -> None:
    refusal = r"insufficient_scope; the token may not create\. Is SITE_TOKEN right"
    with MicropubStandIn(scopes=frozenset()) as there, pytest.raises(DestinationError, match=refusal):
        micropub(there.url).place(post())


def test_no_token() -> None:
    bare = micropub("https://example.com", {})
    (finding,) = bare.check()
    assert "SITE_TOKEN is not set" in finding.message
    assert bare.blocked(post(), None) == ""
    assert "POST https://example.com/micropub\n" in bare.preview(post(), None)
    with pytest.raises(DestinationError, match="SITE_TOKEN"):
        bare.place(post())
    assert micropub("https://example.com").check() == ()


def test_the_account(there: MicropubStandIn) -> None:
    assert micropub(there.url).account() == (
        f"{there.url}/micropub takes the token; it lists its posts; images go to {there.url}/media;"
        f" it can syndicate to {', '.join(TARGETS)}"
    )
    with pytest.raises(DestinationError, match=r"syndicate_to: the site has no https://archive\.example/; it has https://news"):
        micropub(there.url, syndicate_to=("https://archive.example/",)).account()


def test_an_account_at_a_site_that_can_little() -> None:
    with MicropubStandIn(lists=False, media="") as there:
        said = micropub(there.url).account()
    assert "it does not list its posts, so that you have to look after a lost answer" in said
    assert "the site takes no images" in said


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"endpoint": "http://example.com/micropub?x"}, "endpoint: .* would carry the secret in the open"),
        ({"endpoint": "example.com"}, "endpoint: .* is not a web address"),
        ({"site": "https://example.com/"}, "either `endpoint`, or `site`"),
        ({"endpoint": ""}, "either `endpoint`, or `site`"),
        ({"media_endpoint": "ftp://example.com/"}, "media_endpoint: .* is not a web address"),
        ({"token": TOKEN}, "token: write env:NAME"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        micropub("https://example.com", **settings)
    assert TOKEN not in caught.value.message


def test_a_form_without_html(there: MicropubStandIn) -> None:
    plain = replace(post(), parts=(Part("text", "text", ".txt", "Words"),))
    assert "gives no HTML" in micropub(there.url).blocked(plain, None)


# ── what is shown is what is sent ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("settings", [{}, {"status": "draft", "syndicate_to": TARGETS}])
def test_the_preview_is_the_request(there: MicropubStandIn, settings: dict[str, Any]) -> None:
    ours = micropub(there.url, **settings)
    first_shown = ours.preview(post(), None)
    first = ours.place(post())
    then_shown = ours.preview(post("Better"), first)
    ours.revise(post("Better"), first)
    sent = [asked for asked in there.asked if asked.method == "POST"]
    for asked, shown in zip(sent, (first_shown, then_shown), strict=True):
        assert f"POST {there.url}{asked.target}\n" in shown
        assert shown.endswith(asked.body.decode())
        assert "Authorization: ***" in shown
        assert TOKEN not in shown


def test_it_is_a_destination(there: MicropubStandIn) -> None:
    destination: Destination = ROW.build(Settings(endpoint=f"{there.url}/m", token="env:X"), Surroundings(Path(), {}))
    assert isinstance(destination, Online)
    assert isinstance(destination, Uploads)
    assert (destination.service, destination.settling) == (there.url, 10.0)
    assert destination.intact(Placement())
    assert ROW.gives_address
    assert ROW.uploads
    assert set(ROW.forms) == {"blog", "article"}


@pytest.mark.parametrize("file", ["micropub/create.http", "micropub/create-wordpress.http", "micropub/create-no-list.http"])
def test_transcripts_of_a_create(file: str) -> None:
    with Replay(file) as recorded:
        placement = micropub(recorded.url).place(post())
        assert recorded.wrong == []
        assert recorded.left == []
    assert placement.url == f"{recorded.url}/2026/on-lists"


def test_transcript_of_a_revision() -> None:
    with Replay("micropub/update.http") as recorded:
        first = Placement(remote=f"{recorded.url}/2026/on-lists", url=f"{recorded.url}/2026/on-lists")
        ours = micropub(recorded.url)
        assert ours.revise(post("Better", tags=()), first).url == f"{recorded.url}/2026/better"
        ours.withdraw(first)
        assert recorded.wrong == []
        assert recorded.left == []


def fill(there: MicropubStandIn, count: int) -> None:
    """So many posts of somebody else, the newest last."""
    for number in range(len(there.posts), len(there.posts) + count):
        there.posts[f"{there.url}/posts/other-{number}"] = {"name": [f"Other {number}"], "content": ["x"]}


# ── as a person runs it ──────────────────────────────────────────────────────────────────────────


def test_from_config_to_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: MicropubStandIn) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    ours.configure(
        f"{{form: blog, destination: {{type: micropub, site: '{there.url}/', token: 'env:SITE_TOKEN', settling: 0}}}}"
    )
    (tmp_path / "content" / "m.png").write_bytes(b"png")
    ours.edit("A list", "![A mark](m.png)\n\nA list")
    assert "takes the token; it lists its posts" in ours.run("doctor")[1]
    there.fail("POST", "/micropub", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    assert ours.run("publish")[0] == 0
    html = only(there)["content"][0]["html"]
    for what in ("<li>two 🎈</li>", "<table>", "{{ name }} and {% raw %}", f'src="{there.url}/files/recycle-'):
        assert what in html
    ours.edit("two", "three")
    assert "1 revised" in ours.run("publish")[1]
    assert len(there.files) == 1
    only(there)["name"] = ["By hand"]
    ours.edit("three", "four")
    assert "+By hand" in ours.run("publish")[1]
    assert "1 revised" in ours.run("publish", "--overwrite")[1]
    assert ours.run("withdraw", "on-lists", "there", "--because", "a test")[0] == 0
    assert there.posts == {}
    assert TOKEN not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "ledger").rglob("*.*"))


def test_from_config_to_a_site_that_works_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MicropubStandIn(works_later=True) as there:
        ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
        ours.configure(f"{{form: blog, destination: {{type: micropub, site: '{there.url}/', token: 'env:SITE_TOKEN'}}}}")
        assert "1 pending" in ours.run("publish")[1]
        assert "1 pending" in ours.run("publish")[1]
        there.pending.clear()
        assert "it is out now" in ours.run("publish")[1]
        assert ours.run("publish")[0] == 0
        assert there.count("POST") == 1


def test_from_config_to_a_site_that_cannot_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MicropubStandIn(lists=False) as there:
        ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
        ours.configure(
            f"{{form: blog, destination: {{type: micropub, site: '{there.url}/', token: 'env:SITE_TOKEN', settling: 0}}}}"
        )
        there.fail("POST", acts=True)
        assert "1 unknown" in ours.run("publish")[1]
        assert "1 unknown" in ours.run("publish")[1]
        url = f"{there.url}/posts/on-lists"
        assert ours.run("settle", "on-lists", "there", "--placed", url)[0] == 0
        ours.edit("two", "three")
        assert "1 revised" in ours.run("publish")[1]
        assert list(there.posts) == [url]
        assert "three" in only(there)["content"][0]["html"]
