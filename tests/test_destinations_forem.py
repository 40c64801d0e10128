"""Forem: one article for one use, found again by a line that nobody sees, a draft before it is public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from recycle.destinations.forem import ROW, Forem, Settings
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from tests.services.forem import KEY as API_KEY
from tests.services.forem import ForemStandIn
from tests.services.transcripts import Replay
from tests.services.trouble import SEEDS, brought, trouble
from tests.services.workspaces import workspace

ENVIRON = MappingProxyType({"FOREM_KEY": API_KEY})
KEY = "on-lists/dev/1"
URL = "https://example.com/on-lists/"
FIRST = 101


def article(title: str = "On lists", text: str = "Words.\n", key: str = KEY, **meta: Any) -> Variant:
    said = {"description": "Why lists", "tags": ("lists", "writing"), "canonical_url": URL, "series": "Lists", **meta}
    return Variant(
        piece="on-lists",
        outlet="dev",
        form="blog",
        key=key,
        meta=Meta(title=title, slug="on-lists", **said),
        parts=(Part("page", "gfm-forem", ".md", text),),
        digest="ab"[title == "On lists"] * 64,
    )


@pytest.fixture
def there() -> Iterator[ForemStandIn]:
    with ForemStandIn() as server:
        yield server


def forem(url: str, environ: Mapping[str, str] = ENVIRON, **settings: Any) -> Forem:
    said = {"key": "env:FOREM_KEY", "url": url, "pause": 0.0, **settings}
    return Forem(Settings(**said), Surroundings(Path(), environ))


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_published(there: ForemStandIn) -> None:
    placement = forem(there.url).place(article(cover_image="https://example.com/c.png"))
    assert (placement.remote, placement.url, placement.note) == ("101", f"{there.url}/example/article-101", "")
    assert there.articles[FIRST] == {
        "title": "On lists",
        "body_markdown": f"[//]: # (recycle:{token(KEY)} {'b' * 64} --- ---)\n\nWords.\n",
        "description": "Why lists",
        "canonical_url": URL,
        "main_image": "https://example.com/c.png",
        "series": "Lists",
        "tags": ["lists", "writing"],
        "published": True,
    }
    assert [asked.method for asked in there.asked] == ["GET", "POST", "PUT"]
    assert there.asked[1].json["article"]["published"] is False


def test_a_draft(there: ForemStandIn) -> None:
    placement = forem(there.url, status="draft", tags=False).place(article())
    assert (placement.remote, placement.url, there.public) == ("101", "", [])
    assert placement.note == f"it is a draft: look at it and publish it at {there.url}/dashboard"
    assert there.articles[FIRST]["tags"] == []


def test_what_the_piece_does_not_say_is_left_to_the_service(there: ForemStandIn) -> None:
    bare = article(description="", tags=(), canonical_url=f"{there.url}/example/x", series="", cover_image="c.png")
    forem(there.url).place(bare)
    assert set(there.articles[FIRST]) == {"title", "body_markdown", "published", "tags"}


def test_dashes_at_the_beginning_are_no_front_matter(there: ForemStandIn) -> None:
    forem(there.url).place(article(text="---\n\ntitle: Mine\n\n---\n\nWords.\n"))
    assert there.articles[FIRST]["title"] == "On lists"
    assert there.articles[FIRST]["body_markdown"].endswith("\n\n---\n\ntitle: Mine\n\n---\n\nWords.\n")


def test_an_organization(there: ForemStandIn) -> None:
    assert forem(there.url, organization=7).place(article()).note == ""
    note = forem(there.url, organization=8).place(article("Others", key="b/dev/1", canonical_url="")).note
    assert note == "it does not stand under organization 8: is the account a member of it?"
    assert [one["organization_id"] for one in there.articles.values()] == [7, 8]


def test_a_draft_that_the_service_does_not_publish(there: ForemStandIn) -> None:
    there.publishes = False
    with pytest.raises(DestinationError, match=r"keeps it as a draft and does not say why: look at .*/dashboard"):
        forem(there.url).place(article())
    there.publishes = True
    forem(there.url).place(article())
    assert there.public == [FIRST]


def test_what_cannot_be_placed(there: ForemStandIn) -> None:
    assert forem(there.url).blocked(article(), None) == ""
    assert "no text in Markdown" in forem(there.url).blocked(replace(article(), parts=()), None)


# ── once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["publish", "draft"])
def test_a_lost_answer_to_the_create(there: ForemStandIn, status: str) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        forem(there.url, status=status).place(article())
    again = forem(there.url, status=status)
    answer = again.find(article(), None)
    if status == "publish":
        assert answer is Answer.ABSENT  # a draft that is not published yet: placing finishes it
        answer = again.place(article())
    assert isinstance(answer, Placement)
    assert (answer.remote, len(there.articles)) == ("101", 1)


def test_a_lost_answer_to_the_publication(there: ForemStandIn) -> None:
    there.fail("PUT", acts=True)
    with pytest.raises(UnansweredError):
        forem(there.url).place(article())
    found = forem(there.url).find(article(), None)
    assert isinstance(found, Placement)
    assert forem(there.url).place(article()) == found
    assert (there.count("POST"), there.count("PUT"), there.public) == (1, 1, [FIRST])


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("acts", [False, True])
def test_a_create_that_may_have_arrived(there: ForemStandIn, status: int, acts: bool) -> None:
    there.fail("POST", status=status, acts=acts)
    with pytest.raises(UnansweredError, match=str(status)):
        forem(there.url).place(article())
    assert forem(there.url).find(article(), None) is Answer.ABSENT
    forem(there.url).place(article())
    assert (list(there.articles), there.public) == ([FIRST], [FIRST])


def test_an_attempt_with_other_words_is_finished_with_the_new_ones(there: ForemStandIn) -> None:
    there.fail("PUT", acts=True)
    with pytest.raises(UnansweredError):
        forem(there.url).place(article())
    assert forem(there.url).find(article("Better"), None) is Answer.ABSENT
    forem(there.url).place(article("Better"))
    assert [(one["title"], one["published"]) for one in there.articles.values()] == [("Better", True)]


def test_two_with_one_mark(there: ForemStandIn) -> None:
    forem(there.url).place(article())
    there.articles[102] = {**there.articles[FIRST], "published": False, "title": "Copy"}
    both = rf"2 times: the draft 102 and {there.url}/example/article-101\. Delete all but one"
    for ask in (partial(forem(there.url).place, article()), partial(forem(there.url).find, article(), None)):
        with pytest.raises(DestinationError, match=both):
            ask()


def test_an_article_of_the_same_canonical_url_is_not_touched(there: ForemStandIn) -> None:
    theirs = {"title": "On lists", "body_markdown": "By hand.", "canonical_url": URL, "tags": [], "published": True}
    there.articles[FIRST] = dict(theirs)
    with pytest.raises(
        DestinationError, match=r"article-101 is published there with this canonical URL, and is not what recycle has placed"
    ):
        forem(there.url).place(article())
    assert there.articles == {FIRST: theirs}
    assert there.count("POST", "PUT") == 0
    there.articles[FIRST]["published"] = False  # drafts may repeat it
    assert forem(there.url).place(article()).remote == "102"
    assert there.articles[FIRST] == {**theirs, "published": False}


def test_what_the_service_refuses_is_said_with_what_to_do(there: ForemStandIn) -> None:
    there.taken.add(URL)
    with pytest.raises(DestinationError, match=r"Canonical url has already.*Unpublish or delete it there, then publish again"):
        forem(there.url).place(article())
    there.taken.clear()
    forem(there.url).place(article())
    assert list(there.articles) == [FIRST]
    there.articles[102] = {**there.articles[FIRST], "published": False, "title": "Better"}
    there.articles[102]["body_markdown"] = there.articles[FIRST]["body_markdown"].replace("b" * 64, "a" * 64)
    with pytest.raises(DestinationError, match=r"Body markdown has already.*Delete one of them there"):
        forem(there.url).revise(article("Better"), Placement("101"))
    with pytest.raises(DestinationError, match=r"non-alphanumeric.*set tags: false"):
        forem(there.url).place(article(key="b/dev/1", tags=("a-b",), canonical_url=""))
    with pytest.raises(DestinationError, match="Title is too long"):
        forem(there.url).place(article("x" * 129, key="b/dev/1", canonical_url=""))
    assert list(there.articles) == [FIRST, 102]


def test_it_is_found_on_the_last_page(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    for number in range(200, 235):
        there.articles[number] = {"title": str(number), "body_markdown": "x", "tags": [], "published": number % 2 == 0}
    assert forem(there.url).find(article(), None) == first
    seen = forem(there.url).look(first)
    assert isinstance(seen, Look)
    assert seen.held == first.held


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_there_is_one(there: ForemStandIn, seed: int) -> None:
    status = "publish" if seed % 2 else "draft"
    trouble(there, seed, ("POST", "PUT"))
    brought(lambda: forem(there.url, status=status), article())
    assert (list(there.articles), there.public) == ([FIRST], [FIRST] if status == "publish" else [])


# ── what stands there ────────────────────────────────────────────────────────────────────────────


def test_a_revision(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    second = forem(there.url).revise(article("Better"), first)
    assert (there.articles[FIRST]["title"], there.public, second.remote) == ("Better", [FIRST], "101")
    assert second.held != first.held
    assert there.count("POST") == 1


def test_a_revision_leaves_it_as_public_as_it_is(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    there.articles[FIRST]["published"] = False
    assert forem(there.url).revise(article("Better"), first).url == ""
    assert there.public == []


def test_a_lost_answer_to_a_revision(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    assert forem(there.url).find(article("Better"), first) is Answer.ABSENT
    there.fail("PUT", acts=True)
    with pytest.raises(UnansweredError):
        forem(there.url).revise(article("Better"), first)
    found = forem(there.url).find(article("Better"), first)
    assert isinstance(found, Placement)
    assert found.held == forem(there.url).look(found).held  # type: ignore[union-attr]


def test_a_change_by_hand_is_seen(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    seen = forem(there.url).look(first)
    assert isinstance(seen, Look)
    assert (seen.held, seen.title, seen.text, seen.url, seen.dialect) == (
        first.held,
        "On lists",
        "Words.",
        first.url,
        "gfm-forem",
    )
    there.articles[FIRST]["body_markdown"] += "By hand."
    changed = forem(there.url).look(first)
    assert isinstance(changed, Look)
    assert changed.held != first.held
    assert changed.text == "Words.\nBy hand."


def test_deleted_there(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    there.articles.clear()
    assert forem(there.url).look(first) is Answer.ABSENT
    assert forem(there.url).find(article("Better"), first) is Answer.ABSENT
    with pytest.raises(DestinationError, match="it was deleted there"):
        forem(there.url).revise(article("Better"), first)
    assert there.articles == {}


def test_withdrawn_twice_and_after_it_is_gone(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    for _ in range(2):
        forem(there.url).withdraw(first)
        assert (list(there.articles), there.public) == ([FIRST], [])
    there.articles.clear()
    forem(there.url).withdraw(first)


def test_a_withdrawal_that_is_refused(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    there.fail("PUT", status=403)
    with pytest.raises(DestinationError, match="out of order"):
        forem(there.url).withdraw(first)


def test_an_article_that_a_person_settled_by_its_address(there: ForemStandIn) -> None:
    first = forem(there.url).place(article())
    settled = Placement(remote=first.url, url=first.url)
    assert forem(there.url).revise(article("Better"), settled).remote == "101"
    assert isinstance(forem(there.url).look(settled), Look)
    elsewhere = Placement(remote="https://example.com/a", url="https://example.com/a")
    with pytest.raises(DestinationError, match="it was deleted there"):
        forem(there.url).revise(article(), elsewhere)
    forem(there.url).withdraw(elsewhere)
    assert there.public == [FIRST]


# ── saying no, and the doctor ────────────────────────────────────────────────────────────────────


def test_a_wrong_key(there: ForemStandIn) -> None:
    ours = forem(there.url, {"FOREM_KEY": "wrong-key-value"})
    for ask in (partial(ours.place, article()), ours.account):
        with pytest.raises(DestinationError) as caught:
            ask()
        assert "unauthorized. Is FOREM_KEY right, and still valid?" in caught.value.message
        assert "wrong-key-value" not in caught.value.message


def test_no_key_yet() -> None:
    bare = forem("https://dev.to", {})
    (finding,) = bare.check()
    assert finding.rule == "secret-missing"
    assert "FOREM_KEY is not set" in finding.message
    assert "POST https://dev.to/api/articles" in bare.preview(article(), None)
    with pytest.raises(DestinationError, match="FOREM_KEY"):
        bare.place(article())
    assert forem("https://dev.to").check() == ()
    with pytest.raises(InputError, match="key: write env:NAME") as caught:
        forem("https://dev.to", key=API_KEY)
    assert API_KEY not in caught.value.message


def test_the_account(there: ForemStandIn) -> None:
    assert forem(there.url).account() == "the key is example's; articles are published; keys have no end there"
    assert "left as drafts" in forem(there.url, status="draft").account()


@pytest.mark.parametrize("status", ["publish", "draft"])
def test_the_preview_is_the_request(there: ForemStandIn, status: str) -> None:
    ours = forem(there.url, status=status)
    first_shown = ours.preview(article(), None)
    first = ours.place(article())
    then_shown = ours.preview(article("Better"), first)
    ours.revise(article("Better"), first)
    sent = [asked for asked in there.asked if b"body_markdown" in asked.body]
    for asked, shown in zip(sent, (first_shown, then_shown), strict=True):
        assert f"{asked.method} {there.url}{asked.target}\n" in shown
        assert asked.body.decode() in shown
        assert "api-key: ***" in shown
        assert API_KEY not in shown
    assert ("then PUT" in first_shown) == (status == "publish")
    assert "then PUT" not in then_shown


def test_it_is_a_destination(there: ForemStandIn) -> None:
    destination: Destination = ROW.build(Settings(key="env:X", url=there.url), Surroundings(Path(), {}))
    assert isinstance(destination, Online)
    assert (destination.service, destination.settling, destination.final) == (there.url, 10.0, False)
    assert destination.intact(Placement())
    assert Settings(key="env:X").url == "https://dev.to"


def test_transcripts() -> None:
    with Replay("forem/publish.http") as recorded:
        ours = forem(recorded.url, organization=123)
        placement = ours.place(article())
        ours.withdraw(placement)
        assert recorded.wrong == []
        assert recorded.left == []
    assert placement.remote == "150589"
    assert placement.url == "https://dev.to/example/on-lists-4k2m"
    assert placement.note == ""


def test_answers_that_are_none() -> None:
    with Replay("forem/garbage.http") as garbage:
        with pytest.raises(UnansweredError, match="does not understand"):
            forem(garbage.url).place(article())
        with pytest.raises(DestinationError, match="not JSON"):
            forem(garbage.url).find(article(), None)
    assert garbage.left == []


# ── as a person runs it ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["blog", "article"])
def test_from_config_to_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ForemStandIn, form: str) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    said = f"type: forem, url: '{there.url}', key: 'env:FOREM_KEY', settling: 0, pause: 0"
    ours.configure(f"{{form: {form}, destination: {{{said}}}}}")
    assert "the key is example's" in ours.run("doctor")[1]
    there.fail("POST", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    there.fail("PUT", acts=True)
    assert "1 unknown" in ours.run("publish")[1]
    assert ours.run("publish")[0] == 0
    assert (there.public, there.count("POST")) == ([FIRST], 1)
    body = there.articles[FIRST]["body_markdown"]
    for what in ("- one\n- two 🎈", "| a | b |", "```jinja\n{{ name }} and {% raw %}\n```"):
        assert what in body
    ours.edit("two", "three")
    assert "1 revised" in ours.run("publish")[1]
    there.articles[FIRST]["title"] = "By hand"
    ours.edit("three", "four")
    assert "+By hand" in ours.run("publish")[1]
    there.articles.clear()
    assert "it was deleted there" in ours.run("publish")[1]


def test_its_rules_are_checked_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: ForemStandIn
) -> None:
    ours = workspace(tmp_path, monkeypatch, ROW, ENVIRON)
    ours.configure(f"{{form: blog, destination: {{type: forem, url: '{there.url}', key: 'env:FOREM_KEY', pause: 0}}}}")
    ours.edit("tags: [writing]", "tags: [a-b, c, d, e, f]")
    said = ours.run("publish")[1]
    assert "blog-tag" in said
    assert "blog-too-many-tags" in said
    assert there.count("POST") == 0
