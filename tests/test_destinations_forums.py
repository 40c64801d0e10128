"""A whole workspace against the stand-ins of the two forums: what a writer types and sees, and what the forum has then."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from recycle.destinations.protocol import Answer, Destination
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Placement, Variant
from recycle.world import World
from tests.services.discourse import KEY, DiscourseStandIn
from tests.services.nodebb import TOKEN, NodebbStandIn
from tests.services.stand_in import Asked, Reply, StandIn
from tests.shell import run_recycle, worlds
from tests.test_destinations_discourse import discourse as at_discourse
from tests.test_destinations_discourse import post as discourse_post
from tests.test_destinations_nodebb import nodebb as at_nodebb
from tests.test_destinations_nodebb import post as nodebb_post

ENVIRON = MappingProxyType({"FORUM_KEY": KEY, "FORUM_TOKEN": TOKEN})
PIECE = """---
id: on-lists
title: On lists and what they are for
tags: [lists, writing]
question: What do you list?
---
A list says that its things
are of one kind.[^1]

> [!NOTE]
> Press <kbd>L</kbd> for a list, never [quote].

| a | b |
| - | - |
| 1 | 2 |

![A list](list.png)

[^1]: Or of *no* kind.
"""
IN_DISCOURSE = """A list says that its things are of one kind.[1]

> **Note**
>
> Press <kbd>L</kbd> for a list, never [\u200bquote].

| a   | b   |
| --- | --- |
| 1   | 2   |

