"""What all services with an interface of HTTP and JSON have in common."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

import msgspec

from recycle.destinations.addresses import is_web_address
from recycle.destinations.protocol import Surroundings
from recycle.destinations.secrets import SHOWN, Secret, without
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.late import regex
from recycle.world.web import Request, Response, origin

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_DOUBTFUL = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_WORDS = ("message", "error", "errors", "detail", "error_description", "error_code", "code", "context")
_MOST_WORDS = 300
_DEEPEST = 8
_JOINERS = "\u200c\u200d"
_PERHAPS_DONE = frozenset({300, 302, 303, 304, 305, 306})
_OPEN_HEADERS = frozenset(
    {"accept", "accept-version", "api-username", "content-type", "referer", "user-agent", "x-requested-with"}
)
"""Headers that come with a signature and are no secret: a message may say the words in them."""
_BETWEEN = regex(r"[\s;,]+|=(?=[^=])")
_PAGES = (b"<!doctype html", b"<html")
_SHORTEST = 12
_MOST_SIGNATURES = 16
_HINTS: Mapping[int, str] = MappingProxyType({401: "still valid", 403: "may it do this"})

Sign = Callable[[], Mapping[str, str]]
"""The headers that say who asks. They are made anew for each request, and never shown."""


class Api:
    """One account at one service: builds requests, shows them, sends them, and says what came of it in plain words."""

    def __init__(
        self,
        surroundings: Surroundings,
        url: str,
        *,
        sign: Sign,
        secrets: tuple[Secret, ...],
        pause: float = 0.0,
        timeout: float = 30.0,
    ) -> None:
        self.url = base_address(url)
        self.service = surroundings.web.service(self.url, pause=pause, timeout=timeout)
        self._sign = sign
        self._secrets = secrets
        self._signatures: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Scheme, host and port: what must not get two requests at once."""
        return self.service.name

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def request(self, method: str, path: str, *, query: Mapping[str, str] | None = None, data: Any = None) -> Request:
        """A request without its signature. ``data`` becomes JSON, one key a line, so that a person can read what leaves."""
        url = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        if data is None:
            return Request(method=method, url=url)
        body = msgspec.json.format(msgspec.json.encode(data), indent=1)
        return Request(method=method, url=url, headers={"Content-Type": "application/json"}, body=body)

    def shown(self, request: Request) -> str:
        """The request as it would leave, for people, without what is secret in it."""
        signed = self._signature_names()
        hidden = frozenset(name.lower() for name in signed)
        named = {name: value for name, value in request.headers.items() if name.lower() not in hidden}
        named |= dict.fromkeys(signed, SHOWN)
        head = "\n".join((f"{request.method} {request.url}", *(f"{name}: {value}" for name, value in named.items())))
        text = request.body.decode(errors="replace")
        return self._without_secrets(f"{head}\n\n{text}" if text else head)

    # ── answers ──────────────────────────────────────────────────────────────────────────────────

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """The JSON at ``path``; None when it is not there. Raises DestinationError for everything else."""
        response = self.read(self.request("GET", path, query=query))
        if response.status in _GONE:
            return None
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.refuse(response)
        return self.json(response, DestinationError)

    def read(self, request: Request) -> Response:
        """The answer to a request that changes nothing, whatever its status. Raises DestinationError when there is none."""
        return self.service.read(self._signed(request))

    def send(self, request: Request) -> Response:
        """The answer to a request that changes something, when it is a yes.

        Raises DestinationError for a clear no, UnansweredError when nobody knows whether it was done.
        """
        response = self.answer(request)
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.refuse(response)
        if _is_page(response):
            # A login portal between here and the service says yes to everything, and passes nothing on.
            raise UnansweredError(f"{self.name} answered {response.status} with a page for people, which is no answer.")
        return response

    def answer(self, request: Request) -> Response:
        """The answer to a request that changes something, yes or clear no, for who reads in it what kind of no it is.

        Raises UnansweredError when nobody knows whether it was done: 302 and 303 often follow what was done (RFC 9110, 15.4.4),
        while the other redirects ask for it to be done elsewhere. 501 is a clear no (RFC 9110, 15.6.2).
        """
        response = self.service.write(self._signed(request))
        is_broken = response.status >= HTTPStatus.INTERNAL_SERVER_ERROR and response.status != HTTPStatus.NOT_IMPLEMENTED
        if is_broken or response.status in _DOUBTFUL:
            raise UnansweredError(f"{self.name} answered {response.status}{self._quoted(response)}")
        if response.status in _PERHAPS_DONE:
            raise UnansweredError(
                f"{self.name} sends on to {self._whither(response)} ({response.status}) and may have done it."
            )
        return response

    def json(self, response: Response, otherwise: type[DestinationError | UnansweredError] = UnansweredError) -> Any:
        """The answer's JSON. What is none is no answer: ``otherwise`` is raised."""
        try:
            return _decoded(response)
        except ValueError:
            raise otherwise(f"{self.name} answered {response.status} with something that is not JSON.") from None

    def refuse(self, response: Response) -> NoReturn:
        """Raises the DestinationError for an answer that is a no, with the service's own words."""
        if response.status < HTTPStatus.BAD_REQUEST:
            raise DestinationError(f"{self.name} sends on to {self._whither(response)}: put that address into config.yaml.")
        hint = ""
        if response.status in _HINTS and self._secrets:
            names = " and ".join(secret.name for secret in self._secrets)
            hint = f" Is {names} right, and {_HINTS[response.status]}?"
        raise DestinationError(f"{self.name} said no ({response.status}){self._quoted(response)}{hint}")

    def said(self, response: Response) -> str:
        """The service's own words for what is wrong, in one line; empty when it has none."""
        try:
            data = _decoded(response)
        except ValueError:
            return ""
        said = self._without_secrets("; ".join(dict.fromkeys(_sentences(data))))
        return self._without_secrets(_in_one_line(re.sub(r"<[^<>]*>", " ", said)))[:_MOST_WORDS]

    def _quoted(self, response: Response) -> str:
        words = self.said(response)
        return f": {words.rstrip('.')}." if words else "."

    def _whither(self, response: Response) -> str:
        address = response.headers.get("location", "").partition("?")[0]
        return self._without_secrets(_in_one_line(address))[:_MOST_WORDS] or "another address"

    def _without_secrets(self, text: str) -> str:
        return without(text, self._secrets, self._signatures)

    def _signed(self, request: Request) -> Request:
        signature = self._sign()
        for name, value in signature.items():
            if not (value.isascii() and value.isprintable()):
                said = f"{self._secret_names() or name} has a character in it that cannot be sent, such as a line break or an accent"
                raise DestinationError(f"{said}; copy the secret again. Nothing was sent.")
        secret = (value for name, value in signature.items() if name.lower() not in _OPEN_HEADERS)
        pieces = (piece for value in secret for piece in (value, *_BETWEEN.split(value)) if len(piece) >= _SHORTEST)
        self._signatures = tuple(dict.fromkeys((*pieces, *self._signatures)))[:_MOST_SIGNATURES]
        return msgspec.structs.replace(request, headers={**request.headers, **signature})

    def _secret_names(self) -> str:
        return " or ".join(secret.name for secret in self._secrets)

    def _signature_names(self) -> tuple[str, ...]:
        try:
            return tuple(self._sign())
        except DestinationError:  # the variable is not set; what would be sent can be shown all the same
            return ("Authorization",)


