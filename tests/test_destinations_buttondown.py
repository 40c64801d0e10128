"""Buttondown: one email for one use, found again by its metadata, and never sent twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from recycle.destinations.buttondown import ROW, Buttondown, Settings
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from tests.services.buttondown import KEY as API_KEY
from tests.services.buttondown import ButtondownStandIn
from tests.services.transcripts import Replay
from tests.services.trouble import SEEDS, brought, trouble
from tests.services.workspaces import workspace

ENVIRON = MappingProxyType({"BUTTONDOWN_KEY": API_KEY})
KEY = "on-lists/newsletter/1"
FIRST = "em_" + "1".zfill(26)
LATER = dt.datetime(2099, 12, 24, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
HTML = '<!doctype html><p>Words</p><p><a href="{{ unsubscribe_url }}">Leave</a></p>\n'


def mail(title: str = "On lists", html: str = HTML, key: str = KEY, not_before: dt.datetime | None = None) -> Variant:
    return Variant(
        piece="on-lists",
        outlet="newsletter",
        form="newsletter",
        key=key,
        meta=Meta(
            title=title,
            slug="on-lists",
            subject=title,
            preview="Why lists",
            canonical_url="https://example.com/on-lists/",
            cover_image="cover.png",
            not_before=not_before,
        ),
        parts=(Part("html", "email", ".html", html), Part("text", "text", ".txt", "Words\n")),
        digest=title[0].lower() * 64,
    )


@pytest.fixture
def there() -> Iterator[ButtondownStandIn]:
    with ButtondownStandIn() as server:
        yield server


def buttondown(url: str, environ: Mapping[str, str] = ENVIRON, **settings: Any) -> Buttondown:
    return Buttondown(Settings(**{"key": "env:BUTTONDOWN_KEY", "url": url, **settings}), Surroundings(Path(), environ))


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_draft(there: ButtondownStandIn) -> None:
    placement = buttondown(there.url).place(mail())
    email = there.emails[FIRST]
    assert (email["status"], email["subject"], email["description"]) == ("draft", "On lists", "Why lists")
    assert email["body"] == f"<!-- buttondown-editor-mode: naked -->\n{HTML}"
    assert email["metadata"] == {"recycle": token(KEY), "recycle_digest": "o" * 64}
    assert (email["canonical_url"], email["image"]) == ("https://example.com/on-lists/", "")
    assert (placement.remote, placement.url, placement.waits) == (FIRST, "", "")
    assert placement.note == f"it is a draft: look at it and send it at https://buttondown.com/emails/{FIRST}"


def test_sent(there: ButtondownStandIn) -> None:
    placement = buttondown(there.url, send=True).place(mail())
    assert there.started == [FIRST]
    assert there.emails[FIRST]["metadata"]["recycle"] == token(KEY)
    assert (placement.url, placement.note) == ("https://buttondown.example/example/archive/on-lists/", "")
    assert buttondown(there.url, send=True).final
    assert not buttondown(there.url).final


def test_scheduled(there: ButtondownStandIn) -> None:
    placement = buttondown(there.url, send=True).place(mail(not_before=LATER))
    assert (there.emails[FIRST]["status"], there.emails[FIRST]["publish_date"]) == ("scheduled", "2099-12-24T08:00:00Z")
    assert placement.note.startswith("Buttondown sends it at 2099-12-24T08:00:00Z")
    found = buttondown(there.url, send=True).find(mail(not_before=LATER), None)
    assert isinstance(found, Placement)
    assert found.remote == FIRST


def test_a_time_that_has_passed_is_now(there: ButtondownStandIn) -> None:
    buttondown(there.url, send=True).place(mail(not_before=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    assert there.started == [FIRST]


def test_expressions_in_a_subject_are_words(there: ButtondownStandIn) -> None:
    buttondown(there.url).place(mail("What {{ a }}, {% b %} and {# c #} do"))
    subject = there.emails[FIRST]["subject"]
    assert subject == 'What {{ "{{" }} a }}, {{ "{%" }} b %} and {{ "{#" }} c #} do'


def test_the_text_alone_in_the_template_of_the_newsletter(there: ButtondownStandIn) -> None:
    fancy = buttondown(there.url, mode="fancy")
    assert "templates: {html:" in fancy.blocked(mail(), None)
    assert fancy.blocked(mail(html="<p>Words</p>"), None) == ""
    fancy.place(mail(html="<p>Words</p>"))
    assert there.emails[FIRST]["body"] == "<!-- buttondown-editor-mode: fancy -->\n<p>Words</p>"


def test_what_cannot_be_placed(there: ButtondownStandIn) -> None:
    ours = buttondown(there.url)
    assert ours.blocked(mail(), None) == ""
    assert "no {{ unsubscribe_url }}" in ours.blocked(mail(html="<!doctype html><p>Words</p>"), None)
    assert "gives no HTML" in ours.blocked(replace(mail(), parts=()), None)


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("send", [False, True])
def test_a_lost_answer_to_the_create(there: ButtondownStandIn, send: bool) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        buttondown(there.url, send=send).place(mail())
    again = buttondown(there.url, send=send)
    answer = again.find(mail(), None)
    if send:
        assert answer is Answer.ABSENT  # a draft that is not sent yet: placing finishes it
        answer = again.place(mail())
    assert isinstance(answer, Placement)
    assert answer.remote == FIRST
    assert len(there.emails) == 1
    assert there.started == ([FIRST] if send else [])


def test_a_lost_answer_to_the_sending(there: ButtondownStandIn) -> None:
    there.fail("PATCH", acts=True)
    with pytest.raises(UnansweredError):
        buttondown(there.url, send=True).place(mail())
    found = buttondown(there.url, send=True).find(mail(), None)
    assert isinstance(found, Placement)
    assert buttondown(there.url, send=True).place(mail()) == found
    assert there.started == [FIRST]
    assert (there.count("POST"), there.count("PATCH")) == (1, 1)


def test_a_sending_that_did_not_arrive(there: ButtondownStandIn) -> None:
    there.fail("PATCH")
    with pytest.raises(UnansweredError):
        buttondown(there.url, send=True).place(mail())
    assert buttondown(there.url, send=True).find(mail(), None) is Answer.ABSENT
    buttondown(there.url, send=True).place(mail())
    assert (len(there.emails), there.started) == (1, [FIRST])


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("acts", [False, True])
def test_a_create_that_may_have_arrived(there: ButtondownStandIn, status: int, acts: bool) -> None:
    there.fail("POST", status=status, acts=acts)
    with pytest.raises(UnansweredError, match=str(status)):
        buttondown(there.url).place(mail())
    if buttondown(there.url).find(mail(), None) is Answer.ABSENT:
        buttondown(there.url).place(mail())
    assert len(there.emails) == 1


def test_an_attempt_with_other_words_is_finished_with_the_new_ones(there: ButtondownStandIn) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        buttondown(there.url).place(mail())
    assert buttondown(there.url).find(mail("Better"), None) is Answer.ABSENT
    buttondown(there.url).place(mail("Better"))
    assert [one["subject"] for one in there.emails.values()] == ["Better"]


@pytest.mark.parametrize("status", ["about_to_send", "in_flight", "sent", "paused", "errored"])
def test_what_is_on_its_way_is_never_sent_again(there: ButtondownStandIn, status: str) -> None:
    buttondown(there.url, send=True).place(mail())
    there.emails[FIRST]["status"] = status
    ours = buttondown(there.url, send=True)
    for answer in (ours.find(mail("Changed"), None), ours.place(mail("Changed"))):
        assert isinstance(answer, Placement)
        assert answer.remote == FIRST
        assert ("says that it is" in answer.note) == (status in ("paused", "errored"))
    assert there.emails[FIRST]["status"] == status
    assert there.count("POST") == 1


def test_two_with_one_key(there: ButtondownStandIn) -> None:
    buttondown(there.url).place(mail())
    there.emails["em_2"] = {**there.emails[FIRST], "id": "em_2"}
    both = r"2 times: https://buttondown\.com/emails/em_2 and https://buttondown\.com/emails/em_0+1\."
    with pytest.raises(DestinationError, match=both):
        buttondown(there.url).place(mail())
    with pytest.raises(DestinationError, match=both):
        buttondown(there.url).find(mail(), None)


def test_an_email_of_somebody_else_with_the_same_words_is_not_touched(there: ButtondownStandIn) -> None:
    buttondown(there.url).place(mail())
    there.emails[FIRST]["metadata"] = None
    theirs = dict(there.emails[FIRST])
    assert buttondown(there.url).find(mail(), None) is Answer.ABSENT
    with pytest.raises(DestinationError, match=r"same identifiers already exists\.; email_duplicate"):
        buttondown(there.url).place(mail())
    assert there.emails == {FIRST: theirs}


def test_it_is_found_on_the_last_page(there: ButtondownStandIn) -> None:
    buttondown(there.url).place(mail())
    for number in range(35):
        there.emails[f"em_x{number}"] = {**there.emails[FIRST], "id": f"em_x{number}", "metadata": {"recycle": str(number)}}
    found = buttondown(there.url).find(mail(), None)
    assert isinstance(found, Placement)
    assert found.remote == FIRST
    assert found.held == buttondown(there.url).look(found).held  # type: ignore[union-attr]


def test_a_deleted_one_is_not_there(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    there.emails[FIRST]["status"] = "deleted"
    assert buttondown(there.url).look(first) is Answer.ABSENT
    assert buttondown(there.url).find(mail(), None) is Answer.ABSENT


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_there_is_one(there: ButtondownStandIn, seed: int) -> None:
    send = seed % 2 == 0
    trouble(there, seed, ("POST", "PATCH"))
    brought(lambda: buttondown(there.url, send=send), mail())
    assert (len(there.emails), there.started) == (1, [FIRST] if send else [])


# ── what stands there ────────────────────────────────────────────────────────────────────────────


def test_a_revision(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    second = buttondown(there.url).revise(mail("Better"), first)
    assert (there.emails[FIRST]["subject"], there.emails[FIRST]["status"], second.remote) == ("Better", "draft", FIRST)
    assert there.emails[FIRST]["metadata"]["recycle"] == token(KEY)
    assert second.held != first.held
    assert there.count("POST") == 1


def test_a_revision_leaves_a_schedule_that_a_person_has_made(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    there.emails[FIRST] |= {"status": "scheduled", "publish_date": "2099-01-01T00:00:00Z"}
    buttondown(there.url).revise(mail("Better"), first)
    assert (there.emails[FIRST]["status"], there.emails[FIRST]["publish_date"]) == ("scheduled", "2099-01-01T00:00:00Z")


def test_a_lost_answer_to_a_revision(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    assert buttondown(there.url).find(mail("Better"), first) is Answer.ABSENT
    there.fail("PATCH", acts=True)
    with pytest.raises(UnansweredError):
        buttondown(there.url).revise(mail("Better"), first)
    found = buttondown(there.url).find(mail("Better"), first)
    assert isinstance(found, Placement)
    assert found.held == buttondown(there.url).look(found).held  # type: ignore[union-attr]


def test_what_is_on_its_way_cannot_be_revised_or_withdrawn(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    there.emails[FIRST]["status"] = "in_flight"
    with pytest.raises(DestinationError, match="the email is in flight, so its words are final"):
        buttondown(there.url).revise(mail("Better"), first)
    with pytest.raises(DestinationError, match="the email is in flight, and mail that has left cannot be taken back"):
        buttondown(there.url).withdraw(first)
    assert there.emails[FIRST]["subject"] == "On lists"


def test_a_change_by_hand_is_seen(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    seen = buttondown(there.url).look(first)
    assert isinstance(seen, Look)
    assert (seen.held, seen.title) == (first.held, "On lists")
    there.emails[FIRST]["subject"] = "By hand"
    changed = buttondown(there.url).look(first)
    assert isinstance(changed, Look)
    assert changed.held != first.held


def test_deleted_there(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    there.emails.clear()
    assert buttondown(there.url).look(first) is Answer.ABSENT
    assert buttondown(there.url).find(mail("Better"), first) is Answer.ABSENT
    with pytest.raises(DestinationError, match="the email was deleted"):
        buttondown(there.url).revise(mail("Better"), first)
    assert there.emails == {}


def test_withdrawn_twice(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    there.fail("DELETE", status=404, acts=True)
    buttondown(there.url).withdraw(first)
    buttondown(there.url).withdraw(first)
    assert there.emails == {}
    assert there.count("DELETE") == 1


def test_a_withdrawal_that_is_refused(there: ButtondownStandIn) -> None:
    first = buttondown(there.url).place(mail())
    there.fail("DELETE", status=403)
    with pytest.raises(DestinationError, match="out of order"):
        buttondown(there.url).withdraw(first)


def test_an_email_that_a_person_settled_by_its_address(there: ButtondownStandIn) -> None:
    with pytest.raises(DestinationError, match="does not know the id"):
        buttondown(there.url).revise(mail(), Placement(remote="https://example.com/archive/1"))


# ── saying no, and the doctor ────────────────────────────────────────────────────────────────────


def test_a_wrong_key(there: ButtondownStandIn) -> None:
    ours = buttondown(there.url, {"BUTTONDOWN_KEY": "wrong-key-value"})
    for ask in (partial(ours.place, mail()), ours.account):
        with pytest.raises(DestinationError) as caught:
            ask()
        assert "Invalid token. Is BUTTONDOWN_KEY right, and still valid?" in caught.value.message
        assert "wrong-key-value" not in caught.value.message


def test_no_key() -> None:
    bare = buttondown("https://api.buttondown.com", {})
    (finding,) = bare.check()
    assert "BUTTONDOWN_KEY is not set" in finding.message
    assert "POST https://api.buttondown.com/v1/emails" in bare.preview(mail(), None)
    with pytest.raises(DestinationError, match="BUTTONDOWN_KEY"):
        bare.place(mail())
    assert buttondown("https://api.buttondown.com").check() == ()


def test_the_account(there: ButtondownStandIn) -> None:
    assert buttondown(there.url).account() == "the key is example's and reads emails; they are left as drafts"
    assert buttondown(there.url, send=True).account().endswith("they are sent")
    there.may_read = False
    with pytest.raises(DestinationError, match=r"may not read emails. Is BUTTONDOWN_KEY right, and may it do this\?"):
        buttondown(there.url).account()


def test_settings_that_cannot_work() -> None:
    with pytest.raises(InputError, match="key: write env:NAME") as caught:
        buttondown("https://api.buttondown.com", key=API_KEY)
    assert API_KEY not in caught.value.message


def test_an_answer_that_is_none() -> None:
    with Replay("buttondown/garbage.http") as garbage:
        with pytest.raises(UnansweredError, match="does not understand"):
            buttondown(garbage.url).place(mail())
        with pytest.raises(DestinationError, match="not JSON"):
            buttondown(garbage.url).find(mail(), None)
    assert garbage.left == []


# ── what is shown is what is sent ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("send", [False, True])
@pytest.mark.parametrize("at", [None, LATER])
def test_the_preview_is_the_request(there: ButtondownStandIn, send: bool, at: dt.datetime | None) -> None:
    ours = buttondown(there.url, send=send)
    first_shown = ours.preview(mail(not_before=at), None)
    first = ours.place(mail(not_before=at))
    there.emails[FIRST]["status"] = "draft"
    then_shown = ours.preview(mail("Better", not_before=at), first)
    ours.revise(mail("Better", not_before=at), first)
    sent = [asked for asked in there.asked if b"editor-mode" in asked.body]
    for asked, shown in zip(sent, (first_shown, then_shown), strict=True):
        assert f"{asked.method} {there.url}{asked.target}\n" in shown
        assert asked.body.decode() in shown
        assert "X-API-Version: 2026-04-01" in shown
        assert API_KEY not in shown
        assert ("then PATCH" in shown) == send
        assert ("2099-12-24T08:00:00Z" in shown) == (send and at is not None)


def test_it_is_a_destination(there: ButtondownStandIn) -> None:
    destination: Destination = ROW.build(Settings(key="env:X", url=there.url), Surroundings(Path(), {}))
    assert isinstance(destination, Online)
    assert (destination.service, destination.settling) == (there.url, 10.0)
    assert destination.intact(Placement())
    assert ROW.forms == {"newsletter": {"service": "buttondown"}}


@pytest.mark.parametrize(("file", "send"), [("buttondown/draft.http", False), ("buttondown/send.http", True)])
def test_transcripts(file: str, send: bool) -> None:
    with Replay(file) as recorded:
        placement = buttondown(recorded.url, send=send).place(mail())
        assert recorded.wrong == []
        assert recorded.left == []
    assert placement.remote == "em_01hxyz3k7c2m4n6p8q0r2s4t6v"
    assert placement.url == ("https://buttondown.com/example/archive/on-lists/" if send else "")


# ── as a person runs it ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mode", "form"), [("naked", "newsletter"), ("fancy", "{type: newsletter, templates: {html: ''}, service: buttondown}")]
)
def test_from_config_to_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ButtondownStandIn, mode: str, form: str
) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    said = f"type: buttondown, url: '{there.url}', key: 'env:BUTTONDOWN_KEY', mode: {mode}, send: true, settling: 0"
    ours.configure(f"{{form: {form}, destination: {{{said}}}}}")
    assert "the key is example's" in ours.run("doctor")[1]
    there.fail("POST", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    there.fail("PATCH", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    assert ours.run("publish")[0] == 0
    assert there.started == [FIRST]
    assert there.count("POST") == 1
    body = there.emails[FIRST]["body"]
    for what in ("<li", "<table", "two 🎈", "&#123;&#123; name }}", "&#123;&#37; raw %}"):
        assert what in body
    assert ('href="{{ unsubscribe_url }}"' in body) == ("<!DOCTYPE" in body) == (mode == "naked")


def test_from_config_to_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ButtondownStandIn) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    ours.configure(
        f"{{form: newsletter, destination: {{type: buttondown, url: '{there.url}', key: 'env:BUTTONDOWN_KEY', settling: 0}}}}"
    )
    assert "1 placed" in ours.run("publish")[1]
    ours.edit("two", "three")
    assert "1 revised" in ours.run("publish")[1]
    there.emails[FIRST]["subject"] = "By hand"
    ours.edit("three", "four")
    assert "+By hand" in ours.run("publish")[1]
    there.emails.clear()
    assert "it was deleted there" in ours.run("publish")[1]
    assert "withdrawn" in ours.run("publish")[1]
    assert there.emails == {}
