"""Ghost, when somebody changes a post between an answer that was lost and the run that looks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from recycle.destinations.ghost import Ghost, Settings
from recycle.destinations.protocol import Answer, Look, Surroundings
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services.ghost import KEY, GhostStandIn, card

HTML = '<p>One 😀 <kbd>Esc</kbd> <a href="/about/">me</a></p>\n<ul><li>a</li></ul>\n'


@pytest.fixture
def there() -> Iterator[GhostStandIn]:
    with GhostStandIn() as stand_in:
        yield stand_in


def ghost(there: GhostStandIn, **settings: Any) -> Ghost:
    said = Settings(**{"url": there.url, "key": "env:GHOST_KEY", **settings})
    return Ghost(said, Surroundings(Path(), MappingProxyType({"GHOST_KEY": KEY}), None, Web(sleep=lambda _: None)))


def variant(html: str = HTML, **meta: Any) -> Variant:
    said = {"title": "On lists", "slug": "on-lists", "description": "Why.", **meta}
    return Variant(
        piece="on-lists",
        outlet="blog",
        form="blog",
        key="on-lists/blog/1",
        meta=Meta(**said),
        parts=(Part("page", "html", ".html", html),),
        digest=hashlib.sha256(f"{html}{said}".encode()).hexdigest(),
    )


def only(there: GhostStandIn) -> dict[str, Any]:
    (post,) = there.posts.values()
    return post


def text(there: GhostStandIn) -> str:
    return str(only(there)["html"])


def change(there: GhostStandIn, old: str, new: str) -> None:
    assert old in text(there)
    there.edit(only(there)["id"], lexical=card(text(there).replace(old, new)))
    there.keep_words(only(there))


def lost(there: GhostStandIn, method: str = "PUT", one: Variant | None = None, **settings: Any) -> None:
    there.fail(method, acts=True)
    with pytest.raises(UnansweredError):
        ghost(there, **settings).place(one or variant())


def is_changed(there: GhostStandIn, placement: Placement) -> bool:
    """What the next revision thinks of it."""
    seen = ghost(there).look(placement)
    assert isinstance(seen, Look)
    return dict(seen.held) != dict(placement.held)


def found(there: GhostStandIn, before: Placement | None = None, one: Variant | None = None) -> Placement:
    answer = ghost(there).find(one or variant(), before)
    assert isinstance(answer, Placement)
    return answer


def test_nothing_was_changed_though_ghost_made_links_whole(there: GhostStandIn) -> None:
    lost(there)
    assert f'href="{there.url}/about/"' in text(there)
    placement = found(there)
    assert not is_changed(there, placement)
    again = variant(HTML.replace("One", "Two"), description="")
    there.fail("PUT", acts=True)
    with pytest.raises(UnansweredError):
        ghost(there).revise(again, placement)
    assert only(there)["custom_excerpt"] == "Why."
    assert not is_changed(there, found(there, placement, again))


@pytest.mark.parametrize("what", ["title", "custom_excerpt", "text", "marks"])
@pytest.mark.parametrize("revised", [True, False])
def test_a_change_in_the_gap_is_a_change_by_hand(there: GhostStandIn, what: str, *, revised: bool) -> None:
    before = None
    if revised:
        before = ghost(there).place(variant("<p>Before</p>"))
        there.fail("PUT", acts=True)
        with pytest.raises(UnansweredError):
            ghost(there).revise(variant(), before)
    else:
        lost(there)
    if what in ("text", "marks"):
        change(there, "One" if what == "text" else "<kbd>Esc</kbd>", "Esc")
    else:
        there.edit(only(there)["id"], **{what: "Theirs"})
    assert is_changed(there, found(there, before))


def test_an_excerpt_that_the_piece_does_not_have(there: GhostStandIn) -> None:
    one = variant(description="")
    lost(there, one=one)
    there.edit(only(there)["id"], custom_excerpt="Theirs")
    assert is_changed(there, found(there, one=one))


def test_who_takes_the_last_line_out_is_not_written_over(there: GhostStandIn) -> None:
    lost(there)
    change(there, text(there), "<p>Theirs</p>")
    placement = found(there)
    assert is_changed(there, placement)
    assert placement.note == "its words there are not those that were sent"
    assert ghost(there).place(variant()) == placement
    assert ghost(there).place(variant("<p>Newer</p>")).held != placement.held
    assert text(there) == "<p>Theirs</p>"


def test_who_takes_only_the_last_line_out_has_changed_no_words(there: GhostStandIn) -> None:
    lost(there)
    change(there, text(there), text(there).rpartition("\n")[0])
    assert not is_changed(there, found(there))


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_draft_that_somebody_has_changed_is_left_to_them(there: GhostStandIn, *, is_marked: bool) -> None:
    lost(there, "POST", newsletter="weekly")
    change(there, "One" if is_marked else text(there), "<p>Theirs</p>")
    kept = dict(only(there))
    one = ghost(there, newsletter="weekly")
    with pytest.raises(
        DestinationError, match=r'"On lists" there is a draft .* somebody has changed its words: delete it there'
    ):
        one.find(variant(), None)
    with pytest.raises(UnansweredError, match="somebody has changed its words"):
        one.place(variant())
    assert only(there) == kept
    assert there.mailed == []


def test_a_draft_that_nobody_has_changed_is_finished(there: GhostStandIn) -> None:
    lost(there, "POST")
    assert ghost(there).find(variant(), None) is Answer.ABSENT
    assert not is_changed(there, ghost(there).place(variant()))
    assert only(there)["status"] == "published"
