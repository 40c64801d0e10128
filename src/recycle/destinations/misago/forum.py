"""One account at a forum of Misago: logging in, categories, and threads as the forum has them.

There are no tokens. The account logs in as a browser does, with a cookie against forged requests whose value goes into a header
(``CSRF_COOKIE_NAME`` and ``X-CSRFToken``, https://docs.djangoproject.com/en/4.2/ref/csrf/).
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TypeVar

from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.misago.threads import Account, Category, Row, Rows, Started, Thread, Written, new_state, squeezed
from recycle.destinations.protocol import Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Variant
from recycle.world.web import Request

_COOKIE = "csrftoken"
_TRIES = 3
_MOST_PAGES = 400
T = TypeVar("T")


class Forum:
    """The account. It logs in once a run, before the first question."""

    def __init__(self, surroundings: Surroundings, url: str, user: str, password: Secret, pause: float) -> None:
        self._name = user
        self._password = password
        self._pause = pause
        self.api = Api(surroundings, url, sign=self._sign, secrets=(password,), pause=pause)
        self.user = ""

    def _sign(self) -> dict[str, str]:
        return {"X-CSRFToken": self.api.service.cookie(_COOKIE), "Referer": f"{self.api.url}/"}

    def log_in(self) -> None:
        """Whatever goes wrong here, nothing was posted. Raises DestinationError."""
        if self.user:
            return
        data = {"username": self._name, "password": self._password.value()}
        self.api.read(self.api.request("GET", "/"))
        answer = self.api.read(self.api.request("POST", "/api/auth/", data=data))
        if answer.status == HTTPStatus.NOT_FOUND or not self.api.service.cookie(_COOKIE):
            raise DestinationError(f"{self.api.url} does not behave like a forum of Misago: is the address right?")
        if answer.status == HTTPStatus.BAD_REQUEST:
            why = self.api.said(answer).partition(";")[0].rstrip(".") or "it said no"
            raise DestinationError(f"{self.api.name} does not let {self._name} in: {why}. Is {self._password.name} right?")
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.api.refuse(answer)
        account = understood(self.api.json(answer, DestinationError), Account, self.api.name, DestinationError)
        if account.id is None:
            raise DestinationError(f"{self.api.name} does not let {self._name} in.")
        self.user = account.username

    def category(self, said: str | int) -> int:
        """The number of the category that is called so, or has this number. Raises DestinationError with those that there are."""
        known = self._asked("/api/threads/editor/", tuple[Category, ...])
        wanted = squeezed(str(said)).casefold()
        found = [one for one in known or () if wanted in (str(one.id), squeezed(one.name).casefold())]
        if len(found) == 1 and found[0].post is not False:
            return found[0].id
        names = ", ".join(f"{one.name} ({one.id})" for one in known or () if one.post is not False) or "none"
        wrong = "means more than one" if len(found) > 1 else "is none in which this account may start threads"
        raise DestinationError(f'category "{said}" {wrong}; there are: {names}.')

    # ── threads ──────────────────────────────────────────────────────────────────────────────────

    def thread(self, number: int | str) -> Thread | None:
        """The thread with its first posts; None when it was deleted or hidden. Raises DestinationError."""
        found = self._asked(f"/api/threads/{number}/posts/", Thread)
        if found is not None and not found.post_set.results:
            raise DestinationError(f"{self.api.name} has a thread {number} without a post.")
        return None if found is None or found.is_hidden else found

    def written(self, thread: Thread) -> str | None:
        """Its first post as it was written; None when the account may not change it (any more), and so may not read that."""
        response = self.api.read(self.api.request("GET", f"/api/threads/{thread.id}/posts/{thread.post.id}/post_editor/"))
        if response.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            return None
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.api.refuse(response)
        return understood(self.api.json(response, DestinationError), Written, self.api.name, DestinationError).post

    def of_title(self, title: str) -> Iterator[Thread]:
        """The account's own threads of this title, wherever a moderator has moved them."""
        for row in self._own():
            if squeezed(row.title) == squeezed(title) and not row.is_hidden:
                found = self.thread(row.id)
                if found is not None:
                    yield found

    def _own(self) -> Iterator[Row]:
        """Every thread that the account has started and sees, also those that wait for a moderator; the last answered first."""
        seen: set[int] = set()
        query = {"list": "my"}
        for _ in range(_MOST_PAGES):
            page = self._asked("/api/threads/", Rows, query) or Rows(())
            yield from (row for row in page.results if row.id not in seen)
            seen.update(row.id for row in page.results)
            if not page.next:
                return
            query = {"list": "my", "start": str(page.next)}
        raise DestinationError(f"{self._name} has more threads at {self.api.name} than recycle looks through ({len(seen)}).")

    def _asked(self, path: str, kind: type[T], query: dict[str, str] | None = None) -> T | None:
        data = self.api.get(path, query)
        return None if data is None else understood(data, kind, self.api.name, DestinationError)

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    def start(self, request: Request) -> int:
        """Start the thread, and return its number. A member who has just posted is told so (403), and waits once.

        Raises DestinationError for a clear no, UnansweredError when nobody knows.
        """
        response = self.api.answer(request)
        if response.status == HTTPStatus.FORBIDDEN and self._pause:
            response = self.api.answer(request)
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.api.refuse(response)
        return understood(self.api.json(response), Started, self.api.name, UnansweredError).id

    def rename(self, thread: Thread, variant: Variant) -> None:
        """Give the thread the variant's title. To do that twice does no harm, so that it is repeated when there is no answer."""
        request = new_state(self.api, thread.id, "title", variant.meta.title)
        for left in reversed(range(_TRIES)):
            try:
                self.api.json(self.api.send(request))
            except UnansweredError:
                if not left:
                    raise
            else:
                return

    def as_it_is_now(self, number: int | str) -> Thread:
        """The thread that has just been changed. Raises UnansweredError when it cannot be read."""
        try:
            found = self.thread(number)
        except DestinationError as error:
            raise UnansweredError(f"it was sent, and could not be read afterwards: {error.message}") from None
        if found is None:
            raise UnansweredError("it was sent, and is not there.")
        return found