![A list](upload://0000000000000000000001.png)

**Notes**

1. Or of *no* kind.

What do you list?"""
IN_NODEBB = """A list says that its things are of one kind.[1]

> **Note**
>
> Press `L` for a list, never [quote].

| a   | b   |
| --- | --- |
| 1   | 2   |

**Notes**

1. Or of *no* kind.

What do you list?"""


class Workspace:
    """A folder with one piece and one forum, and a person who types."""

    def __init__(self, folder: Path, destination: str, piece: str) -> None:
        self.folder = folder
        self.make_world: Callable[[Path], World] = worlds(ENVIRON)
        (folder / "content").mkdir()
        (folder / "content" / "list.png").write_bytes(b"png")
        (folder / "config.yaml").write_text(f"outlets:\n  talk:\n    form: forum\n    destination: {{{destination}}}\n")
        self.write(piece)

    def write(self, piece: str) -> None:
        (self.folder / "content" / "on-lists.md").write_text(piece)

    def recycle(self, *words: str) -> str:
        return run_recycle(["-C", str(self.folder), *words], self.make_world)[1]


@pytest.fixture
def forum() -> Iterator[DiscourseStandIn]:
    with DiscourseStandIn() as server:
        yield server


@pytest.fixture
def board() -> Iterator[NodebbStandIn]:
    with NodebbStandIn() as server:
        yield server


def on_discourse(folder: Path, url: str) -> Workspace:
    said = f"type: discourse, url: {url}, key: env:FORUM_KEY, user: writer, category: general/writing, pause: 0, settling: 0"
    return Workspace(folder, said, PIECE)


def on_nodebb(folder: Path, url: str) -> Workspace:
    said = f"type: nodebb, url: {url}, token: env:FORUM_TOKEN, category: 5/writing, pause: 0, settling: 0"
    return Workspace(folder, said, PIECE.replace("![A list](list.png)\n\n", ""))


def test_discourse(tmp_path: Path, forum: DiscourseStandIn) -> None:
    here = on_discourse(tmp_path, forum.url)
    assert "POST /posts.json" in here.recycle("publish", "--dry-run").replace(forum.url, "")
    assert forum.topics == {}
    said = here.recycle("publish")
    (topic,) = forum.topics.values()
    assert "1 placed" in said
    assert topic.raw.partition("\n\n<!--")[0] == IN_DISCOURSE
    assert (topic.title, topic.category, topic.tags) == ("On lists and what they are for", 5, ["lists", "writing"])
    assert "1 unchanged" in here.recycle("publish")

    here.write(PIECE.replace("What do you list?", "What do you list, and why?").replace("list.png)", "list.png) "))
    assert "1 revised" in here.recycle("publish")
    assert "and why?" in topic.raw
    assert len(forum.uploads) == 1
    assert sum(asked.path == "/uploads.json" for asked in forum.asked) == 1

    topic.raw = topic.raw.replace("of one kind", "of any kind")
    here.write(PIECE)
    said = here.recycle("publish")
    assert "somebody has changed it there" in said
    assert "+A list says that its things are of any kind.[1]" in said
    assert "of any kind" in topic.raw
    assert "1 revised" in here.recycle("publish", "--overwrite")
    assert topic.raw.partition("\n\n<!--")[0] == IN_DISCOURSE

    here.recycle("withdraw", "on-lists", "talk", "--because", "of a test")
    assert topic.user_deleted
    assert len(forum.topics) == 1
    everything = "".join(file.read_text() for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".png")
    assert KEY not in everything


def test_discourse_with_a_moderator(tmp_path: Path, forum: DiscourseStandIn) -> None:
    forum.moderated = True
    here = on_discourse(tmp_path, forum.url)
    for _ in range(3):
        assert "it waits for a moderator" in here.recycle("publish")
    (number,) = forum.queue
    topic = forum.let_through(number)
    said = here.recycle("publish")
    assert "it is out now" in said
    assert f"/t/{topic.slug}/{topic.id}" in said
    assert "1 unchanged" in here.recycle("publish")
    assert len(forum.topics) == 1


def test_discourse_when_the_answer_is_lost(tmp_path: Path, forum: DiscourseStandIn) -> None:
    here = on_discourse(tmp_path, forum.url)
    forum.fail("POST", "/posts.json", acts=True)
    assert "1 unknown" in here.recycle("publish")
    assert "1 unchanged" in here.recycle("publish")
    assert len(forum.topics) == 1


def test_nodebb(tmp_path: Path, board: NodebbStandIn) -> None:
    here = on_nodebb(tmp_path, board.url)
    assert "1 placed" in here.recycle("publish")
    (topic,) = board.topics.values()
    assert topic.content.partition("\n\n[//]")[0] == IN_NODEBB
    assert "1 unchanged" in here.recycle("publish")

    topic.content = topic.content.replace("of one kind", "of any kind")
    here.write(PIECE.replace("![A list](list.png)\n\n", "").replace("What do you list?", "What do you list, and why?"))
    assert "+A list says that its things are of any kind.[1]" in here.recycle("publish")
    assert "1 revised" in here.recycle("publish", "--overwrite")
    assert "and why?" in topic.content

    topic.deleted = True
    here.write(PIECE.replace("![A list](list.png)\n\n", ""))
    assert "it was deleted there" in here.recycle("publish")
    assert "1 placed" in here.recycle("publish", "on-lists", "--again", "--because", "of a test")
    assert len(board.topics) == 2


def test_nodebb_with_a_moderator(tmp_path: Path, board: NodebbStandIn) -> None:
    board.moderated = True
    here = on_nodebb(tmp_path, board.url)
    for _ in range(3):
        assert "it waits for a moderator" in here.recycle("publish")
    board.queue.clear()
    assert "it was refused or deleted" in here.recycle("publish")
    assert board.topics == {}
    assert sum(asked.method == "POST" for asked in board.asked) == 1


class Site(StandIn):
    """The writer's own site: every page is there."""

    def answer(self, asked: Asked) -> Reply:
        return Reply(200, b"<!doctype html><p>Here.", {"Content-Type": "text/html"})


def test_nodebb_without_a_site_for_images(tmp_path: Path, board: NodebbStandIn) -> None:
    here = on_nodebb(tmp_path, board.url)
    here.write(PIECE)
    assert 'the image "list.png" has no public address' in here.recycle("publish")
    assert board.asked == []


def test_nodebb_shows_images_from_the_site(tmp_path: Path, board: NodebbStandIn) -> None:
    here = on_nodebb(tmp_path, board.url)
    here.write(PIECE)
    config = tmp_path / "config.yaml"
    with Site() as site:
        files = f'{{type: files, path: "public/{{slug}}/index.html", url: "{site.url}/{{slug}}/"}}'
        outlet = f"outlets:\n  site: {{form: blog, destination: {files}}}\n"
        config.write_text("canonical: site\n" + config.read_text().replace("outlets:\n", outlet))
        shown = f"![A list]({site.url}/on-lists/list.png)"
        assert shown in here.recycle("publish", "--dry-run")
        assert "2 placed" in here.recycle("publish")
        (topic,) = board.topics.values()
        assert shown in topic.content
        assert "2 unchanged" in here.recycle("publish")
    assert [asked.path for asked in board.asked if asked.method != "GET"] == ["/api/v3/topics"]


def test_a_forum_has_its_own_dialect(tmp_path: Path, board: NodebbStandIn) -> None:
    here = on_nodebb(tmp_path, board.url)
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("form: forum", "form: {type: forum, dialect: gfm}"))
    assert "nodebb needs dialect: gfm-nodebb; leave dialect out" in here.recycle("publish")
    config.write_text(config.read_text().replace("form: {type: forum, dialect: gfm}", "form: blog"))
    assert "nodebb does not take the form blog; it takes forum" in here.recycle("publish")


