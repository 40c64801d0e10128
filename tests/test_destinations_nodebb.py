"""NodeBB: one topic for one use, found again by its tag or, where tags are not to be had, by a line that nobody sees."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from recycle.destinations.forum_marks import mark_of
from recycle.destinations.keys import token
from recycle.destinations.nodebb import ROW, NodeBB, Settings
from recycle.destinations.nodebb.posts import TAG_PATTERN, content_of, tag_of
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings, Uploads
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services.nodebb import TOKEN, UID, NodebbStandIn, cleaned
from tests.services.stand_in import Asked
from tests.services.transcripts import Replay

ENVIRON = MappingProxyType({"FORUM_TOKEN": TOKEN})
USE = "on-lists/forum/1"
TITLE = "On lists & what they are for"
TEXT = "A list says that its things are of one kind.\n\n- one\n- two\n"
TAGS = ("lists", "plain words")
MARKER = tag_of(USE)


def post(title: str = TITLE, text: str = TEXT, use: str = USE, tags: tuple[str, ...] = TAGS) -> Variant:
    return Variant(
        piece="on-lists",
        outlet="forum",
        form="forum",
        key=use,
        meta=Meta(title=title, slug="on-lists", tags=tags),
        parts=(Part("title", "text", ".txt", f"{title}\n"), Part("post", "gfm-nodebb", ".md", text)),
        digest=hashlib.sha256(f"{title}\n{text}\n{tags}".encode()).hexdigest(),
    )


@pytest.fixture
def there() -> Iterator[NodebbStandIn]:
    with NodebbStandIn() as server:
        yield server


@pytest.fixture
def moderated() -> Iterator[NodebbStandIn]:
    with NodebbStandIn(moderated=True) as server:
        yield server


def nodebb(url: str, environ: Mapping[str, str] = ENVIRON, web: Web | None = None, **settings: Any) -> NodeBB:
    said = {"token": "env:FORUM_TOKEN", "category": "5", "url": url, "pause": 0.0, **settings}
    return NodeBB(Settings(**said), Surroundings(Path(), environ, None, web or Web(sleep=lambda _: None)))


def writes(server: NodebbStandIn) -> list[Asked]:
    return [asked for asked in server.asked if asked.method != "GET"]


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_topic(there: NodebbStandIn) -> None:
    placement = nodebb(there.url).place(post())
    (topic,) = there.topics.values()
    assert (topic.title, topic.cid, topic.tags) == (TITLE, 5, ["lists", "plain words", MARKER])
    assert topic.content == f"{TEXT}\n[//]: # ({mark_of(post())})"
    assert placement.remote == str(topic.tid)
    assert placement.url == f"{there.url}/topic/{topic.tid}/on-lists-what-they-are-for"
    assert set(placement.held) == {"title", "text"}
    assert (placement.waits, placement.note) == ("", "")


def test_it_is_every_kind_of_destination_that_it_says(there: NodebbStandIn) -> None:
    built: Destination = nodebb(there.url)
    assert isinstance(built, Online)
    assert not isinstance(built, Uploads)
    assert not ROW.uploads  # ``/api/post/upload`` lets nobody in by an API token
    assert ROW.gives_address
    assert ROW.forms == {"forum": {"dialect": "gfm-nodebb"}}
    assert built.intact(Placement("1"))
    assert built.address(None, "forum") == ""  # type: ignore[arg-type]


def test_nobody_sees_the_mark() -> None:
    forum = MarkdownIt("js-default", {"breaks": True})
    for text in (TEXT, "Words.", "> quoted", "```\ncode\n```", "| a |\n| - |\n| b |", "- a\n  - b"):
        assert forum.render(content_of(post(text=text))) == forum.render(text)


def test_the_tag_is_one_that_nodebb_leaves_as_it_is() -> None:
    assert cleaned(MARKER) == MARKER
    assert token(USE).startswith(MARKER)
    assert len(MARKER) == 15


@pytest.mark.parametrize("tag", ["abc", "plain words", "über", "c-sharp", "a" * 15])
def test_a_tag_that_fits_is_kept(tag: str) -> None:
    assert re.fullmatch(TAG_PATTERN, tag)
    assert cleaned(tag) == tag


@pytest.mark.parametrize("tag", ["ab", "a" * 16, "c++?", "a,b", " abc", "abc ", "node.js!", "#tag"])
def test_a_tag_that_does_not_fit_is_found_before_it_is_sent(tag: str) -> None:
    assert not re.fullmatch(TAG_PATTERN, tag)


def test_placing_again_changes_nothing(there: NodebbStandIn) -> None:
    first = nodebb(there.url).place(post())
    assert nodebb(there.url).place(post()) == first
    assert len(writes(there)) == 1


def test_what_an_earlier_attempt_left_gets_the_words_of_now(there: NodebbStandIn) -> None:
    nodebb(there.url).place(post(text="These are words of an earlier day.", tags=()))
    placement = nodebb(there.url).place(post())
    (topic,) = there.topics.values()
    assert topic.content.startswith(TEXT)
    assert topic.tags == [MARKER, "lists", "plain words"]
    assert nodebb(there.url).find(post(), None) == placement


def test_somebody_elses_topic_is_not_touched(there: NodebbStandIn) -> None:
    """Not one with our title, nor one that has our tag and even our line, but another author."""
    theirs = there.make(TITLE, content_of(post()), tags=(MARKER,))
    ours = there.make(TITLE, "Another text of ours with that title.", uid=UID)
    before = (theirs.content, ours.content)
    placement = nodebb(there.url).place(post())
    assert placement.remote not in (str(theirs.tid), str(ours.tid))
    assert (theirs.content, ours.content) == before
    assert [asked.method for asked in writes(there)] == ["POST"]


@pytest.mark.parametrize(
    ("said", "number"), [("5", 5), ("5/writing", 5), ("7/Writing", 7), ("General & more", 2), ("general-more", 2), ("Help", 6)]
)
def test_the_category(there: NodebbStandIn, said: str, number: int) -> None:
    nodebb(there.url, category=said).place(post())
    assert next(iter(there.topics.values())).cid == number


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("writing", r'more than one category "writing": say the number, 5 \(5/writing\) and 7 \(7/writing\)'),
        ("Halp", 'no category "Halp" to the account. Did you mean "Help"'),
        ("99", "no category with the number 99"),
    ],
)
def test_no_such_category(there: NodebbStandIn, said: str, message: str) -> None:
    with pytest.raises(DestinationError, match=message):
        nodebb(there.url, category=said).place(post())
    assert writes(there) == []


def test_without_tags_the_line_is_enough(there: NodebbStandIn) -> None:
    there.may_tag = False
    with pytest.raises(DestinationError, match=r"403.*Without tags it goes with tags: false"):
        nodebb(there.url).place(post())
    one = nodebb(there.url, tags=False)
    placement = one.place(post())
    assert "tags" not in writes(there)[-1].json
    assert one.place(post()) == placement
    assert one.find(post(), None) == placement
    assert not any("/api/tags/" in asked.path for asked in there.asked[-6:])


def test_a_tag_that_the_forum_does_not_take(there: NodebbStandIn) -> None:
    there.whitelist = frozenset({"lists"})
    placement = nodebb(there.url).place(post())
    assert placement.note == f"the forum did not take the tags plain words, {MARKER}"
    assert nodebb(there.url).find(post(), None) == placement


@pytest.mark.parametrize(
    ("title", "text", "message"),
    [
        ("On", TEXT, "Titles should contain at least 3 character.*Give it a longer title"),
        (TITLE, "x" * 32800, "Posts can't be longer than 32767 character.*Write less"),
    ],
)
def test_a_no_in_plain_words(there: NodebbStandIn, title: str, text: str, message: str) -> None:
    with pytest.raises(DestinationError, match=message) as raised:
        nodebb(there.url).place(post(title, text))
    assert "bad-request" not in str(raised.value)


# ── floods ───────────────────────────────────────────────────────────────────────────────────────


def test_a_flood_is_waited_out() -> None:
    with NodebbStandIn(delay=10) as there:

        def sleep(seconds: float) -> None:
            there.now += seconds

        one = nodebb(there.url, web=Web(now=lambda: there.now, sleep=sleep))
        one.place(post())
        second = post("On something else", use="on-else/forum/1")
        one.place(second)
        assert len(there.topics) == 2
        assert [asked.method for asked in writes(there)] == ["POST", "POST", "POST"]
        assert there.now == 1010.0


def test_a_flood_that_takes_longer_than_a_run() -> None:
    with NodebbStandIn(delay=120, newbie=True) as there:
        slept: list[float] = []
        one = nodebb(there.url, web=Web(now=lambda: there.now, sleep=slept.append))
        one.place(post())
        second = post("On something else", use="on-else/forum/1")
        with pytest.raises(DestinationError, match=r"only post once every 120 second.*Say it in config.yaml: pause: 120"):
            one.place(second)
        with pytest.raises(DestinationError, match="asks to be left alone for 120 seconds: run this again after that"):
            one.place(second)
        assert len(writes(there)) == 2
        there.now += 120
        one.place(second)
        assert len(there.topics) == 2
        assert slept == []


# ── lost answers ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503])
@pytest.mark.parametrize("tags", [True, False])
def test_an_answer_that_is_lost_after_it_was_done(there: NodebbStandIn, status: int, tags: bool) -> None:
    there.fail("POST", "/api/v3/topics", status=status, acts=True)
    one = nodebb(there.url, tags=tags)
    with pytest.raises(UnansweredError):
        one.place(post())
    found = one.find(post(), None)
    assert isinstance(found, Placement)
    assert one.place(post()) == found
    assert len(there.topics) == 1


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503])
def test_an_answer_that_is_lost_before_anything_was_done(there: NodebbStandIn, status: int) -> None:
    there.fail("POST", "/api/v3/topics", status=status)
    with pytest.raises(UnansweredError):
        nodebb(there.url).place(post())
    assert nodebb(there.url).find(post(), None) is Answer.ABSENT
    nodebb(there.url).place(post())
    assert len(there.topics) == 1


def test_a_lost_topic_that_was_renamed_since_and_has_no_tag(there: NodebbStandIn) -> None:
    there.fail("POST", "/api/v3/topics", acts=True)
    with pytest.raises(UnansweredError):
        nodebb(there.url).place(post())
    there.topics[11].title, there.topics[11].tags = "Another title", []
    assert isinstance(nodebb(there.url).find(post(), None), Placement)


def test_it_is_there_but_cannot_be_read_back(there: NodebbStandIn) -> None:
    there.fail("GET", "/api/v3/posts/1011/raw", status=403)
    with pytest.raises(UnansweredError, match="the forum took it, and then"):
        nodebb(there.url).place(post())
    assert isinstance(nodebb(there.url).find(post(), None), Placement)


def test_two_of_them(there: NodebbStandIn) -> None:
    nodebb(there.url).place(post())
    second = there.make(TITLE, content_of(post()), uid=UID, tags=(MARKER,))
    same = f"/topic/11/.* and .*/topic/{second.tid}/.* are the same post"
    with pytest.raises(DestinationError, match=same):
        nodebb(there.url).find(post(), None)
    with pytest.raises(DestinationError, match=same):
        nodebb(there.url).place(post())


# ── a moderator ──────────────────────────────────────────────────────────────────────────────────


def test_a_topic_that_waits(moderated: NodebbStandIn) -> None:
    one = nodebb(moderated.url)
    placement = one.place(post())
    (name,) = moderated.queue
    assert (placement.remote, placement.url, placement.waits) == (f"queue:{name}", "", "it waits for a moderator")
    assert one.place(post()) == placement
    assert one.find(post(), None) == placement
    assert one.find(post(), placement) == placement
    assert len(writes(moderated)) == 1
    assert one.blocked(post(), placement).startswith("it waits for a moderator")
    with pytest.raises(DestinationError, match="it waits for a moderator"):
        one.revise(post(), placement)
    seen = one.look(placement)
    assert isinstance(seen, Look)
    assert (seen.title, seen.held, seen.text) == (TITLE, placement.held, TEXT.rstrip())


def test_a_topic_that_was_let_through(moderated: NodebbStandIn) -> None:
    one = nodebb(moderated.url)
    placement = one.place(post())
    (name,) = moderated.queue
    topic = moderated.let_through(name, title="As the moderator calls it")
    found = one.find(post(), placement)
    assert isinstance(found, Placement)
    assert (found.remote, found.waits) == (str(topic.tid), "")


def test_a_topic_that_was_refused(moderated: NodebbStandIn) -> None:
    one = nodebb(moderated.url)
    placement = one.place(post())
    moderated.queue.clear()
    assert one.find(post(), placement) is Answer.ABSENT
    assert one.look(placement) is Answer.ABSENT


def test_a_lost_answer_to_what_waits(moderated: NodebbStandIn) -> None:
    moderated.fail("POST", "/api/v3/topics", acts=True)
    one = nodebb(moderated.url)
    with pytest.raises(UnansweredError):
        one.place(post())
    found = one.find(post(), None)
    assert isinstance(found, Placement)
    assert found.waits
    assert one.place(post()) == found
    assert len(moderated.queue) == 1


def test_it_waits_behind_many_others(moderated: NodebbStandIn) -> None:
    for number in range(25):
        moderated.queue[f"topic-{number}"] = {"uid": UID, "title": f"Topic {number}", "content": "Words", "tags": [], "cid": 5}
    one = nodebb(moderated.url)
    placement = one.place(post())
    assert one.find(post(), placement) == placement
    moderated.queue["topic-again"] = dict(moderated.queue[placement.remote.removeprefix("queue:")])
    with pytest.raises(DestinationError, match="waits 2 times for a moderator"):
        one.find(post(), None)


def test_what_waits_can_be_taken_back(moderated: NodebbStandIn) -> None:
    one = nodebb(moderated.url)
    placement = one.place(post())
    one.withdraw(placement)
    assert moderated.queue == {}
    with pytest.raises(DestinationError, match="does not wait there any more: run publish"):
        one.withdraw(placement)


def test_it_waits_and_is_not_shown(moderated: NodebbStandIn) -> None:
    one = nodebb(moderated.url)

    class Quick(NodebbStandIn):
        def created(self, data: dict[str, Any]) -> Any:
            reply = NodebbStandIn.created(moderated, data)
            moderated.queue.clear()
            return reply

    moderated.created = Quick.created.__get__(moderated)  # type: ignore[method-assign]
    with pytest.raises(UnansweredError, match="it waits for a moderator, but is not among what waits"):
        one.place(post())


def test_a_list_that_nobody_shows_is_not_an_empty_one(there: NodebbStandIn) -> None:
    there.fail("GET", "/api/post-queue", status=404)
    with pytest.raises(DestinationError, match="does not show what waits"):
        nodebb(there.url).place(post())
    assert writes(there) == []


# ── changing ─────────────────────────────────────────────────────────────────────────────────────

NEW = post("On lists and what they are good for", f"{TEXT}\nAnd one thing more.\n", tags=("lists", "writing"))


def test_revise(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    first = one.place(post())
    there.topics[11].tags.append("by a moderator")
    second = one.revise(NEW, first)
    topic = there.topics[11]
    assert topic.title == NEW.meta.title
    assert "And one thing more" in topic.content
    assert topic.tags == ["lists", "plain words", MARKER, "by a moderator", "writing"]
    assert second.remote == first.remote
    assert second.url != first.url
    assert second.held != first.held


def test_without_tags_a_change_leaves_them_alone(there: NodebbStandIn) -> None:
    first = nodebb(there.url).place(post())
    nodebb(there.url, tags=False).revise(NEW, first)
    assert there.topics[11].tags == ["lists", "plain words", MARKER]


def test_a_lost_answer_to_a_change(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    first = one.place(post())
    there.fail("PUT", "/api/v3/posts", status=500)
    with pytest.raises(UnansweredError):
        one.revise(NEW, first)
    assert one.find(NEW, first) is Answer.ABSENT
    there.fail("PUT", "/api/v3/posts", acts=True)
    with pytest.raises(UnansweredError):
        one.revise(NEW, first)
    found = one.find(NEW, first)
    assert isinstance(found, Placement)
    assert one.revise(NEW, found) == found
    assert len(there.topics) == 1


@pytest.mark.parametrize(("status", "message"), [(403, "it was changed, and then: .*403"), (404, "and then it was not there")])
def test_it_is_changed_but_cannot_be_read_back(there: NodebbStandIn, status: int, message: str) -> None:
    one = nodebb(there.url)
    first = one.place(post())

    class Hidden(NodebbStandIn):
        def changed(self, topic: Any, data: dict[str, Any]) -> Any:
            there.fail("GET", "/api/v3/topics/11", status=status)
            return NodebbStandIn.changed(there, topic, data)

    there.changed = Hidden.changed.__get__(there)  # type: ignore[method-assign]
    with pytest.raises(UnansweredError, match=message):
        one.revise(NEW, first)
    assert isinstance(one.find(NEW, first), Placement)


def test_a_change_by_hand_is_seen_and_can_be_written_over(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    first = one.place(post())
    seen = one.look(first)
    assert isinstance(seen, Look)
    assert seen.held == first.held
    assert (seen.title, seen.text, seen.url, seen.dialect) == (TITLE, TEXT.rstrip(), first.url, "gfm-nodebb")
    there.topics[11].content = there.topics[11].content.replace("one kind", "some kind")
    seen = one.look(first)
    assert isinstance(seen, Look)
    assert seen.held != first.held
    assert "some kind" in seen.text
    assert one.revise(post(), first) == first
    assert "one kind" in there.topics[11].content


def test_it_is_too_old_to_be_changed(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    first = one.place(post())
    there.edit_seconds = 3600
    with pytest.raises(DestinationError, match="ask a moderator"):
        one.revise(NEW, first)


def test_it_was_deleted(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    first = one.place(post())
    there.topics[11].deleted = True
    for state in ("in the trash", "for good"):
        assert one.look(first) is Answer.ABSENT, state
        assert one.find(NEW, first) is Answer.ABSENT, state
        with pytest.raises(DestinationError, match="it was deleted there; --again places it anew"):
            one.revise(NEW, first)
        there.topics.clear()
    assert len(writes(there)) == 1


def test_a_place_that_a_person_has_told(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    first = one.place(post())
    told = Placement(first.url, f"{first.url}/1?page=1")
    assert one.revise(NEW, told).remote == first.remote
    with pytest.raises(DestinationError, match=r'"https://example.com/x" is not the address of a topic'):
        one.revise(NEW, Placement("https://example.com/x", "https://example.com/x"))


# ── taking back ──────────────────────────────────────────────────────────────────────────────────


def test_withdraw_twice(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    placement = one.place(post())
    one.withdraw(placement)
    assert there.topics[11].deleted
    assert one.look(placement) is Answer.ABSENT
    one.withdraw(placement)
    assert [asked.method for asked in writes(there)] == ["POST", "DELETE"]


def test_a_topic_with_answers_stays(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    placement = one.place(post())
    there.reply_limit, there.topics[11].posts = 1, 2
    with pytest.raises(DestinationError, match="Somebody has answered: ask a moderator to delete it"):
        one.withdraw(placement)


# ── before anything is sent ──────────────────────────────────────────────────────────────────────


def test_the_preview_is_what_is_sent(there: NodebbStandIn) -> None:
    one = nodebb(there.url)
    preview = one.preview(post(), None)
    assert there.asked == []
    first = one.place(post())
    assert preview.partition("\n\n")[2].encode() == writes(there)[0].body
    assert preview.startswith(f"POST {there.url}/api/v3/topics?lang=en-GB\n")
    assert "Authorization: ***" in preview
    assert TOKEN not in preview
    preview = one.preview(replace(NEW, meta=replace(NEW.meta, tags=TAGS)), first)
    one.revise(replace(NEW, meta=replace(NEW.meta, tags=TAGS)), first)
    assert preview.partition("\n\n")[2].encode() == writes(there)[1].body
    assert "/api/v3/posts/the number that the forum has given it?lang=en-GB" in preview


def test_a_category_by_name_is_not_looked_up_for_a_preview(there: NodebbStandIn) -> None:
    assert 'the number of the category \\"Help\\"' in nodebb(there.url, category="Help").preview(post(), None)
    assert there.asked == []


def test_without_a_token_there_is_a_preview_all_the_same(there: NodebbStandIn) -> None:
    one = nodebb(there.url, environ={})
    assert "On lists" in one.preview(post(), None)
    assert [finding.rule for finding in one.check()] == ["secret-missing"]
    with pytest.raises(DestinationError, match="FORUM_TOKEN is not set"):
        one.place(post())
    assert there.asked == []


def test_another_form(there: NodebbStandIn) -> None:
    other = replace(post(), parts=(Part("main", "html", ".html", "<p>x</p>"),), form="blog")
    assert nodebb(there.url).blocked(other, None) == "the form blog writes no post for a forum: use the form forum."
    assert nodebb(there.url).blocked(post(), None) == ""


@pytest.mark.parametrize(
    ("settings", "message"), [({"token": TOKEN}, "token: write env:NAME"), ({"url": "forum.example.com"}, "not a web address")]
)
def test_settings_that_cannot_work(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        nodebb(**{"url": "https://forum.example.com", **settings})
    assert TOKEN not in str(raised.value)


# ── who we are ───────────────────────────────────────────────────────────────────────────────────


def test_the_account(there: NodebbStandIn) -> None:
    who = "Writer One (reputation 0)"
    end = "API tokens of NodeBB have no end"
    assert nodebb(there.url).account() == f'{who} may begin topics and tag them in "Writing"; {end}'
    with pytest.raises(DestinationError, match='Writer One may not begin topics in "Announcements"'):
        nodebb(there.url, category="1").account()
    there.may_tag = False
    with pytest.raises(DestinationError, match=r'may not tag topics in "Writing" .*: set tags: false'):
        nodebb(there.url).account()
    assert nodebb(there.url, tags=False).account() == f'{who} may begin topics in "Writing"; {end}'
    assert nodebb(there.url).check() == ()


def test_a_token_that_is_not_known_is_not_taken_for_an_empty_forum(there: NodebbStandIn) -> None:
    """NodeBB shows a guest's view to it: our topic is not in it, and must not be made again."""
    first = nodebb(there.url).place(post())
    wrong = "wrong-token-of-somebody-else"
    one = nodebb(there.url, environ={"FORUM_TOKEN": wrong})
    for ask in (
        one.account,
        lambda: one.place(post()),
        lambda: one.find(post(), None),
        lambda: one.look(first),
        lambda: one.revise(NEW, first),
        lambda: one.withdraw(first),
    ):
        with pytest.raises(DestinationError, match="Is FORUM_TOKEN right") as raised:
            ask()
        assert wrong not in str(raised.value)
    assert len(writes(there)) == 1


def test_garbage_is_no_answer() -> None:
    with Replay("nodebb/garbage.http") as there:
        with pytest.raises(UnansweredError, match="does not understand"):
            nodebb(there.url).place(post())
        assert there.wrong == []


# ── as the documentation has it ──────────────────────────────────────────────────────────────────


def test_the_documented_exchange() -> None:
    with Replay("nodebb/topic.http") as there:
        one = nodebb(there.url)
        placement = one.place(post())
        assert placement.url == f"{there.url}/topic/42/on-lists-what-they-are-for"
        assert one.revise(NEW, placement).remote == "42"
        one.withdraw(placement)
        assert there.wrong == []
        assert there.left == []


def test_the_documented_exchange_with_a_moderator() -> None:
    with Replay("nodebb/waiting.http") as there:
        one = nodebb(there.url)
        placement = one.place(post())
        assert (placement.remote, placement.waits) == ("queue:topic-1763805600000", "it waits for a moderator")
        one.withdraw(placement)
        assert there.wrong == []
        assert there.left == []
