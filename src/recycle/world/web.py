"""Requests to services. A read may be repeated; what changes something is sent once, and what became of it is never guessed."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import urljoin

from recycle.errors import DestinationError, UnansweredError
from recycle.world.wire import AwayError, Line, Request, Response, origin

__all__ = ["LONGEST_REST", "Request", "Response", "Service", "Web", "form_data", "origin", "retry_after"]

LONGEST_REST = 60.0
"""Seconds that a run waits when a service asks for it; what wants more is left for the next run."""
_BACK_OFF = (0.2, 0.5, 1.2)
"""Seconds before a read is repeated, for as often as it is."""
_HOPS = 3
_DAY = 86400.0
_YEAR = 366 * _DAY
_READS = frozenset({"GET", "HEAD"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 500, 502, 503, 504})


class Web:
    """All that one run says to services: a session for each account, and for each service a turn and a pace.

    Two accounts at one service take turns, so that no service ever has two requests at once.
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._now = now
        self._sleep = sleep
        self._turns: dict[str, _Turn] = {}

    def service(self, url: str, *, timeout: float = 30.0, pause: float = 0.0) -> Service:
        """The service at ``url``. ``timeout`` is in seconds for a whole answer, ``pause`` between two things that it is sent."""
        turn = self._turns.setdefault(origin(url), _Turn(self._now, self._sleep))
        turn.pause = max(turn.pause, pause)
        return Service(url, turn, timeout)

    def wait(self, seconds: float) -> None:
        """Wait until a service has gone on with what it was told to do. Nobody's turn is taken."""
        self._sleep(seconds)


class _Turn:
    """One request at a time, writes at least ``pause`` seconds apart, and silence for as long as the service asks."""

    def __init__(self, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self.lock = threading.RLock()
        self.pause = 0.0
        self.now = now
        self.sleep = sleep
        self._rest_until = 0.0
        self._write_from = 0.0

    @contextmanager
    def taken(self, service: str, *, to_write: bool = False) -> Iterator[None]:
        """Wait for it. Raises DestinationError when the service has asked for more patience than a run has."""
        with self.lock:
            rest = self._rest_until - self.now()
            if rest > LONGEST_REST:
                raise DestinationError(f"{service} asks to be left alone for {_spelled(rest)}: run this again after that.")
            wait = max(rest, self._write_from - self.now() if to_write else 0.0)
            if wait > 0:
                self.sleep(wait)
            yield

    def rest(self, response: Response) -> float:
        """Nothing is sent for as long as the answer asks for, which is returned, in seconds."""
        asked = retry_after(response)
        self.hold(asked)
        return asked

    def hold(self, seconds: float) -> None:
        """Nothing is sent for so long."""
        self._rest_until = max(self._rest_until, self.now() + seconds)

    def written(self) -> None:
        """The next write waits for the pause between two of them."""
        self._write_from = self.now() + self.pause


class Service:
    """One account at one service."""

    def __init__(self, url: str, turn: _Turn, timeout: float) -> None:
        self.url = url
        self.name = origin(url)
        self._turn = turn
        self._line = Line(url, timeout, turn.now)

    def read(self, request: Request) -> Response:
        """The answer to a request that changes nothing.

        GET and HEAD are repeated, with patience, while the service is busy or away, and their redirects are followed while
        they stay at the same service, so that no secret is carried to another. Raises DestinationError when there is no answer.
        """
        try:
            with self._turn.taken(self.name):
                return self._followed(request) if request.method in _READS else self._line.exchange(request)
        except UnansweredError as error:
            raise DestinationError(error.message) from None

    def write(self, request: Request) -> Response:
        """The answer to a request that changes something. Sent once, no redirect followed.

        Raises DestinationError when it surely did not arrive, UnansweredError when it may have.
        """
        with self._turn.taken(self.name, to_write=True):
            try:
                return self._asked(request)[0]
            finally:
                self._turn.written()

    def hold(self, seconds: float) -> None:
        """Leave it alone for so long, where it has asked for that in words of its own."""
        self._turn.hold(seconds)

    def cookie(self, name: str) -> str:
        """The value of a cookie that the service has set, empty when it has not."""
        return self._line.cookie(name)

    def _followed(self, request: Request) -> Response:
        for _ in range(_HOPS):
            response = self._patiently(request)
            target = _target(request, response)
            if origin(target) != self.name:
                return response
            request = Request(method=request.method, url=target, headers=request.headers)
        raise DestinationError(f"{self.name} sends its visitors round in a circle.")

    def _patiently(self, request: Request) -> Response:
        for pause in _BACK_OFF:
            asked = 0.0
            with suppress(UnansweredError, AwayError):
                response, asked = self._asked(request)
                if response.status not in _BUSY or asked > LONGEST_REST:
                    return response
            self._turn.sleep(max(pause, asked))
        return self._asked(request)[0]

    def _asked(self, request: Request) -> tuple[Response, float]:
        """The answer, and the seconds that it asks to be left alone for."""
        response = self._line.exchange(request)
        return response, self._turn.rest(response) if response.status in _BUSY else 0.0


def _target(request: Request, response: Response) -> str:
    """Where the answer sends on to, empty when it does not or when that is no address."""
    location = response.headers.get("location", "") if response.status in _REDIRECTS else ""
    with suppress(ValueError):
        return urljoin(request.url, location) if location else ""
    return ""


def retry_after(response: Response) -> float:
    """Seconds that the service asks to be left alone, by ``Retry-After`` (RFC 9110, 10.2.3); 0 when it does not say."""
    said = response.headers.get("retry-after", "").strip()
    if said.isascii() and said.replace(".", "", 1).isdecimal():
        return min(float(said), _YEAR)
    from email.utils import parsedate_to_datetime  # takes long to import, and few services name a date

    try:
        date = parsedate_to_datetime(said)
        left = (date if date.tzinfo else date.replace(tzinfo=dt.UTC)).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, min(left, _YEAR))


def _spelled(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < _DAY else "more than a day"


def form_data(fields: Mapping[str, str | tuple[str, bytes, str]], boundary: str) -> tuple[bytes, str]:
    """``multipart/form-data`` and its content type. A file is its name, its bytes and its type. The same for the same boundary."""
    from urllib3.filepost import encode_multipart_formdata

    return encode_multipart_formdata(dict(fields), boundary)