def test_a_title_that_is_too_short_is_found_before_anything_is_sent(tmp_path: Path, forum: DiscourseStandIn) -> None:
    here = on_discourse(tmp_path, forum.url)
    here.write(PIECE.replace("On lists and what they are for", "On lists"))
    assert "forum-title-too-short" in here.recycle("publish")
    assert [asked.method for asked in forum.asked if asked.method != "GET"] == []


def test_the_doctor(tmp_path: Path, forum: DiscourseStandIn) -> None:
    assert "writer (trust level 1) may begin topics" in on_discourse(tmp_path, forum.url).recycle("doctor")


# ── whatever fails, there is one ─────────────────────────────────────────────────────────────────

FAULTS = (0, 429, 500, 502, 503)


def brought(there: Destination, variant: Variant) -> Placement:
    """What publishing does, run after run: an attempt that nobody answered is asked after before it is made again."""
    is_open = False
    for _ in range(50):
        try:
            if is_open and isinstance(found := there.find(variant, None), Placement):
                return found
            is_open = True
            return there.place(variant)
        except DestinationError:
            continue  # nothing was done; or, when asked, nobody answered
        except UnansweredError:
            continue
    raise AssertionError("it never ends")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("moderated", [False, True])
def test_one_topic_on_discourse_whatever_fails(seed: int, moderated: bool) -> None:
    with DiscourseStandIn(moderated=moderated) as there:
        order(there, random.Random(seed), "/posts.json")
        here = at_discourse(there.url)
        placement = brought(here, discourse_post())
        assert len(there.topics) + len(there.queue) == 1
        if moderated:
            topic = there.let_through(next(iter(there.queue)))
            there.fail("GET", status=500)
            found = here.find(discourse_post(), placement)
            assert isinstance(found, Placement)
            assert found.remote == str(topic.id)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("moderated", [False, True])
def test_one_topic_on_nodebb_whatever_fails(seed: int, moderated: bool) -> None:
    with NodebbStandIn(moderated=moderated) as there:
        order(there, random.Random(seed), "/api/v3/topics")
        here = at_nodebb(there.url, tags=seed % 2 == 0)
        placement = brought(here, nodebb_post())
        assert len(there.topics) + len(there.queue) == 1
        if moderated:
            there.queue.clear()
            assert here.find(nodebb_post(), placement) is Answer.ABSENT


def order(there: StandIn, chance: random.Random, create: str) -> None:
    for _ in range(chance.randint(1, 4)):
        there.fail("POST", create, status=chance.choice(FAULTS), acts=chance.random() < 0.5)
    for _ in range(chance.randint(0, 12)):
        there.fail("GET", status=chance.choice((*FAULTS, 403)))
