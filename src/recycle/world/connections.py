"""Connections that send once, note how far they have come, and give whole answers in time.

``requests`` repeats, redirects and waits in ways that cannot be told from outside. Here all of that is off.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    import requests

AGENT = "recycle"
_PIECE = 65536


class Progress:
    """How far the exchange that is under way has come. ``timeout`` is in seconds, for connecting, and for the whole answer."""

    def __init__(self, timeout: float, now: Callable[[], float]) -> None:
        self.timeout = timeout
        self.now = now
        self.is_connecting = False
        self.has_left = False
        """Whether a byte of the request may have left."""

    def start(self) -> None:
        """Nothing has happened yet."""
        self.is_connecting = self.has_left = False

    def until(self) -> float:
        """When what begins now has to be over, by the clock of ``now``."""
        return self.now() + self.timeout


def open_session(progress: Progress) -> requests.Session:
    """A session that does what it is told, once, and notes in ``progress`` how far that came."""
    import requests
    from requests.adapters import HTTPAdapter

    pools = _pools(progress)

    class Once(requests.Session):
        def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - asked even where none is followed
            return None

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
            manager = super().proxy_manager_for(*args, **kwargs)
            manager.pool_classes_by_scheme = pools
            return manager

    session = Once()
    session.auth = _no_password
    session.headers.update({"User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, Adapter(pool_connections=1, pool_maxsize=1))
    return session


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what the libraries below have put into it."""
    yield error
    for part in (*error.args, getattr(error, "reason", None)):
        if isinstance(part, BaseException):
            yield from causes(part)


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    # requests would otherwise put one from the person's .netrc in place of ours.
    return request


def _pools(progress: Progress) -> dict[str, Any]:
    """Pools whose connections note what they do, and whose answers are whole and in time."""
    from http.client import HTTPResponse, IncompleteRead

    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class Answer(HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self._bytes = _InTime(self.fp.detach(), sock, progress)
            self.fp = io.BufferedReader(self._bytes)

        def begin(self) -> None:
            super().begin()
            if self._bytes.has_ended:  # http.client takes headers that were cut off for all there are
                raise IncompleteRead(b"")

    class Plain(HTTPConnection):
        response_class = Answer

        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn()
            # What follows, such as to agree on a secret, has the time that is left and not that of connecting once more.
            sock.settimeout(max(progress.until() - progress.now(), 0.001))
            return sock

        def connect(self) -> None:
            progress.is_connecting = True
            super().connect()
            progress.is_connecting = False

        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            progress.has_left = progress.has_left or not progress.is_connecting
            # A piece at a time, because a time-out is for one call, and a large picture on a slow line takes longer than one.
            for start in range(0, len(data), _PIECE):
                super().send(data[start : start + _PIECE])

    class Secure(Plain, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _InTime(io.RawIOBase):
    """What comes from a socket until the time is up, however slowly it drips."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, progress: Progress) -> None:
        self._raw = raw
        self._sock = sock
        self._now = progress.now
        self._until = progress.until()
        self.has_ended = False

    def readable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The socket's."""
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> int | None:
        """As the socket's own. Raises TimeoutError when the time for the whole answer is up."""
        left = self._until - self._now()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        read = self._raw.readinto(buffer)
        self.has_ended = read == 0
        return read

    def close(self) -> None:
        """Lets go of the socket."""
        self._raw.close()
        super().close()
