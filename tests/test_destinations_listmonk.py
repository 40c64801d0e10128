"""listmonk: one campaign for one use, found again by its name, and never started twice."""

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
from recycle.destinations.listmonk import ROW, Listmonk, Settings
from recycle.destinations.listmonk.media import public
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings, Uploads
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset, Meta, Part, Placement, Variant
from tests.pictures import png
from tests.services.listmonk import ROOT, TOKEN, USER, ListmonkStandIn
from tests.services.transcripts import Replay
from tests.services.trouble import SEEDS, brought, trouble
from tests.services.workspaces import workspace

ENVIRON = MappingProxyType({"LISTMONK_TOKEN": TOKEN})
KEY = "on-lists/newsletter/1"
LATER = dt.datetime(2099, 12, 24, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
HTML = '<!doctype html><p>Words</p><p><a href="{{ UnsubscribeURL }}">Leave</a></p>\n'
TEXT = "Words\n\nLeave: {{ UnsubscribeURL }}\n"


def mail(title: str = "On lists", html: str = HTML, key: str = KEY, not_before: dt.datetime | None = None) -> Variant:
    return Variant(
        piece="on-lists",
        outlet="newsletter",
        form="newsletter",
        key=key,
        meta=Meta(title=title, slug="on-lists", subject=title, not_before=not_before),
        parts=(Part("html", "email", ".html", html), Part("text", "text", ".txt", TEXT)),
        digest="d" * 64,
    )


@pytest.fixture
def there() -> Iterator[ListmonkStandIn]:
    with ListmonkStandIn() as server:
        yield server


def listmonk(url: str, environ: Mapping[str, str] = ENVIRON, **settings: Any) -> Listmonk:
    said = {"lists": ("Readers",), "user": USER, "token": "env:LISTMONK_TOKEN", "url": url, **settings}
    return Listmonk(Settings(**said), Surroundings(Path(), environ))


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_draft(there: ListmonkStandIn) -> None:
    placement = listmonk(there.url, template="Bare", from_email="Blog <blog@example.com>").place(mail())
    (campaign,) = there.campaigns.values()
    assert campaign["name"] == f"On lists [{token(KEY)}]"
    assert (campaign["subject"], campaign["body"], campaign["altbody"]) == ("On lists", HTML, TEXT)
    assert (campaign["status"], campaign["template_id"], campaign["content_type"]) == ("draft", 2, "html")
    assert campaign["lists"] == [{"id": 2, "name": "Readers"}]
    assert campaign["from_email"] == "Blog <blog@example.com>"
    assert (placement.remote, placement.url, placement.waits) == ("1", "", "")
    assert placement.note == f"it is a draft: look at it and send it at {there.url}/admin/campaigns/1"


def test_sent(there: ListmonkStandIn) -> None:
    placement = listmonk(there.url, send=True).place(mail())
    assert there.started == [1]
    assert placement.note == ""
    assert listmonk(there.url, send=True).final
    assert not listmonk(there.url).final


def test_scheduled(there: ListmonkStandIn) -> None:
    placement = listmonk(there.url, send=True).place(mail(not_before=LATER))
    assert there.campaigns[1]["status"] == "scheduled"
    assert there.campaigns[1]["send_at"] == "2099-12-24T08:00:00+00:00"
    assert "listmonk sends it at 2099-12-24T08:00:00+00:00" in placement.note


def test_a_time_that_has_passed_is_now(there: ListmonkStandIn) -> None:
    listmonk(there.url, send=True).place(mail(not_before=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    assert there.started == [1]


def test_a_draft_keeps_the_time_for_the_person(there: ListmonkStandIn) -> None:
    listmonk(there.url).place(mail(not_before=LATER))
    assert (there.campaigns[1]["status"], there.campaigns[1]["send_at"]) == ("draft", "2099-12-24T08:00:00+00:00")


def test_numbers_of_lists_need_no_look_up(there: ListmonkStandIn) -> None:
    listmonk(there.url, lists=(2, 1), template=2).place(mail())
    assert [one["id"] for one in there.campaigns[1]["lists"]] == [2, 1]
    assert [asked.path for asked in there.asked] == ["/api/campaigns", "/api/campaigns"]


def test_braces_in_a_subject_are_words(there: ListmonkStandIn) -> None:
    listmonk(there.url).place(mail("What {{ name }} does"))
    assert there.campaigns[1]["subject"] == 'What {{ "{{" }} name }} does'
    assert there.campaigns[1]["name"].startswith("What {{ name }} does [")


def test_a_long_title_leaves_room_for_the_key(there: ListmonkStandIn) -> None:
    listmonk(there.url).place(replace(mail("ü" * 900), meta=Meta(title="ü" * 900, slug="x", subject="Short")))
    assert there.campaigns[1]["name"].endswith(f"[{token(KEY)}]")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"lists": ("Raeders",)}, 'no list called "Raeders". Did you mean "Readers"? It has Default list or Readers.'),
        ({"template": "Bear"}, 'no template called "Bear". Did you mean "Bare"?'),
    ],
)
def test_names_that_there_are_not(there: ListmonkStandIn, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(DestinationError) as caught:
        listmonk(there.url, **settings).place(mail())
    assert message in caught.value.message
    assert there.campaigns == {}


def test_two_lists_of_one_name(there: ListmonkStandIn) -> None:
    there.lists[3] = "Readers"
    with pytest.raises(DestinationError, match='2 lists called "Readers": give the number, 2 or 3'):
        listmonk(there.url).place(mail())


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("send", [False, True])
def test_a_lost_answer_to_the_create(there: ListmonkStandIn, send: bool) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        listmonk(there.url, send=send).place(mail())
    again = listmonk(there.url, send=send)
    answer = again.find(mail(), None)
    if send:
        assert answer is Answer.ABSENT  # a draft that is not sent yet: placing finishes it
        answer = again.place(mail())
    assert isinstance(answer, Placement)
    assert answer.remote == "1"
    assert len(there.campaigns) == 1
    assert there.started == ([1] if send else [])


def test_a_lost_answer_to_the_start(there: ListmonkStandIn) -> None:
    there.fail("PUT", acts=True)
    with pytest.raises(UnansweredError):
        listmonk(there.url, send=True).place(mail())
    found = listmonk(there.url, send=True).find(mail(), None)
    assert isinstance(found, Placement)
    assert listmonk(there.url, send=True).place(mail()) == found
    assert there.started == [1]
    assert there.count("POST") == 1


def test_a_start_that_did_not_arrive(there: ListmonkStandIn) -> None:
    there.fail("PUT")
    with pytest.raises(UnansweredError):
        listmonk(there.url, send=True).place(mail())
    assert listmonk(there.url, send=True).find(mail(), None) is Answer.ABSENT
    listmonk(there.url, send=True).place(mail())
    assert (len(there.campaigns), there.started) == (1, [1])


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("acts", [False, True])
def test_a_create_that_may_have_arrived(there: ListmonkStandIn, status: int, acts: bool) -> None:
    there.fail("POST", status=status, acts=acts)
    with pytest.raises(UnansweredError, match=str(status)):
        listmonk(there.url).place(mail())
    if listmonk(there.url).find(mail(), None) is Answer.ABSENT:
        listmonk(there.url).place(mail())
    assert len(there.campaigns) == 1


@pytest.mark.parametrize("status", ["running", "paused", "finished", "cancelled"])
def test_what_has_begun_is_never_begun_again(there: ListmonkStandIn, status: str) -> None:
    listmonk(there.url, send=True).place(mail())
    there.campaigns[1]["status"] = status
    for answer in (
        listmonk(there.url, send=True).find(mail("Changed"), None),
        listmonk(there.url, send=True).place(mail("Changed")),
    ):
        assert isinstance(answer, Placement)
        assert answer.remote == "1"
    assert there.campaigns[1]["status"] == status
    assert there.count("POST") == 1


def test_two_with_one_key(there: ListmonkStandIn) -> None:
    listmonk(there.url).place(mail())
    there.campaigns[5] = {**there.campaigns[1], "id": 5}
    both = r"2 times: .*/admin/campaigns/5 and .*/admin/campaigns/1\."
    with pytest.raises(DestinationError, match=both):
        listmonk(there.url).place(mail())
    with pytest.raises(DestinationError, match=both):
        listmonk(there.url).find(mail(), None)


def test_somebody_elses_campaign_of_the_same_name_is_not_touched(there: ListmonkStandIn) -> None:
    listmonk(there.url).place(mail(key="on-lists/other/1"))
    theirs = dict(there.campaigns[1])
    there.campaigns[1]["subject"] = token(KEY)  # even when the search finds it
    theirs["subject"] = token(KEY)
    assert listmonk(there.url).find(mail(), None) is Answer.ABSENT
    listmonk(there.url).place(mail())
    assert there.campaigns[1] == theirs
    assert len(there.campaigns) == 2


def test_it_is_found_on_the_last_page(there: ListmonkStandIn) -> None:
    listmonk(there.url).place(mail())
    for number in range(2, 131):
        there.campaigns[number] = {**there.campaigns[1], "id": number, "name": f"About {token(KEY)}, part {number}"}
    found = listmonk(there.url).find(mail(), None)
    assert isinstance(found, Placement)
    assert found.remote == "1"


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_there_is_one(there: ListmonkStandIn, seed: int) -> None:
    send = seed % 2 == 0
    trouble(there, seed, ("POST", "PUT"))
    brought(lambda: listmonk(there.url, send=send), mail())
    assert (len(there.campaigns), there.started) == (1, [1] if send else [])


# ── what stands there ────────────────────────────────────────────────────────────────────────────


def test_a_revision(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    second = listmonk(there.url).revise(mail("Better"), first)
    assert (there.campaigns[1]["subject"], second.remote) == ("Better", "1")
    assert second.held != first.held
    assert there.count("POST") == 1


def test_a_lost_answer_to_a_revision(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    assert listmonk(there.url).find(mail("Better"), first) is Answer.ABSENT
    there.fail("PUT", acts=True)
    with pytest.raises(UnansweredError):
        listmonk(there.url).revise(mail("Better"), first)
    found = listmonk(there.url).find(mail("Better"), first)
    assert isinstance(found, Placement)
    assert found.held == listmonk(there.url).look(found).held  # type: ignore[union-attr]


def test_a_change_by_hand_after_a_lost_answer_is_for_a_person(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    there.campaigns[1]["body"] = "<p>By hand</p>"
    assert listmonk(there.url).find(mail("Better"), first) is Answer.CANNOT_ASK


def test_a_revision_leaves_the_time_that_a_person_has_set(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    there.campaigns[1] |= {"send_at": "2099-01-01T00:00:00+00:00", "status": "scheduled"}
    listmonk(there.url).revise(mail("Better"), first)
    assert (there.campaigns[1]["send_at"], there.campaigns[1]["status"]) == ("2099-01-01T00:00:00+00:00", "scheduled")


@pytest.mark.parametrize("status", ["running", "finished", "cancelled"])
def test_what_has_begun_cannot_be_revised_or_withdrawn(there: ListmonkStandIn, status: str) -> None:
    first = listmonk(there.url).place(mail())
    there.campaigns[1]["status"] = status
    with pytest.raises(DestinationError, match=f"is {status}, so its words are final"):
        listmonk(there.url).revise(mail("Better"), first)
    with pytest.raises(DestinationError, match=f"is {status} in listmonk, and mail that has left cannot be taken back"):
        listmonk(there.url).withdraw(first)
    assert there.campaigns[1]["subject"] == "On lists"


def test_a_paused_one_is_revised_and_not_resumed(there: ListmonkStandIn) -> None:
    first = listmonk(there.url, send=True).place(mail())
    there.campaigns[1]["status"] = "paused"
    second = listmonk(there.url, send=True).revise(mail("Better"), first)
    assert (there.campaigns[1]["subject"], there.campaigns[1]["status"]) == ("Better", "paused")
    assert second.note.startswith("it is paused")


def test_a_change_by_hand_is_seen(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    seen = listmonk(there.url).look(first)
    assert isinstance(seen, Look)
    assert (seen.held, seen.title, seen.text) == (first.held, "On lists", HTML)
    there.campaigns[1]["body"] = "<p>By hand</p>"
    changed = listmonk(there.url).look(first)
    assert isinstance(changed, Look)
    assert changed.held != first.held


def test_deleted_there(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    there.campaigns.clear()
    assert listmonk(there.url).look(first) is Answer.ABSENT
    assert listmonk(there.url).find(mail("Better"), first) is Answer.ABSENT
    with pytest.raises(DestinationError, match="the campaign was deleted"):
        listmonk(there.url).revise(mail("Better"), first)
    assert there.campaigns == {}


def test_withdrawn_twice(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    listmonk(there.url).withdraw(first)
    listmonk(there.url).withdraw(first)
    assert there.campaigns == {}
    assert there.count("DELETE") == 1


def test_deleted_while_it_is_withdrawn(there: ListmonkStandIn) -> None:
    first = listmonk(there.url).place(mail())
    there.fail("DELETE", status=400, acts=True)
    listmonk(there.url).withdraw(first)
    there.campaigns[1] = {"id": 1, "name": "x", "status": "draft"}
    there.fail("DELETE", status=400)
    with pytest.raises(DestinationError, match="out of order"):
        listmonk(there.url).withdraw(first)


def test_a_campaign_that_a_person_settled_by_its_address(there: ListmonkStandIn) -> None:
    with pytest.raises(DestinationError, match="does not know the number"):
        listmonk(there.url).revise(mail(), Placement(remote="https://example.com/archive/1"))


# ── saying no, and the doctor ────────────────────────────────────────────────────────────────────


def test_a_wrong_token(there: ListmonkStandIn) -> None:
    environ = {"LISTMONK_TOKEN": "wrong-token-value"}
    ours = listmonk(there.url, environ)
    for ask in (partial(ours.place, mail()), ours.account):
        with pytest.raises(DestinationError) as caught:
            ask()
        assert "invalid API credentials" in caught.value.message
        assert "LISTMONK_TOKEN" in caught.value.message
        assert "wrong-token-value" not in caught.value.message


def test_no_token() -> None:
    bare = listmonk("https://lists.example.com", {})
    (finding,) = bare.check()
    assert "LISTMONK_TOKEN is not set" in finding.message
    assert bare.blocked(mail(), None) == ""
    with pytest.raises(DestinationError, match="LISTMONK_TOKEN"):
        bare.place(mail())


def test_a_right_that_is_missing_leaves_a_draft_that_is_finished_later(there: ListmonkStandIn) -> None:
    there.rights -= {"campaigns:send"}
    with pytest.raises(DestinationError, match=r"permission denied: campaigns:send. Is LISTMONK_TOKEN right, and may it do"):
        listmonk(there.url, send=True).place(mail())
    there.rights |= {"campaigns:send"}
    listmonk(there.url, send=True).place(mail())
    assert (len(there.campaigns), there.started) == (1, [1])


def test_what_listmonk_finds_wrong_is_said(there: ListmonkStandIn) -> None:
    with pytest.raises(DestinationError, match='function "name" not defined'):
        listmonk(there.url).place(mail(html="<p>{{ name }}</p>"))


def test_an_answer_that_is_none() -> None:
    with Replay("listmonk/garbage.http") as garbage:
        with pytest.raises(UnansweredError, match="does not understand"):
            listmonk(garbage.url, lists=(1,)).place(mail())
        with pytest.raises(DestinationError, match="not JSON"):
            listmonk(garbage.url, lists=(1,)).find(mail(), None)
        with pytest.raises(DestinationError, match=r"sends on to https://www\.example\.com/api/campaigns"):
            listmonk(garbage.url, lists=(1,)).find(mail(), None)
    assert garbage.left == []


def test_the_account(there: ListmonkStandIn) -> None:
    assert listmonk(there.url, template="Bare").account() == "recycle leaves drafts of campaigns to Readers"
    said = listmonk(there.url, send=True, lists=(1, "Readers")).account()
    assert said.startswith(
        'recycle sends campaigns to Default list, Readers; the template "Default template" puts a page around'
    )
    with pytest.raises(DestinationError, match="shows recycle no list with the number 9"):
        listmonk(there.url, lists=(9,)).account()


def test_an_account_with_few_rights(there: ListmonkStandIn) -> None:
    there.rights = frozenset({"campaigns:get_all", "campaigns:manage_all"})
    no_images = "; it may not upload images, for lack of media:get and media:manage"
    assert listmonk(there.url).account() == f"recycle leaves drafts of campaigns to Readers{no_images}"
    there.rights = frozenset({"campaigns:get"})
    with pytest.raises(DestinationError, match="recycle lacks campaigns:manage and templates:get: add that to its user role"):
        listmonk(there.url, template="Bare").account()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": "http://lists.example.com"}, "would carry the secret in the open"),
        ({"url": "lists.example.com"}, "is not a web address"),
        ({"token": TOKEN}, "token: write env:NAME"),
        ({"user": "a:b"}, "has a colon in it"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        listmonk(**{"url": "https://lists.example.com", **settings})
    assert TOKEN not in caught.value.message


def test_a_form_without_html(there: ListmonkStandIn) -> None:
    plain = replace(mail(), parts=(Part("text", "text", ".txt", TEXT),))
    assert "gives no HTML" in listmonk(there.url).blocked(plain, None)


# ── what is shown is what is sent ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("settings", [{}, {"send": True, "template": "Bare", "from_email": "Blog <blog@example.com>"}])
@pytest.mark.parametrize("at", [None, LATER])
def test_the_preview_is_the_request(there: ListmonkStandIn, settings: dict[str, Any], at: dt.datetime | None) -> None:
    ours = listmonk(there.url, **settings)
    first_shown = ours.preview(mail(not_before=at), None)
    first = ours.place(mail(not_before=at))
    there.campaigns[1]["status"] = "draft"
    then_shown = ours.preview(mail("Better", not_before=at), first)
    ours.revise(mail("Better", not_before=at), first)
    sent = [asked for asked in there.asked if asked.method in ("POST", "PUT") and not asked.path.endswith("/status")]
    for asked, shown in zip(sent, (first_shown, then_shown), strict=True):
        assert f"{asked.method} {there.url}{asked.target}\n" in shown
        assert asked.body.decode() in shown
        assert TOKEN not in shown
        assert ("then PUT" in shown) == bool(settings.get("send"))


def test_the_preview_without_listmonk() -> None:
    shown = listmonk("https://lists.example.com", {}, template="Bare").preview(mail(), None)
    assert "POST https://lists.example.com/api/campaigns" in shown
    assert '"Readers"' in shown
    assert '"Bare"' in shown


def test_it_is_a_destination(there: ListmonkStandIn) -> None:
    destination: Destination = ROW.build(
        Settings(url=there.url, user=USER, token="env:X", lists=(1,)), Surroundings(Path(), {})
    )
    assert isinstance(destination, Online)
    assert isinstance(destination, Uploads)
    assert ROW.uploads
    assert (destination.service, destination.settling) == (there.url, 10.0)
    assert destination.intact(Placement())
    assert ROW.forms == {"newsletter": {"service": "listmonk"}}


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        ("listmonk/draft.http", {"lists": (1,)}),
        ("listmonk/send.http", {"lists": ("Default list",), "template": "Default template", "send": True}),
    ],
)
def test_transcripts(file: str, settings: dict[str, Any]) -> None:
    with Replay(file) as recorded:
        placement = listmonk(recorded.url, **settings).place(mail())
        assert recorded.wrong == []
        assert recorded.left == []
    assert placement.remote == "1"
    assert set(placement.held) == {"subject", "body", "altbody"}


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def asset(data: bytes, name: str = "img/Chart.PNG") -> Asset:
    return Asset(name, f"content/{name}", hashlib.sha256(data).hexdigest())


def test_an_image_is_uploaded_and_found_again(there: ListmonkStandIn) -> None:
    one, picture = listmonk(there.url), asset(png())
    assert one.uploaded(picture) == ""
    name = f"recycle-{picture.digest[:20]}.png"
    assert one.upload(picture, png()) == f"{ROOT}/uploads/{name}"
    assert there.files == {1: (name, png())}
    assert listmonk(there.url).uploaded(picture) == f"{ROOT}/uploads/{name}"
    assert one.uploaded(asset(png(2))) == ""
    assert one.uploaded(Asset("a.png", "content/a.png", picture.digest)) == f"{ROOT}/uploads/{name}"


def test_of_two_copies_it_is_the_first(there: ListmonkStandIn) -> None:
    one, picture = listmonk(there.url), asset(png())
    first, second = one.upload(picture, png()), one.upload(picture, png())
    assert second == first.replace(".png", "_Ab0002.png")
    assert one.uploaded(picture) == first
    del there.files[1]
    assert one.uploaded(picture) == second
    there.files |= dict.fromkeys(range(3, 130), (f"Of-{there.files[2][0]}", b""))
    assert one.uploaded(picture) == second


@pytest.mark.parametrize("status", [0, 500, 502])
@pytest.mark.parametrize("acts", [False, True])
def test_a_lost_answer_to_an_upload(there: ListmonkStandIn, status: int, acts: bool) -> None:
    there.fail("POST", "/api/media", status=status, acts=acts)
    with pytest.raises(UnansweredError):
        listmonk(there.url).upload(asset(png()), png())
    again = listmonk(there.url)
    url = again.uploaded(asset(png()))
    assert bool(url) == acts
    assert (url or again.upload(asset(png()), png())).startswith(f"{ROOT}/uploads/recycle-")
    assert len(there.files) == 1


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("/uploads/a.png", "https://lists.example.com/uploads/a.png"),
        ("uploads/a.png", "https://lists.example.com/uploads/a.png"),
        ("//files.example.net/a.png", "https://files.example.net/a.png"),
        ("https://files.example.net/bucket/a.png?v=2", "https://files.example.net/bucket/a.png?v=2"),
    ],
)
def test_addresses_are_made_whole(url: str, whole: str) -> None:
    assert public(url, "https://lists.example.com") == whole


def test_images_that_are_not_taken(there: ListmonkStandIn) -> None:
    with pytest.raises(DestinationError) as caught:
        listmonk(there.url).upload(asset(b"x", "a.tiff"), b"x")
    assert caught.value.message == (
        "listmonk does not take content/a.tiff: Unsupported file type (tiff). Settings, Media uploads there says what it takes."
    )
    there.fail("POST", "/api/media", status=413)
    with pytest.raises(DestinationError, match=r"said no \(413\): out of order"):
        listmonk(there.url).upload(asset(png()), png())
    assert there.files == {}


def test_who_may_not_upload(there: ListmonkStandIn) -> None:
    there.rights -= {"media:get", "media:manage"}
    with pytest.raises(DestinationError, match="recycle lacks media:get and media:manage: add that to its user role"):
        listmonk(there.url).uploaded(asset(png()))
    there.rights |= {"media:get"}
    with pytest.raises(DestinationError, match="recycle lacks media:manage: add that to its user role"):
        listmonk(there.url).uploaded(asset(png()))
    with pytest.raises(DestinationError, match="permission denied: media:manage"):
        listmonk(there.url).upload(asset(png()), png())
    assert there.files == {}


@pytest.mark.parametrize(
    ("root", "ending", "message"),
    [
        ("", "", "at http://127.0.0.1:[0-9]+, where no reader gets them"),
        ("http://localhost:9000", "", "at http://localhost:9000, where no reader gets them: set the Root URL"),
        ("https://s3.example.net", "?X-Amz-Expires=601200&X-Amz-Signature=ab12", "in a private bucket"),
        ("ftp://files.example.net", "", "addresses that are none for the web"),
    ],
)
def test_addresses_that_readers_cannot_use(there: ListmonkStandIn, root: str, ending: str, message: str) -> None:
    there.root, there.ending = root, ending
    for ask in (partial(listmonk(there.url).upload, data=png()), listmonk(there.url).uploaded):
        with pytest.raises(DestinationError, match=message) as caught:
            ask(asset(png()))
        assert "ab12" not in caught.value.message
    assert len(there.files) == 1


# ── as a person runs it ──────────────────────────────────────────────────────────────────────────

OUTLET = (
    "{form: {type: newsletter, sender: 'Blog <blog@example.com>'}, destination: {type: listmonk, url: '%s',"
    " user: recycle, token: 'env:LISTMONK_TOKEN', lists: [Readers], template: Bare, settling: 0, send: %s}}"
)


def test_from_config_to_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ListmonkStandIn) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    ours.configure(OUTLET % (there.url, "false"))
    assert "recycle leaves drafts of campaigns to Readers" in ours.run("doctor")[1]
    there.fail("POST", acts=True)
    code, said = ours.run("publish")
    assert (code, "1 unknown" in said) == (1, True)
    assert ours.run("publish")[0] == 0
    for what in ("<li", "<table", "two 🎈", "&#123;&#123; name }}", 'href="{{ UnsubscribeURL }}"'):
        assert what in there.campaigns[1]["body"]
    assert '{{ "{{" }} name }}' in there.campaigns[1]["altbody"]
    ours.edit("two", "three")
    assert "1 revised" in ours.run("publish")[1]
    there.campaigns[1]["subject"] = "By hand"
    ours.edit("three", "four")
    code, said = ours.run("publish")
    assert (code, "+By hand" in said) == (1, True)
    assert "1 revised" in ours.run("publish", "--overwrite")[1]
    assert (len(there.campaigns), there.started) == (1, [])
    assert ours.run("withdraw", "on-lists", "there", "--because", "a test")[0] == 0
    assert there.campaigns == {}
    assert TOKEN not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "ledger").rglob("*.*"))


def test_from_config_to_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ListmonkStandIn) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    ours.configure(OUTLET % (there.url, "true"))
    there.fail("POST", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    there.fail("PUT", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    assert ours.run("publish")[0] == 0
    ours.edit("two", "three")
    assert "what was sent there is final" in ours.run("publish")[1]
    assert there.started == [1]
    assert there.count("POST") == 1


def test_images_from_config_to_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ListmonkStandIn) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    ours.configure(OUTLET % (there.url, "false"))
    (ours.piece.parent / "chart.png").write_bytes(png())
    ours.edit("- one\n", "![A chart](chart.png)\n\n- one\n")
    other = ours.piece.read_text(encoding="utf-8").replace("id: on-lists", "id: on-ropes").replace("On lists", "On ropes")
    ours.piece.with_name("on-ropes.md").write_text(other, encoding="utf-8")
    assert ours.run("publish", "--dry-run")[0] == 0
    assert (there.count("POST", "PUT"), there.files) == (0, {})
    there.rights -= {"media:manage"}
    code, said = ours.run("publish", "on-lists")
    assert (code, "an image could not be uploaded, and the text was not sent: recycle lacks media:manage" in said) == (1, True)
    there.rights |= {"media:manage"}
    there.fail("POST", "/api/media", acts=True)
    code, said = ours.run("publish", "on-lists")
    assert (code, "an image could not be uploaded" in said, there.campaigns) == (1, True, {})
    there.fail("POST", "/api/campaigns", acts=True)
    assert "1 unknown" in ours.run("publish", "on-lists")[1]
    assert ours.run("publish")[0] == 0
    assert (len(there.campaigns), len(there.files)) == (2, 1)
    address = f"{ROOT}/uploads/{there.files[1][0]}"
    for campaign in there.campaigns.values():
        assert f'src="{address}"' in campaign["body"]
        assert address in campaign["altbody"]
        assert "upload.invalid" not in campaign["body"] + campaign["altbody"]
    ours.edit("two", "three")
    assert "1 revised" in ours.run("publish")[1]
    assert "2 unchanged" in ours.run("publish")[1]
    assert [asked.path for asked in there.asked if asked.method == "POST"].count("/api/media") == 1
