"""Discourse: one topic for one use, found again by its external id or, where the forum has dropped that, by its mark."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from recycle.destinations.discourse import ROW, Discourse, Settings
from recycle.destinations.forum_marks import mark_of
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings, Uploads
from recycle.errors import DestinationError, GoneError, InputError, UnansweredError
from recycle.model import Asset, Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services.discourse import KEY, OTHER, USER, DiscourseStandIn
from tests.services.stand_in import Asked
from tests.services.transcripts import Replay

ENVIRON = MappingProxyType({"FORUM_KEY": KEY})
USE = "on-lists/forum/1"
TITLE = "On lists and what they are for"
TEXT = "A list says that its things are of one kind.\n\n- one\n- two\n"
TAGS = ("lists", "Plain words")


def post(title: str = TITLE, text: str = TEXT, use: str = USE, tags: tuple[str, ...] = TAGS) -> Variant:
    return Variant(
        piece="on-lists",
        outlet="forum",
        form="forum",
        key=use,
        meta=Meta(title=title, slug="on-lists", tags=tags),
        parts=(Part("title", "text", ".txt", f"{title}\n"), Part("post", "gfm-discourse", ".md", text)),
        digest=hashlib.sha256(f"{title}\n{text}\n{tags}".encode()).hexdigest(),
    )


@pytest.fixture
def there() -> Iterator[DiscourseStandIn]:
    with DiscourseStandIn() as server:
        yield server


@pytest.fixture
def moderated() -> Iterator[DiscourseStandIn]:
    with DiscourseStandIn(moderated=True) as server:
        yield server


def discourse(url: str, environ: Mapping[str, str] = ENVIRON, web: Web | None = None, **settings: Any) -> Discourse:
    said = {"key": "env:FORUM_KEY", "user": USER, "category": "5", "url": url, "pause": 0.0, **settings}
    return Discourse(Settings(**said), Surroundings(Path(), environ, None, web or Web(sleep=lambda _: None)))


def writes(server: DiscourseStandIn) -> list[Asked]:
    return [asked for asked in server.asked if asked.method != "GET"]


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_topic(there: DiscourseStandIn) -> None:
    placement = discourse(there.url).place(post())
    (topic,) = there.topics.values()
    assert topic.title == TITLE
    assert topic.raw == f"{TEXT}\n<!-- {mark_of(post())} -->"
    assert (topic.category, topic.tags, topic.external_id) == (5, ["lists", "plain-words"], token(USE))
    assert placement.remote == str(topic.id)
    assert placement.url == f"{there.url}/t/on-lists-and-what-they-are-for/{topic.id}"
    assert set(placement.held) == {"title", "text"}
    assert (placement.waits, placement.note) == ("", "")


def test_it_is_every_kind_of_destination_that_it_says(there: DiscourseStandIn) -> None:
    built: Destination = discourse(there.url)
    assert isinstance(built, Online)
    assert isinstance(built, Uploads)
    assert ROW.uploads
    assert ROW.gives_address
    assert ROW.forms == {"forum": {"dialect": "gfm-discourse"}}
    assert built.intact(Placement("1"))
    assert built.address(None, "forum") == ""  # type: ignore[arg-type]


def test_placing_again_changes_nothing(there: DiscourseStandIn) -> None:
    first = discourse(there.url).place(post())
    assert discourse(there.url).place(post()) == first
    assert len(writes(there)) == 1


def test_what_an_earlier_attempt_left_gets_the_words_of_now(there: DiscourseStandIn) -> None:
    discourse(there.url).place(post(text="These are words of an earlier day.", tags=()))
    placement = discourse(there.url).place(post())
    (topic,) = there.topics.values()
    assert topic.raw.startswith(TEXT)
    assert topic.tags == ["lists", "plain-words"]
    assert discourse(there.url).find(post(), None) == placement


def test_somebody_elses_topic_is_not_touched(there: DiscourseStandIn) -> None:
    theirs = there.make(TITLE, TEXT)
    with pytest.raises(DestinationError, match=r"Title has already been used. Give it another title"):
        discourse(there.url).place(post())
    assert (theirs.title, theirs.raw) == (TITLE, TEXT)


@pytest.mark.parametrize(
    ("said", "number"),
    [("5", 5), ("general/writing", 5), ("help/Writing", 6), ("General", 4), ("uncategorized", 1)],
)
def test_the_category(there: DiscourseStandIn, said: str, number: int) -> None:
    discourse(there.url, category=said).place(post())
    assert next(iter(there.topics.values())).category == number


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("writing", r'more than one category "writing": say the number, 5 \(general/writing\) and 6 \(help/writing\)'),
        ("Genral", 'no category "Genral". Did you mean "General"'),
        ("99", "no category with the number 99"),
    ],
)
def test_no_such_category(there: DiscourseStandIn, said: str, message: str) -> None:
    with pytest.raises(DestinationError, match=message):
        discourse(there.url, category=said).place(post())
    assert writes(there) == []


def test_no_tags(there: DiscourseStandIn) -> None:
    discourse(there.url, tags=False).place(post())
    assert next(iter(there.topics.values())).tags == []
    assert "tags" not in writes(there)[0].json


def test_a_forum_of_before_2026_takes_tags_as_words() -> None:
    with DiscourseStandIn(version="3.5.2") as old:
        first = discourse(old.url).place(post())
        assert writes(old)[0].json["tags"] == list(TAGS)
        assert discourse(old.url).find(post(), None) == first


def test_a_tag_that_the_forum_does_not_take(there: DiscourseStandIn) -> None:
    placement = discourse(there.url).place(post(tags=("lists", "brand new")))
    assert placement.note == "the forum did not take the tags brand new"
    assert discourse(there.url).find(post(tags=("lists", "brand new")), None) == placement


@pytest.mark.parametrize(
    ("title", "text", "message"),
    [
        ("Lists", TEXT, r"Title is too short \(minimum is 15 characters\). Give it a longer title"),
        (TITLE, "Short.", r"Body is too short \(minimum is 20 characters\). Write more"),
    ],
)
def test_a_no_in_plain_words(there: DiscourseStandIn, title: str, text: str, message: str) -> None:
    with pytest.raises(DestinationError, match=message):
        discourse(there.url).place(post(title, text))


def test_words_that_were_sent_a_moment_ago(there: DiscourseStandIn) -> None:
    discourse(there.url).place(post())
    there.topics.clear()
    there.now = 121.0
    with pytest.raises(DestinationError, match=r"too similar to what you recently posted. The forum has taken such a text"):
        discourse(there.url).place(post())


def test_the_forum_remembers_its_answer_for_two_minutes(there: DiscourseStandIn) -> None:
    """The answer tells of a topic that is gone since: nobody knows from it alone what is there."""
    discourse(there.url).place(post())
    there.topics.clear()
    with pytest.raises(UnansweredError, match="the forum took it, and then: it is not there"):
        discourse(there.url).place(post())
    assert discourse(there.url).find(post(), None) is Answer.ABSENT


# ── lost answers ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503])
def test_an_answer_that_is_lost_after_it_was_done(there: DiscourseStandIn, status: int) -> None:
    there.fail("POST", "/posts.json", status=status, acts=True)
    with pytest.raises(UnansweredError):
        discourse(there.url).place(post())
    found = discourse(there.url).find(post(), None)
    assert isinstance(found, Placement)
    assert discourse(there.url).place(post()) == found
    assert len(there.topics) == 1


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503])
def test_an_answer_that_is_lost_before_anything_was_done(there: DiscourseStandIn, status: int) -> None:
    there.fail("POST", "/posts.json", status=status)
    with pytest.raises(UnansweredError):
        discourse(there.url).place(post())
    assert discourse(there.url).find(post(), None) is Answer.ABSENT
    discourse(there.url).place(post())
    assert len(there.topics) == 1


def test_it_is_there_but_cannot_be_read_back(there: DiscourseStandIn) -> None:
    there.fail("GET", "/t/11.json", status=403)
    with pytest.raises(UnansweredError, match="the forum took it, and then"):
        discourse(there.url).place(post())
    assert isinstance(discourse(there.url).find(post(), None), Placement)


def test_a_forum_that_asks_for_time(there: DiscourseStandIn) -> None:
    slept: list[float] = []
    one = discourse(there.url, web=Web(now=lambda: 0.0, sleep=slept.append))
    there.wait = 12
    with pytest.raises(UnansweredError, match=r"429.*please try again in 12 seconds"):
        one.place(post())
    assert one.find(post(), None) is Answer.ABSENT
    assert 12 in slept


def test_a_topic_that_was_deleted_before_anybody_knew_of_it(there: DiscourseStandIn) -> None:
    there.fail("POST", "/posts.json", acts=True)
    with pytest.raises(UnansweredError):
        discourse(there.url).place(post())
    there.topics[11].user_deleted = True
    asked: tuple[Callable[[], object], ...] = (
        lambda: discourse(there.url).find(post(), None),
        lambda: discourse(there.url).place(post()),
    )
    for ask in asked:
        with pytest.raises(GoneError, match=r"it was made there .* and then deleted"):
            ask()
    assert len(writes(there)) == 1


# ── a moderator ──────────────────────────────────────────────────────────────────────────────────


def test_a_topic_that_waits(moderated: DiscourseStandIn) -> None:
    one = discourse(moderated.url)
    placement = one.place(post())
    assert (placement.remote, placement.url, placement.waits) == ("queue:11", "", "it waits for a moderator")
    assert one.place(post()) == placement
    assert one.find(post(), None) == placement
    assert one.find(post(), placement) == placement
    assert len(writes(moderated)) == 1
    assert one.blocked(post(), placement).startswith("it waits for a moderator")
    with pytest.raises(DestinationError, match="it waits for a moderator"):
        one.revise(post(), placement)


def test_a_topic_that_was_let_through(moderated: DiscourseStandIn) -> None:
    one = discourse(moderated.url)
    placement = one.place(post())
    for number in range(3):
        moderated.make(f"Another topic of ours, number {number}", "Something else entirely.", user=USER)
    topic = moderated.let_through(11, title="On lists, as the moderator calls them")
    assert topic.external_id == ""
    found = one.find(post(), placement)
    assert isinstance(found, Placement)
    assert (found.remote, found.waits) == (str(topic.id), "")
    changed = one.revise(post(text=f"{TEXT}\nMore words."), found)
    assert "More words" in topic.raw
    assert changed.remote == found.remote


def test_a_topic_that_was_refused(moderated: DiscourseStandIn) -> None:
    one = discourse(moderated.url)
    placement = one.place(post())
    moderated.queue.clear()
    assert one.find(post(), placement) is Answer.ABSENT
    assert one.look(placement) is Answer.ABSENT


def test_a_lost_answer_to_what_waits(moderated: DiscourseStandIn) -> None:
    moderated.fail("POST", "/posts.json", acts=True)
    one = discourse(moderated.url)
    with pytest.raises(UnansweredError):
        one.place(post())
    found = one.find(post(), None)
    assert isinstance(found, Placement)
    assert found.waits
    assert one.place(post()) == found
    assert len(moderated.queue) == 1


def test_a_lost_answer_to_what_was_let_through_since(moderated: DiscourseStandIn) -> None:
    moderated.fail("POST", "/posts.json", acts=True)
    one = discourse(moderated.url)
    with pytest.raises(UnansweredError):
        one.place(post())
    topic = moderated.let_through(11)
    found = one.find(post(), None)
    assert isinstance(found, Placement)
    assert found.remote == str(topic.id)


def test_two_of_them(moderated: DiscourseStandIn) -> None:
    one = discourse(moderated.url)
    placement = one.place(post())
    moderated.queue[12] = dict(moderated.queue[11])
    with pytest.raises(DestinationError, match="waits 2 times for a moderator"):
        one.find(post(), placement)
    first, second = moderated.let_through(11), moderated.let_through(12)
    with pytest.raises(DestinationError, match=f"/{second.id} and .*/{first.id} are the same post"):
        one.find(post(), placement)


def test_it_waits_and_is_not_shown(moderated: DiscourseStandIn) -> None:
    one = discourse(moderated.url)

    class Quick(DiscourseStandIn):
        def created(self, data: dict[str, Any]) -> Any:
            reply = DiscourseStandIn.created(moderated, data)
            moderated.queue.clear()
            return reply

    moderated.created = Quick.created.__get__(moderated)  # type: ignore[method-assign]
    with pytest.raises(UnansweredError, match="it waits for a moderator, but is not among what waits"):
        one.place(post())


def test_a_list_that_nobody_shows_is_not_an_empty_one(there: DiscourseStandIn) -> None:
    there.fail("GET", f"/posts/{USER}/pending.json", status=404)
    with pytest.raises(DestinationError, match="does not show writer what waits"):
        discourse(there.url).place(post())
    assert writes(there) == []


def test_what_waits_is_looked_at_and_cannot_be_taken_back(moderated: DiscourseStandIn) -> None:
    one = discourse(moderated.url)
    placement = one.place(post())
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert (seen.title, seen.held, seen.url) == (TITLE, placement.held, "")
    with pytest.raises(DestinationError, match=r"only you yourself can take it back there: .*/u/writer/activity/pending"):
        one.withdraw(placement)
    moderated.queue.clear()
    with pytest.raises(DestinationError, match="does not wait there any more: run publish"):
        one.withdraw(placement)


# ── changing ─────────────────────────────────────────────────────────────────────────────────────

NEW = post("On lists and what they are good for", f"{TEXT}\nAnd one thing more.\n", tags=("lists", "writing"))


def test_revise(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    there.topics[11].tags.append("added-by-a-moderator")
    second = one.revise(NEW, first)
    topic = there.topics[11]
    assert topic.title == NEW.meta.title
    assert "And one thing more" in topic.raw
    assert topic.tags == ["lists", "plain-words", "added-by-a-moderator", "writing"]
    assert second.remote == first.remote
    assert second.held != first.held
    assert there.history == ["Its original has changed"]


def test_a_lost_answer_to_a_change(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    there.fail("PUT", "/posts", status=500)
    with pytest.raises(UnansweredError):
        one.revise(NEW, first)
    assert one.find(NEW, first) is Answer.ABSENT
    there.fail("PUT", "/posts", acts=True)
    with pytest.raises(UnansweredError):
        one.revise(NEW, first)
    assert "one thing more" in there.topics[11].raw
    found = one.find(NEW, first)
    assert isinstance(found, Placement)
    seen = one.look(found)
    assert isinstance(seen, Look)
    assert seen.held == found.held, "our own new words are nobody's change by hand"
    assert found.note == "the forum did not take the tags writing"
    there.fail("PUT", "/t", acts=True)
    with pytest.raises(UnansweredError):
        one.revise(NEW, found)
    again = one.find(NEW, found)
    assert isinstance(again, Placement)
    assert again.note == ""
    assert one.revise(NEW, again) == again
    assert len(there.topics) == 1


@pytest.mark.parametrize(("status", "message"), [(403, "it was changed, and then: .*403"), (404, "and then it was not there")])
def test_it_is_changed_but_cannot_be_read_back(there: DiscourseStandIn, status: int, message: str) -> None:
    one = discourse(there.url, tags=False)
    first = one.place(post())

    class Hidden(DiscourseStandIn):
        def changed(self, number: int, data: dict[str, Any]) -> Any:
            there.fail("GET", "/t/11.json", status=status)
            return DiscourseStandIn.changed(there, number, data)

    there.changed = Hidden.changed.__get__(there)  # type: ignore[method-assign]
    with pytest.raises(UnansweredError, match=message):
        one.revise(NEW, first)
    assert isinstance(one.find(NEW, first), Placement)


def test_tags_that_are_refused_do_not_hold_up_the_words(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    second = one.revise(post(text=NEW.parts[1].body, tags=("staff",)), first)  # type: ignore[arg-type]
    assert second.note.startswith("its tags are not what they should be: ")
    assert '"staff" may only be applied by moderators' in second.note


def test_a_change_by_hand_is_seen_and_can_be_written_over(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    seen = one.look(first)
    assert isinstance(seen, Look)
    assert seen.held == first.held
    assert (seen.title, seen.text, seen.url, seen.dialect) == (TITLE, TEXT.rstrip(), first.url, "gfm-discourse")
    there.topics[11].raw = there.topics[11].raw.replace("one kind", "some kind")
    seen = one.look(first)
    assert isinstance(seen, Look)
    assert seen.held != first.held
    assert "some kind" in seen.text
    assert "recycle:" not in seen.text
    assert one.revise(post(), first) == first
    assert "one kind" in there.topics[11].raw


def test_a_title_that_the_forum_writes_its_own_way_is_no_change_by_hand(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    placement = one.place(post("on lists and what they are for."))
    assert there.topics[11].title == TITLE
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert seen.held == placement.held


def test_a_change_in_between(there: DiscourseStandIn) -> None:
    """Between our look and our change somebody else's gets in: the forum says so, and nothing is written over."""
    one = discourse(there.url)
    first = one.place(post())

    class Meanwhile(DiscourseStandIn):
        def changed(self, number: int, data: dict[str, Any]) -> Any:
            there.topics[11].raw += " More."
            return DiscourseStandIn.changed(there, number, data)

    there.changed = Meanwhile.changed.__get__(there)  # type: ignore[method-assign]
    with pytest.raises(DestinationError, match=r"409.*Somebody is at it in this moment: run this again"):
        one.revise(NEW, first)
    assert there.topics[11].title == TITLE


