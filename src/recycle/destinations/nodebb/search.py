"""Which topic is ours: looked for in several ways, since somebody may have changed or deleted it before anybody knew that it was there."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from recycle.destinations.forum_marks import carries, is_marked
from recycle.destinations.nodebb.forum import Forum
from recycle.destinations.nodebb.posts import Full, Topic, tag_of
from recycle.errors import DestinationError
from recycle.model import Variant

_AHEAD, _BACK = 3, 30
"""How many topics around the newest one are asked for by their numbers: those before it, and those after it that are deleted."""


class Search:
    """Among the topics of one account."""

    def __init__(self, forum: Forum, *, is_tagged: bool) -> None:
        """``is_tagged``: topics get the tag that is made of their key."""
        self._forum = forum
        self._is_tagged = is_tagged

    def ours(self, variant: Variant, *, thorough: bool, doubts: bool = False) -> Full | None:
        """Our topic with the variant's mark, or with its tag where somebody has taken the mark away.

        Looked for under its tag, and in the account's newest topics; of these only the ones with the same title are looked into,
        unless ``thorough``. Raises DestinationError for two, and with ``doubts`` for one of that title that may be ours and may not.
        """
        tagged = self._open(f"/api/tags/{tag_of(variant.key)}") if self._is_tagged else []
        mine = self._open(f"/api/user/{quote(self._forum.member().userslug)}/topics")
        alike = [one for one in mine if one.name.casefold() == variant.meta.title.casefold()]
        looked = self._full((*tagged, *alike))
        found = [one for one in looked if carries(one.raw, variant.key)]
        if not found and thorough:
            found = [one for one in self._full(mine) if carries(one.raw, variant.key)]
        found = found or [one for one in looked if any(one.topic.tid == other.tid for other in tagged)]
        if len(found) > 1:
            named = " and ".join(self._address(one.topic) for one in found)
            raise DestinationError(f"{named} are the same post: delete one of them.")
        if not found and doubts:
            self._refuse_doubtful(looked)
        return found[0] if found else None

    def deleted(self, variant: Variant) -> Topic | None:
        """Our topic that was deleted. Lists show such topics to moderators only, and its number shows it to its author."""
        newest = self._forum.newest()
        for number in range(newest + _AHEAD, max(newest - _BACK, 0), -1):
            topic = self._forum.as_its_author(number)
            if topic and topic.deleted and self._is_ours(topic, variant):
                return topic
        return None

    def _is_ours(self, topic: Topic, variant: Variant) -> bool:
        is_tagged = self._is_tagged and not topic.lacks((tag_of(variant.key),))
        return is_tagged or carries(self._forum.raw(topic), variant.key)

    def _refuse_doubtful(self, looked: Iterable[Full]) -> None:
        for one in looked:
            if not is_marked(one.raw):
                address = self._address(one.topic)
                raise DestinationError(
                    f"{address} has this title and the account, and lacks the line by which recycle finds its posts again."
                )

    def _open(self, path: str) -> list[Topic]:
        return [one for one in self._forum.listed(path) if not one.deleted]

    def _full(self, topics: Iterable[Topic]) -> list[Full]:
        different = {one.tid: one for one in topics}.values()
        return [full for one in different if (full := self._forum.full(one))]

    def _address(self, topic: Topic) -> str:
        return f"{self._forum.api.url}{topic.path}"
