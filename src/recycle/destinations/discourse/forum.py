"""Discourse: everything that is asked there. Only reads, but for ``send``."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote, urlsplit

from msgspec import Struct

from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.discourse.posts import QUEUE, Topic, Waiting
from recycle.destinations.forum_marks import carries
from recycle.destinations.keys import token
from recycle.errors import DestinationError, GoneError
from recycle.model import Placement
from recycle.spelling import did_you_mean
from recycle.world.web import Request, Response

T = TypeVar("T")

_RAW = MappingProxyType({"include_raw": "1"})
_MAY_CREATE = 1
"""What ``permission`` of a category says to who may begin topics there."""
_WITH_TAG_OBJECTS = 2026
_MOST_LOOKED_INTO = 30

_TAKEN = "external "
"""How all that Discourse says against an ``external_id`` begins, whatever the forum's language."""

# Discourse says these in the forum's language; in English something can be added to them.
_ADVICE = (
    ("already been used", "Give it another title for this outlet."),
    ("too similar", "The forum has taken such a text from you minutes ago: look whether it is there, and wait."),
    ("title is too short", "Give it a longer title for this outlet."),
    ("title is too long", "Give it a shorter title for this outlet."),
    ("title seems unclear", "Give it a title of a few whole words for this outlet."),
    ("body is too short", "Write more for this outlet."),
    ("sorry, new users can only", "The forum trusts the account with more after it has been used for a while."),
    ("edited by another user", "Somebody is at it in this moment: run this again."),
    ("can no longer be edited", "The time in which you may change it there is over: ask a moderator."),
    ("too many tags", "Give it fewer tags for this outlet."),
)


class Category(Struct, frozen=True):
    """A category. ``permission`` is what the account may do there."""

    id: int
    name: str
    slug: str = ""
    permission: int | None = None
    parent_category_id: int | None = None


class _Shown(Struct, frozen=True):
    category: Category


class _Site(Struct, frozen=True):
    categories: tuple[Category, ...]


class _Pending(Struct, frozen=True):
    pending_posts: tuple[Waiting, ...]


class _Listed(Struct, frozen=True):
    id: int
    title: str


class _List(Struct, frozen=True):
    topics: tuple[_Listed, ...]


class _Lists(Struct, frozen=True):
    topic_list: _List


class Member(Struct, frozen=True):
    """The account that the key lets in."""

    username: str
    trust_level: int = 0
    admin: bool = False
    moderator: bool = False


class _Session(Struct, frozen=True):
    current_user: Member


class _About(Struct, frozen=True):
    version: str


class _Versioned(Struct, frozen=True):
    about: _About


