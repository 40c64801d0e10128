"""Where a piece is to be found: its own address, and the one at an outlet."""

from __future__ import annotations

from collections.abc import Mapping

from recycle.config.load import Outlet
from recycle.model import Piece, Wording
from recycle.steps.workspace import Workspace

EVERYWHERE = Wording()
_ELSEWHERE = Wording(off=True)


def canonical_address(workspace: Workspace, piece: Piece, addresses: Mapping[str, str]) -> str:
    """The address that is the piece's own: what it says itself, else where its canonical outlet has or will have it."""
    name = workspace.config.canonical
    if piece.canonical_url or not name:
        return piece.canonical_url
    return own_address(piece, workspace.config.outlets[name], addresses)


def is_first(workspace: Workspace, outlet: Outlet) -> bool:
    """Whether ``outlet`` gets pieces before their own page is there, because it wants them alone."""
    home = workspace.config.canonical
    return bool(home and outlet.exclusive) and home != outlet.name and home not in outlet.beside


def address_known_to(workspace: Workspace, outlet: Outlet, piece: Piece, addresses: Mapping[str, str]) -> str:
    """The piece's own address as far as readers at ``outlet`` may be told it: not that of a page that comes after it."""
    return piece.canonical_url if is_first(workspace, outlet) else canonical_address(workspace, piece, addresses)


def own_address(piece: Piece, outlet: Outlet, addresses: Mapping[str, str]) -> str:
    """Where the piece stands or will stand at ``outlet``; empty when nobody knows before it is placed."""
    wording = wording_for(piece, outlet)
    return addresses.get(outlet.name) or ("" if wording.off else outlet.destination.address(piece, outlet.name))


def wording_for(piece: Piece, outlet: Outlet) -> Wording:
    """What the piece says for this outlet only: by the outlet's name, else by its form's where no outlet is called so.

    An issue goes to its own outlet and to no other.
    """
    if piece.issue and piece.issue != outlet.name:
        return _ELSEWHERE
    return next((piece.wordings[name] for name in outlet.called if name in piece.wordings), EVERYWHERE)


def has_variant(piece: Piece, outlet: Outlet) -> bool:
    """Whether anything is made of the piece by itself for the outlet: not where it is off, and not where it goes out in an issue."""
    return not wording_for(piece, outlet).off and (bool(piece.issue) or not outlet.issues)
