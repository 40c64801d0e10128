"""NodeBB: everything that is asked there. Only reads, but for ``send``."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from msgspec import Struct, field

from recycle.destinations.answers import understood
from recycle.destinations.forum_marks import carries
from recycle.destinations.nodebb.posts import QUEUE, Full, NodeApi, Topic, Waiting
from recycle.errors import DestinationError
from recycle.late import regex
from recycle.model import Placement
from recycle.spelling import did_you_mean
from recycle.world.web import LONGEST_REST, Request, Response

T = TypeVar("T")

_MOST_PAGES = 10
_NOT_SHOWN = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_PACE = regex(r"(?:every|wait) (\d+) (second|minute)")
_SECONDS = 60.0

_ADVICE = (
    (
        "enough privileges",
        "May the account begin topics in this category, and tag them? Without tags it goes with tags: false.",
    ),
    ("enter a longer title", "Give it a longer title for this outlet."),
    ("enter a shorter title", "Give it a shorter title for this outlet."),
    ("enter a longer post", "Write more for this outlet."),
    ("enter a shorter post", "Write less for this outlet."),
    ("enough tags", "Give it more tags."),
    ("too many tags", "Give it fewer tags for this outlet."),
    ("already posting", "Somebody posts with this account in this moment: run this again."),
    ("allowed to edit posts for", "The time in which you may change it there is over: ask a moderator."),
    ("delete your topic after", "Somebody has answered: ask a moderator to delete it."),
    ("reputation to post links", "The account is too new there for links."),
    ("as a new user, you can only post once", "Say it in config.yaml: pause: 120 waits between two topics."),
)


class Member(Struct, frozen=True):
    """The account that the token lets in."""

    uid: int
    username: str
    userslug: str
    reputation: int = 0


class Category(Struct, frozen=True):
    """A category and those in it. ``name`` is HTML."""

    cid: int
    name: str
    slug: str = ""
    children: tuple[Category, ...] = ()

    @property
    def plain_name(self) -> str:
        """Its name as people see it."""
        return html.unescape(self.name)

    def is_called(self, words: str) -> bool:
        """Whether it is meant by ``words``: its name, ``5/name``, or the name there."""
        return words.casefold() in (self.plain_name.casefold(), self.slug.casefold(), self.slug.partition("/")[2].casefold())


class _Pages(Struct, frozen=True, rename={"count": "pageCount"}):
    count: int = 1


class _Categories(Struct, frozen=True):
    categories: tuple[Category, ...] = ()
    pagination: _Pages = field(default_factory=_Pages)


class _Topics(Struct, frozen=True):
    topics: tuple[Topic, ...] = ()


class _Queue(Struct, frozen=True):
    posts: tuple[Waiting, ...] = ()
    pagination: _Pages = field(default_factory=_Pages)


class _Raw(Struct, frozen=True):
    content: str


class _May(Struct, frozen=True, rename={"begin": "topics:create", "tag": "topics:tag"}):
    begin: bool = False
    tag: bool = False


class _Entered(Struct, frozen=True):
    privileges: _May = field(default_factory=_May)


class Forum:
    """One account at one forum."""

    def __init__(self, api: NodeApi, category: str) -> None:
        self.api = api
        self._wanted = category
        self._category: Category | None = None
        self._member: Member | None = None

    # ── topics ───────────────────────────────────────────────────────────────────────────────────

    def member(self) -> Member:
        """Who the token lets in. Raises DestinationError when that is nobody.

        Asked before everything else: to a token that it does not know NodeBB shows what it shows to guests, as if nothing were there.
        """
        if self._member is None:
            data = self.api.get("/api/self")
            member = self._as(data, Member) if data else None
            if member is None or member.uid < 1:
                raise DestinationError(f"{self.api.name} does not know who the token is of: make one for a member.")
            self._member = member
        return self._member

    def topic(self, number: int | str) -> Full | None:
        """The topic with its words; None when it is not there or was deleted."""
        data = self.api.get(f"/api/v3/topics/{number}")
        return self.full(self._within(data, Topic)) if data else None

    def at(self, placement: Placement) -> Full | None:
        """The topic of a placement. Raises DestinationError for one that names none."""
        address = urlsplit(placement.url or placement.remote).path.split("/")
        numbers = [part for part in (placement.remote, *address) if part.isdecimal()]
        if not numbers:
            raise DestinationError(f'"{placement.url or placement.remote}" is not the address of a topic of this forum.')
        return self.topic(int(numbers[0]))

    def listed(self, path: str) -> tuple[Topic, ...]:
        """The account's own topics in the list at ``path``; what was deleted only moderators find there."""
        data = self.api.get(path)
        everything = self._as(data, _Topics).topics if data else ()
        return tuple(one for one in everything if one.uid == self.member().uid)

    def newest(self) -> int:
        """The highest number among the topics that were written in last; 0 when there are none."""
        data = self.api.get("/api/recent")
        everything = self._as(data, _Topics).topics if data else ()
        return max((one.tid for one in everything if isinstance(one.tid, int)), default=0)

    def as_its_author(self, number: int) -> Topic | None:
        """The account's own topic with this number, deleted or not: its author may see it by its number. Raises DestinationError."""
        response = self.api.read(self.api.request("GET", f"/api/v3/topics/{number}"))
        if response.status in _NOT_SHOWN:
            return None
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.api.refuse(response)
        data = self.api.json(response, DestinationError)
        if not isinstance(data, dict) or not data.get("response"):
            return None
        topic = self._within(data, Topic)
        return topic if topic.uid == self.member().uid else None

    def raw(self, topic: Topic) -> str:
        """The words of its first post as they were typed, also of one that was deleted; empty when they are not shown."""
        data = self.api.get(f"/api/v3/posts/{topic.post}/raw")
        return self._within(data, _Raw).content if data else ""

    def full(self, topic: Topic) -> Full | None:
        """The same with its words; None when it was deleted."""
        data = None if topic.deleted else self.api.get(f"/api/v3/posts/{topic.post}/raw")
        return Full(topic, self._within(data, _Raw).content) if data else None

    # ── what waits for a moderator ───────────────────────────────────────────────────────────────

    def waiting(self, key: str) -> Waiting | None:
        """The topic with the key's mark that waits for a moderator. Its author sees the list, and in it only what is theirs."""
        marked = [one for one in self._queue() if one.type == "topic" and carries(one.raw, key)]
        if len(marked) > 1:
            raise DestinationError(
                f'"{marked[0].name}" waits {len(marked)} times for a moderator: take all but one of them back.'
            )
        return marked[0] if marked else None

    def is_waiting(self, placement: Placement) -> Waiting | None:
        """What waits under the name of the placement; None when it does not wait any more."""
        return next((one for one in self._queue() if f"{QUEUE}{one.id}" == placement.remote), None)

    def _queue(self) -> Iterator[Waiting]:
        own = self.member().uid
        for page in range(1, _MOST_PAGES + 1):
            data = self.api.get("/api/post-queue", {"page": str(page)})
            if data is None:
                raise DestinationError(f"{self.api.name} does not show what waits for a moderator: NodeBB 4 does.")
            queue = self._as(data, _Queue)
            yield from (one for one in queue.posts if one.uid == own)
            if page >= queue.pagination.count:
                return

    # ── the category ─────────────────────────────────────────────────────────────────────────────

    def category(self) -> Category:
        """The category of the settings. Raises DestinationError when there is none, or more than one."""
        if self._category is None:
            self._category = self._numbered() if self._wanted.isdecimal() else self._named()
        return self._category

    @property
    def category_shown(self) -> int | str:
        """Its number if that is known without asking, else what is said of it in the settings."""
        if self._category:
            return self._category.cid
        return int(self._wanted) if self._wanted.isdecimal() else f'the number of the category "{self._wanted}"'

    def may(self, category: Category) -> tuple[bool, bool]:
        """Whether the account may begin topics in the category, and whether it may tag them."""
        data = self.api.get(f"/api/category/{quote(category.slug)}")
        may = self._as(data, _Entered).privileges if data else _May()
        return may.begin, may.tag

    def _numbered(self) -> Category:
        data = self.api.get(f"/api/v3/categories/{int(self._wanted)}")
        if data is None:
            raise DestinationError(f"{self.api.name} has no category with the number {self._wanted}.")
        return self._within(data, Category)

    def _named(self) -> Category:
        everything = list(self._categories())
        fitting = [one for one in everything if one.is_called(self._wanted)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            named = " and ".join(f"{one.cid} ({one.slug})" for one in fitting)
            raise DestinationError(f'{self.api.name} has more than one category "{self._wanted}": say the number, {named}.')
        near = did_you_mean(self._wanted, [one.plain_name for one in everything])
        raise DestinationError(f'{self.api.name} shows no category "{self._wanted}" to the account.{near}')

    def _categories(self) -> Iterator[Category]:
        for page in range(1, _MOST_PAGES + 1):
            data = self.api.get("/api/categories", {"page": str(page)})
            listed = self._as(data, _Categories) if data else _Categories()
            yield from _with_children(listed.categories)
            if page >= listed.pagination.count:
                return

    # ── writes ───────────────────────────────────────────────────────────────────────────────────

    def send(self, request: Request) -> Response:
        """The answer to a request that changes something, when it is a yes.

        A flood is waited out once, unless that takes longer than a run waits. Raises DestinationError with the forum's words
        and what to do about them, UnansweredError as ``Api.answer`` does.
        """
        response = self.api.answer(request)
        asked = self._pace(response)
        if asked:
            self.api.service.hold(asked)
            if asked <= LONGEST_REST:
                response = self.api.answer(request)
        if response.status < HTTPStatus.MULTIPLE_CHOICES:
            return response
        said = self.api.said(response).lower()
        advice = next((advice for words, advice in _ADVICE if words in said), "")
        try:
            self.api.refuse(response)
        except DestinationError as error:
            raise DestinationError(f"{error.message} {advice}".rstrip()) from None

    def _pace(self, response: Response) -> float:
        """Seconds that a flooded forum asks for, in words: ``you can only post once every 10 second(s)``."""
        found = _PACE.search(self.api.said(response)) if response.status == HTTPStatus.BAD_REQUEST else None
        return int(found[1]) * (_SECONDS if found[2] == "minute" else 1.0) if found else 0.0

    def _as(self, data: Any, kind: type[T]) -> T:
        return understood(data, kind, self.api.name, DestinationError)

    def _within(self, data: Any, kind: type[T]) -> T:
        """What the write interface answers, which it wraps into ``{"status": …, "response": …}``."""
        return self._as(data.get("response") if isinstance(data, dict) else None, kind)


def _with_children(categories: Iterable[Category]) -> Iterator[Category]:
    for one in categories:
        yield one
        yield from _with_children(one.children)
