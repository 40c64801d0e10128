"""Discourse and NodeBB, when somebody changes or deletes a topic between an answer that was lost and the run that looks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from recycle.destinations.discourse import ROW, Discourse
from recycle.destinations.discourse import Settings as DiscourseSettings
from recycle.destinations.discourse.gap import same_title
from recycle.destinations.found import same_lines
from recycle.destinations.nodebb import NodeBB
from recycle.destinations.nodebb import Settings as NodebbSettings
from recycle.destinations.nodebb.posts import tag_of
from recycle.destinations.protocol import Answer, Look, Surroundings
from recycle.errors import DestinationError, GoneError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services import discourse, nodebb
from tests.services.workspaces import workspace

USE = "on-lists/forum/1"
TITLE = "on lists, and what they are for..."
TEXT = "A list says that its things\u00a0are of one kind.\n\n- one\n- two\n"
SECRETS = MappingProxyType({"FORUM_KEY": discourse.KEY, "FORUM_TOKEN": nodebb.TOKEN})
Forum = discourse.DiscourseStandIn | nodebb.NodebbStandIn


@pytest.fixture(params=["discourse", "nodebb", "nodebb without tags"])
def there(request: pytest.FixtureRequest) -> Iterator[Forum]:
    stand_in = discourse.DiscourseStandIn if request.param == "discourse" else nodebb.NodebbStandIn
    with stand_in() as server:
        if isinstance(server, nodebb.NodebbStandIn):
            server.may_tag = request.param == "nodebb"
        yield server


def destination(there: Forum) -> Discourse | NodeBB:
    surroundings = Surroundings(Path(), SECRETS, None, Web(sleep=lambda _: None))
    said: dict[str, Any] = {"url": there.url, "category": "5", "pause": 0.0}
    if isinstance(there, discourse.DiscourseStandIn):
        return Discourse(DiscourseSettings(**said, key="env:FORUM_KEY", user=discourse.USER), surroundings)
    return NodeBB(NodebbSettings(**said, token="env:FORUM_TOKEN", tags=there.may_tag), surroundings)


def post(text: str = TEXT, title: str = TITLE) -> Variant:
    return Variant(
        piece="on-lists",
        outlet="forum",
        form="forum",
        key=USE,
        meta=Meta(title=title, slug="on-lists", tags=("lists",)),
        parts=(Part("title", "text", ".txt", f"{title}\n"), Part("post", "gfm", ".md", text)),
        digest=hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
    )


def words(there: Forum) -> str:
    (topic,) = there.topics.values()
    return topic.raw if isinstance(topic, discourse.Topic) else topic.content


def write(there: Forum, text: str, title: str = "") -> None:
    """As somebody does who edits the post there."""
    (topic,) = there.topics.values()
    topic.title = title or topic.title
    if isinstance(topic, discourse.Topic):
        topic.raw = text
    else:
        topic.content = text


def lost(there: Forum) -> None:
    there.fail("POST", acts=True)
    with pytest.raises(UnansweredError):
        destination(there).place(post())
    if isinstance(there, discourse.DiscourseStandIn):  # it writes titles and spaces its own way
        (topic,) = there.topics.values()
        assert topic.title == "On lists, and what they are for"
        topic.raw = topic.raw.replace("\u00a0", " ")


def found(there: Forum, before: Placement | None = None, one: Variant | None = None) -> Placement:
    answer = destination(there).find(one or post(), before)
    assert isinstance(answer, Placement)
    return answer


def is_changed(there: Forum, placement: Placement) -> bool:
    """What the next revision thinks of it."""
    seen = destination(there).look(placement)
    assert isinstance(seen, Look)
    return dict(seen.held) != dict(placement.held)


def test_nothing_was_changed_though_the_forum_spells_it_its_own_way(there: Forum) -> None:
    lost(there)
    placement = found(there)
    assert not is_changed(there, placement)
    again = post("Other words, and more than one.\n", "lists and what they are FOR!!")
    there.fail("PUT", "/posts" if isinstance(there, discourse.DiscourseStandIn) else "/api/v3", acts=True)
    with pytest.raises(UnansweredError):
        destination(there).revise(again, placement)
    assert not is_changed(there, found(there, placement, again))


@pytest.mark.parametrize("revised", [True, False])
@pytest.mark.parametrize("what", ["title", "text", "break"])
def test_a_change_in_the_gap_is_a_change_by_hand(there: Forum, what: str, *, revised: bool) -> None:
    before = None
    if revised:
        before = destination(there).place(post("Words from before, of which there are some.\n"))
        there.fail("PUT", acts=True)
        with pytest.raises(UnansweredError):
            destination(there).revise(post(), before)
    else:
        lost(there)
    theirs = {
        "title": words(there),
        "text": words(there).replace("one kind", "two"),
        "break": words(there).replace("\n\n", "\n"),
    }
    write(there, theirs[what], "On lists, and what they are not for" if what == "title" else "")
    placement = found(there, before)
    assert placement.note.endswith("its words there are not those that were sent")
    assert is_changed(there, placement)
    assert found(there, before) == placement


def test_who_takes_the_mark_out_is_not_written_over_and_it_is_not_made_again(there: Forum) -> None:
    lost(there)
    write(there, "All of it is written by somebody else now.")
    if isinstance(there, nodebb.NodebbStandIn) and not there.may_tag:
        with pytest.raises(DestinationError, match=r"/topic/.* has this title and the account, and lacks the line"):
            destination(there).find(post(), None)
        return
    placement = found(there)
    assert is_changed(there, placement)
    assert destination(there).place(post()) == placement
    assert destination(there).place(post("Newer words, and more than one of them.\n")).remote == placement.remote
    assert words(there) == "All of it is written by somebody else now."


def test_words_of_an_earlier_attempt_are_changed(there: Forum) -> None:
    lost(there)
    newer = post("Newer words, and more than one of them.\n")
    assert destination(there).find(newer, None) is Answer.ABSENT
    destination(there).place(newer)
    assert words(there).startswith("Newer words")


@pytest.mark.parametrize("by_a_moderator", [True, False])
def test_what_was_deleted_is_not_made_again(there: Forum, *, by_a_moderator: bool) -> None:
    lost(there)
    (topic,) = there.topics.values()
    if isinstance(topic, discourse.Topic):
        topic.deleted, topic.user_deleted = by_a_moderator, True
    else:
        topic.deleted = True
    there.make("Another topic that has come since", "It has words, too, and a few of them.")
    if isinstance(there, discourse.DiscourseStandIn) and by_a_moderator:
        # Nobody is shown what has this key. That it is taken is said when it is to be made again.
        assert destination(there).find(post(), None) is Answer.ABSENT
        there.now += 300
        there.posted.clear()
        with pytest.raises(GoneError, match="it was made there before, and then deleted"):
            destination(there).place(post())
    else:
        with pytest.raises(GoneError, match=r"it was made there \(http.*\) and then deleted"):
            destination(there).find(post(), None)
    assert len(there.topics) == 2


def test_a_deleted_topic_of_ours_that_is_another_one_is_none() -> None:
    with nodebb.NodebbStandIn() as there:
        for uid, tags in ((nodebb.UID, ("lists",)), (nodebb.OTHER, (tag_of(USE),)), (nodebb.UID, ())):
            there.make("Something else", "Words that are not ours.", uid=uid, tags=tags).deleted = True
        assert destination(there).find(post(), None) is Answer.ABSENT


def test_topics_of_our_title_that_are_of_other_uses() -> None:
    with nodebb.NodebbStandIn() as there:
        there.make(TITLE, "Words.\n\n[//]: # (recycle:rcyother 12)", uid=nodebb.UID)
        there.make(TITLE, "Words.", uid=nodebb.OTHER)
        assert destination(there).find(post(), None) is Answer.ABSENT


@pytest.mark.parametrize(
    ("sent", "there", "is_same"),
    [
        ("on lists", "On lists", True),
        ("On lists", "on lists", False),
        ("oN lists", "ON lists", False),
        ("ON LISTS", "On lists", True),
        ("On lists!!!  Or?? ", "On lists! Or?", True),
        ("On lists ?", "On lists?", True),
        ("On lists...", "On lists", True),
        ("...", "...", True),
        ("On\u00a0lists\u200b", "On lists", True),
        ("On lists", "On list", False),
        ("", "", True),
    ],
)
def test_titles(sent: str, there: str, *, is_same: bool) -> None:
    assert same_title(sent, there) is is_same
    assert same_title(sent, sent)


def test_lines() -> None:
    assert same_lines("a\u00a0b\n\tc \n\n", "a b\r\n\tc")
    assert not same_lines("a\n\nb", "a\nb")
    assert not same_lines("a\tb", "a b")


# ── as a person meets it ─────────────────────────────────────────────────────────────────────────


def test_a_deleted_topic_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with discourse.DiscourseStandIn() as server:
        piece = workspace(tmp_path, monkeypatch, ROW, SECRETS)
        piece.edit("title: On lists", "title: On lists and what they say")
        form = "{type: forum, question: And you?}"
        said = (
            f"{{type: discourse, url: '{server.url}', key: env:FORUM_KEY, user: writer, category: '5', pause: 0, settling: 0}}"
        )
        piece.configure(f"{{form: {form}, destination: {said}}}", site="{name: Example, url: 'https://example.com/'}")
        server.fail("POST", "/posts.json", acts=True)
        assert piece.run("publish")[0] == 1
        (topic,) = server.topics.values()
        topic.deleted, topic.title = True, "Deleted"
        server.now += 300
        server.posted.clear()
        code, told = piece.run("publish")
        assert (code, len(server.topics)) == (0, 1), told
        assert "it was made there before, and then deleted; --again places it anew" in told
        assert piece.run("status")[1].split()[-1] == "withdrawn"
        code, told = piece.run("publish")
        assert "it was withdrawn (it was made there before, and then deleted); --again places it anew" in told
        assert piece.run("publish", "on-lists", "--again", "--because", "it was a mistake")[0] == 0
        new = server.topics[max(server.topics)]
        assert (len(server.topics), new.external_id != topic.external_id) == (2, True)
        # The same, where whoever wrote it deleted it, which is seen when it is asked for.
        server.fail("POST", "/posts.json", acts=True)
        server.posted.clear()
        new.title = "Another title"
        assert piece.run("publish", "on-lists", "--again", "--because", "and once more")[0] == 1
        third = server.topics[max(server.topics)]
        third.user_deleted = True
        code, told = piece.run("publish")
        assert (code, len(server.topics)) == (0, 3), told
        assert f"it was made there ({server.url}/t/{third.slug}/{third.id}) and then deleted; --again places it anew" in told
