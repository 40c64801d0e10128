"""What a Micropub endpoint is asked, and what of that it can answer: servers differ, and none has to list its posts.

Sources: https://www.w3.org/TR/micropub/#querying and #error-response; the list of posts is an extension
(https://indieweb.org/Micropub-extensions, "Query for Post List"), whose paging is by ``after`` or by ``offset``.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from recycle.destinations.addresses import is_web_address
from recycle.destinations.api import Api, base_address
from recycle.destinations.micropub.discovery import endpoint_in
from recycle.destinations.micropub.entry import Post, post_from, request_for
from recycle.destinations.protocol import Answer, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, InputError
from recycle.world.web import Request, Response, origin

LIMIT = 100
"""Posts in a page of the list."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_BUSY = frozenset({429, 500, 502, 503, 504})
_UNKNOWN = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})


class Listing(Struct, frozen=True):
    """Posts of the site, and whether these are surely all."""

    posts: tuple[Post, ...]
    is_complete: bool


class Endpoint:
    """One account at one endpoint. The token goes nowhere else."""

    def __init__(self, surroundings: Surroundings, token: Secret, *, endpoint: str, site: str, hides: bool) -> None:
        """``hides``: the posts are drafts, which have no page for everybody."""
        self._surroundings = surroundings
        self._hides = hides
        self._token = token
        self._site = site
        self._url = endpoint
        self._config: Mapping[str, Any] | None = None
        self._asker = self.api_at(endpoint or site)

    @property
    def service(self) -> str:
        """Scheme, host and port of the endpoint, or as long as that is not known, of the site."""
        return origin(self._url or self._site)

    def api_at(self, url: str) -> Api:
        """Requests to ``url`` with the token. Raises InputError for what cannot be given a secret."""
        return Api(self._surroundings, urlunsplit((*urlsplit(url)[:3], "", "")), sign=self._signature, secrets=(self._token,))

    def url(self) -> str:
        """Where it is. Asks the site, once, and without the token, when config.yaml names only that."""
        if not self._url:
            page = self._surroundings.web.service(self._site).read(_page(self._site))
            if page.status >= HTTPStatus.MULTIPLE_CHOICES:
                to = page.headers.get("location", "")
                hint = f"sends on to {to}: name that under `site`" if to else f"answers {page.status}"
                raise DestinationError(f"{self._site} {hint}.")
            found = endpoint_in(page)
            if not is_web_address(found):
                raise DestinationError(f"{self._site} names no endpoint (rel=micropub): name it under `endpoint`.")
            try:
                self._asker = self.api_at(found)
            except InputError as error:
                raise DestinationError(f"{self._site} names an endpoint that cannot be used: {error.message}") from None
            self._url = found
        return self._url

    def shown(self, data: dict[str, Any]) -> str:
        """The request for ``data`` as it would leave, without what is secret in it. Asks nobody."""
        return self._asker.shown(request_for(self._url or f"{self._site} (its rel=micropub)", data))

    def act(self, data: dict[str, Any]) -> Response:
        """Does ``data``. Raises as ``Api.send`` does."""
        request = request_for(self.url(), data)
        return self._asker.send(request)

    def ask(self, **query: str) -> Response:
        """The answer to a query, whatever its status; the endpoint's own query stays (3.7)."""
        request = Request(method="GET", url=with_query(self.url(), query))
        return self._asker.read(request)

    def config(self) -> Mapping[str, Any]:
        """What it says of itself; nothing when it does not know the question (3.7.1). Raises DestinationError for a wrong token."""
        if self._config is None:
            response = self.ask(q="config")
            if not _is_unknown(response) and response.status >= HTTPStatus.MULTIPLE_CHOICES:
                self._asker.refuse(response)
            data = _json(response)
            self._config = data if isinstance(data, dict) else {}
        return self._config

    def source(self, url: str) -> Post | Answer:
        """The post at ``url``. CANNOT_ASK where the server does not tell."""
        response = self.ask(q="source", url=url)
        if response.status in _GONE:
            return Answer.ABSENT
        if response.status == HTTPStatus.BAD_REQUEST:
            return self._absent_or_unknown(url)
        if response.status in _UNKNOWN:
            return Answer.CANNOT_ASK
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._asker.refuse(response)
        data = _json(response)
        if isinstance(data, dict) and isinstance(data.get("items"), list):  # some answer with all posts to any url
            return next((post for post in map(post_from, data["items"]) if post.url == url), Answer.CANNOT_ASK)
        return post_from(data) if isinstance(data, dict) and "properties" in data else Answer.CANNOT_ASK

    def posts(self, pages: int) -> Listing | None:
        """The posts in at most so many pages of the list; None where there is no such list."""
        found: dict[str, Post] = {}
        more: dict[str, str] = {}
        for _ in range(pages):
            page = self._listed(limit=str(LIMIT), **more)
            if page is None:
                return Listing(tuple(found.values()), is_complete=False) if found else None
            new = {post.url or f"{post.name}\n{post.content}": post for post in page.posts}
            has_new = not new.keys() <= found.keys()
            found |= new
            if not page.posts or page.is_last:
                return Listing(tuple(found.values()), is_complete=True)
            if not has_new:
                is_all = not page.after and len(page.posts) < LIMIT and self._keeps_to_limits()
                return Listing(tuple(found.values()), is_complete=is_all)
            more = {"after": page.after} if page.after else {"offset": str(len(found))}
        return Listing(tuple(found.values()), is_complete=False)

    def is_public(self, url: str) -> bool:
        """Whether there is a page at ``url`` for everybody. The token stays out of it."""
        try:
            return self._surroundings.web.service(url).read(_page(url)).status < HTTPStatus.MULTIPLE_CHOICES
        except DestinationError:
            return False

    def _absent_or_unknown(self, url: str) -> Answer:
        """400 is the answer to a post that there is not (3.8), and to a question that is not known."""
        queries = self.config().get("q")
        if isinstance(queries, list):
            return Answer.ABSENT if "source" in queries else Answer.CANNOT_ASK
        is_there = self._hides or not is_web_address(url) or self.is_public(url)
        return Answer.CANNOT_ASK if is_there else Answer.ABSENT

    def _listed(self, **query: str) -> _Page | None:
        response = self.ask(q="source", **query)
        if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) or response.status in _BUSY:
            self._asker.refuse(response)
        data = _json(response)
        if not isinstance(data, dict) or not isinstance(data.get("items"), list):
            return None
        paging = data.get("paging")
        after = str(paging.get("after") or "") if isinstance(paging, dict) else ""
        is_last = isinstance(paging, dict) and not after
        return _Page(tuple(map(post_from, data["items"])), after, is_last)

    def _keeps_to_limits(self) -> bool:
        """Whether a page is as long as it was asked for: then one that is shorter is the whole list."""
        page = self._listed(limit="1")
        return page is not None and len(page.posts) == 1

    def _signature(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token.value()}"}


class _Page(Struct, frozen=True):
    posts: tuple[Post, ...]
    after: str
    is_last: bool


def with_query(url: str, query: Mapping[str, str]) -> str:
    """``url`` with ``query`` after the query that it has."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def checked(url: str, setting: str) -> str:
    """``url``, which may have a query. Raises InputError, with the setting's name, for what cannot be given a secret."""
    try:
        base_address(urlunsplit((*urlsplit(url)[:3], "", "")))
    except (InputError, ValueError) as error:
        said = error.message.removeprefix("url: ") if isinstance(error, InputError) else f'"{url}" is not a web address.'
        raise InputError(f"{setting}: {said}") from None
    return url


def _page(url: str) -> Request:
    return Request(method="GET", url=url, headers={"Accept": "text/html, */*;q=0.5"})


def _is_unknown(response: Response) -> bool:
    return response.status in (HTTPStatus.BAD_REQUEST, *_GONE, *_UNKNOWN)


def _json(response: Response) -> Any:
    if response.status >= HTTPStatus.MULTIPLE_CHOICES:
        return None
    try:
        return msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
