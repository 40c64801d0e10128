"""Images in WordPress's library, each named after its bytes, so that it is there once and found again."""

from __future__ import annotations

import posixpath
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from recycle.destinations.wordpress.site import Site
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Asset

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
_REFUSED = "rest_upload_sideload_error"
_MOST = 9
_SCALED = "-scaled"
"""What WordPress adds to the name of an image that it made smaller, because it had more than 2560 pixels a side."""


class Picture(Struct, frozen=True):
    """One thing in the library."""

    id: int
    source_url: str = ""
    alt_text: str = ""


class Media:
    """The library of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def uploaded(self, asset: Asset) -> str:
        """The address of an image that is there already, else empty. Its name in the library is its slug. Raises DestinationError.

        Where the file of an upload that broke off lies in the way, WordPress has counted on.
        """
        stem = _stem(asset)
        found = self._look(",".join((stem, *(f"{stem}-{number}" for number in range(1, _MOST + 1)))))
        return found[0].source_url if found else ""

    def upload(self, asset: Asset, data: bytes) -> str:
        """The address of an image that was not there. Raises as ``place`` does."""
        self._site.must("upload_files", "may not upload images: give it the role Author, or let the canonical outlet have them")
        suffix = posixpath.splitext(asset.name)[1].lower()
        request = self._site.file("media", f"{_stem(asset)}{suffix}", _KINDS.get(suffix, "application/octet-stream"), data)
        try:
            return self._site.send(request, Picture).source_url
        except UnansweredError as error:
            if _REFUSED not in error.message:  # which is WordPress's word for a file that it does not take, in an answer of 500
                raise
            wrong = f"{self._site.api.name} does not take {asset.path}, or not images of this kind: a PNG or a JPEG is taken everywhere."
            raise DestinationError(wrong) from None

    def featured(self, url: str, alt: str) -> int:
        """The number of the image at ``url`` with ``alt`` as its alternative text; 0 when it is not in this library. Raises DestinationError."""
        stem = posixpath.splitext(posixpath.basename(unquote(urlsplit(url).path)))[0]
        stem = stem.removesuffix(_SCALED)
        found = next((one for one in self._look(f"{stem},{stem}{_SCALED},{stem}-2") if one.source_url == url), None)
        if found is None:
            return 0
        if alt and found.alt_text != alt:
            self._describe(found, alt)
        return found.id

    def _describe(self, picture: Picture, alt: str) -> None:
        try:
            self._site.send(self._site.request("POST", f"media/{picture.id}", data={"alt_text": alt}), Picture)
        except UnansweredError as error:  # it may be said twice, and the text has not been sent
            raise DestinationError(f"the cover image could not be described: {error.message}") from None

    def _look(self, slugs: str) -> list[Picture]:
        query = {"slug": slugs, "orderby": "id", "order": "asc", "_fields": "id,source_url,alt_text"}
        return self._site.read("media", query, list[Picture]) or []


def _stem(asset: Asset) -> str:
    return f"recycle-{asset.digest[:20]}"
