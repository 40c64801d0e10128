"""Discussion starters at a forum of Misago. It has no tokens, so that the account logs in; and no place for a mark that readers do not see.

A thread is found again among the account's own, by its title and its words. docs/destinations/misago.md says what that cannot tell apart.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.forum_marks import text_of
from recycle.destinations.misago.forum import Forum
from recycle.destinations.misago.threads import (
    LONGEST,
    SHORTEST,
    Thread,
    is_first_use,
    is_ours,
    new_state,
    new_text,
    number_of,
    placement_from,
    post_of,
    request_for,
    squeezed,
)
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Finding, Limits, Piece, Placement, Variant

_DIALECT = "misago"
_GONE = "it was deleted there, or hidden by a moderator, so there is nothing to change."


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A forum of Misago, and the account that writes there."""

    url: Annotated[str, Says(description="The forum's address, such as `https://forum.example.org`.")]
    user: Annotated[str, Says(description="The name, or the mail address, that the account logs in with.")]
    password: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the account's password.")]
    category: Annotated[str | int, Says(description="The category of new threads, by its name or its number.")]
    pause: Annotated[
        float,
        Says(ge=0, description="Seconds between two things that are written. Members have to wait three; 0 if they need not."),
    ] = 3.5
    settling: Annotated[float, Says(ge=0, description="Seconds until what was sent is surely found there.")] = 10.0


