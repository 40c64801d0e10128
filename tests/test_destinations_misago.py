"""Misago: one thread for one use, found again among the account's own by its title and its words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from recycle.destinations.misago import ROW, Misago, Settings
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services.misago import ME, OTHER, PASSWORD, USER, MisagoStandIn
from tests.services.stand_in import Asked
from tests.services.trouble import SEEDS, brought, trouble
from tests.services.workspaces import workspace

ENVIRON = MappingProxyType({"FORUM_PASSWORD": PASSWORD})
USE = "on-lists/forum/1"
TITLE = "On lists & what they are for"
PAGE = "https://example.com/on-lists/"
TEXT = "A list says that its things are of one kind.\n\n- one\n- two\n"
LINKED = f"{TEXT}\n*Originally at [example.com]({PAGE}).*\n"


def post(title: str = TITLE, text: str = TEXT, use: str = USE, page: str = "") -> Variant:
    return Variant(
        piece="on-lists",
        outlet="forum",
        form="forum",
        key=use,
        meta=Meta(title=title, slug="on-lists", canonical_url=page),
        parts=(Part("title", "text", ".txt", f"{title}\n"), Part("post", "misago", ".md", text)),
        digest=hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
    )


@pytest.fixture
def there() -> Iterator[MisagoStandIn]:
    with MisagoStandIn() as server:
        yield server


@pytest.fixture
def moderated() -> Iterator[MisagoStandIn]:
    with MisagoStandIn(moderated=True) as server:
        yield server


def misago(url: str, environ: Mapping[str, str] = ENVIRON, web: Web | None = None, **settings: Any) -> Misago:
    said = {"user": USER, "password": "env:FORUM_PASSWORD", "category": 3, "url": url, "pause": 0.0, **settings}
    return Misago(Settings(**said), Surroundings(Path(), environ, None, web or Web(sleep=lambda _: None)))


def writes(server: MisagoStandIn) -> list[Asked]:
    return [asked for asked in server.asked if asked.method != "GET" and asked.path != "/api/auth/"]


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_thread(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    (thread,) = there.threads.values()
    assert (thread.title, thread.category, thread.text) == (TITLE, 3, TEXT.strip())
    assert (placement.remote, placement.url) == (f"{thread.id}/{thread.post}", f"{there.url}{thread.url}")
    assert set(placement.held) == {"title", "text"}
    assert (placement.waits, placement.note) == ("", "")


def test_what_is_shown_is_what_is_sent(there: MisagoStandIn) -> None:
    destination = misago(there.url)
    shown = destination.preview(post(), None)
    assert there.asked == []
    destination.place(post())
    (sent,) = writes(there)
    assert shown.encode().endswith(b"\n\n" + sent.body)
    assert shown.startswith(f"POST {there.url}/api/threads/\n")
    placement = destination.find(post(), None)
    assert isinstance(placement, Placement)
    shown = destination.preview(post(text="Other words."), placement)
    destination.revise(post(text="Other words."), placement)
    assert b"\n\n" + writes(there)[-1].body + b"\n\nand before it" in shown.encode()


def test_a_category_by_its_name(there: MisagoStandIn) -> None:
    misago(there.url, category=" first  CATEGORY").place(post())
    assert [one.category for one in there.threads.values()] == [3]


@pytest.mark.parametrize(
    ("category", "why"),
    [("Announcements", "none in which this account may start threads"), ("Talk", "means more than one"), (99, "none in which")],
)
def test_a_category_that_cannot_be(there: MisagoStandIn, category: str | int, why: str) -> None:
    with pytest.raises(DestinationError, match=why) as caught:
        misago(there.url, category=category).place(post())
    assert "First category (3), Talk (5), Talk (6)" in str(caught.value)
    assert writes(there) == []


def test_placing_twice_is_placing_once(there: MisagoStandIn) -> None:
    first = misago(there.url).place(post())
    assert misago(there.url).place(post()) == first
    assert len(there.threads) == 1


def test_a_member_who_has_just_posted_waits_once(there: MisagoStandIn) -> None:
    there.has_flood_protection = True
    there.last_posted = there.now
    web = Web(now=lambda: there.now, sleep=there.sleep)
    misago(there.url, web=web, pause=3.5).place(post())
    assert [asked.method for asked in writes(there)] == ["POST", "POST"]
    misago(there.url, web=web, pause=3.5).place(post(title="Another piece", use="other/forum/1"))
    assert len(there.threads) == 2
    assert len(writes(there)) == 3


def test_a_member_who_posts_too_often_is_told_so(there: MisagoStandIn) -> None:
    there.has_flood_protection = True
    there.last_posted = there.now
    with pytest.raises(DestinationError, match="so quickly"):
        misago(there.url).place(post())
    assert there.threads == {}


def test_logging_in_once_a_run(there: MisagoStandIn) -> None:
    destination = misago(there.url)
    destination.look(destination.place(post()))
    assert sum(asked.path == "/api/auth/" for asked in there.asked) == 1


# ── asked ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("status", "acts"), [(0, True), (500, True), (502, False), (503, False), (0, False), (429, False)])
def test_an_answer_that_is_lost(there: MisagoStandIn, status: int, acts: bool) -> None:
    there.fail("POST", "/api/threads", status=status, acts=acts)
    with pytest.raises(UnansweredError):
        misago(there.url).place(post())
    found = misago(there.url).find(post(), None)
    assert isinstance(found, Placement) == acts
    placed = misago(there.url).place(post())
    assert len(there.threads) == 1
    assert not acts or found == placed


def test_a_thread_that_cannot_be_read_after_it_was_started_is_unknown(there: MisagoStandIn) -> None:
    destination = misago(there.url)
    destination.account()
    for _ in range(4):
        there.fail("GET", "/api/threads/11/", status=500)
    with pytest.raises(UnansweredError, match="could not be read afterwards"):
        destination.place(post())
    assert isinstance(misago(there.url).find(post(), None), Placement)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_spite_of_everything_it_is_there_once(there: MisagoStandIn, seed: int) -> None:
    trouble(there, seed, ("POST",))
    variant = post(text=LINKED, page=PAGE)
    web = Web(now=lambda: there.now, sleep=there.sleep)
    placement = brought(lambda: misago(there.url, web=web), variant)
    assert [one.text for one in there.threads.values()] == [LINKED.strip()]
    assert misago(there.url).find(variant, None) == placement


def test_it_is_found_behind_many_others(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    for number in range(8):
        there.make(f"Another thread {number}", "With other words.")
    assert misago(there.url).find(post(), None) == placement


def test_it_is_found_where_a_moderator_has_moved_it(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    there.threads[11].category = 5
    assert misago(there.url).find(post(), None) == placement


def test_a_thread_of_somebody_else_is_not_ours(there: MisagoStandIn) -> None:
    there.make(TITLE, TEXT, starter=OTHER)
    assert misago(there.url).find(post(), None) is Answer.ABSENT
    misago(there.url).place(post())
    assert [one.starter for one in there.threads.values()] == [OTHER, ME]


def test_a_thread_of_ours_with_the_title_and_without_the_link_is_another(there: MisagoStandIn) -> None:
    there.make(TITLE, "Something that was written by hand.")
    variant = post(text=LINKED, page=PAGE)
    assert misago(there.url).find(variant, None) is Answer.ABSENT
    misago(there.url).place(variant)
    assert len(there.threads) == 2


@pytest.mark.parametrize(
    ("variant", "text"),
    [(post(text=LINKED, page=PAGE), f"Somebody has changed this. {PAGE}"), (post(), "Something with no link.")],
    ids=["the link and other words", "no link to tell by"],
)
def test_what_cannot_be_told_apart_is_not_guessed(there: MisagoStandIn, variant: Variant, text: str) -> None:
    thread = there.make(TITLE, text)
    acts: tuple[Callable[[], object], ...] = (
        lambda: misago(there.url).find(variant, None),
        lambda: misago(there.url).place(variant),
    )
    for act in acts:
        with pytest.raises(DestinationError, match="has a thread of this title with other words") as caught:
            act()
        assert thread.url in str(caught.value)
    assert writes(there) == []


def test_a_title_with_more_spaces_is_the_same(there: MisagoStandIn) -> None:
    there.make("On  lists & what they are for", "A list says that its things are of one kind.\n- one\n\n- two")
    assert isinstance(misago(there.url).find(post(), None), Placement)


def test_a_post_that_may_not_be_read_is_known_by_its_link(there: MisagoStandIn) -> None:
    there.may_edit = False
    there.make(TITLE, LINKED)
    assert isinstance(misago(there.url).find(post(text=LINKED, page=PAGE), None), Placement)
    with pytest.raises(DestinationError, match="with other words"):
        misago(there.url).find(post(), None)


def test_two_threads_are_named(there: MisagoStandIn) -> None:
    both = there.make(TITLE, TEXT), there.make(TITLE, TEXT)
    acts: tuple[Callable[[], object], ...] = (
        lambda: misago(there.url).place(post()),
        lambda: misago(there.url).find(post(), None),
    )
    for act in acts:
        with pytest.raises(DestinationError, match="there 2 times") as caught:
            act()
        assert all(one.url in str(caught.value) for one in both)
    assert writes(there) == []


def test_a_second_use_is_another_thread(there: MisagoStandIn) -> None:
    again = post(use="on-lists/forum/2")
    first = misago(there.url).place(post())
    with pytest.raises(DestinationError, match="may be an earlier use"):
        misago(there.url).find(again, None)
    second = misago(there.url).place(again)
    assert first.remote != second.remote
    there.threads.clear()
    assert misago(there.url).find(again, None) is Answer.ABSENT


# ── a moderator ──────────────────────────────────────────────────────────────────────────────────


def test_a_thread_that_waits(moderated: MisagoStandIn) -> None:
    placement = misago(moderated.url).place(post())
    assert placement.waits == "it waits for a moderator"
    assert moderated.shown == []
    assert misago(moderated.url).find(post(), None) == placement
    assert misago(moderated.url).find(post(), placement) == placement
    moderated.threads[11].is_unapproved = False
    out = misago(moderated.url).find(post(), placement)
    assert isinstance(out, Placement)
    assert (out.waits, out.held) == ("", placement.held)
    moderated.threads.clear()
    assert misago(moderated.url).find(post(), placement) is Answer.ABSENT


def test_a_change_that_waits(moderated: MisagoStandIn) -> None:
    placement = misago(moderated.url).place(post())
    moderated.threads[11].is_unapproved = False
    assert misago(moderated.url).revise(post(text="Other words."), placement).waits


# ── revising ─────────────────────────────────────────────────────────────────────────────────────


def test_revising(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    revised = misago(there.url).revise(post("Another title", "Other words."), placement)
    (thread,) = there.threads.values()
    assert (thread.title, thread.text) == ("Another title", "Other words.")
    assert (revised.remote, revised.url) == (placement.remote, f"{there.url}{thread.url}")
    assert misago(there.url).find(post("Another title", "Other words."), placement) == revised
    assert misago(there.url).find(post(), placement) is Answer.ABSENT


def test_a_title_that_stays_is_not_sent(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    misago(there.url).revise(post(text="Other words."), placement)
    assert [asked.method for asked in writes(there)] == ["POST", "PUT"]


def test_the_title_is_sent_until_it_is_answered(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    there.fail("PATCH", acts=True)
    there.fail("PATCH", status=502)
    misago(there.url).revise(post("Another title"), placement)
    assert there.threads[11].title == "Another title"


def test_a_change_that_is_not_answered(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    changed = post(text="Other words.")
    for acts in (False, True):
        there.fail("PUT", acts=acts)
        with pytest.raises(UnansweredError):
            misago(there.url).revise(changed, placement)
        assert isinstance(misago(there.url).find(changed, placement), Placement) == acts


def test_what_was_deleted_there_is_not_brought_back(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    there.threads.clear()
    with pytest.raises(DestinationError, match="deleted there"):
        misago(there.url).revise(post(), placement)
    assert misago(there.url).look(placement) is Answer.ABSENT
    assert there.threads == {}


def test_what_may_not_be_changed_any_more(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    there.may_edit = False
    with pytest.raises(DestinationError, match=r"may not change .*Nothing was changed"):
        misago(there.url).revise(post(text="Other words."), placement)
    assert there.threads[11].text == TEXT.strip()
    with pytest.raises(DestinationError, match="nobody can tell"):
        misago(there.url).find(post(text="Other words."), placement)


def test_a_text_that_is_refused_behind_its_title_is_unknown(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    with pytest.raises(UnansweredError, match="has the new title"):
        misago(there.url).revise(post("Another title", "x"), placement)
    with pytest.raises(DestinationError, match="at least 5 characters"):
        misago(there.url).revise(post("Another title", "x"), placement)


def test_a_thread_that_a_person_has_recorded_by_its_address(there: MisagoStandIn) -> None:
    thread = there.make(TITLE, "By hand.")
    for remote in ("", f"{there.url}{thread.url}"):
        placement = Placement(remote=remote, url=f"{there.url}{thread.url}")
        assert misago(there.url).revise(post(), placement).remote == f"{thread.id}/{thread.post}"
        assert "/posts/NUMBER/" in misago(there.url).preview(post(), placement)
    with pytest.raises(DestinationError, match="not the address of a thread"):
        misago(there.url).look(Placement(url=f"{there.url}/c/first-category/3/"))


# ── looking ──────────────────────────────────────────────────────────────────────────────────────


def test_a_change_by_hand_is_seen(there: MisagoStandIn) -> None:
    destination = misago(there.url)
    placement = destination.place(post())
    seen = destination.look(placement)
    assert isinstance(seen, Look)
    assert (dict(seen.held), seen.dialect, seen.text) == (dict(placement.held), "misago", TEXT.strip())
    there.threads[11].text += " And one word more."
    changed = destination.look(placement)
    assert isinstance(changed, Look)
    assert changed.held["text"] != placement.held["text"]
    assert changed.held["title"] == placement.held["title"]


def test_answers_of_others_are_no_change(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    there.reply(there.threads[11], "I use them, too.")
    seen = misago(there.url).look(placement)
    assert isinstance(seen, Look)
    assert dict(seen.held) == dict(placement.held)


def test_what_may_not_be_read_as_written_is_seen_as_shown(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    there.may_edit = False
    seen = misago(there.url).look(placement)
    assert isinstance(seen, Look)
    assert (dict(seen.held), seen.dialect) == (dict(placement.held), "html")
    assert "<li>one</li>" in seen.text


# ── withdrawing ──────────────────────────────────────────────────────────────────────────────────


def test_deleting(there: MisagoStandIn) -> None:
    placement = misago(there.url).place(post())
    misago(there.url).withdraw(placement)
    misago(there.url).withdraw(placement)
    assert there.threads == {}


def test_hiding_where_deleting_is_not_allowed() -> None:
    with MisagoStandIn(may_hide=1) as there:
        placement = misago(there.url).place(post())
        misago(there.url).withdraw(placement)
        misago(there.url).withdraw(placement)
        assert there.shown == []
        assert misago(there.url).look(placement) is Answer.ABSENT


def test_a_member_who_may_do_neither() -> None:
    with MisagoStandIn(may_hide=0) as there:
        placement = misago(there.url).place(post())
        with pytest.raises(DestinationError, match=r"neither delete nor hide .*ask a moderator"):
            misago(there.url).withdraw(placement)
        assert len(there.shown) == 1


# ── the account ──────────────────────────────────────────────────────────────────────────────────


def test_the_account(there: MisagoStandIn) -> None:
    said = misago(there.url, category="First category").account()
    assert said == "logged in as writer, who may start threads in the category First category (number 3)"


def test_a_wrong_password(there: MisagoStandIn) -> None:
    wrong = misago(there.url, {"FORUM_PASSWORD": "some-wrong-password"})
    with pytest.raises(DestinationError, match=r"Login or password is incorrect\. Is FORUM_PASSWORD right\?") as caught:
        wrong.place(post())
    assert "some-wrong-password" not in str(caught.value)
    assert writes(there) == []


def test_no_password_at_all(there: MisagoStandIn) -> None:
    without = misago(there.url, {})
    assert without.blocked(post(), None) == ""
    assert "FORUM_PASSWORD is not set" in without.unset()
    assert [finding.rule for finding in without.check()] == ["secret-missing"]
    assert "FORUM_PASSWORD" not in without.preview(post(), None)
    with pytest.raises(DestinationError, match="FORUM_PASSWORD is not set"):
        without.place(post())
    assert misago(there.url).check() == ()


def test_a_site_that_is_no_forum_of_misago(there: MisagoStandIn) -> None:
    with pytest.raises(DestinationError, match="does not behave like a forum of Misago"):
        misago(f"{there.url}/nothing").account()


def test_logging_in_without_an_answer_is_no_thread(there: MisagoStandIn) -> None:
    there.fail("POST", "/api/auth")
    with pytest.raises(DestinationError):
        misago(there.url).place(post())
    assert there.threads == {}


def test_no_secret_is_said(there: MisagoStandIn) -> None:
    destination = misago(there.url)
    placement = destination.place(post())
    shown = destination.preview(post(), placement) + destination.preview(post(), None) + repr(placement)
    assert PASSWORD not in shown
    assert "0123456789abcdef" not in shown


def test_a_text_that_no_forum_takes(there: MisagoStandIn) -> None:
    assert "has 60,001 characters" in misago(there.url).blocked(post(text="x" * 60_001), None)
    assert "has 1 characters" in misago(there.url).blocked(post(text="x"), None)
    assert misago(there.url).blocked(post(), None) == ""


@pytest.mark.parametrize(
    "wrong",
    [{"user": " "}, {"category": ""}, {"password": "open-sesame"}, {"url": "forum.example.com"}],
    ids=lambda said: next(iter(said)),
)
def test_settings_that_cannot_work(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        misago(**{"url": "https://forum.example.com", **wrong})
    assert "open-sesame" not in str(caught.value)


def test_it_is_a_destination(there: MisagoStandIn) -> None:
    destination: Destination = misago(there.url)
    assert isinstance(destination, Online)
    assert destination.service == there.url
    assert destination.settling == 10.0
    assert not destination.final
    assert destination.intact(Placement())
    assert ROW.gives_address
    assert (ROW.limits.title_min, ROW.limits.title_max) == (5, 90)


# ── as a person uses it ──────────────────────────────────────────────────────────────────────────


def test_from_config_to_the_forum(tmp_path: Path, there: MisagoStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    space = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    forum = f"{{type: misago, url: '{there.url}', user: {USER}, password: env:FORUM_PASSWORD, category: 3, pause: 0, settling: 0.01}}"
    space.configure(f"{{form: {{type: forum, question: How do you list?}}, destination: {forum}}}")
    code, said = space.run("publish")
    assert (code, "placed" in said) == (0, True), said
    (thread,) = there.threads.values()
    assert thread.title == "On lists"
    assert thread.text.startswith("A list, a table and a [link](https://example.org/):\n\n- one\n- two 🎈\n\n```\na  b\n")
    assert thread.text.endswith("How do you list?")
    assert space.run("publish")[0] == 0
    assert len(writes(there)) == 1
    space.edit("A list, a table", "A list, a longer table")
    assert "revised" in space.run("publish")[1]
    assert thread.text.startswith("A list, a longer table")
    thread.text += " Somebody was here."
    space.edit("A list, a longer", "A list, the longest")
    code, said = space.run("publish")
    assert code == 1
    assert "Somebody was here." in said
    assert "logged in as writer" in space.run("doctor", "--online")[1] + space.run("doctor")[1]
    code, said = space.run("withdraw", "on-lists", "there", "--because", "It was a test.")
    assert (code, there.threads) == (0, {}), said