def test_it_is_too_old_to_be_changed(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    there.topics[11].is_old = True
    with pytest.raises(DestinationError, match="ask a moderator"):
        one.revise(NEW, first)


def test_it_was_deleted(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    there.topics[11].deleted = True
    assert one.look(first) is Answer.ABSENT
    assert one.find(NEW, first) is Answer.ABSENT
    with pytest.raises(DestinationError, match="it was deleted there; --again places it anew"):
        one.revise(NEW, first)
    assert len(writes(there)) == 1


def test_a_place_that_a_person_has_told(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    told = Placement(first.url, f"{first.url}/1?u=writer")
    assert one.revise(NEW, told).remote == first.remote
    with pytest.raises(DestinationError, match=r'"https://example.com/x" is not the address of a topic'):
        one.revise(NEW, Placement("https://example.com/x", "https://example.com/x"))


# ── taking back ──────────────────────────────────────────────────────────────────────────────────


def test_withdraw_twice(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    placement = one.place(post())
    one.withdraw(placement)
    assert there.topics[11].user_deleted
    assert one.look(placement) is Answer.ABSENT
    one.withdraw(placement)
    assert [asked.method for asked in writes(there)] == ["POST", "DELETE"]


def test_a_topic_with_answers_stays(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    placement = one.place(post())
    there.topics[11].posts = 2
    with pytest.raises(DestinationError, match="while nobody has answered: ask a moderator to do it"):
        one.withdraw(placement)


# ── images ───────────────────────────────────────────────────────────────────────────────────────

PICTURE = Asset("img/a b.PNG", "content/img/a b.PNG", hashlib.sha256(b"png").hexdigest())


def test_an_image_is_there_once(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    assert one.uploaded(PICTURE) == ""
    address = one.upload(PICTURE, b"png")
    assert address.startswith("upload://")
    assert one.upload(PICTURE, b"png") == address
    assert len(there.uploads) == 1
    assert f'filename="recycle-{PICTURE.digest[:20]}.png"'.encode() in there.asked[-1].body


def test_an_image_that_the_forum_does_not_take(there: DiscourseStandIn) -> None:
    with pytest.raises(DestinationError, match="is not authorized"):
        discourse(there.url).upload(Asset("a.tiff", "content/a.tiff", "0" * 64), b"tiff")
    there.fail("POST", "/uploads.json", status=500)
    with pytest.raises(UnansweredError):
        discourse(there.url).upload(PICTURE, b"png")


# ── before anything is sent ──────────────────────────────────────────────────────────────────────


def as_previewed(preview: str) -> bytes:
    return preview.split("\n\n", 1)[1].partition("\n\nthen ")[0].encode()


def test_the_preview_is_what_is_sent(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    preview = one.preview(post(), None)
    one.place(post())
    assert as_previewed(preview) == writes(there)[0].body
    assert preview.startswith(f"POST {there.url}/posts.json\n")
    assert "Api-Key: ***" in preview
    assert KEY not in preview


def test_the_preview_of_a_change(there: DiscourseStandIn) -> None:
    one = discourse(there.url)
    first = one.place(post())
    before = there.topics[11].raw
    asked = len(there.asked)
    preview = one.preview(NEW, first)
    assert len(there.asked) == asked
    one.revise(NEW, first)
    unknown = b'"the words that the forum has now"'
    assert unknown in as_previewed(preview)
    sent = writes(there)[1]
    original = sent.json["post"]["original_text"]
    assert original == before
    assert as_previewed(preview).split(unknown) == sent.body.split(json.dumps(original).encode())
    assert "/posts/the number that the forum has given it.json" in preview
    assert preview.endswith(f"then PUT {there.url}/t/-/11.json with the tags lists, writing, if it lacks one of them")


def test_a_category_by_name_is_not_looked_up_for_a_preview(there: DiscourseStandIn) -> None:
    assert 'the number of the category \\"General\\"' in discourse(there.url, category="General").preview(post(), None)
    assert there.asked == []


def test_without_a_key_there_is_a_preview_all_the_same(there: DiscourseStandIn) -> None:
    one = discourse(there.url, environ={})
    assert TITLE in one.preview(post(), None)
    assert [finding.rule for finding in one.check()] == ["secret-missing"]
    with pytest.raises(DestinationError, match="FORUM_KEY is not set"):
        one.place(post())
    assert there.asked == []


def test_another_form(there: DiscourseStandIn) -> None:
    other = replace(post(), parts=(Part("main", "html", ".html", "<p>x</p>"),), form="blog")
    assert discourse(there.url).blocked(other, None) == "the form blog writes no post for a forum: use the form forum."
    assert discourse(there.url).blocked(post(), None) == ""


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"key": KEY}, "key: write env:NAME"),
        ({"url": "forum.example.com"}, "not a web address"),
        ({"user": "jörg"}, "cannot be sent to a forum as a name"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        discourse(**{"url": "https://forum.example.com", **settings})
    assert KEY not in str(raised.value)


# ── who we are ───────────────────────────────────────────────────────────────────────────────────


def test_the_account(there: DiscourseStandIn) -> None:
    assert discourse(there.url).account() == (
        'writer (trust level 1) may begin topics in "Writing"; API keys of Discourse have no end'
    )
    with pytest.raises(DestinationError, match='writer may not begin topics in "News"'):
        discourse(there.url, category="News").account()
    assert discourse(there.url).check() == ()


@pytest.mark.parametrize("key", ["wrong-key-of-somebody-else", KEY])
def test_a_key_that_is_not_ours(there: DiscourseStandIn, key: str) -> None:
    user = USER if key != KEY else OTHER
    one = discourse(there.url, environ={"FORUM_KEY": key}, user=user)
    for ask in (one.account, lambda: one.place(post()), lambda: one.find(post(), None)):
        with pytest.raises(DestinationError, match="Is FORUM_KEY right") as raised:
            ask()
        assert key not in str(raised.value)


def test_nobody_and_somebody_else(there: DiscourseStandIn) -> None:
    there.fail("GET", "/session/current.json", status=404)
    with pytest.raises(DestinationError, match="does not know writer by this key"):
        discourse(there.url).account()


def test_garbage_is_no_answer() -> None:
    with Replay("discourse/garbage.http") as there:
        one = discourse(there.url)
        with pytest.raises(UnansweredError, match="does not understand"):
            one.place(post())
        assert there.wrong == []


# ── as the documentation has it ──────────────────────────────────────────────────────────────────


def test_the_documented_exchange() -> None:
    with Replay("discourse/topic.http") as there:
        one = discourse(there.url)
        placement = one.place(post())
        assert placement.url == f"{there.url}/t/on-lists-and-what-they-are-for/127"
        assert one.revise(NEW, placement).remote == "127"
        one.withdraw(placement)
        assert there.wrong == []
        assert there.left == []


def test_the_documented_exchange_with_a_moderator() -> None:
    with Replay("discourse/waiting.http") as there:
        one = discourse(there.url, tags=False)
        placement = one.place(post())
        assert (placement.remote, placement.waits) == ("queue:88", "it waits for a moderator")
        assert there.wrong == []
        assert there.left == []
