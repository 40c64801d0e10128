"""Visits to pages: at a pace that suits their hosts, to wherever they send on to, no further than the headers, and in time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote, urljoin, urlsplit

from recycle.world.connections import Progress

if TYPE_CHECKING:
    from requests import Response, Session

T = TypeVar("T")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TOO_MANY, _UNAVAILABLE = 429, 503
_HOPS = 10
_MISSES = 2
"""After so many questions without an answer, one behind the other, a host is asked nothing more."""
_SHARES = 3
"""A name may have several addresses, of which the first leads nowhere from here: none of them gets all of the time to connect."""
_GRACE = 0.5
"""Seconds. What a connection notices of the time itself leaves nothing behind."""
_NO_NAME = frozenset("/?#@%[]\\<>^| ")
_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"


class Pace:
    """At least ``pause`` seconds between an answer of a host and the next question to it, and no question where none is wanted, or answered."""

    def __init__(
        self, pause: float, *, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.pause = pause
        self.now = now
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._alone: set[str] = set()
        self._misses: Counter[str] = Counter()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """One question to ``host``, when it is time for it."""
        wait = self._next.get(host, self.now()) - self.now()
        if wait > 0:
            self._sleep(wait)
        try:
            yield
        finally:
            self._next[host] = self.now() + self.pause

    def leave_alone(self, host: str) -> None:
        """It has asked for that."""
        self._alone.add(host)

    def is_alone(self, host: str) -> bool:
        """Whether ``host`` has asked to be left alone."""
        return host in self._alone

    def missed(self, host: str) -> None:
        """No answer has come."""
        self._misses[host] += 1

    def met(self, host: str) -> None:
        """An answer has come, whatever it was."""
        del self._misses[host]

    def is_silent(self, host: str) -> bool:
        """Whether ``host`` has not answered for some questions: the next would only cost time."""
        return self._misses[host] >= _MISSES


def host(url: str) -> str:
    """The host that ``url`` names, in lower case; empty when it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def with_name(url: str) -> str:
    """``url`` with its host's name as people write it: Markdown and servers may put percent signs there, which browsers undo.

    Raises ValueError where that is no name.
    """
    split = urlsplit(url)
    login, at, name = split.netloc.rpartition("@")
    if "%" not in name:
        return url
    plain = unquote(name, errors="strict")
    if not plain.isprintable() or not _NO_NAME.isdisjoint(plain):
        raise ValueError(f"{name} is no name of a host")
    return split._replace(netloc=f"{login}{at}{plain}").geturl()


class NowhereError(ValueError):
    """A page that answers, and sends its readers where there is none."""


class AloneError(Exception):
    """A host on the way has asked to be left alone."""


class Visit(Progress):
    """How far one look has come. Its time is for all answers together, and stands still during a pause."""

    def __init__(self, timeout: float, pace: Pace, is_private: Callable[[str], bool] | None) -> None:
        super().__init__(timeout, pace.now)
        self.host = ""
        self._pace = pace
        self._is_private = is_private
        self._left = timeout
        self._until = 0.0

    def until(self) -> float:
        """The same for connecting and for what comes then."""
        return self._until

    def missed(self) -> None:
        """The host that was asked last has not answered."""
        self._pace.missed(self.host)

    def follow(self, session: Session, method: str, url: str) -> Response:
        """The answer of the last address that ``url`` leads to."""
        url = with_name(url)
        for _ in range(_HOPS + 1):
            response = self._ask(session, method, url)
            location = response.headers.get("Location", "") if response.status_code in _REDIRECTS else ""
            if not location:
                return response
            url = self._target(url, location)
        raise NowhereError("sends its readers round in a circle.")

    def _target(self, url: str, location: str) -> str:
        target = with_name(urljoin(url, _as_address(location)))
        scheme = urlsplit(target).scheme
        if scheme not in ("http", "https"):
            raise NowhereError(f"sends its readers to what is no page on the web ({scheme}:): correct the address.")
        if self._is_private and self._is_private(target):
            raise NowhereError(f"sends its readers on to {host(target)}, where they cannot follow: correct the address.")
        return target

    def _ask(self, session: Session, method: str, url: str) -> Response:
        """The status and the headers. What would come behind them is not read."""
        self.host = host(url)
        if self._pace.is_alone(self.host):
            raise AloneError
        if self._pace.is_silent(self.host):
            raise NowhereError(f"was not asked to the end: other pages of {self.host} did not answer.")
        with self._pace.turn(self.host):
            self.start()
            self._until = self.now() + self._left
            try:
                response = _in_time(lambda: self._sent(session, method, url), self._left)
            finally:
                self._left = self._until - self.now()
        self._pace.met(self.host)
        if is_busy(response):
            self._pace.leave_alone(self.host)
        return response

    def _sent(self, session: Session, method: str, url: str) -> Response:
        from requests.exceptions import ConnectTimeout

        share = self._left / _SHARES
        while True:
            try:
                times = (share, self._left)
                with session.request(method, url, timeout=times, stream=True, allow_redirects=False) as response:
                    return response
            except ConnectTimeout:
                if self.now() + share / 2 > self._until:
                    raise


def _in_time(work: Callable[[], T], seconds: float) -> T:
    """What ``work`` gives or raises. Raises TimeoutError when that takes longer than ``seconds``.

    In a thread of its own: who asks for the address of a name cannot be interrupted, and waits for as long as name servers like.
    """
    from threading import Thread

    if seconds <= 0:
        raise TimeoutError
    given: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            raised.append(error)

    worker = Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds + _GRACE)
    if raised:
        raise raised.pop()
    if given:
        return given.pop()
    raise TimeoutError


def _as_address(location: str) -> str:
    """What a ``Location`` says: http.client reads it as Latin-1, servers mean UTF-8 or bytes of their own."""
    said = location.encode("latin-1", "replace")
    try:
        return said.decode()
    except UnicodeDecodeError:
        return quote(said, safe=_AS_IT_IS)


def is_busy(response: Response) -> bool:
    """Whether the host asks to be left alone (RFC 6585, section 4; RFC 9110, 10.2.3)."""
    says_when = response.status_code == _UNAVAILABLE and "Retry-After" in response.headers
    return says_when or response.status_code == _TOO_MANY