class Forum:
    """One account at one forum."""

    def __init__(self, api: Api, user: str, category: str) -> None:
        self.api = api
        self.user = user
        self._wanted = category
        self._category: Category | None = None
        self._has_tag_objects: bool | None = None

    # ── topics ───────────────────────────────────────────────────────────────────────────────────

    def topic(self, number: int) -> Topic | None:
        """The topic with its first post's words; None when it is not there or was deleted."""
        topic = self._topic(self.api.get(f"/t/{number}.json", _RAW))
        return None if topic is None or topic.is_gone else topic

    def at(self, placement: Placement) -> Topic | None:
        """The topic of a placement. Raises DestinationError for one that names none."""
        address = urlsplit(placement.url or placement.remote).path.split("/")
        numbers = [part for part in (placement.remote, *address) if part.isdecimal()]
        if not numbers:
            raise DestinationError(f'"{placement.url or placement.remote}" is not the address of a topic of this forum.')
        return self.topic(int(numbers[0]))

    def by_key(self, key: str) -> Topic | None:
        """The topic that was made with the key, deleted or not."""
        topic = self._topic(self.api.get(f"/t/external_id/{token(key)}.json", _RAW))
        if topic and topic.post.raw is None:
            # Older forums forget on the way that the words were asked for.
            topic = self._topic(self.api.get(f"/t/{topic.id}.json", _RAW))
        return topic

    def waiting(self, key: str) -> Waiting | None:
        """The post with the key's mark that waits for a moderator. Only its author and moderators see the list."""
        data = self.api.get(f"/posts/{quote(self.user)}/pending.json")
        if data is None:
            raise DestinationError(f"{self.api.name} does not show {self.user} what waits for a moderator.")
        marked = [one for one in self._as(data, _Pending).pending_posts if carries(one.raw_text, key)]
        if len(marked) > 1:
            raise DestinationError(f'"{marked[0].title}" waits {len(marked)} times for a moderator: ask for one to be refused.')
        return marked[0] if marked else None

    def let_through(self, key: str, title: str) -> Topic | None:
        """Our topic that has the key's mark and not its external id: one that waited for a moderator loses that.

        The newest topics of the account are looked into, those with the same title first.
        """
        data = self.api.get(f"/topics/created-by/{quote(self.user)}.json", {"order": "created"})
        listed = self._as(data, _Lists).topic_list.topics[:_MOST_LOOKED_INTO] if data else ()
        alike = [one.id for one in listed if one.title.casefold() == title.casefold()]
        others = [one.id for one in listed if one.id not in alike]
        for numbers in (alike, others):
            marked = [topic for number in numbers if (topic := self.topic(number)) and carries(topic.raw, key)]
            if len(marked) > 1:
                named = " and ".join(f"{self.api.url}{topic.path}" for topic in marked)
                raise DestinationError(f"{named} are the same post: delete one of them.")
            if marked:
                return marked[0]
        return None

    def is_waiting(self, placement: Placement) -> Waiting | None:
        """What waits under the name of the placement; None when it does not wait any more."""
        data = self.api.get(f"/posts/{quote(self.user)}/pending.json")
        pending = self._as(data, _Pending).pending_posts if data else ()
        return next((one for one in pending if f"{QUEUE}{one.id}" == placement.remote), None)

    def _topic(self, data: Any) -> Topic | None:
        if data is None:
            return None
        topic = self._as(data, Topic)
        if not topic.post_stream.posts:
            raise DestinationError(f"{self.api.name} shows a topic without its first post.")
        return topic

    # ── what a topic needs ───────────────────────────────────────────────────────────────────────

    def category(self) -> Category:
        """The category of the settings. Raises DestinationError when there is none, or more than one."""
        if self._category is None:
            self._category = self._numbered() if self._wanted.isdecimal() else self._named()
        return self._category

    @property
    def category_shown(self) -> int | str:
        """Its number if that is known without asking, else what is said of it in the settings."""
        if self._category:
            return self._category.id
        return int(self._wanted) if self._wanted.isdecimal() else f'the number of the category "{self._wanted}"'

    def _numbered(self) -> Category:
        data = self.api.get(f"/c/{int(self._wanted)}/show.json")
        if data is None:
            raise DestinationError(f"{self.api.name} has no category with the number {self._wanted}.")
        return self._as(data, _Shown).category

    def _named(self) -> Category:
        data = self.api.get("/site.json")
        everything = self._as(data, _Site).categories if data else ()
        slugs = {one.id: one.slug for one in everything}
        wanted = self._wanted.casefold()
        paths = {one.id: f"{slugs.get(one.parent_category_id or 0, '')}/{one.slug}".strip("/") for one in everything}
        fitting = [one for one in everything if wanted in (one.name.casefold(), one.slug.casefold(), paths[one.id].casefold())]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            named = " and ".join(f"{one.id} ({paths[one.id]})" for one in fitting)
            raise DestinationError(f'{self.api.name} has more than one category "{self._wanted}": say the number, {named}.')
        near = did_you_mean(self._wanted, [one.name for one in everything])
        raise DestinationError(f'{self.api.name} shows {self.user} no category "{self._wanted}".{near}')

    def tags(self, names: Sequence[str]) -> list[Any]:
        """The tags as this forum wants them: words, or objects since Discourse 2026.1."""
        if names and self._has_tag_objects is None:
            data = self.api.get("/about.json")
            version = self._as(data, _Versioned).about.version.partition(".")[0] if data else ""
            self._has_tag_objects = not version.isdecimal() or int(version) >= _WITH_TAG_OBJECTS
        return tags_shown(names) if self._has_tag_objects is not False else list(names)

    def member(self) -> Member:
        """Who the key lets in. Raises DestinationError when that is nobody, or another than the settings say."""
        data = self.api.get("/session/current.json")
        if data is None:
            raise DestinationError(f"{self.api.name} does not know {self.user} by this key.")
        member = self._as(data, _Session).current_user
        if member.username.casefold() != self.user.casefold():
            raise DestinationError(f"the key lets in {member.username}, not {self.user}: change user in config.yaml.")
        return member

    @staticmethod
    def may_begin(category: Category) -> bool:
        """Whether the account may begin topics there."""
        return category.permission == _MAY_CREATE

    # ── writes ───────────────────────────────────────────────────────────────────────────────────

    def send(self, request: Request) -> Response:
        """The answer to a request that changes something, when it is a yes.

        Raises DestinationError with the forum's words and what to do about them, GoneError where it made the same before and then
        deleted it, UnansweredError as ``Api.answer`` does.
        """
        response = self.api.answer(request)
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._refuse(response)
        return response

    def _refuse(self, response: Response) -> NoReturn:
        said = self.api.said(response).lower()
        # A key is one for ever (``Topic`` validates it among what was deleted, too), and what is there is found by it before.
        if any(words.startswith(_TAKEN) for words in said.split("; ")):
            raise GoneError("it was made there before, and then deleted")
        advice = next((advice for words, advice in _ADVICE if words in said), "")
        try:
            self.api.refuse(response)
        except DestinationError as error:
            raise DestinationError(f"{error.message} {advice}".rstrip()) from None

    def _as(self, data: Any, kind: type[T]) -> T:
        return understood(data, kind, self.api.name, DestinationError)


def tags_shown(names: Sequence[str]) -> list[Any]:
    """The tags as a forum of today wants them."""
    return [{"name": name} for name in names]
