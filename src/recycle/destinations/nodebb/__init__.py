"""NodeBB 4: a topic each, found again by a tag and by a line that nobody sees. https://docs.nodebb.org/api/ describes the interface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.answers import understood
from recycle.destinations.forum_marks import is_of_others, says, text_of, without_mark
from recycle.destinations.found import as_found, held_when_found, same_lines
from recycle.destinations.nodebb.forum import Forum
from recycle.destinations.nodebb.posts import (
    QUEUE,
    TAG_PATTERN,
    WAITS,
    Full,
    NodeApi,
    change_for,
    content_of,
    held_in,
    placement_from,
    removal_for,
    request_for,
    tag_of,
)
from recycle.destinations.nodebb.search import Search
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, GoneError, UnansweredError
from recycle.model import Finding, Limits, Piece, Placement, Variant

_DIALECT = "gfm-nodebb"
_UNKNOWN = "the number that the forum has given it"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which forum, who we are there, and where the topics go."""

    url: Annotated[str, Says(description="Where the forum is, such as `https://forum.example.com`.")]
    token: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the member's API token.")]
    category: Annotated[
        str, Says(min_length=1, description="Where topics go: the category's number, its name, or its slug (`5/general`).")
    ]
    tags: Annotated[
        bool, Says(description="Give topics the tags of their pieces, and one more by which they are found again.")
    ] = True
    pause: Annotated[
        float,
        Says(ge=0, description="Seconds between two things that are sent. Forums want 10, and 120 of members who are new."),
    ] = 10.0
    settling: Annotated[float, Says(ge=0, description="Seconds after which a topic that was made can surely be found.")] = 10.0


