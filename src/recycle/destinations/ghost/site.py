"""One site made with Ghost: what it is asked, what it is told, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.answers import understood
from recycle.destinations.api import Api, base_address
from recycle.destinations.ghost import jwt
from recycle.destinations.ghost.post import Post
from recycle.destinations.protocol import Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, UnansweredError
from recycle.world.web import Request, Response

T = TypeVar("T")

POSTS = "/posts/"
_ADMIN = "/ghost/api/admin"
_WHOLE = MappingProxyType({"formats": "html,lexical", "include": "tags,email"})


class About(Struct, frozen=True):
    """What a site says of itself. ``date`` is its clock's, as HTTP writes it (RFC 9110, 6.6.1)."""

    title: str
    url: str
    version: str
    date: str = ""


class Newsletter(Struct, frozen=True):
    """A newsletter of the site; only an ``active`` one is mailed."""

    slug: str
    status: str


class Site:
    """Asks and tells one site. What cannot change while recycle runs is asked once."""

    def __init__(self, surroundings: Surroundings, url: str, key: Secret) -> None:
        # People copy the address of the editor, which ends in /ghost/.
        root = base_address(url).removesuffix("/ghost")
        self.api = Api(surroundings, f"{root}{_ADMIN}", sign=lambda: jwt.signature(key), secrets=(key,))
        self._about: About | None = None
        self._newsletters: tuple[Newsletter, ...] | None = None

    # ── reads: each raises DestinationError when there is no answer ──────────────────────────────

    def about(self) -> About:
        """The site, asked once."""
        if self._about is None:
            response = self.api.read(self.api.request("GET", "/site/"))
            if response.status == HTTPStatus.NOT_FOUND:
                raise self._nobody()
            if response.status >= HTTPStatus.MULTIPLE_CHOICES:
                self.api.refuse(response)
            found = self._converted(response, _About, DestinationError).site
            self._about = msgspec.structs.replace(found, date=response.headers.get("date", ""))
        return self._about

    def newsletters(self) -> tuple[Newsletter, ...]:
        """All newsletters, asked once."""
        if self._newsletters is None:
            said = self._listed("/newsletters/", {"limit": "100"})
            self._newsletters = self._as(said, _Newsletters, DestinationError).newsletters
        return self._newsletters

    def can_mail(self) -> bool:
        """Whether the site knows a service that sends its mail."""
        return self._as(self._listed("/config/", {}), _Config, DestinationError).config.mailgunIsConfigured

    def post(self, remote: str) -> Post | None:
        """The post with this id, or at this address; None when there is none."""
        path = path_of(remote)
        if "/" in remote:  # a person has said where it is
            path = f"{POSTS}slug/{quote(urlsplit(remote).path.rstrip('/').rpartition('/')[2], safe='')}/"
        said = self.api.get(path, _WHOLE)
        return None if said is None else self._as(said, _Post, DestinationError).posts[0]

    def marked(self, mark: str) -> tuple[Post, ...]:
        """The posts, drafts too, that have the internal tag ``#mark``."""
        query = {"filter": f"tag:hash-{mark}", "limit": "5", **_WHOLE}
        return self._as(self._listed(POSTS, query), _Posts, DestinationError).posts

    # ── writes: each raises DestinationError for a clear no, UnansweredError for no clear answer ─

    def send(self, request: Request) -> Post:
        """The post that the request has made or changed."""
        response = self.api.answer(request)
        if response.status == HTTPStatus.CONFLICT:
            raise DestinationError(f"somebody is changing this post at {self.api.name} in this moment: publish again later.")
        if response.status == HTTPStatus.NOT_FOUND:
            raise DestinationError("it was deleted there; --again places it anew.")
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.api.refuse(response)
        return self._converted(response, _Post, UnansweredError).posts[0]

    def delete(self, remote: str) -> None:
        """Deletes the post for good; one that is gone is no error."""
        response = self.api.answer(self.api.request("DELETE", path_of(remote)))
        if response.status == HTTPStatus.NOT_FOUND:
            return
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self.api.refuse(response)
        if response.status != HTTPStatus.NO_CONTENT:
            raise UnansweredError(f"{self.api.name} answered {response.status}, and Ghost says 204 when it has deleted a post.")

    def send_image(self, request: Request) -> str:
        """The address of the image that was uploaded."""
        return self._converted(self.api.send(request), _Images, UnansweredError).images[0].url

    def _listed(self, path: str, query: Mapping[str, str]) -> object:
        """What every Ghost has at ``path``."""
        said = self.api.get(path, query)
        if said is None:
            raise self._nobody()
        return said

    def _nobody(self) -> DestinationError:
        root = self.api.url.removesuffix(_ADMIN)
        return DestinationError(
            f"no Ghost answers at {root}: url is the address before /ghost/ of the page on which you write."
        )

    # ── answers ──────────────────────────────────────────────────────────────────────────────────

    def _converted(self, response: Response, kind: type[T], otherwise: type[DestinationError | UnansweredError]) -> T:
        return self._as(self.api.json(response, otherwise), kind, otherwise)

    def _as(self, said: object, kind: type[T], otherwise: type[DestinationError | UnansweredError]) -> T:
        return understood(said, kind, self.api.name, otherwise)


def path_of(remote: str) -> str:
    """The path of the post with this id."""
    return f"{POSTS}{quote(remote, safe='')}/"


class _About(Struct, frozen=True):
    site: About


class _Newsletters(Struct, frozen=True):
    newsletters: tuple[Newsletter, ...]


class _Mailer(Struct, frozen=True):
    mailgunIsConfigured: bool = False  # noqa: N815  # Ghost's own name for it


class _Config(Struct, frozen=True):
    config: _Mailer


class _Posts(Struct, frozen=True):
    posts: tuple[Post, ...]


class _Post(Struct, frozen=True):
    posts: Annotated[tuple[Post, ...], Says(min_length=1)]


class _Image(Struct, frozen=True):
    url: str


class _Images(Struct, frozen=True):
    images: Annotated[tuple[_Image, ...], Says(min_length=1)]
