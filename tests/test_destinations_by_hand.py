"""Places without an API: a person carries the text, and what nobody answered stays unknown."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest
import responses

from recycle.destinations import DESTINATIONS
from recycle.destinations.by_hand import Settings
from recycle.destinations.protocol import Answer, Destination, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Piece, Placement, Variant
from recycle.tree.nodes import Document
from tests.ledgers import variant

COMPOSE, POST = "https://forum.example.org/new", "https://forum.example.org/t/1"


class Somebody:
    def __init__(self, url: str | None, deleted: bool = False) -> None:
        self.url, self.deleted = url, deleted
        self.asked: list[str] = []

    def hand_over(self, variant: Variant, compose_url: str) -> str | None:
        self.asked.append(compose_url)
        return self.url

    def take_down(self, url: str) -> bool:
        self.asked.append(url)
        return self.deleted


def by_hand(person: Somebody | None, compose: str = COMPOSE) -> Destination:
    built: Destination = DESTINATIONS["by_hand"].build(
        Settings(compose=compose), Surroundings(Path("unused"), MappingProxyType({}), person)
    )
    return built


def test_a_person_places_it() -> None:
    ada = Somebody(POST)
    assert by_hand(ada).blocked(variant(), None) == ""
    placement = by_hand(ada).place(variant())
    assert placement == Placement(remote=POST, url=POST)
    assert by_hand(ada).revise(variant(), placement) == placement
    assert ada.asked == [COMPOSE, POST]


def test_nobody_is_there() -> None:
    assert "nobody is here" in by_hand(None).blocked(variant(), None)
    with pytest.raises(UnansweredError):
        by_hand(None).place(variant())
    with pytest.raises(DestinationError):
        by_hand(None).withdraw(Placement(POST, POST))


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "yes",
        "forum.example.org/t/1",
        "javascript:alert(1)",
        "https://",
        "http://a b",
        "http://[",
        " https://example.org/",
    ],
)
def test_no_answer_is_no_placement(answer: str | None) -> None:
    with pytest.raises(UnansweredError):
        by_hand(Somebody(answer)).place(variant())


def test_withdrawing_asks_too() -> None:
    ada = Somebody(None, deleted=True)
    by_hand(ada).withdraw(Placement(POST, POST))
    assert ada.asked == [POST]
    with pytest.raises(DestinationError, match=r"nobody has confirmed that https://forum\.example\.org/t/1 was deleted"):
        by_hand(Somebody(None)).withdraw(Placement(POST, POST))


def test_it_cannot_be_asked() -> None:
    one = by_hand(None)
    assert one.find(variant(), None) is Answer.CANNOT_ASK
    assert one.intact(Placement(POST, POST))
    assert one.address(Piece(id="1", slug="x", path="x", title="x", document=Document(())), "forum") == ""
    assert one.final is False


def test_preview() -> None:
    assert by_hand(None).preview(variant(), None) == f'ask you to post "On lists" at {COMPOSE}'
    assert by_hand(None, "").preview(variant(), None) == 'ask you to post "On lists"'
    assert by_hand(None).preview(variant(), Placement(POST, POST)) == f'ask you to change the post at {POST} to "On lists"'


@pytest.mark.parametrize("compose", ["forum.example.org", "file:///etc/passwd", "https://"])
def test_a_compose_page_that_is_no_address(compose: str) -> None:
    with pytest.raises(InputError, match=r"compose: .* is not a web address"):
        by_hand(None, compose)


@responses.activate
def test_the_doctor_asks_the_compose_page() -> None:
    responses.get(COMPOSE, status=404)
    (found,) = by_hand(None).check()
    assert (found.rule, found.severity) == ("compose-page", "warning")
    assert by_hand(None, "").check() == ()
    responses.replace(responses.GET, COMPOSE, status=200)
    assert by_hand(None).check() == ()


def test_what_was_not_posted_is_asked_for_again() -> None:
    with pytest.raises(DestinationError, match="not posted"):
        by_hand(Somebody("")).place(variant())
