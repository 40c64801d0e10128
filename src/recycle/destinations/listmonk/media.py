"""Images in listmonk's library, each named after its bytes, so that it is there once and found again.

Source: https://listmonk.app/docs/apis/media/. What that leaves open is in listmonk's code: ``cmd/media.go`` (a name that is taken
gets random letters at its end, so the beginning counts), ``internal/media/`` (how addresses are made), ``queries/media.sql``.
"""

from __future__ import annotations

import posixpath
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qs, urljoin, urlsplit

from msgspec import Struct

from recycle.destinations.addresses import is_web_address
from recycle.destinations.answers import understood
from recycle.destinations.api import Api
from recycle.destinations.listmonk.server import Server
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Asset
from recycle.world.web import Request, form_data

RIGHTS = ("media:get", "media:manage")
"""To look for a file, and to upload one."""
_KINDS = MappingProxyType(
    {
        ".avif": "image/avif",
        ".gif": "image/gif",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".webp": "image/webp",
    }
)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104  # compared with, not listened on
_ENDING = frozenset({"x-amz-expires", "x-amz-signature", "expires", "signature"})
"""What a signed address of S3 has in it. It ends after seven days at most, and a mail is read later, too."""


class Picture(Struct, frozen=True):
    """One file in the library."""

    id: int
    filename: str
    url: str


class Library:
    """The files of one listmonk."""

    def __init__(self, api: Api, server: Server) -> None:
        self._api = api
        self._server = server

    def uploaded(self, asset: Asset) -> str:
        """The address of an image that is there already, else empty. Raises DestinationError, too, when we may not upload.

        Of several copies it is the oldest one's, so that the answer stays the same.
        """
        self._server.must(RIGHTS)
        stem = _stem(asset)
        found = [one for one in self._server.listed("/api/media", {"query": stem}, Picture) if one.filename.startswith(stem)]
        return public(min(found, key=lambda one: one.id).url, self._api.url) if found else ""

    def upload(self, asset: Asset, data: bytes) -> str:
        """The address of an image that was not there. Raises as ``place`` does."""
        response = self._api.answer(request_for(self._api, asset, data))
        if response.status == HTTPStatus.BAD_REQUEST:
            said = self._api.said(response) or "no"
            raise DestinationError(
                f"listmonk does not take {asset.path}: {said}. Settings, Media uploads there says what it takes."
            )
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._api.refuse(response)
        wrapped = understood(self._api.json(response), _Wrapped, self._api.name, UnansweredError)
        return public(wrapped.data.url, self._api.url)


def public(url: str, listmonk: str) -> str:
    """The whole address that listmonk, at ``listmonk``, means by ``url``: of its own host or of another one.

    Raises DestinationError for one that readers cannot use.
    """
    whole = urljoin(f"{listmonk}/", url)
    if not is_web_address(whole):
        raise DestinationError(f"the listmonk at {listmonk} gives its files addresses that are none for the web.")
    parts = urlsplit(whole)
    if parts.hostname in _LOCAL:
        raise DestinationError(
            f"listmonk has its files at {parts.scheme}://{parts.netloc}, where no reader gets them:"
            " set the Root URL under Settings, General there."
        )
    if _ENDING & {name.lower() for name in parse_qs(parts.query)}:
        raise DestinationError(
            "listmonk has its files in a private bucket, whose addresses end after some days:"
            " make it public, or give it a public URL, under Settings, Media uploads there."
        )
    return whole


def request_for(api: Api, asset: Asset, data: bytes) -> Request:
    """The request that uploads an image."""
    suffix = posixpath.splitext(asset.name)[1].lower()
    file = (f"{_stem(asset)}{suffix}", data, _KINDS.get(suffix, "application/octet-stream"))
    # A boundary made of the digest: the bytes of one upload are the same in every run, and no image has its own digest in it.
    body, kind = form_data({"file": file}, f"recycle-{asset.digest}")
    return Request(method="POST", url=f"{api.url}/api/media", headers={"Content-Type": kind}, body=body)


def _stem(asset: Asset) -> str:
    return f"recycle-{asset.digest[:20]}"


class _Wrapped(Struct, frozen=True):
    data: Picture
