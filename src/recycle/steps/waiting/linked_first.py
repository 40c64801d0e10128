"""The order in which pieces go out: what a piece links to goes before it, so that its own page does not lead to one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from recycle.errors import InputError
from recycle.model import Piece
from recycle.steps.loading.load import Archive, Loading, read
from recycle.steps.waiting.linked import linked_piece, page_of
from recycle.steps.workspace import Workspace
from recycle.transforms import links


def linked_first(workspace: Workspace, archive: Archive, loaded: Loading, *, twice: bool) -> Iterator[Piece]:
    """The pieces of ``loaded``, each after those among them that it links to and that have no page yet.

    Where pieces link to each other in a ring, one has to be the first; with ``twice`` it comes once more in the end, when all have their pages.
    Where addresses are known before anything is there, the order is that of ``loaded``.
    """
    home = workspace.config.outlets.get(workspace.config.canonical)
    if home is None or not home.row.gives_address or len(loaded) < 2:
        yield from loaded
        return
    walk = _Walk(workspace, archive, loaded.paths)
    for piece in loaded:
        yield from walk.from_piece(piece)
    for path in dict.fromkeys(walk.ring) if twice else ():
        yield from walk.text(path)


class _Walk:
    """A walk along the links, in which memory holds paths and one text. ``ring`` are pieces that went before one that they link to."""

    def __init__(self, workspace: Workspace, archive: Archive, paths: frozenset[str]) -> None:
        self._workspace, self._archive, self._paths = workspace, archive, paths
        self._met: set[str] = set()
        self.ring: list[str] = []

    def from_piece(self, piece: Piece) -> Iterator[Piece]:
        """The piece after all that it leads to; nothing when it has gone out on the way from another."""
        if piece.path in self._met:
            return
        open_paths = {piece.path: self._links_of(piece)}
        while open_paths:
            path, targets = next(reversed(open_paths.items()))
            target = next(targets, "")
            if target in open_paths and target != path:
                self.ring.append(path)
            elif target and target not in self._met:
                for other in self.text(target):
                    open_paths[target] = self._links_of(other)
            elif not target:
                del open_paths[path]
                yield from (piece,) if path == piece.path else self.text(path)

    def text(self, path: str) -> Iterator[Piece]:
        """The piece at ``path``; none when it cannot be read, which is said where its turn would be."""
        self._met.add(path)
        try:
            yield read(self._workspace, self._archive.headers[path])
        except InputError:
            return

    def _links_of(self, piece: Piece) -> Iterator[str]:
        """The paths of the pieces in this run that it links to and that nobody knows a page of."""
        self._met.add(piece.path)
        targets = sorted({unquote(urlsplit(url).path) for url in piece.links if links.is_relative(url)})
        others = (linked_piece(self._archive, piece, target) for target in targets)
        wanted = tuple(other for other in others if other and not other.issue and other.path in self._paths)
        return iter([other.path for other in wanted if not page_of(self._workspace, other)])
