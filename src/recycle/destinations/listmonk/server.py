"""What listmonk is asked: campaigns, lists, templates, and who we are to it.

Sources: https://listmonk.app/docs/apis/lists/, /apis/templates/, /apis/campaigns/ and /docs/roles-and-permissions/; that an
unknown number is answered with 400 is in its code (``internal/core/campaigns.go``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.listmonk.campaigns import Campaign, Named, Target, Template, ending
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Variant
from recycle.spelling import did_you_mean, one_of
from recycle.world.web import Response

_PAGE = "50"
"""What older versions give at most at once."""
_NONE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_SUPER_ADMIN = 1

T = TypeVar("T")


class Server:
    """Asks, and changes nothing. Everything here raises DestinationError when there is no answer that can be used."""

    def __init__(self, api: Api, lists: tuple[int | str, ...], template: int | str) -> None:
        self._api = api
        self._said = Target(lists, template or None)
        self._known: Target | None = None
        self._profile: _Profile | None = None

    @property
    def said(self) -> Target:
        """Lists and template as config.yaml has them."""
        return self._said

    def page(self, number: int) -> str:
        """Where a person sees the campaign."""
        return f"{self._api.url}/admin/campaigns/{number}"

    def campaign(self, remote: str) -> Campaign | None:
        """The campaign with the number ``remote``; None when there is none any more."""
        if not remote.isdecimal():
            raise DestinationError("recycle does not know the number of this campaign: change or delete it in listmonk itself.")
        response = self._api.read(self._api.request("GET", f"/api/campaigns/{remote}"))
        if response.status in _NONE:
            return None
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._api.refuse(response)
        return campaign_from(self._api, response, DestinationError)

    def marked(self, variant: Variant) -> Campaign | None:
        """The campaign whose name ends in the key; ``query`` looks into names and subjects, and the end is compared here.

        Raises DestinationError, too, when two have it.
        """
        sign = ending(variant)
        listed = self.listed("/api/campaigns", {"query": sign.strip("[]"), "no_body": "true"}, Named)
        found = [one for one in listed if one.name.endswith(sign)]
        if len(found) > 1:
            both = " and ".join(self.page(one.id) for one in found)
            raise DestinationError(f"listmonk has this mail {len(found)} times: {both}. Delete all but one there.")
        return self.campaign(str(found[0].id)) if found else None

    def target(self) -> Target:
        """The numbers of lists and template. listmonk is asked once, and only for names."""
        if self._known is None:
            lists, template = self._said
            if any(isinstance(one, str) for one in lists):
                listed = self.lists()
                lists = tuple(_number(one, listed, "list") for one in lists)
            if isinstance(template, str):
                template = _number(template, self.templates(), "template")
            self._known = Target(lists, template)
        return self._known

    def lists(self) -> tuple[Named, ...]:
        """The lists that we may see."""
        return tuple(self.listed("/api/lists", {}, Named))

    def templates(self) -> tuple[Template, ...]:
        """All templates."""
        return understood(self._get("/api/templates"), tuple[Template, ...], self._api.name, DestinationError)

    def user(self) -> str:
        """Our name there. Raises DestinationError, too, when we lack a right that is always needed.

        `campaigns:send` is none of these: it came with a later version, and older ones do not know it.
        """
        needs = ("campaigns:get", "campaigns:manage", *(("templates:get",) if isinstance(self._said.template, str) else ()))
        self.must(needs)
        return self._we().username

    def must(self, rights: tuple[str, ...]) -> None:
        """Raises DestinationError, with the way out, when our user role lacks one of ``rights``."""
        if missing := self.lacking(rights):
            raise DestinationError(
                f"{self._we().username} lacks {' and '.join(missing)}: add that to its user role in listmonk."
            )

    def lacking(self, rights: tuple[str, ...]) -> list[str]:
        """Those of ``rights`` that our user role does not have. Who we are is asked once."""
        role = self._we().user_role
        has = role.permissions
        return [] if role.id == _SUPER_ADMIN else [one for one in rights if one not in has and f"{one}_all" not in has]

    def listed(self, path: str, query: Mapping[str, str], kind: type[T]) -> Iterator[T]:
        """All things at ``path``, page by page."""
        page, seen = 1, 0
        while True:
            data = self._get(path, {**query, "page": str(page), "per_page": _PAGE})
            got = understood(data, _Page, self._api.name, DestinationError)
            for one in got.results:
                yield understood(one, kind, self._api.name, DestinationError)
            page, seen = page + 1, seen + len(got.results)
            if not got.results or seen >= got.total:
                return

    def _we(self) -> _Profile:
        if self._profile is None:
            self._profile = understood(self._get("/api/profile"), _Profile, self._api.name, DestinationError)
        return self._profile

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        return understood(self._api.get(path, query), _Wrapped, self._api.name, DestinationError).data


def campaign_from(
    api: Api, response: Response, otherwise: type[DestinationError | UnansweredError] = UnansweredError
) -> Campaign:
    """The campaign in an answer. ``otherwise`` is raised when there is none in it."""
    wrapped = understood(api.json(response, otherwise), _Wrapped, api.name, otherwise)
    return understood(wrapped.data, Campaign, api.name, otherwise)


def _number(said: int | str, known: tuple[Named, ...], what: str) -> int:
    if isinstance(said, int):
        return said
    found = [one.id for one in known if one.name == said]
    if not found:
        names = [one.name for one in known]
        raise DestinationError(f'listmonk has no {what} called "{said}".{did_you_mean(said, names)} It has {one_of(names)}.')
    if len(found) > 1:
        numbers = one_of(map(str, found))
        raise DestinationError(f'listmonk has {len(found)} {what}s called "{said}": give the number, {numbers}.')
    return found[0]


class _Wrapped(Struct, frozen=True):
    data: Any


class _Page(Struct, frozen=True):
    results: tuple[Any, ...] = ()
    total: int = 0


class _UserRole(Struct, frozen=True):
    id: int = 0
    permissions: tuple[str, ...] = ()


class _Profile(Struct, frozen=True):
    username: str
    user_role: _UserRole = msgspec.field(default_factory=_UserRole)
