"""Images in Ghost's storage, each named after its bytes, so that it is there once and found again.

Ghost cannot list images, but it keeps the name that it is given: the address is ``/content/images/YYYY/MM/<name>`` with the month of
the upload. A second image of one name would be ``<name>-1`` (seen with Ghost 6.65). https://docs.ghost.org/admin-api/images/overview
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType

from recycle.errors import DestinationError
from recycle.model import Asset
from recycle.world.web import Request, Response, form_data

KINDS: Mapping[str, str] = MappingProxyType(
    {
        ".gif": "image/gif",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".webp": "image/webp",
    }
)
PATH = "/images/upload/"
_FARTHEST_EAST, _FARTHEST_WEST = dt.timedelta(hours=14), dt.timedelta(hours=12)


def name_of(asset: Asset) -> str:
    """The name that the image has at Ghost."""
    return f"recycle-{asset.digest[:20]}{posixpath.splitext(asset.name)[1].lower()}"


def request_for(url: str, asset: Asset, data: bytes) -> Request:
    """The upload to the Admin API at ``url``. Raises DestinationError for a kind of image that Ghost does not take."""
    name = name_of(asset)
    kind = KINDS.get(posixpath.splitext(name)[1])
    if kind is None:
        raise DestinationError(f"Ghost does not take {asset.path}: a PNG, JPEG, WebP, GIF or SVG is taken.")
    fields: Mapping[str, str | tuple[str, bytes, str]] = {"purpose": "image", "ref": name, "file": (name, data, kind)}
    # A boundary made of the digest: the bytes of one upload are the same in every run, and no image has its own digest in it.
    body, content_type = form_data(fields, f"recycle-{asset.digest}")
    return Request(method="POST", url=f"{url}{PATH}", headers={"Content-Type": content_type}, body=body)


def addresses(site: str, asset: Asset, date: str) -> Iterator[str]:
    """Where the image is if it was uploaded this month or last. ``date`` is what the server's clock says (RFC 9110, 6.6.1)."""
    try:
        now = parsedate_to_datetime(date)
    except ValueError:
        return
    months = [now + _FARTHEST_EAST, now, now - _FARTHEST_WEST]
    months.append(months[-1].replace(day=1) - dt.timedelta(days=1))
    for month in dict.fromkeys(f"{one:%Y/%m}" for one in months):
        yield f"{site.rstrip('/')}/content/images/{month}/{name_of(asset)}"


def is_there(address: str, response: Response) -> bool:
    """Whether the answer of ``address`` is the image. Raises DestinationError when it says neither yes nor no."""
    if response.status == HTTPStatus.OK:
        if response.headers.get("content-type", "").startswith("image/"):
            return True
        if response.url == address:
            raise DestinationError(f"{address} answered with something that is no image: is the network as it should be?")
    elif response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise DestinationError(f"{address} answered {response.status}, so that it is not known whether the image is there.")
    return False  # a private site sends strangers on to a page of its own
