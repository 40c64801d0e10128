"""One account at one WordPress: where its REST API is, who we are there, and what its answers mean.

https://developer.wordpress.org/rest-api/ describes the API, and
https://make.wordpress.org/core/2020/11/05/application-passwords-integration-guide/ the passwords.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from recycle.destinations.api import Api, base_address
from recycle.destinations.protocol import Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, UnansweredError
from recycle.world.web import Request, Response

T = TypeVar("T")

GONE = frozenset({"rest_post_invalid_id", "rest_already_trashed"})
"""What WordPress says of a post that is not there. A 404 of something else in between says nothing of the post."""
_ROOT = "/wp/v2/"
_STRANGERS = frozenset({"rest_not_logged_in", "rest_cannot_access"})
MAY_NOT_PUBLISH = "may not publish: write `status: pending`, so that an editor does, or give the account the role Author"
_NO_LONGER = "may not change this post; a contributor may not once it is published: ask an editor, or give it the role Author"
_WAYS_OUT: Mapping[str, str] = MappingProxyType(
    {
        "rest_cannot_publish": MAY_NOT_PUBLISH,
        "rest_cannot_edit": _NO_LONGER,
        "rest_cannot_delete": _NO_LONGER,
        "rest_forbidden_context": _NO_LONGER,
        "rest_cannot_edit_others": "may not write under another name: leave `author` out, or give the account the role Editor",
    }
)


class Me(Struct, frozen=True):
    """The account. ``capabilities`` are what it may do, each with whether it may."""

    id: int
    name: str = ""
    roles: tuple[str, ...] = ()
    capabilities: Mapping[str, bool] = field(default_factory=dict)

    def may(self, capability: str) -> bool:
        """Whether the account may do that (https://wordpress.org/documentation/article/roles-and-capabilities/)."""
        return bool(self.capabilities.get(capability))

    @property
    def is_trusted(self) -> bool:
        """Whether WordPress keeps all HTML that it writes."""
        return self.may("unfiltered_html")


class Site:
    """Asks and tells one WordPress. The address of the API is looked for at the first question of a run."""

    def __init__(self, surroundings: Surroundings, url: str, user: str, password: Secret) -> None:
        self.user = user
        self.password = password
        # People copy the address of the administration, which is below that of the site.
        self.api = Api(surroundings, base_address(url).removesuffix("/wp-admin"), sign=self._sign, secrets=(password,))
        self._is_plain = False
        self._me: Me | None = None

    def _sign(self) -> Mapping[str, str]:
        both = base64.b64encode(f"{self.user}:{self.password.value()}".encode()).decode()
        return {"Authorization": f"Basic {both}"}

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def request(self, method: str, path: str, *, query: Mapping[str, str] | None = None, data: Any = None) -> Request:
        """The request for ``path`` (``posts/7``). A site without permalinks has its API behind a parameter."""
        if self._is_plain:
            return self.api.request(method, "/", query={"rest_route": f"{_ROOT}{path}", **(query or {})}, data=data)
        return self.api.request(method, f"/wp-json{_ROOT}{path}", query=query, data=data)

    def file(self, path: str, name: str, kind: str, data: bytes) -> Request:
        """The request that uploads a file."""
        headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
        return replace(self.request("POST", path), headers=headers, body=data)

    # ── who we are ───────────────────────────────────────────────────────────────────────────────

    def me(self) -> Me:
        """The account that we are, asked once. Raises DestinationError when we are nobody, or this is no WordPress."""
        if self._me is None:
            self._me = self._introduced()
        return self._me

    def must(self, capability: str, otherwise: str) -> None:
        """Raises DestinationError when the account may not do that; ``otherwise`` says what and the way out."""
        if not self.me().may(capability):
            raise self.forbidden(otherwise)

    def forbidden(self, what: str) -> DestinationError:
        """The error for something that the account may not do."""
        return DestinationError(f'the account "{self.user}" at {self.api.name} {what}.')

    def _introduced(self) -> Me:
        query = {"context": "edit", "_fields": "id,name,roles,capabilities"}
        for is_plain in (False, True):
            self._is_plain = is_plain
            response = self.api.read(self.request("GET", "users/me", query=query))
            if (me := _converted(response, Me)) is not None:
                return me
            code = code_of(response)
            if code in _STRANGERS:
                # WordPress says the same whether the password is wrong, is switched off, or never reached it.
                raise DestinationError(
                    f'{self.api.name} took us for a stranger: is {self.password.name} an application password of "{self.user}" that'
                    " still holds? If it is, the server there does not hand on the Authorization header, or a plug-in switches such"
                    " passwords off."
                )
            if code != "rest_no_route" and (code or response.status not in (HTTPStatus.OK, HTTPStatus.NOT_FOUND)):
                self.api.refuse(response)
        self._is_plain = False
        raise DestinationError(
            f"no REST API of WordPress answers at {self.api.url}: is that the address of the site's front page, and does no plug-in"
            " switch the API off, or the part of it that knows users?"
        )

    # ── questions ────────────────────────────────────────────────────────────────────────────────

    def read(self, path: str, query: Mapping[str, str], kind: type[T]) -> T | None:
        """What is at ``path``; None for a post that is not there. Raises DestinationError."""
        response = self.asked(path, query)
        return None if code_of(response) in GONE else self.converted(response, kind, DestinationError)

    def asked(self, path: str, query: Mapping[str, str]) -> Response:
        """The same as an answer, with its headers."""
        self.me()
        response = self.api.read(self.request("GET", path, query=query))
        if response.status >= HTTPStatus.MULTIPLE_CHOICES and code_of(response) not in GONE:
            self.refuse(response)
        return response

    def front_page(self, query: Mapping[str, str]) -> Response:
        """What a visitor who asks the site for that would get, without the page. The password stays out of it."""
        return self.api.service.read(Request(method="HEAD", url=f"{self.api.url}/?{urlencode(query)}"))

    def answer(self, request: Request) -> Response:
        """The answer to a request that changes something, yes or clear no. Raises UnansweredError."""
        return self.api.answer(request)

    def send(self, request: Request, kind: type[T]) -> T:
        """What came back for a request that changes something. Raises DestinationError for a no, else UnansweredError."""
        response = self.answer(request)
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.refuse(response)
        return self.converted(response, kind, UnansweredError)

    def refuse(self, response: Response) -> None:
        """Raises the DestinationError for an answer that is a no, with the way out where there is one."""
        if (what := _WAYS_OUT.get(code_of(response))) is not None:
            raise self.forbidden(what)
        self.api.refuse(response)

    def converted(self, response: Response, kind: type[T], otherwise: type[DestinationError | UnansweredError]) -> T:
        """The answer as what it should be; what is something else is no answer."""
        found = _converted(response, kind)
        if found is None:
            raise otherwise(f"{self.api.name} answered {response.status} with something that WordPress does not say.")
        return found


def code_of(response: Response) -> str:
    """WordPress's own name for what is wrong; empty when nothing is, or something else has answered."""
    error = _converted(response, _Error)
    return error.code if error else ""


class _Error(Struct, frozen=True):
    code: str


def _converted(response: Response, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(response.body, type=kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