class Misago:
    """Starts threads, once, and changes their first posts."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if not settings.user.strip() or not squeezed(str(settings.category)):
            raise InputError("user and category: neither may be empty.")
        self._settings = settings
        self._password = Secret(settings.password, surroundings.environ, "password")
        self._forum = Forum(surroundings, settings.url, settings.user, self._password, settings.pause)
        self._api = self._forum.api
        self.service = self._api.name
        self.settling = settings.settling

    # ── before anything is sent ──────────────────────────────────────────────────────────────────

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # the forum makes it of a number of its own
        """Never known before."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # asked of every destination alike
        """A text that no forum of Misago takes."""
        long = len(text_of(variant))
        if not SHORTEST <= long <= LONGEST:
            return f"the post has {long:,} characters, and Misago takes {SHORTEST} to {LONGEST:,}."
        return ""

    def unset(self) -> str:
        """The variable of the password."""
        if self._password.is_set:
            return ""
        return f"the environment variable {self._password.name} is not set; it holds the password for this outlet."

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The first request, and a line for each further one. The category's number is the forum's, when config.yaml has its name."""
        if placement is None:
            return self._api.shown(request_for(self._api, variant, self._settings.category))
        number = number_of(placement)
        first = self._api.shown(new_text(self._api, variant, number, post_of(placement)))
        renamed = new_state(self._api, number, "title", variant.meta.title)
        return f"{first}\n\nand before it, when the title is another one there: {renamed.method} {renamed.url}"

    # ── there ────────────────────────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """Starts the thread, unless an attempt that was broken off has. Raises DestinationError where nobody can tell whether it has."""
        self._forum.log_in()
        category = self._forum.category(self._settings.category)
        there = self._of_first_use(variant) if is_first_use(variant) else None
        if there is None:
            there = self._forum.as_it_is_now(self._forum.start(request_for(self._api, variant, category)))
        return placement_from(self._api.url, there)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes the title, then the first post. Never starts a thread; the category stays, since moderators sort threads."""
        self._forum.log_in()
        there = self._at(placement)
        if there is None:
            raise DestinationError(_GONE)
        has_new_title = squeezed(there.title) != squeezed(variant.meta.title)
        if not there.post.acl.can_edit or (has_new_title and not there.acl.can_edit):
            url = f"{self._api.url}{there.url.index}"
            raise DestinationError(f"{self._forum.user} may not change {url} (any more). Nothing was changed; a moderator can.")
        if has_new_title:
            self._forum.rename(there, variant)
        try:
            self._api.json(self._api.send(new_text(self._api, variant, there.id, there.post.id)))
        except DestinationError as error:
            if has_new_title:
                raise UnansweredError(f"it has the new title, and its text could not be changed: {error.message}") from None
            raise
        return placement_from(self._api.url, self._forum.as_it_is_now(there.id))

    def withdraw(self, placement: Placement) -> None:
        """Deletes the thread with its answers, or hides it where the account may only do that. Raises DestinationError."""
        self._forum.log_in()
        there = self._at(placement)
        if there is None:
            return
        if there.acl.can_delete:
            self._api.send(self._api.request("DELETE", f"/api/threads/{there.id}/"))
        elif there.acl.can_hide:
            self._api.send(new_state(self._api, there.id, "is-hidden", value=True))
        else:
            url = f"{self._api.url}{there.url.index}"
            raise DestinationError(
                f"{self._forum.user} may neither delete nor hide {url} there: ask a moderator to. It still stands."
            )

    # ── asked ────────────────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Looks among the account's own threads, or at the one that stood. Raises DestinationError where nobody can tell."""
        self._forum.log_in()
        if before is not None:
            return self._found_again(variant, before)
        if is_first_use(variant):
            there = self._of_first_use(variant)
            return placement_from(self._api.url, there) if there else Answer.ABSENT
        for there, ours in self._alike(variant):
            if ours is not False:
                url = f"{self._api.url}{there.url.index}"
                raise DestinationError(f"{url} has this title, and may be an earlier use of the piece as well as this one.")
        return Answer.ABSENT

    def look(self, placement: Placement) -> Look | Answer:
        """The thread's title and its first post, as it was written where the account may read that."""
        self._forum.log_in()
        there = self._at(placement)
        if there is None:
            return Answer.ABSENT
        text, url = self._forum.written(there), f"{self._api.url}{there.url.index}"
        if text is None:
            return Look(held=there.held, url=url, title=there.title, text=there.html)
        return Look(held=there.held, url=url, title=there.title, text=text, dialect=_DIALECT)

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # ``look`` asks
        """Not known without asking."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a password."""
        return (Finding(rule="secret-missing", message=self.unset()),) if self.unset() else ()

    def account(self) -> str:
        """Who is logged in, and that there is the category. Raises DestinationError."""
        self._forum.log_in()
        number = self._forum.category(self._settings.category)
        return f"logged in as {self._forum.user}, who may start threads in the category {self._settings.category} (number {number})"

    # ── which thread ─────────────────────────────────────────────────────────────────────────────

    def _at(self, placement: Placement) -> Thread | None:
        return self._forum.thread(number_of(placement))

    def _alike(self, variant: Variant) -> list[tuple[Thread, bool | None]]:
        """The account's threads of this title, and whether each is the variant's, as far as anybody can tell."""
        alike = self._forum.of_title(variant.meta.title)
        return [(there, is_ours(variant, there, self._forum.written(there))) for there in alike]

    def _of_first_use(self, variant: Variant) -> Thread | None:
        """The thread that an attempt at the first use has started."""
        alike = self._alike(variant)
        ours = [there for there, is_it in alike if is_it]
        if len(ours) > 1:
            both = " and ".join(f"{self._api.url}{there.url.index}" for there in ours)
            raise DestinationError(f"this piece is there {len(ours)} times: {both}. Delete all but one there.")
        doubtful = [there for there, is_it in alike if is_it is None]
        if not ours and doubtful:
            url = f"{self._api.url}{doubtful[0].url.index}"
            raise DestinationError(
                f"{self._forum.user} has a thread of this title with other words: {url}. If it is not this piece, rename it there."
                " If it is, delete it there, or leave this outlet out for the piece. Nothing was sent."
            )
        return ours[0] if ours else None

    def _found_again(self, variant: Variant, before: Placement) -> Placement | Answer:
        there = self._at(before)
        if there is None:
            return Answer.ABSENT
        found = placement_from(self._api.url, there)
        if before.waits:
            return found
        text = self._forum.written(there)
        if text is None:
            raise DestinationError(f"{self._forum.user} may not read how {found.url} was written, so nobody can tell.")
        is_new = squeezed(there.title) == squeezed(variant.meta.title) and squeezed(text) == squeezed(text_of(variant))
        return found if is_new else Answer.ABSENT


ROW = Row(
    "misago",
    Settings,
    Misago,
    dialects=frozenset({_DIALECT}),
    forms=MappingProxyType({"forum": {"dialect": _DIALECT}}),
    limits=Limits(title_min=5, title_max=90),
    gives_address=True,
)
