"""Ghost, against a strict stand-in: a post is there once, its mail leaves once, and nobody's work is written over."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from recycle.destinations.ghost import ROW, Ghost, Settings, jwt
from recycle.destinations.ghost import images as ghost_images
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Online, Surroundings, Uploads
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.model import Asset, Meta, Part, Piece, Placement, Variant
from recycle.tree.nodes import Document
from recycle.world.web import Web
from tests.services.ghost import KEY, SECRET, GhostStandIn, card, soon

HTML = "<p>One 😀 <kbd>Esc</kbd></p>\n<table><tr><td>1</td></tr></table>\n"
MARK = token("on-lists/blog/1")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def there() -> Iterator[GhostStandIn]:
    with GhostStandIn() as stand_in:
        yield stand_in


def ghost(there: GhostStandIn, holds: str | None = KEY, sleeps: list[float] | None = None, **settings: Any) -> Ghost:
    environ = MappingProxyType({} if holds is None else {"GHOST_KEY": holds})
    web = Web(sleep=(lambda _: None) if sleeps is None else sleeps.append)
    said = Settings(**{"url": there.url, "key": "env:GHOST_KEY", **settings})
    return Ghost(said, Surroundings(Path(), environ, None, web))


def variant(html: str = HTML, key: str = "on-lists/blog/1", dialect: str = "html", **meta: Any) -> Variant:
    said = {"title": "On lists", "slug": "on-lists", "description": "Why.", "tags": ("Essays", "C++"), **meta}
    words = hashlib.sha256(f"{html}{said}".encode()).hexdigest()
    part = Part("page", dialect, ".html", html)
    return Variant(piece="on-lists", outlet="blog", form="blog", key=key, meta=Meta(**said), parts=(part,), digest=words)


def only(there: GhostStandIn) -> dict[str, Any]:
    (post,) = there.posts.values()
    return post


def names(post: dict[str, Any]) -> list[str]:
    return [tag["name"] for tag in post["tags"]]


# ── placed, found, changed ───────────────────────────────────────────────────────────────────────


def test_place(there: GhostStandIn) -> None:
    placement = ghost(there).place(variant(cover_image="https://example.com/a.png", cover_alt="A rope"))
    post = only(there)
    assert placement == Placement(remote=post["id"], url=f"{there.url}/on-lists/", held=placement.held)
    assert (post["title"], post["slug"], post["status"], post["visibility"]) == ("On lists", "on-lists", "published", "public")
    assert (post["custom_excerpt"], post["feature_image"], post["feature_image_alt"]) == (
        "Why.",
        "https://example.com/a.png",
        "A rope",
    )
    assert names(post) == ["Essays", "C++", f"#{MARK}"]
    assert (
        post["html"] == f"{HTML}<!-- {MARK} {variant(cover_image='https://example.com/a.png', cover_alt='A rope').digest} -->"
    )
    assert there.mailed == []


def test_it_is_a_destination_that_can_be_asked_and_takes_images(there: GhostStandIn) -> None:
    one = ghost(there, settling=3.0)
    assert isinstance(one, Online)
    assert isinstance(one, Uploads)
    assert (one.service, one.settling, one.final, one.intact(Placement())) == (there.url, 3.0, False, True)
    assert one.address(Piece(id="7", slug="x", path="content/x.md", title="x", document=Document(())), "blog") == ""
    assert (ROW.name, ROW.gives_address, ROW.schedules, ROW.uploads) == ("ghost", True, True, True)


def test_the_draft_is_made_first_and_published_by_its_id(there: GhostStandIn) -> None:
    ghost(there).place(variant())
    assert [(asked.method, asked.path.removeprefix("/ghost/api/admin")) for asked in there.asked] == [
        ("GET", "/posts/"),
        ("POST", "/posts/"),
        ("PUT", f"/posts/{only(there)['id']}/"),
    ]
    assert there.asked[1].json["posts"][0]["status"] == "draft"
    assert set(there.asked[2].json["posts"][0]) == {"status", "updated_at"}


def test_find_place_again_and_look(there: GhostStandIn) -> None:
    one = ghost(there)
    assert one.find(variant(), None) is Answer.ABSENT
    placement = one.place(variant())
    assert one.find(variant(), None) == placement
    assert one.place(variant()) == placement
    assert one.look(placement) == Look(held=placement.held, url=placement.url, title="On lists", text=HTML.rstrip())
    assert there.count("POST") == 1


def test_what_the_server_makes_of_the_words_is_what_is_compared(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant('<p><a href="/about/">me</a></p>'))
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held == placement.held
    assert seen.text == f'<p><a href="{there.url}/about/">me</a></p>'


def test_revise(there: GhostStandIn) -> None:
    one = ghost(there)
    before = one.place(variant())
    new = variant("<p>Two</p>", title="On two lists", slug="elsewhere", tags=("Other",))
    assert one.find(new, before) is Answer.ABSENT
    after = one.revise(new, before)
    post = only(there)
    assert (after.remote, after.url) == (before.remote, before.url)
    assert after.held != before.held
    assert (post["title"], post["slug"], names(post)) == ("On two lists", "on-lists", ["Other", f"#{MARK}"])
    assert one.find(new, before) == after
    assert one.find(variant(), before) is Answer.ABSENT


def test_a_revise_keeps_what_the_piece_does_not_speak_of(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    tags = [{"name": "Essays"}, {"name": "#wide"}, {"name": f"#{MARK}"}]
    there.edit(placement.remote, tags=tags, slug="by-hand", visibility="members", status="draft", feature_image="x.png")
    after = one.revise(variant("<p>Two</p>"), placement)
    post = only(there)
    assert names(post) == ["Essays", "C++", "#wide", f"#{MARK}"]
    assert (post["slug"], post["visibility"], post["status"]) == ("by-hand", "members", "draft")
    assert post["feature_image"] == "x.png"
    assert (after.url, after.waits) == ("", "it is a draft in Ghost: somebody has to publish it there")


def test_a_piece_without_tags_leaves_the_tags_to_people(there: GhostStandIn) -> None:
    one = ghost(there, tags=False)
    placement = one.place(variant())
    assert names(only(there)) == [f"#{MARK}"]
    there.edit(placement.remote, tags=[{"name": "Theirs"}, {"name": f"#{MARK}"}])
    one.revise(variant("<p>Two</p>"), placement)
    assert names(only(there)) == ["Theirs", f"#{MARK}"]


def test_its_own_address_is_not_named_as_that_of_another_page(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    one.revise(variant("<p>Two</p>", canonical_url=placement.url), placement)
    assert "canonical_url" not in only(there)
    one.revise(variant("<p>Two</p>", canonical_url="https://example.com/x/"), placement)
    assert only(there)["canonical_url"] == "https://example.com/x/"


def test_the_date_of_an_old_piece(there: GhostStandIn) -> None:
    berlin = dt.timezone(dt.timedelta(hours=1))
    moments = {
        dt.date(2019, 3, 1): "2019-03-01T12:00:00.000Z",
        dt.datetime(2019, 3, 1, 0, 30, tzinfo=berlin): "2019-02-28T23:30:00.000Z",
        dt.datetime(2019, 3, 1, 8, 0): "2019-03-01T08:00:00.000Z",  # noqa: DTZ001
    }
    for number, (date, spelled) in enumerate(moments.items()):
        placement = ghost(there).place(variant(key=f"on-lists/blog/{number}", date=date))
        assert there.posts[placement.remote]["published_at"] == spelled
    later = ghost(there).place(variant(key="on-lists/blog/9", date=soon().date() + dt.timedelta(days=1)))
    assert there.posts[later.remote]["published_at"] == there.posts[later.remote]["updated_at"]


def test_an_address_that_another_post_has(there: GhostStandIn) -> None:
    theirs = there.write(slug="on-lists")
    before = dict(there.posts[theirs])
    placement = ghost(there).place(variant())
    assert placement.url == f"{there.url}/on-lists-2/"
    assert 'another post has the address "on-lists"' in placement.note
    assert there.posts[theirs] == before


# ── changed or deleted by people ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Theirs"},
        {"custom_excerpt": "Theirs"},
        {"lexical": card("<p>Theirs</p>"), "html": "<p>Theirs</p>"},
        {"lexical": json.dumps({"root": {"children": [{"type": "paragraph"}]}}), "html": "<p>Theirs</p>"},
        {"lexical": None, "html": "<p>Theirs</p>"},
    ],
)
def test_a_change_by_hand_is_seen(there: GhostStandIn, fields: dict[str, Any]) -> None:
    one = ghost(there)
    placement = one.place(variant())
    there.edit(placement.remote, **fields)
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held != placement.held
    assert "Theirs" in seen.title + seen.text or "custom_excerpt" in fields


def test_what_are_no_words_is_no_change(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    there.edit(placement.remote, slug="other", visibility="paid", featured=True)
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held == placement.held
    assert seen.url == f"{there.url}/other/"


def test_deleted_there(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    there.posts.clear()
    assert one.look(placement) is Answer.ABSENT
    assert one.find(variant(), placement) is Answer.ABSENT
    with pytest.raises(DestinationError, match="deleted there"):
        one.revise(variant("<p>Two</p>"), placement)
    assert there.posts == {}


def test_withdraw_twice(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    one.withdraw(placement)
    assert there.posts == {}
    one.withdraw(placement)


def test_a_post_that_a_person_named_by_its_address(there: GhostStandIn) -> None:
    theirs = there.write(slug="by-hand")
    one = ghost(there)
    named = Placement(f"{there.url}/by-hand/", f"{there.url}/by-hand/")
    assert isinstance(one.look(named), Look)
    after = one.revise(variant(), named)
    assert (after.remote, after.url) == (theirs, named.url)
    assert one.look(Placement(f"{there.url}/nothing/")) is Answer.ABSENT
    one.withdraw(named)
    assert there.posts == {}


def test_somebody_is_at_it(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    read = there.seen

    def seen(post: dict[str, Any]) -> dict[str, Any]:
        told = read(post)
        there.edit(post["id"], title="Theirs, just now")
        return told

    there.seen = seen  # type: ignore[method-assign]
    with pytest.raises(DestinationError, match="somebody is changing this post"):
        one.revise(variant("<p>Two</p>"), placement)
    assert only(there)["title"] == "Theirs, just now"


def test_two_posts_with_one_mark(there: GhostStandIn) -> None:
    one = ghost(there)
    one.place(variant())
    there.write(title="A copy", tags=[{"name": f"#{MARK}"}])
    for ask in (one.place, lambda words: one.find(words, None)):
        with pytest.raises(DestinationError, match=f'"On lists" .* and "A copy" .* have the same internal tag #{MARK}'):
            ask(variant())
    assert len(there.posts) == 2


# ── answers that are lost ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503])
@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_one_post_and_one_mail_whatever_is_lost(there: GhostStandIn, method: str, *, acts: bool, status: int) -> None:
    one = ghost(there, newsletter="weekly")
    there.fail(method, status=status, acts=acts)
    with pytest.raises(UnansweredError):
        one.place(variant())
    found = one.find(variant(), None)
    if method == "PUT" and acts:
        assert isinstance(found, Placement)
    else:
        assert found is Answer.ABSENT
    placement = one.place(variant())
    assert len(there.posts) == 1
    assert there.mailed == [("weekly", "On lists")]
    assert one.find(variant(), None) == placement


@pytest.mark.parametrize("acts", [True, False])
def test_a_revise_whose_answer_is_lost(there: GhostStandIn, *, acts: bool) -> None:
    one = ghost(there, newsletter="weekly")
    before = one.place(variant())
    new = variant("<p>Two</p>")
    there.fail("PUT", acts=acts)
    with pytest.raises(UnansweredError):
        one.revise(new, before)
    found = one.find(new, before)
    assert (found is Answer.ABSENT) is not acts
    after = one.revise(new, before)
    assert one.find(new, before) == after
    assert there.mailed == [("weekly", "On lists")]


def test_a_draft_that_was_left_gets_the_words_of_now(there: GhostStandIn) -> None:
    one = ghost(there)
    there.fail("PUT")
    with pytest.raises(UnansweredError):
        one.place(variant())
    there.edit(only(there)["id"], visibility="members")
    one.place(variant("<p>Two</p>", title="Now"))
    post = only(there)
    assert (post["title"], post["status"], post["visibility"]) == ("Now", "published", "members")
    assert "<p>Two</p>" in post["html"]


def test_what_is_out_already_gets_the_words_of_now_and_no_mail(there: GhostStandIn) -> None:
    one = ghost(there, newsletter="weekly")
    one.place(variant())
    one.place(variant("<p>Two</p>"))
    assert "<p>Two</p>" in only(there)["html"]
    assert len(there.mailed) == 1


def test_what_came_back_is_no_post(there: GhostStandIn) -> None:
    one = ghost(there)
    there.seen = lambda post: {"nothing": post["id"]}  # type: ignore[method-assign]
    with pytest.raises(UnansweredError, match="does not understand"):
        one.place(variant())
    with pytest.raises(DestinationError, match="does not understand"):
        one.find(variant(), None)


def test_a_yes_that_is_not_ghosts_deletes_nothing(there: GhostStandIn) -> None:
    one = ghost(there)
    placement = one.place(variant())
    there.fail("DELETE", status=200)
    with pytest.raises(UnansweredError, match="204"):
        one.withdraw(placement)
    there.fail("DELETE", status=403)
    with pytest.raises(DestinationError, match="403"):
        one.withdraw(placement)
    assert len(there.posts) == 1


# ── mail ─────────────────────────────────────────────────────────────────────────────────────────


def test_mail_leaves_with_the_publication_and_never_again(there: GhostStandIn) -> None:
    one = ghost(there, newsletter="weekly", segment="status:free")
    placement = one.place(variant())
    put = there.asked[-1]
    assert (put.method, put.query) == ("PUT", {"newsletter": ["weekly"], "email_segment": ["status:free"]})
    assert (placement.waits, placement.note) == ("", "")
    one.revise(variant("<p>Two</p>"), placement)
    assert there.asked[-1].query == {}
    there.edit(placement.remote, status="draft")
    one.place(variant("<p>Three</p>"))
    assert there.asked[-1].query == {}
    assert there.mailed == [("weekly", "On lists")]


def test_subject_and_preview(there: GhostStandIn) -> None:
    one = ghost(there, newsletter="weekly")
    one.place(variant(dialect="email", subject="Open me", preview="What is inside"))
    assert (only(there)["email_subject"], only(there)["custom_excerpt"]) == ("Open me", "What is inside")
    ghost(there).place(variant(key="on-lists/blog/2", subject="On lists"))
    assert "email_subject" not in list(there.posts.values())[1]


def test_only_mail(there: GhostStandIn) -> None:
    one = ghost(there, newsletter="weekly", only_mail=True)
    placement = one.place(variant())
    assert one.final
    assert only(there)["status"] == "sent"
    assert placement.url.endswith(f"/email/{placement.remote}/")
    assert one.find(variant(), None) == placement
    assert len(there.mailed) == 1


def test_words_that_ghost_would_fill_in(there: GhostStandIn) -> None:
    text = "<p>%%{first_name}%% %recipient.uuid% 100%</p>"
    ghost(there, newsletter="weekly").place(variant(text))
    assert only(there)["html"].startswith("<p>%\u200b%{first_name}%% %\u200brecipient.uuid% 100%</p>")
    web_only = ghost(there).place(variant(text, key="on-lists/blog/2"))
    assert there.posts[web_only.remote]["html"].startswith(text)


def test_ghost_is_given_a_little_time_to_mail(there: GhostStandIn) -> None:
    there.mail_states = ["pending", "submitting", "submitting", "submitted"]
    sleeps: list[float] = []
    placement = ghost(there, newsletter="weekly", sleeps=sleeps).place(variant())
    assert (placement.waits, placement.note) == ("", "")
    assert sleeps == [0.5, 1.0, 2.0]


def test_mail_that_takes_long_is_asked_after_later(there: GhostStandIn) -> None:
    there.mail_states = ["submitting"]
    sleeps: list[float] = []
    one = ghost(there, newsletter="weekly", patience=2.0, sleeps=sleeps)
    placement = one.place(variant())
    assert sleeps == [0.5, 1.0]
    assert placement.url == f"{there.url}/on-lists/"
    assert placement.waits == "the post is there, and Ghost is still sending its e-mail to 3 readers"
    there.mail_states = ["submitted"]
    later = one.find(variant(), placement)
    assert isinstance(later, Placement)
    assert (later.waits, later.note) == ("", "")
    assert len(there.mailed) == 1


def test_mail_that_failed_is_told(there: GhostStandIn) -> None:
    there.mail_states, there.mail_error = ["failed"], "An unexpected error occurred."
    one = ghost(there, newsletter="weekly")
    placement = one.place(variant())
    assert placement.waits == ""
    assert placement.note == (
        'the post is there, but its e-mail to 3 readers failed ("An unexpected error occurred"): open the post in Ghost and'
        " retry there"
    )
    assert one.place(variant()) == placement
    assert len(there.mailed) == 1


def test_a_post_of_which_no_mail_was_made(there: GhostStandIn) -> None:
    one = ghost(there, newsletter="weekly")
    placement = one.place(variant())
    there.edit(placement.remote, email=None)
    found = one.find(variant(), None)
    assert isinstance(found, Placement)
    assert "has made no e-mail" in found.note


def test_silence_after_the_publication_does_not_undo_it(there: GhostStandIn) -> None:
    """What was published and cannot be looked at is no failure: failed means that nothing was placed."""
    there.mail_states = ["submitting"]
    one = ghost(there, newsletter="weekly")
    finished = there.bring_out

    def bring_out(post: dict[str, Any]) -> None:
        finished(post)
        for _ in range(9):
            there.fail("GET", status=503)

    there.bring_out = bring_out  # type: ignore[method-assign]
    assert "still sending" in one.place(variant()).waits


@pytest.mark.parametrize("name", ["monthly", "old"])
def test_a_newsletter_that_is_not_there(there: GhostStandIn, name: str) -> None:
    one = ghost(there, newsletter=name)
    for ask in (lambda: one.place(variant()), one.account):
        with pytest.raises(DestinationError, match=f'no newsletter "{name}" that is active: there are weekly'):
            ask()
    assert there.posts == {}
    there.newsletters.clear()
    with pytest.raises(DestinationError, match="there is none"):
        ghost(there, newsletter=name).place(variant())


# ── drafts and times ─────────────────────────────────────────────────────────────────────────────


def test_a_draft_waits_for_somebody_to_publish_it(there: GhostStandIn) -> None:
    one = ghost(there, status="draft")
    placement = one.place(variant())
    assert (placement.url, placement.waits) == ("", "it is a draft in Ghost: somebody has to publish it there")
    assert one.find(variant(), None) == placement
    assert one.find(variant(), placement) == placement
    assert one.revise(variant("<p>Two</p>"), placement).waits
    assert only(there)["status"] == "draft"
    there.edit(placement.remote, status="published", lexical=card("<p>As the editor likes it</p>"))
    out = one.find(variant("<p>Two</p>"), placement)
    assert isinstance(out, Placement)
    assert (out.url, out.waits) == (f"{there.url}/on-lists/", "")
    there.posts.clear()
    assert one.find(variant(), placement) is Answer.ABSENT


def test_what_is_due_later(there: GhostStandIn) -> None:
    due = soon()
    one = ghost(there, newsletter="weekly")
    placement = one.place(variant(not_before=due.astimezone(dt.timezone(dt.timedelta(hours=5)))))
    post = only(there)
    assert (post["status"], post["newsletter"]) == ("scheduled", "weekly")
    assert post["published_at"] == f"{due:%Y-%m-%dT%H:%M:%S}.000Z"
    assert (placement.url, placement.waits) == (f"{there.url}/p/{placement.remote}/", "")
    assert placement.note == f"it is scheduled there for {post['published_at']}"
    assert one.find(variant(not_before=due), None) is Answer.ABSENT  # a digest of other words
    assert there.mailed == []

    later = due + dt.timedelta(days=1)
    placement = one.revise(variant(not_before=later), placement)
    assert only(there)["published_at"] == f"{later:%Y-%m-%dT%H:%M:%S}.000Z"
    assert there.asked[-1].query == {}

    placement = one.revise(variant(), placement)
    assert (placement.url, placement.waits) == (f"{there.url}/on-lists/", "")
    assert there.mailed == [("weekly", "On lists")]


def test_a_schedule_that_was_broken_off_gets_the_time_of_now(there: GhostStandIn) -> None:
    one = ghost(there)
    one.place(variant(not_before=soon()))
    later = soon() + dt.timedelta(days=2)
    one.place(variant(not_before=later))
    assert only(there)["published_at"] == f"{later:%Y-%m-%dT%H:%M:%S}.000Z"
    assert there.count("POST") == 1


def test_what_was_due_is_published(there: GhostStandIn) -> None:
    assert ghost(there).place(variant(not_before=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))).waits == ""


# ── before anything is sent ──────────────────────────────────────────────────────────────────────


def test_preview_is_what_is_sent(there: GhostStandIn) -> None:
    one = ghost(there, newsletter="weekly")
    shown = one.preview(variant(), None)
    assert there.asked == []
    placement = one.place(variant())
    create = next(asked for asked in there.asked if asked.method == "POST")
    head, body, after = shown.split("\n\n")
    assert body.encode() == create.body
    assert head.splitlines()[0] == f"POST {there.url}{create.path}"
    assert "Authorization: ***" in head
    assert after == f"then PUT {there.url}/ghost/api/admin/posts/ID/?newsletter=weekly with the status published"
    new = variant("<p>Two</p>")
    shown = one.preview(new, placement)
    one.revise(new, placement)
    put = there.asked[-1]
    _, body = shown.split("\n\n")
    old = next(post["updated_at"] for post in [json.loads(put.body)["posts"][0]])
    assert body.replace("what Ghost says when it is asked", old).encode() == put.body


def test_preview_of_a_draft_and_without_a_key(there: GhostStandIn) -> None:
    shown = ghost(there, holds=None, status="draft").preview(variant(), None)
    assert "then PUT" not in shown
    assert '"On lists"' in shown
    assert "with the status scheduled" in ghost(there).preview(variant(not_before=soon()), None)


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ({"description": "x" * 301}, "the description has 301 characters, and Ghost takes 300"),
        ({"preview": "x" * 301}, "the preview has 301 characters"),
        ({"cover_alt": "x" * 192}, "the alternative text of the cover image has 192 characters, and Ghost takes 191"),
        ({"slug": "x" * 192}, "the slug has 192"),
        ({"description": "x" * 300, "cover_alt": "x" * 191, "slug": "x" * 191}, ""),
    ],
)
def test_what_is_too_long_for_ghost_is_not_sent(there: GhostStandIn, meta: dict[str, str], message: str) -> None:
    blocked = ghost(there).blocked(variant(**meta), None)
    assert message in blocked
    assert bool(message) is bool(blocked)
    assert there.asked == []


def test_a_variant_without_html(there: GhostStandIn) -> None:
    bare = replace(variant(), parts=(Part("page", "gfm", ".md", "words"),))
    assert "Ghost takes HTML" in ghost(there).blocked(bare, None)


@pytest.mark.parametrize("name", ["#internal", ",comma", " space", "x" * 192, ""])
def test_tags_that_ghost_refuses(name: str) -> None:
    pattern = ROW.limits.tag_pattern or ""
    assert not re.fullmatch(pattern, name)
    assert re.fullmatch(pattern, "C++, and 日本")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"status": "draft", "newsletter": "weekly"}, "a draft is mailed to nobody"),
        ({"only_mail": True}, "only_mail: nothing is mailed without newsletter"),
        ({"segment": "status:free"}, "segment: nothing is mailed without newsletter"),
        ({"key": SECRET}, "key: write env:NAME"),
        ({"url": "example.com"}, "url"),
        ({"url": "http://example.com"}, "https://"),
    ],
)
def test_settings_that_cannot_work(there: GhostStandIn, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        ghost(there, **settings)
    assert SECRET not in str(caught.value)


def test_where_no_ghost_is(there: GhostStandIn) -> None:
    one = ghost(there, url=f"{there.url}/elsewhere")
    for ask in (lambda: one.place(variant()), one.account):
        with pytest.raises(DestinationError, match=f"no Ghost answers at {there.url}/elsewhere: url is"):
            ask()
    assert there.count("POST") == 0


def test_the_address_of_the_editor_is_taken_too(there: GhostStandIn) -> None:
    ghost(there, url=f"{there.url}/ghost/").place(variant())
    assert len(there.posts) == 1


# ── the key ──────────────────────────────────────────────────────────────────────────────────────


def test_token() -> None:
    """What jsonwebtoken 9.0.3, which Ghost itself uses, makes of the same key and time."""
    key = Secret("env:K", {"K": "00" * 12 + ":" + "ab" * 32}, "key")
    assert jwt.token(key, 1_700_000_000).split(".") == [
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCJ9",
        "eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDMwMCwiYXVkIjoiL2FkbWluLyJ9",
        "lnbxWfuW_hW5MhiwkjFoLexynlwCD3hH47NB49KLyiM",
    ]


@pytest.mark.parametrize(
    "key", [None, "", "nonsense", f"{'0' * 24}:", f":{SECRET}", f"{KEY}0", f"{KEY[:-2]}zz", f"{KEY}:{KEY}"]
)
def test_a_key_that_is_none(there: GhostStandIn, key: str | None) -> None:
    one = ghost(there, holds=key)
    (finding,) = one.check()
    assert "GHOST_KEY" in finding.message
    for ask in (lambda: one.place(variant()), one.account, lambda: one.look(Placement("1"))):
        with pytest.raises(DestinationError, match="GHOST_KEY") as caught:
            ask()
        assert not key or key not in str(caught.value)
    assert there.asked == []


def test_a_key_that_is_wrong(there: GhostStandIn) -> None:
    wrong = f"{KEY[:-2]}{'00' if KEY[-2:] != '00' else '11'}"
    other = f"{'0' * 24}:{SECRET}"
    for key in (wrong, other):
        one = ghost(there, holds=key)
        assert one.check() == ()
        for ask in (lambda: one.place(variant()), one.account):  # noqa: B023  # called before the next turn
            with pytest.raises(DestinationError, match=r"401.*Is GHOST_KEY right") as caught:
                ask()
            assert key.partition(":")[2] not in str(caught.value)


def test_account(there: GhostStandIn) -> None:
    assert ghost(there).check() == ()
    assert ghost(there).account() == (
        '"Field notes" (Ghost 6.65) lets us in to write and delete posts and to upload images; its key has no end'
    )
    assert ghost(there, newsletter="weekly").account().endswith("Posts are mailed as weekly")
    there.can_mail = False
    with pytest.raises(DestinationError, match="set up Mailgun"):
        ghost(there, newsletter="weekly").account()


def test_no_message_has_the_secret(there: GhostStandIn) -> None:
    said: list[str] = []
    one = ghost(there, newsletter="weekly")
    for method in ("GET", "POST", "PUT"):
        for status in (0, 400, 401, 403, 404, 422, 500):
            for _ in range(4):
                there.fail(method, "/ghost", status=status)
            try:
                one.place(variant())
            except RecycleError as error:
                said.append(error.message)
            there.faults.clear()
            there.posts.clear()
    assert said
    assert not [words for words in (*said, repr(one.__dict__), one.preview(variant(), None)) if SECRET in words]


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def asset(data: bytes = PNG, name: str = "img/Rope.PNG") -> Asset:
    return Asset(name, f"content/on-lists/{name}", hashlib.sha256(data).hexdigest())


def test_an_image_is_uploaded_once(there: GhostStandIn) -> None:
    one = ghost(there)
    assert one.uploaded(asset()) == ""
    url = one.upload(asset(), PNG)
    assert url == f"{there.url}/content/images/2026/11/recycle-{asset().digest[:20]}.png"
    assert there.images[url.removeprefix(there.url)] == ("image/png", PNG)
    assert one.uploaded(asset()) == url
    assert ghost(there).uploaded(asset()) == url


def test_an_upload_whose_answer_is_lost_is_found(there: GhostStandIn) -> None:
    one = ghost(there)
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        one.upload(asset(), PNG)
    assert one.uploaded(asset())
    assert len(there.images) == 1


def test_no_key_goes_to_where_images_are(there: GhostStandIn) -> None:
    ghost(there).uploaded(asset())
    asked = [one for one in there.asked if one.path.startswith("/content")]
    assert [one.path.rpartition("/")[0] for one in asked] == ["/content/images/2026/11", "/content/images/2026/10"]
    assert not any("authorization" in one.headers for one in asked)


@pytest.mark.parametrize(
    ("date", "months"),
    [
        ("Sun, 22 Nov 2026 10:00:00 GMT", ["2026/11", "2026/10"]),
        ("Mon, 30 Nov 2026 12:00:00 GMT", ["2026/12", "2026/11", "2026/10"]),
        ("Fri, 01 Jan 2027 03:00:00 GMT", ["2027/01", "2026/12", "2026/11"]),
        ("", []),
    ],
)
def test_months_in_which_an_image_may_be(date: str, months: list[str]) -> None:
    found = ghost_images.addresses("https://example.com/blog/", asset(), date)
    assert [url.split("/images/")[1].rpartition("/")[0] for url in found] == months


@pytest.mark.parametrize("status", [200, 503, 429])
def test_an_answer_that_does_not_say_whether_an_image_is_there(there: GhostStandIn, status: int) -> None:
    for _ in range(4):
        there.fail("HEAD", status=status)
    with pytest.raises(DestinationError, match=r"no image|not known"):
        ghost(there).uploaded(asset())


def test_images_that_ghost_does_not_take(there: GhostStandIn) -> None:
    one = ghost(there)
    with pytest.raises(DestinationError, match=r"does not take content/on-lists/a\.avif"):
        one.upload(asset(name="a.avif"), b"x")
    with pytest.raises(DestinationError, match="Please select a valid image"):
        one.upload(asset(), b"x")
    assert there.images == {}
