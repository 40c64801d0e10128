"""Discourse: a topic each, found again by its external id. https://docs.discourse.org describes the interface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.discourse.forum import Forum, tags_shown
from recycle.destinations.discourse.gap import held_when_found
from recycle.destinations.discourse.posts import (
    QUEUE,
    WAITS,
    Topic,
    Waiting,
    change_for,
    held_in,
    placement_from,
    raw_of,
    request_for,
    tags_for,
    upload_for,
)
from recycle.destinations.discourse.settings import Settings
from recycle.destinations.forum_marks import is_of_others, says, text_of, without_mark
from recycle.destinations.found import as_found
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, GoneError, InputError, UnansweredError
from recycle.model import Asset, Finding, Limits, Piece, Placement, Variant

_DIALECT = "gfm-discourse"
_UNKNOWN = "the number that the forum has given it"


class Discourse:
    """One member at one forum. What a moderator has to let through first loses its external id, and is known by its mark."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if not (settings.user.isascii() and settings.user.isprintable()):
            raise InputError(f'user: "{settings.user}" cannot be sent to a forum as a name.')
        self._settings = settings
        self._key = Secret(settings.key, surroundings.environ, "key")
        self._api = Api(surroundings, settings.url, sign=self._signature, secrets=(self._key,), pause=settings.pause)
        self._forum = Forum(self._api, settings.user, settings.category.strip())

    def _signature(self) -> Mapping[str, str]:
        return {"Api-Key": self._key.value(), "Api-Username": self._settings.user}

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
        """The request with the words, whole, and what may follow it. Asks nobody, so that what only the forum knows is named."""
        tags = tags_shown(self._tags(variant))
        if placement is None:
            return self._api.shown(request_for(self._api, variant, self._forum.category_shown, tags))
        shown = self._api.shown(change_for(self._api, variant, _UNKNOWN, "the words that the forum has now"))
        after = f"\n\nthen PUT {self._api.url}/t/-/{placement.remote}.json with the tags {', '.join(self._tags(variant))}"
        return shown + (f"{after}, if it lacks one of them" if tags else "")

    # ── there ────────────────────────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """A new topic; what an earlier attempt has left is finished, and what waits is left waiting.

        Raises DestinationError for a clear no, GoneError for what was made before and deleted since, UnansweredError when the forum
        did not say what became of it.
        """
        waiting = self._forum.waiting(variant.key)
        if waiting:
            return placement_from(self._api.url, waiting)
        topic = self._forum.by_key(variant.key)
        if topic:
            return self._finished(topic, variant)
        tags = self._tags(variant)
        request = request_for(self._api, variant, self._forum.category().id, self._forum.tags(tags))
        answer = understood(self._api.json(self._forum.send(request)), _Created, self.service, UnansweredError)
        try:
            return self._created(answer, variant)
        except DestinationError as error:
            raise UnansweredError(f"the forum took it, and then: {error.message}") from None

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes title and words, and adds the tags that are missing; the category and other people's tags stay.

        Raises DestinationError when it is gone, or somebody has changed it in this moment.
        """
        if placement.remote.startswith(QUEUE):
            raise DestinationError(f"{WAITS}, and cannot be changed until then.")
        topic = self._forum.at(placement)
        if topic is None:
            raise DestinationError("it was deleted there; --again places it anew.")
        return self._changed(topic, variant)

    def withdraw(self, placement: Placement) -> None:
        """Deletes the topic. Members may do so in its first 24 hours, while nobody has answered. Raises DestinationError."""
        if placement.remote.startswith(QUEUE):
            self._withdraw_waiting(placement)
            return
        topic = self._forum.at(placement)
        if topic is None:
            return
        try:
            self._forum.send(self._api.request("DELETE", f"/t/{topic.id}.json"))
        except DestinationError as error:
            may = "A member may delete a topic in its first 24 hours, while nobody has answered: ask a moderator to do it."
            raise DestinationError(f"{error.message} {may}") from None

    def _withdraw_waiting(self, placement: Placement) -> None:
        if self._forum.is_waiting(placement):
            where = f"{self._api.url}/u/{self._settings.user}/activity/pending"
            raise DestinationError(f"{WAITS}, and only you yourself can take it back there: {where}")
        raise DestinationError("it does not wait there any more: run publish, so that it is known what became of it.")

    def _created(self, answer: _Created, variant: Variant) -> Placement:
        if answer.action == "enqueued":
            waiting = self._forum.waiting(variant.key)
            if waiting is None:
                raise DestinationError("it waits for a moderator, but is not among what waits.")
            return placement_from(self._api.url, waiting)
        topic = self._forum.topic(answer.topic_id) if answer.topic_id else None
        if topic is None:
            raise DestinationError("it is not there.")
        return self._placed(topic, variant)

    def _finished(self, topic: Topic, variant: Variant) -> Placement:
        if topic.is_gone:
            raise self._gone(topic)
        # With the mark of other words it is an earlier attempt's. Without any, somebody has been at it.
        return self._changed(topic, variant) if is_of_others(topic.raw, variant) else self._found(topic, variant)

    def _changed(self, topic: Topic, variant: Variant) -> Placement:
        if (topic.raw, topic.title) != (raw_of(variant), variant.meta.title):
            self._forum.send(change_for(self._api, variant, topic.post.id, topic.raw))
        wanted = self._tags(variant)
        note = self._tagged(topic, wanted) if topic.lacks(wanted) else ""
        try:
            seen = self._forum.topic(topic.id)
        except DestinationError as error:
            raise UnansweredError(f"it was changed, and then: {error.message}") from None
        if seen is None:
            raise UnansweredError("it was changed, and then it was not there.")
        return self._placed(seen, variant, note)

    def _tagged(self, topic: Topic, wanted: list[str]) -> str:
        """Adds the tags that are missing, and returns why it did not, if the forum does not take them. The words are there."""
        there = [tag if isinstance(tag, str) else tag.name for tag in topic.tags]
        try:
            self._forum.send(tags_for(self._api, topic.id, self._forum.tags([*there, *topic.lacks(wanted)])))
        except DestinationError as error:
            return f"its tags are not what they should be: {error.message}"
        return ""

    def _placed(self, topic: Topic, variant: Variant, note: str = "") -> Placement:
        lost = topic.lacks(self._tags(variant))
        if lost and not note:
            note = f"the forum did not take the tags {', '.join(lost)}"
        return placement_from(self._api.url, topic, note)

    def _tags(self, variant: Variant) -> list[str]:
        return list(variant.meta.tags) if self._settings.tags else []

    # ── asked ────────────────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Looks among what waits, then for the external id, then for the mark among the account's newest topics.

        In this order, since what waits may be let through between two questions. Raises GoneError for what was deleted since.
        """
        if before and not before.remote.startswith(QUEUE):
            topic = self._forum.at(before)
            # Tags that are missing are told. As ABSENT, our own new words there would be taken for a change by somebody else.
            return self._found(topic, variant) if topic and says(topic.raw, variant) else Answer.ABSENT
        waiting = self._forum.waiting(variant.key)
        if waiting:
            return placement_from(self._api.url, waiting)
        topic = self._forum.by_key(variant.key)
        is_earlier = topic is not None and is_of_others(topic.raw, variant)
        topic = topic or self._forum.let_through(variant.key, variant.meta.title)
        if before:  # whoever lets a post through may have changed it before
            return self._placed(topic, variant) if topic and not topic.is_gone else Answer.ABSENT
        if topic and topic.is_gone:
            raise self._gone(topic)
        return self._found(topic, variant) if topic and not is_earlier else Answer.ABSENT

    def _found(self, topic: Topic, variant: Variant) -> Placement:
        return as_found(self._placed(topic, variant), held_when_found(topic, variant))

    def _gone(self, topic: Topic) -> GoneError:
        return GoneError(f"it was made there ({self._api.url}{topic.path}) and then deleted")

    def look(self, placement: Placement) -> Look | Answer:
        """Title and text as the forum has them. Raises DestinationError when it does not say."""
        there: Topic | Waiting | None
        if placement.remote.startswith(QUEUE):
            there = self._forum.is_waiting(placement)
            raw = there.raw_text if there else ""
        else:
            there = self._forum.at(placement)
            raw = there.raw if there else ""
        if there is None:
            return Answer.ABSENT
        url = f"{self._api.url}{there.path}" if isinstance(there, Topic) else ""
        return Look(held=held_in(there.title, raw), url=url, title=there.title, text=without_mark(raw), dialect=_DIALECT)

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # ``look`` asks
        """Not known without asking."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a key."""
        missing = f"the environment variable {self._key.name} is not set; it holds the API key of {self._settings.user}."
        return () if self._key.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """Who we are and whether we may begin topics where they should go. Raises DestinationError when not."""
        member, category = self._forum.member(), self._forum.category()
        if not self._forum.may_begin(category):
            raise DestinationError(f'{member.username} may not begin topics in "{category.name}" of {self.service}.')
        role = (
            "an administrator" if member.admin else "a moderator" if member.moderator else f"trust level {member.trust_level}"
        )
        return f'{member.username} ({role}) may begin topics in "{category.name}"; API keys of Discourse have no end'

    # ── images ───────────────────────────────────────────────────────────────────────────────────

    def upload(self, asset: Asset, data: bytes) -> str:
        """The picture's address inside this forum. Raises as ``place`` does."""
        response = self._forum.send(upload_for(self._api, asset, data))
        uploaded = understood(self._api.json(response), _Uploaded, self.service, UnansweredError)
        return uploaded.short_url or uploaded.url

    def uploaded(self, asset: Asset) -> str:  # noqa: ARG002  # by the SHA-1 of what the forum has made of it, which nobody else knows
        """Cannot be asked. It does no harm: the forum has every picture once, and gives the same address for it again."""
        return ""


class _Created(Struct, frozen=True):
    action: str = ""
    topic_id: int | None = None


class _Uploaded(Struct, frozen=True):
    url: str
    short_url: str = ""


__all__ = ["ROW", "Discourse", "Settings", "request_for"]

ROW = Row(
    "discourse",
    Settings,
    Discourse,
    dialects=frozenset({_DIALECT}),
    uploads=True,
    forms=MappingProxyType({"forum": MappingProxyType({"dialect": _DIALECT})}),
    # What a forum has that was not told otherwise: min_topic_title_length, max_topic_title_length, max_tags_per_topic.
    limits=Limits(title_min=15, title_max=255, tags_max=5),
    gives_address=True,
)