def base_address(url: str) -> str:
    """``url`` without a slash at its end. Raises InputError for what is no address, and for http to a distant machine."""
    # An address with a name and a password, or with a query, may hold the secret, so that nothing of it is repeated.
    if "@" in (urlsplit(url).netloc if is_web_address(url) else url):
        raise InputError(
            "url: there is a name or a password before an @; give the plain address, secrets go into the environment."
        )
    if "?" in url or "#" in url:
        raise InputError("url: there is a ? or a # in it; give the plain address.")
    if not is_web_address(url) or not origin(url):
        raise InputError(f'url: "{url}" is not a web address: it starts with https://.')
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise InputError(f'url: "{url}" would carry the secret in the open: write https://.')
    return url.rstrip("/")


def _decoded(response: Response) -> Any:
    """The JSON of the answer. A mark of the byte order before it is let pass (RFC 8259, 8.1). Raises ValueError when it is none."""
    try:
        return msgspec.json.decode(response.body.removeprefix(BOM_UTF8))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _is_page(response: Response) -> bool:
    """Whether the answer is a whole page of HTML, as no interface for programs gives one."""
    return response.body.removeprefix(BOM_UTF8).lstrip()[:15].lower().startswith(_PAGES)


def _in_one_line(text: str) -> str:
    """``text`` without what could move the cursor of a terminal, in one line."""
    return " ".join("".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in text).split())


def _sentences(data: Any, depth: int = 0) -> list[str]:
    if isinstance(data, str):
        return [data]
    if depth == _DEEPEST:
        return []
    if isinstance(data, list):
        return [words for item in data for words in _sentences(item, depth + 1)]
    if isinstance(data, dict):
        known = [words for name in _WORDS if name in data for words in _sentences(data[name], depth + 1)]
        return known or [f"{name}: {words}" for name, value in data.items() for words in _sentences(value, depth + 1)]
    return []
