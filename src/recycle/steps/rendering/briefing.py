"""What a form gets to know of a piece: its text with passages chosen, links and images where the outlet's readers find them, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from recycle.config.load import Outlet
from recycle.destinations.protocol import Filing
from recycle.forms.protocol import Brief
from recycle.model import Asset, Finding, Piece
from recycle.steps.addresses import own_address, wording_for
from recycle.steps.loading.load import Archive
from recycle.steps.rendering.pictures import Pictures
from recycle.steps.waiting.linked import linked_piece, page_of
from recycle.steps.workspace import Workspace
from recycle.transforms import images, links, passages
from recycle.tree.nodes import Document


def _moves(piece: Piece, outlet: Outlet) -> bool:
    """Whether the files go where the piece's names lead now, wherever they lie until then."""
    return isinstance(outlet.destination, Filing) and bool(outlet.destination.address(piece, outlet.name))


class Briefing:
    """One piece on its way to one outlet.

    ``addresses`` are the URLs of the piece's placements by outlet, ``use`` is the number of the use that the variant is made for.
    """

    def __init__(
        self, workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, addresses: Mapping[str, str], use: int
    ) -> None:
        if outlet.row.gives_address or (use == 1 and _moves(piece, outlet)):
            # What is learnt only by placing it must not change the words: they would be sent once more for that alone.
            addresses = {name: url for name, url in addresses.items() if name != outlet.name}
        self._workspace, self._archive = workspace, archive
        self._piece, self._outlet = piece, outlet
        self._pictures = Pictures(workspace, piece, outlet, addresses)
        self.brief = Brief(
            piece=self._pictures.covered(piece),
            document=self.as_shown(piece.document),
            wording=wording_for(piece, outlet),
            site=workspace.config.site,
            outlet=outlet.name,
            settings=outlet.settings,
            limits=outlet.limits,
            words=_words_for(workspace, piece, outlet),
            canonical_url=self._pictures.canonical,
            own_url=own_address(piece, outlet, addresses),
            syndication=tuple(url for name, url in addresses.items() if url and self._is_copy(name)),
            key=f"{piece.id}/{outlet.name}/{use}",
        )

    def _is_copy(self, name: str) -> bool:
        """Whether what stands at the outlet called ``name`` is a copy of this variant, and no issue with other pieces in it."""
        outlet = self._workspace.config.outlets.get(name)
        return name != self._outlet.name and not (outlet and outlet.issues)

    @property
    def archive(self) -> Archive:
        """All the pieces that there are."""
        return self._archive

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files that go with the variant, once its text is known."""
        return self._pictures.assets

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with images, once the text is known."""
        return tuple(self._pictures.findings)

    def as_shown(self, document: Document) -> Document:
        """The document, whose addresses are as written, as the outlet's readers need it. Doing it twice is doing it once."""
        config, canonical = self._workspace.config, self._pictures.canonical
        shown, urls = self._addresses_in(document)
        document = passages.select(document, self._outlet.names)
        if any(map(images.is_local, shown)):
            document = images.rewrite(document, self._pictures.address)
        if any(map(links.is_relative, urls)):
            document = links.absolute(
                document, canonical or config.site.url, _resolver(self._workspace, self._archive, self._piece)
            )
        tags = self._outlet.campaign
        if tags and any(links.is_relative(url) or links.leads_to(url, config.site.url) for url in urls):
            document = links.campaign(document, config.site.url, tags, frozenset((canonical,)))
        return document

    def _addresses_in(self, document: Document) -> tuple[Iterable[str], Iterable[str]]:
        """Those of images, and of links. The piece's own are known without a look."""
        if document is self._piece.document:
            return self._piece.images, self._piece.links
        return [image.url for image, _ in images.placed(document)], [link.url for link, _ in links.placed(document)]

    def as_written(self, document: Document) -> Document:
        """The document with the images of the piece under the names that the piece has for them."""
        written = {self._pictures.address(url): url for url in sorted(self._piece.images) if images.is_local(url)}
        return images.rewrite(document, lambda url: written.get(url, url)) if written else document


def _words_for(workspace: Workspace, piece: Piece, outlet: Outlet) -> Mapping[str, str]:
    """The furniture's words in the piece's language (else the outlet's), with the outlet's own in place of them."""
    words = workspace.config.templates.words(piece.language or outlet.language or workspace.config.site.language)
    return MappingProxyType({**words, **outlet.words})


def _resolver(workspace: Workspace, archive: Archive, piece: Piece) -> Callable[[str], str | None]:
    """From a link to another piece's file to the address of that piece at the canonical outlet."""

    def resolve(target: str) -> str | None:
        other = linked_piece(archive, piece, target)
        return (page_of(workspace, other) or None) if other else None

    return resolve
