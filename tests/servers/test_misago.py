"""The misago destination at a real forum, and the markup that the tests without one go by."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings

from recycle.destinations.misago import ROW, Misago, Settings
from recycle.destinations.protocol import Answer, Look, Surroundings
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Document
from recycle.world.web import Web
from recycle.writers.classic import write_classic
from recycle.writers.classic_flavours import MISAGO
from tests.classic_documents import (
    elements,
    plainly,
    service_documents,
    shape,
    shape_of,
    squeezed,
    without_notes,
    words_in,
    words_of,
)
from tests.misago_markup import html
from tests.servers.faultproxy import FaultProxy
from tests.servers.faults import ALL_FAULTS, Fault, Once
from tests.servers.misago import Misago as Forum
from tests.services.workspaces import workspace
from tests.trees import documents

pytestmark = pytest.mark.servers

USE = "on-lists/forum/1"
TITLE = "On lists & what they are for"
PAGE = "https://example.com/on-lists/"
SOURCE = """\
## What a list is

A list says that its things are **of one kind**, *and* ~~no more~~ that is all 🎈. See `a_b[0]` or <https://example.org/a_b>.

- one
  - a
  - b
- two

1. three
2. four

> Who lists, knows.

```python
def listed():
    return {"a": [1, 2]}
```

| a | b |
|---|--:|
| c | 1 |

