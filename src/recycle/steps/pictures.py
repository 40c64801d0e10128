"""The images of a piece: where the readers of one outlet find them, and which files go along."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import quote, unquote, urljoin, urlsplit

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.model import Asset, Finding, Piece
from recycle.steps.addresses import canonical_address, own_address
from recycle.steps.load import CONTENT
from recycle.steps.workspace import Workspace
from recycle.transforms import images
from recycle.world import disk


class Pictures:
    """Where each image of a piece is to be found by the readers of one outlet.

    The canonical outlet takes the files along, when its destination can; every other outlet points to them there, also when the
    piece names a page elsewhere as its canonical one.
    """

    def __init__(self, workspace: Workspace, piece: Piece, outlet: Outlet, addresses: Mapping[str, str]) -> None:
        self.root = workspace.root
        self.piece = piece
        self.folder = posixpath.dirname(piece.path)
        self.canonical = canonical_address(workspace, piece, addresses)
        home = workspace.config.outlets.get(workspace.config.canonical)
        self.base = (own_address(piece, home, addresses) if home else "") or self.canonical
        self.carries = outlet.name == (workspace.config.canonical or outlet.name) and outlet.carries_files
        self.site_url = workspace.config.site.url
        self.found: dict[str, Asset] = {}
        self.findings: list[Finding] = []

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files that go with the variant, by name."""
        return tuple(self.found[name] for name in sorted(self.found)) if self.carries else ()

    def covered(self, piece: Piece) -> Piece:
        """The piece with the address of its cover image as readers need it: always a whole one where that is known."""
        if not piece.cover_image or not images.is_local(piece.cover_image):
            return piece
        local = self.address(piece.cover_image)
        return replace(piece, cover_image=urljoin(self.base, local) if self.base else local)

    def address(self, url: str) -> str:
        """The address of the image that the text calls ``url``."""
        if not images.is_local(url):
            return url
        if url.startswith("/"):
            return urljoin(self.site_url, url) if self.site_url else url
        asset = self._asset(url)
        if asset is None:
            return url
        self.found[asset.name] = asset
        if self.carries:
            return quote(asset.name)
        if not self.base:
            self._report("image-not-reachable", url, "has no public address; set `canonical:` in config.yaml.")
        return urljoin(self.base, quote(asset.name))

    def _asset(self, url: str) -> Asset | None:
        name = posixpath.normpath(unquote(urlsplit(url).path))
        path = posixpath.normpath(posixpath.join(self.folder, name))
        if name.startswith("..") or not path.startswith(f"{CONTENT}/"):
            self._report("image-outside", url, "lies outside the folder of the piece; put it beside the piece.")
            return None
        digest = disk.digest_of(self.root / path)
        return Asset(name, path, digest) if digest else None  # that it is missing is said by the piece's own checks

    def _report(self, rule: str, url: str, wrong: str) -> None:
        cover = self.piece.lines.get("cover_image", 0) if url == self.piece.cover_image else 0
        line = next((line for image, line in images.placed(self.piece.document) if image.url == url), cover)
        self.findings.append(Finding(rule, f'the image "{url}" {wrong}', path=self.piece.path, line=line))