class NodeBB:
    """One member at one forum. What a moderator has to let through first waits in a list that its author sees."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._token = Secret(settings.token, surroundings.environ, "token")
        self._api = NodeApi(surroundings, settings.url, sign=self._signature, secrets=(self._token,), pause=settings.pause)
        self._forum = Forum(self._api, settings.category.strip())
        self._search = Search(self._forum, is_tagged=settings.tags)

    def _signature(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token.value()}"}

    @property
    def service(self) -> str:
        """Where the forum is."""
        return self._api.name

    @property
    def settling(self) -> float:
        """As the settings say."""
        return self._settings.settling

    # ── before ───────────────────────────────────────────────────────────────────────────────────

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # the forum numbers its topics
        """Never known."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        """What waits for a moderator, and a form that writes no post."""
        if placement and placement.remote.startswith(QUEUE):
            return f"{WAITS}, and cannot be changed until then."
        try:
            text_of(variant)
        except DestinationError as error:
            return error.message
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request, whole. Asks nobody, so that what only the forum knows is named."""
        tags = self._tags(variant)
        if placement is None:
            return self._api.shown(request_for(self._api, variant, self._forum.category_shown, tags))
        return self._api.shown(change_for(self._api, variant, _UNKNOWN, tags or None))

    # ── there ────────────────────────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """A new topic; what an earlier attempt has left gets the words of now, and what waits is left waiting.

        Raises DestinationError for a clear no, UnansweredError when the forum did not say what became of it.
        """
        waiting = self._forum.waiting(variant.key)
        if waiting:
            return placement_from(self._api.url, waiting)
        there = self._search.ours(variant, thorough=False)
        if there:
            return self._changed(there, variant) if is_of_others(there.raw, variant) else self._found(there, variant)
        request = request_for(self._api, variant, self._forum.category().cid, self._tags(variant))
        answer = understood(self._api.json(self._forum.send(request)), _Answer, self.service, UnansweredError).response
        try:
            return self._created(answer, variant)
        except DestinationError as error:
            raise UnansweredError(f"the forum took it, and then: {error.message}") from None

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes title and words, and adds the tags that are missing; the category and other people's tags stay.

        Raises DestinationError when it is gone.
        """
        if placement.remote.startswith(QUEUE):
            raise DestinationError(f"{WAITS}, and cannot be changed until then.")
        self._forum.member()
        there = self._forum.at(placement)
        if there is None:
            raise DestinationError("it was deleted there; --again places it anew.")
        return self._changed(there, variant)

    def withdraw(self, placement: Placement) -> None:
        """Deletes the topic so that a moderator can bring it back, or takes it out of what waits. Raises DestinationError."""
        self._forum.member()
        if not placement.remote.startswith(QUEUE):
            there = self._forum.at(placement)
            if there:
                self._forum.send(removal_for(self._api, f"/topics/{there.topic.tid}/state"))
        elif waiting := self._forum.is_waiting(placement):
            self._forum.send(removal_for(self._api, f"/posts/queue/{waiting.id}"))
        else:
            raise DestinationError("it does not wait there any more: run publish, so that it is known what became of it.")

    def _created(self, answer: _Made, variant: Variant) -> Placement:
        if answer.queued:
            waiting = self._forum.waiting(variant.key)
            if waiting is None:
                raise DestinationError("it waits for a moderator, but is not among what waits.")
            return placement_from(self._api.url, waiting)
        there = self._forum.topic(answer.tid) if answer.tid else None
        if there is None:
            raise DestinationError("it is not there.")
        return self._placed(there, variant)

    def _changed(self, there: Full, variant: Variant) -> Placement:
        topic, wanted = there.topic, self._tags(variant)
        if (there.raw, topic.name) != (content_of(variant), variant.meta.title) or topic.lacks(wanted):
            tags = [*(tag.value for tag in topic.tags), *topic.lacks(wanted)] if wanted else None
            self._forum.send(change_for(self._api, variant, topic.post, tags))
        try:
            seen = self._forum.topic(topic.tid)
        except DestinationError as error:
            raise UnansweredError(f"it was changed, and then: {error.message}") from None
        if seen is None:
            raise UnansweredError("it was changed, and then it was not there.")
        return self._placed(seen, variant)

    def _placed(self, there: Full, variant: Variant) -> Placement:
        lost = there.topic.lacks(self._tags(variant))
        return placement_from(self._api.url, there, f"the forum did not take the tags {', '.join(lost)}" if lost else "")

    def _tags(self, variant: Variant) -> list[str]:
        return [*variant.meta.tags, tag_of(variant.key)] if self._settings.tags else []

    # ── asked ────────────────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Looks among what waits, then for the tag, then for the mark among the account's newest topics.

        In this order, since what waits may be let through between two questions. Raises GoneError for what was deleted since,
        DestinationError where nobody can tell.
        """
        self._forum.member()
        if before and not before.remote.startswith(QUEUE):
            there = self._forum.at(before)
            return self._found(there, variant) if there and says(there.raw, variant) else Answer.ABSENT
        waiting = self._forum.waiting(variant.key)
        if waiting:
            return placement_from(self._api.url, waiting)
        there = self._search.ours(variant, thorough=True, doubts=not before)
        if before:  # whoever lets a post through may have changed it before
            return self._placed(there, variant) if there else Answer.ABSENT
        if there:
            return Answer.ABSENT if is_of_others(there.raw, variant) else self._found(there, variant)
        if deleted := self._search.deleted(variant):
            raise GoneError(f"it was made there ({self._api.url}{deleted.path}) and then deleted")
        return Answer.ABSENT

    def _found(self, there: Full, variant: Variant) -> Placement:
        """Where a topic is of which nobody has answered that it was sent."""
        sent = {"title": variant.meta.title, "text": content_of(variant)}
        as_sent = held_when_found(sent, {"title": there.topic.name, "text": there.raw}, same_lines)
        return as_found(self._placed(there, variant), as_sent)

    def look(self, placement: Placement) -> Look | Answer:
        """Title and text as the forum has them. Raises DestinationError when it does not say."""
        self._forum.member()
        if placement.remote.startswith(QUEUE):
            waiting = self._forum.is_waiting(placement)
            return _seen("", waiting.name, waiting.raw) if waiting else Answer.ABSENT
        there = self._forum.at(placement)
        return _seen(f"{self._api.url}{there.topic.path}", there.topic.name, there.raw) if there else Answer.ABSENT

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # ``look`` asks
        """Not known without asking."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a token."""
        missing = f"the environment variable {self._token.name} is not set; it holds the API token of a member of the forum."
        return () if self._token.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """Who we are and whether we may begin topics where they should go. Raises DestinationError when not."""
        member, category = self._forum.member(), self._forum.category()
        may_begin, may_tag = self._forum.may(category)
        where = f'in "{category.plain_name}"'
        if not may_begin:
            raise DestinationError(f"{member.username} may not begin topics {where} of {self.service}.")
        if self._settings.tags and not may_tag:
            raise DestinationError(f"{member.username} may not tag topics {where} of {self.service}: set tags: false.")
        may = "begin topics and tag them" if may_tag else "begin topics"
        return f"{member.username} (reputation {member.reputation}) may {may} {where}; API tokens of NodeBB have no end"


def _seen(url: str, title: str, raw: str) -> Look:
    return Look(held=held_in(title, raw), url=url, title=title, text=without_mark(raw), dialect=_DIALECT)


class _Made(Struct, frozen=True):
    tid: int | None = None
    queued: bool = False


class _Answer(Struct, frozen=True):
    response: _Made


__all__ = ["ROW", "NodeBB", "Settings", "request_for"]

ROW = Row(
    "nodebb",
    Settings,
    NodeBB,
    dialects=frozenset({_DIALECT}),
    forms=MappingProxyType({"forum": MappingProxyType({"dialect": _DIALECT})}),
    # What a forum has that was not told otherwise: minimumTitleLength, maximumTitleLength, and maximumTagsPerTopic with room for ours.
    limits=Limits(title_min=3, title_max=255, tags_max=4, tag_pattern=TAG_PATTERN),
    gives_address=True,
)
