"""The facts that checks get to know. They never see an outlet, a disk or a network."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from recycle.model import Limits, Meta, Piece, SourceRules
from recycle.tree.nodes import Document
from recycle.tree.places import Places


def _unmeasured(path: str) -> int:  # noqa: ARG001  # a fact that nobody has looked up
    return 0


def _no_text() -> str:
    return ""


def _unread(target: str) -> Places | None:  # noqa: ARG001  # as above
    return None


def _anywhere(path: str) -> bool:  # noqa: ARG001  # as above
    return True


class Page(Struct, frozen=True):
    """The page that recycle itself makes of a piece, at the canonical outlet."""

    address: str
    """Empty when nobody knows it before it is there."""
    carries: bool
    """Whether the images that the piece shows lie beside it."""


class Facts(Struct, frozen=True, kw_only=True):
    """A piece as it was written, all its passages included.

    ``names`` are the outlets and forms that a passage may speak of. ``exists`` and ``is_piece`` get a path as the piece's file says
    it, percent signs decoded, and tell whether a file, or another piece, is there; ``size`` how many bytes a file has, ``is_ours``
    whether the path is one in the folders that texts lie in, of which it is known on every machine what is there. ``others`` are the workspace's other pieces,
    whose texts need not be read. ``places`` gets an address without its fragment, as the text says it, and gives the places inside the
    piece that has it; None when no other piece has it, or it cannot be read. ``text`` gives the file that the piece was read from; checks ask
    for it when they have found something and want its row.
    """

    piece: Piece
    names: frozenset[str]
    exists: Callable[[str], bool]
    is_piece: Callable[[str], bool]
    size: Callable[[str], int] = _unmeasured
    is_ours: Callable[[str], bool] = _anywhere
    places: Callable[[str], Places | None] = _unread
    text: Callable[[], str] = _no_text
    site_url: str = ""
    page: Page | None = None
    """None when the piece's page is made by somebody else, by hand or by a command, or there is none."""
    house: SourceRules | None = None
    """What the place that the piece comes from says of using it again."""
    author: str = ""
    """Who writes, when a piece does not say so itself."""
    others: tuple[Piece, ...] = ()


class Shown(Struct, frozen=True, kw_only=True):
    """A piece as one outlet shows it, with that outlet's house rules. ``names`` are the outlet's own name and its form's."""

    piece: Piece
    document: Document
    meta: Meta
    limits: Limits
    outlet: str
    names: frozenset[str] = frozenset()