@admin wrote [quote]this[/quote] of snake_case and 2\\*3\\*4.
"""
TEXT = str(write_classic(read_gfm(SOURCE).document, MISAGO).text)
LINKED = f"{TEXT}\n*Originally at [example.com]({PAGE}).*\n"
HTTP_FAULTS = [fault for fault in ALL_FAULTS if fault.fits("POST") and fault not in (Fault.LATE, Fault.NONE)]


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


def at(forum: Forum, person: str | None = None, web: Web | None = None, **said: Any) -> Misago:
    wanted = {
        "url": forum.base_url,
        "user": person or forum.superuser,
        "password": "env:PW",
        "category": forum.category,
        "pause": 0.0,
    }
    surroundings = Surroundings(Path(), {"PW": forum.password}, None, web or Web(sleep=lambda _: None))
    return Misago(Settings(**{**wanted, **said}), surroundings)


@contextmanager
def allowed(forum: Forum, **rights: int) -> Iterator[None]:
    """What members may do in categories is another thing for a while."""
    kept = forum.database.do("select permissions from misago_categories_categoryrole where id = 4").strip()
    path = "'{misago.threads.permissions.threads}'"
    changed = f"jsonb_set(permissions, {path}, (permissions #> {path}) || '{json.dumps(rights)}')"
    try:
        _permit(forum, changed)
        yield
    finally:
        quoted = kept.replace("'", "''")
        _permit(forum, f"'{quoted}'::jsonb")


def _permit(forum: Forum, permissions: str) -> None:
    forum.database.do(f"update misago_categories_categoryrole set permissions = {permissions} where id = 4")
    forum.database.do("update misago_cache_cacheversion set version = substr(md5(random()::text), 1, 8) where cache = 'acl'")


@pytest.fixture
def forum(misago: Forum) -> Forum:
    misago.empty()
    return misago


# ── the destination ──────────────────────────────────────────────────────────────────────────────


def test_a_thread_is_placed_found_revised_and_deleted(forum: Forum) -> None:
    placement = at(forum).place(post())
    (thread,) = forum.threads()
    assert (thread.title, thread.posts) == (TITLE, (TEXT.strip(),))
    assert requests.get(placement.url, timeout=10).ok
    assert at(forum).find(post(), None) == placement
    assert at(forum).place(post()) == placement
    seen = at(forum).look(placement)
    assert isinstance(seen, Look)
    assert (dict(seen.held), seen.text, seen.title) == (dict(placement.held), TEXT.strip(), TITLE)
    changed = post("Another title", "Other words.")
    revised = at(forum).revise(changed, placement)
    (thread,) = forum.threads()
    assert (thread.title, thread.posts[0]) == ("Another title", "Other words.")
    assert (revised.remote, revised.url.endswith(f"/t/another-title/{thread.id}/")) == (placement.remote, True)
    assert at(forum).find(changed, placement) == revised
    assert at(forum).find(post(), placement) is Answer.ABSENT
    at(forum).withdraw(revised)
    at(forum).withdraw(revised)
    assert forum.threads() == []
    assert at(forum).look(revised) is Answer.ABSENT
    with pytest.raises(DestinationError, match="deleted there"):
        at(forum).revise(post(), revised)


def test_what_the_forum_shows_is_what_was_written(forum: Forum) -> None:
    placement = at(forum).place(post())
    number, first = placement.remote.split("/")
    (shown,) = forum.ask("GET", f"threads/{number}/posts/").json()["post_set"]["results"]
    assert str(shown["id"]) == first
    content = shown["content"]
    # Misago shows addresses without their https://.
    for words in words_of(read_gfm(SOURCE).document):
        assert _bare(squeezed(words)) in words_in(content)
    expected = [
        "h2",
        "p",
        ("ul", [["p", ("ul", [["p"], ["p"]])], ["p"]]),
        ("ol", [["p"], ["p"]]),
        ("blockquote", ["p"]),
        "pre",
        "pre",
        "p",
    ]
    assert shape(content) == expected
    assert "language-python" in content
    assert "/u/admin/" not in content


def test_a_change_by_hand_and_an_answer(forum: Forum) -> None:
    placement = at(forum).place(post())
    number, first = placement.remote.split("/")
    forum.ask("POST", f"threads/{number}/posts/", forum.member, json={"post": "I use them, too."}).raise_for_status()
    seen = at(forum).look(placement)
    assert isinstance(seen, Look)
    assert dict(seen.held) == dict(placement.held)
    forum.ask("PUT", f"threads/{number}/posts/{first}/", json={"post": f"{TEXT}\nOne word more."}).raise_for_status()
    seen = at(forum).look(placement)
    assert isinstance(seen, Look)
    assert [name for name in seen.held if seen.held[name] != placement.held[name]] == ["text"]
    assert seen.text.endswith("One word more.")


@pytest.mark.parametrize("fault", HTTP_FAULTS, ids=lambda fault: fault.name)
def test_an_answer_that_is_lost(forum: Forum, fault: Fault) -> None:
    host, _, port = forum.base_url.removeprefix("http://").partition(":")
    with FaultProxy((host, int(port)), Once(fault, "POST", "/threads")) as proxy:
        with pytest.raises(UnansweredError):
            at(forum, url=proxy.base_url).place(post(text=LINKED, page=PAGE))
        found = at(forum, url=proxy.base_url).find(post(text=LINKED, page=PAGE), None)
        assert isinstance(found, Placement) == fault.has_effect
        at(forum, url=proxy.base_url).place(post(text=LINKED, page=PAGE))
    assert proxy.faults() == [fault]
    assert [thread.posts for thread in forum.threads()] == [(LINKED.strip(),)]


def test_another_thread_of_this_title(forum: Forum) -> None:
    for person in (forum.superuser, forum.member):
        said = {"category": forum.category, "title": TITLE, "post": "By hand, and by no means the same."}
        forum.ask("POST", "threads/", person, json=said).raise_for_status()
    linked = post(text=LINKED, page=PAGE)
    assert at(forum).find(linked, None) is Answer.ABSENT
    at(forum).place(linked)
    assert forum.count() == 3
    with pytest.raises(DestinationError, match="with other words"):
        at(forum).find(post(), None)


def test_it_is_found_behind_a_page_of_others(forum: Forum) -> None:
    placement = at(forum).place(post())
    destination = at(forum)
    for number in range(30):
        destination.place(post(f"Thread {number:02}", f"Words of {number}.", f"n{number}/forum/1"))
    assert at(forum).find(post(), None) == placement


def test_a_member_who_has_just_posted_waits_once(forum: Forum) -> None:
    rests: list[float] = []

    def sleep(seconds: float) -> None:
        rests.append(seconds)
        forum.database.do("update misago_users_user set last_posted_on = last_posted_on - interval '3 seconds'")

    at(forum, forum.member).place(post())
    second = post("Another piece", "Its own words.", "other/forum/1")
    with pytest.raises(DestinationError, match="so quickly"):
        at(forum, forum.member).place(second)
    at(forum, forum.member, Web(sleep=sleep), pause=3.5).place(second)
    assert len(rests) == 1
    assert forum.count() == 2


# ── what members may do ──────────────────────────────────────────────────────────────────────────


def test_a_thread_that_waits_for_a_moderator(forum: Forum) -> None:
    with allowed(forum, require_threads_approval=1):
        placement = at(forum, forum.member).place(post())
        (thread,) = forum.threads()
        assert (placement.waits, thread.awaits_approval) == ("it waits for a moderator", True)
        assert requests.get(placement.url, timeout=10).status_code == requests.codes.not_found
        assert at(forum, forum.member).find(post(), None) == placement
        assert at(forum, forum.member).find(post(), placement) == placement
        approve = [{"op": "replace", "path": "is-unapproved", "value": False}]
        forum.ask("PATCH", f"threads/{thread.id}/", json=approve).raise_for_status()
        out = at(forum, forum.member).find(post(), placement)
        assert isinstance(out, Placement)
        assert (out.waits, dict(out.held)) == ("", dict(placement.held))
        forum.ask("DELETE", f"threads/{thread.id}/").raise_for_status()
        assert at(forum, forum.member).find(post(), placement) is Answer.ABSENT


def test_a_change_that_waits_for_a_moderator(forum: Forum) -> None:
    placement = at(forum, forum.member).place(post())
    with allowed(forum, require_edits_approval=1):
        assert at(forum, forum.member).revise(post(text="Other words."), placement).waits
    assert requests.get(placement.url, timeout=10).status_code == requests.codes.not_found


def test_what_a_moderator_has_hidden_is_gone(forum: Forum) -> None:
    placement = at(forum, forum.member).place(post())
    (thread,) = forum.threads()
    hide = [{"op": "replace", "path": "is-hidden", "value": True}]
    forum.ask("PATCH", f"threads/{thread.id}/", json=hide).raise_for_status()
    for person in (forum.member, forum.superuser):
        assert at(forum, person).look(placement) is Answer.ABSENT


@pytest.mark.parametrize(("may_hide", "left"), [(0, "stands"), (1, "hidden"), (2, "deleted")])
def test_withdrawing(forum: Forum, may_hide: int, left: str) -> None:
    with allowed(forum, can_hide_own_threads=may_hide):
        placement = at(forum, forum.member).place(post())
        if not may_hide:
            with pytest.raises(DestinationError, match="neither delete nor hide"):
                at(forum, forum.member).withdraw(placement)
        else:
            at(forum, forum.member).withdraw(placement)
            at(forum, forum.member).withdraw(placement)
            assert at(forum, forum.member).look(placement) is Answer.ABSENT
    threads = forum.threads()
    assert left == ("deleted" if not threads else "hidden" if threads[0].is_hidden else "stands")


def test_what_may_not_be_changed(forum: Forum) -> None:
    linked = post(text=LINKED, page=PAGE)
    placement = at(forum, forum.member).place(linked)
    with allowed(forum, can_edit_posts=0, can_edit_threads=0):
        with pytest.raises(DestinationError, match="may not change"):
            at(forum, forum.member).revise(post(), placement)
        seen = at(forum, forum.member).look(placement)
        assert isinstance(seen, Look)
        assert (dict(seen.held), seen.dialect) == (dict(placement.held), "html")
        assert at(forum, forum.member).find(linked, None) == placement
    assert [thread.posts for thread in forum.threads()] == [(LINKED.strip(),)]


def test_the_account(forum: Forum) -> None:
    assert at(forum, category="first category").account().startswith("logged in as admin, who may start threads in")
    with pytest.raises(DestinationError, match=r"First category \(\d+\)"):
        at(forum, category="No such").account()
    with allowed(forum, can_start_threads=0), pytest.raises(DestinationError, match=r"No categories|none in which"):
        at(forum, forum.member).account()
    with pytest.raises(DestinationError, match=r"incorrect\. Is PW right\?"):
        at(forum, "nobody").account()


def test_from_config_to_the_forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forum: Forum) -> None:
    space = workspace(tmp_path, monkeypatch, ROW, {"PW": forum.password})
    there = f"{{type: misago, url: '{forum.base_url}', user: {forum.superuser}, password: env:PW, category: First category, pause: 0, settling: 0.01}}"
    space.configure(f"{{form: {{type: forum, question: How do you list?}}, destination: {there}}}")
    code, said = space.run("publish")
    assert code == 0, said
    assert space.run("publish")[0] == 0
    (thread,) = forum.threads()
    assert "How do you list?" in forum.shown(thread)
    code, said = space.run("withdraw", "on-lists", "there", "--because", "It was a test.")
    assert (code, forum.threads()) == (0, []), said


# ── its markup ───────────────────────────────────────────────────────────────────────────────────


def parsed(forum: Forum, text: str) -> str:
    """What the forum itself makes of the text, before links and mentions."""
    answer = forum.ask("POST", "parse-markup/", json={"post": text})
    answer.raise_for_status()
    return str(answer.json()["parsed"])


def without_links(names: list[str]) -> list[str]:
    return [name for name in names if name != "a"]


SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SLOW
@given(service_documents())
def test_the_markup_of_the_tests_is_the_forums(misago: Forum, document: Document) -> None:
    text = str(write_classic(document, MISAGO).text)
    if len(text.strip()) < 5:
        return
    assert without_links(elements(parsed(misago, text))) == without_links(elements(html(text)))


@SLOW
@given(service_documents())
def test_words_never_become_markup(misago: Forum, document: Document) -> None:
    texts = [str(write_classic(one, MISAGO).text) for one in (document, plainly(document))]
    if min(len(text.strip()) for text in texts) < 5:
        return
    shown, plain = (parsed(misago, text) for text in texts)
    assert without_links(elements(shown)) == without_links(elements(plain))
    for words in words_of(document):
        # The forum shows addresses without their beginning.
        assert _bare(squeezed(words)) in _bare(words_in(shown))
    assert "/u/admin/" not in shown


def _bare(words: str) -> str:
    return re.sub(r"(?:https?:)?//|https?:", "", words)


@SLOW
@given(documents())
def test_blocks_are_what_they_were(misago: Forum, document: Document) -> None:
    plain = plainly(without_notes(document))
    text = str(write_classic(plain, MISAGO).text)
    if len(text.strip()) >= 5:
        assert shape(parsed(misago, text)) == shape_of(plain.blocks, tables="pre")
