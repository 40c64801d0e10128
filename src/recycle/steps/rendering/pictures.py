"""The images of a piece: where the readers of one outlet find them, and which files go along."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import quote, unquote, urljoin, urlsplit

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.ledger import uploads
from recycle.model import Asset, Finding, Piece
from recycle.steps.addresses import address_known_to, is_first, own_address
from recycle.steps.loading.issue_files import ISSUES
from recycle.steps.loading.piece_files import CONTENT
from recycle.steps.workspace import Workspace
from recycle.transforms import images
from recycle.world import disk


class Pictures:
    """Where each image of a piece is to be found by the readers of one outlet.

    A service that takes uploads gets them all. The canonical outlet takes the files along, when its destination can; every other
    outlet points to them there, also when the piece names a page elsewhere as its canonical one.
    """

    def __init__(self, workspace: Workspace, piece: Piece, outlet: Outlet, addresses: Mapping[str, str]) -> None:
        self.root = workspace.root
        self.piece = piece
        self.folder = posixpath.dirname(piece.path)
        self.canonical = address_known_to(workspace, outlet, piece, addresses)
        self.is_first = is_first(workspace, outlet)
        home = None if self.is_first else workspace.config.outlets.get(workspace.config.canonical)
        self.base = (own_address(piece, home, addresses) if home else "") or self.canonical
        self.is_home = outlet.name == workspace.config.canonical
        # A piece in an issue has no folder of its own there that its files could lie in.
        is_home = (self.is_first or outlet.name == (workspace.config.canonical or outlet.name)) and not outlet.issues
        self.carries = is_home and outlet.row.carries_files
        self.uploads = outlet.row.uploads
        self.home_uploads = uploads.known(workspace.root, home.name) if home and home.row.uploads else None
        self.site_url = workspace.config.site.url
        self.found: dict[str, Asset] = {}
        self.findings: list[Finding] = []

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files that go with the variant, by name; from the canonical outlet others also take what only their passages show."""
        if not (self.carries or self.uploads):
            return ()
        hidden = [url for url in self.piece.images if images.is_local(url) and not url.startswith("/")] if self.is_home else []
        found = {asset.name: asset for url in hidden if (asset := self._file(url))} | self.found
        return tuple(found[name] for name in sorted(found))

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
        if self.uploads:
            return asset.mark
        if self.home_uploads is not None:
            return self.home_uploads.get(asset.digest) or asset.mark
        if not self.base:
            is_set = self.piece.issue or self.is_first
            how = "write the whole address of one that has" if is_set else "set `canonical:` in config.yaml"
            self._report("image-not-reachable", url, f"has no public address; {how}.")
        return urljoin(self.base, quote(asset.name))

    def _asset(self, url: str) -> Asset | None:
        name, path = self._paths(url)
        if not self._is_inside(name, path):
            self._report("image-outside", url, "lies outside the folder of the piece; put it beside the piece.")
        return self._file(url)

    def _is_inside(self, name: str, path: str) -> bool:
        return not name.startswith("..") and path.startswith((f"{CONTENT}/", f"{ISSUES}/"))

    def _paths(self, url: str) -> tuple[str, str]:
        name = posixpath.normpath(unquote(urlsplit(url).path))
        return name, posixpath.normpath(posixpath.join(self.folder, name))

    def _file(self, url: str) -> Asset | None:
        name, path = self._paths(url)
        if not self._is_inside(name, path):
            return None
        digest = disk.digest_of(self.root / path)
        return Asset(name, path, digest) if digest else None  # that it is missing is said by the piece's own checks

    def _report(self, rule: str, url: str, wrong: str) -> None:
        cover = self.piece.lines.get("cover_image", 0) if url == self.piece.cover_image else 0
        line = next((line for image, line in images.placed(self.piece.document) if image.url == url), cover)
        self.findings.append(Finding(rule, f'the image "{url}" {wrong}', path=self.piece.path, line=line))
