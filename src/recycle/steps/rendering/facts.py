"""What checks get to know of a text, and what they say of the words that an outlet gets in place of a piece's own."""

from __future__ import annotations

import posixpath
from functools import cache

from msgspec.structs import replace

from recycle.checks import CHECKS
from recycle.checks.protocol import Facts, Page
from recycle.config.sources import rules_at
from recycle.errors import InputError
from recycle.model import Finding, Piece
from recycle.steps.addresses import canonical_address, wording_for
from recycle.steps.loading.issue_files import ISSUES
from recycle.steps.loading.load import Archive, read
from recycle.steps.loading.piece_files import CONTENT
from recycle.steps.waiting.linked import linked_header
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document
from recycle.tree.places import Places, places_in
from recycle.world import disk

_OF_WORDS = ("images", "links", "secrets", "addresses", "numbers", "private_links")
"""The checks of what must not leave, whoever has written it. The others are about how a piece is made."""


def facts_of(workspace: Workspace, archive: Archive, piece: Piece) -> Facts:
    """What the checks get to know of a piece."""
    folder = posixpath.dirname(piece.path)

    def place(target: str) -> str:
        return posixpath.normpath(posixpath.join(folder, target))

    return Facts(
        piece=piece,
        names=workspace.config.names,
        exists=lambda target: disk.exists(workspace.root / place(target)),
        is_piece=lambda target: archive.piece_at(place(target)) is not None,
        size=lambda target: disk.size_of(workspace.root / place(target)),
        is_ours=lambda target: place(target).startswith((f"{CONTENT}/", f"{ISSUES}/")),
        places=cache(lambda target: _places(workspace, archive, piece, target)),
        text=lambda: text_of(workspace, piece),
        site_url=workspace.config.site.url or canonical_address(workspace, piece, {}),
        page=_page(workspace, piece),
        house=rules_at(workspace.config.sources, piece.source.url) if piece.source else None,
        author=workspace.config.site.author,
        others=archive.others(piece) if piece.canonical_url else (),
    )


def _page(workspace: Workspace, piece: Piece) -> Page | None:
    home = workspace.config.outlets.get(workspace.config.canonical)
    # What a command does with a text nobody knows: it may well put files beside it.
    if home is None or home.row.carries_files == home.row.gives_address:
        return None
    if piece.canonical_url or wording_for(piece, home).off:
        return None
    return Page(home.destination.address(piece, home.name), home.row.carries_files)


def text_of(workspace: Workspace, piece: Piece) -> str:
    """The file that the piece was read from; empty when it cannot be read any more."""
    try:
        return disk.read_text(workspace.root / piece.path)
    except InputError:
        return ""


def _places(workspace: Workspace, archive: Archive, piece: Piece, target: str) -> Places | None:
    """The places in the other piece whose file or page ``target`` is. Its text is read for that, and no other."""
    header = linked_header(workspace, archive, piece, target)
    if header is None or header.path == piece.path:
        return None
    try:
        return places_in(read(workspace, header).document, disk.read_text(workspace.root / header.path))
    except InputError:
        return None  # said where that piece is looked at


def new_in(workspace: Workspace, archive: Archive, piece: Piece, document: Document) -> tuple[Finding, ...]:
    """What is to be said of the words in ``document`` and not of the piece itself already, with the document's own lines."""
    facts = facts_of(workspace, archive, piece)
    known = {(found.rule, found.message) for found in _asked(facts)}
    reworded = replace(facts, piece=replace(piece, document=document), text=str)
    return tuple(found for found in _asked(reworded) if (found.rule, found.message) not in known)


def _asked(facts: Facts) -> tuple[Finding, ...]:
    return tuple(found for name in _OF_WORDS for found in CHECKS[name](facts))
