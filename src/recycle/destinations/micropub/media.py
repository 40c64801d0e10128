"""Images for posts by Micropub: its media endpoint takes a file and says the address that the file has then.

Sources: https://www.w3.org/TR/micropub/#media-endpoint; what it has is asked for by extensions (https://indieweb.org/Micropub-extensions,
"Query for Media List" and "q=last").
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from recycle.destinations.addresses import is_web_address
from recycle.destinations.api import Api
from recycle.destinations.micropub.endpoint import LIMIT, Endpoint, with_query
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset
from recycle.world.web import Request, form_data, origin

_TYPES: Mapping[str, str] = MappingProxyType(
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


class Media:
    """The media endpoint that belongs to a Micropub endpoint. The token goes to another host only when config.yaml names it."""

    def __init__(self, endpoint: Endpoint, said: str) -> None:
        self._endpoint = endpoint
        self._said = said

    def url(self) -> str:
        """Where it is. Raises DestinationError when there is none, or it is at another host that nobody has named."""
        if self._said:
            return self._said
        found = self._endpoint.config().get("media-endpoint")
        if not isinstance(found, str) or not found:
            raise DestinationError("the site takes no images (it names no media-endpoint): show them by their full address.")
        url = urljoin(self._endpoint.url(), found)
        if origin(url) != origin(self._endpoint.url()):
            raise DestinationError(
                f"the site takes images at another host: if the token may go there, add `media_endpoint: {url}`."
            )
        return url

    def upload(self, asset: Asset, data: bytes) -> str:
        """Sends the file and returns its address. Raises as ``Api.send`` does."""
        url = self.url()
        answer = self._api(url).send(request_for(url, asset, data))
        location = answer.headers.get("location", "")
        if not location:
            raise UnansweredError(f"{origin(url)} took an image and did not say where it is.")
        return urljoin(url, location)

    def uploaded(self, asset: Asset) -> str:
        """The address of the file; empty when it is not there, or its endpoint cannot be asked, or renames what it takes."""
        url = self.url()
        stem = name_of(asset).partition(".")[0]
        for query in ({"q": "source", "limit": str(LIMIT)}, {"q": "last"}):
            response = self._api(url).read(Request(method="GET", url=with_query(url, query)))
            if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                self._api(url).refuse(response)
            if response.status < HTTPStatus.MULTIPLE_CHOICES:
                for found in _addresses(response.body):
                    if posixpath.basename(urlsplit(found).path).startswith(stem):
                        return urljoin(url, found)
        return ""

    def _api(self, url: str) -> Api:
        try:
            return self._endpoint.api_at(url)
        except InputError as error:
            raise DestinationError(f"the media endpoint cannot be used: {error.message}") from None


def name_of(asset: Asset) -> str:
    """What the file is called there, so that it can be found again."""
    return f"recycle-{asset.digest[:20]}{posixpath.splitext(asset.name)[1].lower()}"


def request_for(url: str, asset: Asset, data: bytes) -> Request:
    """The request that uploads the file, without its signature: one part called ``file``."""
    kind = _TYPES.get(posixpath.splitext(asset.name)[1].lower(), "application/octet-stream")
    body, content_type = form_data({"file": (name_of(asset), data, kind)}, f"recycle-{asset.digest[:40]}")
    return Request(method="POST", url=url, headers={"Content-Type": content_type}, body=body)


def _addresses(body: bytes) -> Iterator[str]:
    """Every ``url`` in an answer to q=source or q=last. An answer to anything else has none."""
    try:
        data: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    items = data.get("items", [data]) if isinstance(data, dict) else []
    for item in items if isinstance(items, list) else []:
        url = item.get("url") if isinstance(item, dict) else None
        if isinstance(url, str) and is_web_address(url):
            yield url
