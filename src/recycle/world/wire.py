"""The line to one service: a request leaves on it once, and the whole answer is back in time, or an error says how far it came.

What an error means hangs on one thing: whether a byte of the request may have left, which the connection itself has noted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from recycle.errors import DestinationError, UnansweredError
from recycle.world.connections import Progress, causes, open_session

if TYPE_CHECKING:
    import requests

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes, unpacked. No service has more to say about one post."""
LONGEST_IDLE = 1.5
"""Seconds. Servers close connections that nobody uses, the hasty ones after two, and what is sent just then gets no answer."""
_CHUNK = 65536
_PORTS = {"http": 80, "https": 443}.items()
_TRUST = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Where a person may name certificates to trust: requests knows the first two, everything built with OpenSSL the others."""


class Request(Struct, frozen=True, kw_only=True):
    """What is sent, to the byte."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Response(Struct, frozen=True, kw_only=True):
    """What came back, whole. Header names are in lower case."""

    status: int
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class AwayError(DestinationError):
    """Nothing has left, and it may go better in a moment."""


def origin(url: str) -> str:
    """Scheme, host and port of ``url``: what makes a service one and the same. Empty for what is no clear address."""
    with suppress(ValueError):
        parts = urlsplit(url)
        # Programs do not agree on where the host ends when there is a backslash, so that it could name two.
        if parts.hostname and "\\" not in parts.netloc and url.isprintable():
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            port = f":{parts.port}" if parts.port and (parts.scheme, parts.port) not in _PORTS else ""
            return f"{parts.scheme}://{host}{port}"
    return ""


class Line:
    """A session with one service, for one thread at a time."""

    def __init__(self, url: str, timeout: float, now: Callable[[], float]) -> None:
        self.name = origin(url)
        self._url = url
        self._progress = Progress(timeout, now)
        self._session: requests.Session | None = None
        self._used = 0.0
        self._home = ""
        self._settings: dict[str, Any] | None = None

    def exchange(self, request: Request) -> Response:
        """The whole answer, whatever its status. The request leaves once, and redirects are not followed.

        Raises DestinationError when nothing has left (AwayError when that may change), UnansweredError when something may have.
        """
        import requests
        from urllib3.exceptions import HTTPError

        self._progress.start()
        session = self._opened()
        try:
            prepared = self._prepared(session, request)
            with self._sent(session, prepared) as answer:
                return _whole(answer)
        except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
            session.close()  # whatever else comes on this connection is not to be taken for the next answer
            raise self._told(error) from None
        finally:
            self._used = self._progress.now()

    def cookie(self, name: str) -> str:
        """The value of a cookie that the service has set, empty when it has not."""
        cookies = self._session.cookies if self._session else ()
        return next((cookie.value or "" for cookie in cookies if cookie.name == name), "")

    def _opened(self) -> requests.Session:
        if self._session is None:
            self._session = open_session(self._progress)
        elif self._progress.now() - self._used > LONGEST_IDLE:
            self._session.close()  # this drops its connections; the next request makes a new one
        return self._session

    def _prepared(self, session: requests.Session, request: Request) -> requests.PreparedRequest:
        """The request as it will leave. Raises DestinationError when it cannot, or when it would leave for somebody else."""
        import requests

        for name, value in request.headers.items():
            if not _can_be_sent(value):
                raise DestinationError(f"the header {name} has a character in it that no header takes; nothing was sent.")
        plain = requests.Request(request.method, request.url, headers=dict(request.headers), data=request.body or None)
        prepared = session.prepare_request(plain)
        # By the address that it will really go to, as requests spells it: a secret is for one service only.
        target = origin(prepared.url or "")
        if target != self._home:
            self._home = self._home or origin(requests.Request("GET", self._url).prepare().url or "")
        if target != self._home:
            raise DestinationError(f"{self.name} names {target or 'an unclear address'} for its own; nothing was sent.")
        return prepared

    def _sent(self, session: requests.Session, prepared: requests.PreparedRequest) -> requests.Response:
        if self._settings is None:
            self._settings = _settings(session, prepared.url or "")
        return session.send(prepared, timeout=self._progress.timeout, allow_redirects=False, **self._settings)

    def _told(self, error: Exception) -> DestinationError | UnansweredError:
        """What an exception means: that nothing has left, or that something may have."""
        import socket
        import ssl

        import requests
        from urllib3.exceptions import LocationParseError, NameResolutionError
        from urllib3.exceptions import TimeoutError as TooLateError

        chain = tuple(causes(error))

        def is_of(*kinds: type[BaseException]) -> bool:
            return any(isinstance(cause, kinds) for cause in chain)

        if self._progress.has_left:
            if is_of(TimeoutError, TooLateError):
                return UnansweredError(f"{self.name} did not answer within {self._progress.timeout:g} seconds.")
            said = next((str(cause) for cause in chain if isinstance(cause, _OddError)), "broke off before it had answered")
            return UnansweredError(f"{self.name} {said}.")
        if is_of(ssl.SSLCertVerificationError):
            return DestinationError(f"{self.name} has no certificate that this machine trusts; nothing was sent.")
        if is_of(NameResolutionError, socket.gaierror):
            return DestinationError(f"{self.name} could not be reached: that name leads nowhere from here; nothing was sent.")
        if is_of(requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, LocationParseError):
            return DestinationError(f"{self.name} has an address that cannot be asked; nothing was sent.")
        return AwayError(f"{self.name} could not be reached; nothing was sent.")


class _OddError(OSError):
    """An answer that is none."""


def _settings(session: requests.Session, url: str) -> dict[str, Any]:
    """What the environment says of proxies and certificates. Raises DestinationError when the certificates are not there."""
    settings: dict[str, Any] = {**session.merge_environment_settings(url, {}, stream=True, verify=None, cert=None)}
    if url.startswith("http:"):
        settings["proxies"] = {}  # such an address is on this machine, and a proxy would read the secret
    if name := next((name for name in _TRUST if os.environ.get(name)), ""):
        settings["verify"] = os.environ[name]
        if not Path(os.environ[name]).exists():
            raise DestinationError(f"the certificates that {name} names are not there; nothing was sent.")
    return settings


def _can_be_sent(value: str) -> bool:
    """Whether RFC 9110, 5.5 lets a header have it, which is also what the libraries below do."""
    return value.isprintable() and value.strip() == value and all(ord(sign) < 256 for sign in value)


def _whole(answer: requests.Response) -> Response:
    if answer.status_code < 200:  # another one follows, and nobody would read it until it seemed to be that of the next request
        raise _OddError(f"gave an answer that is none yet ({answer.status_code})")
    body = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise _OddError(f"answered with more than {LARGEST_ANSWER // 1024 // 1024} megabytes")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(status=answer.status_code, url=answer.url, headers=headers, body=bytes(body))
