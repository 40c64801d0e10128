"""Pieces that a piece links to: where readers find them, and which of them have no page yet."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.model import Piece, Variant
from recycle.steps.addresses import address_known_to, own_address
from recycle.steps.loading.issue_parts import places_of
from recycle.steps.loading.load import Archive, Header, read
from recycle.steps.record import Record
from recycle.steps.results import Wait
from recycle.steps.waiting.alone import awaited
from recycle.steps.waiting.held import page_held_back
from recycle.steps.workspace import Workspace
from recycle.transforms import links
from recycle.transforms.passages import select


def linked_piece(archive: Archive, piece: Piece, target: str) -> Piece | None:
    """The piece whose file a link of ``piece`` names, percent signs decoded; None when it names no piece."""
    return archive.piece_at(posixpath.normpath(posixpath.join(posixpath.dirname(piece.path), target)))


def linked_header(workspace: Workspace, archive: Archive, piece: Piece, url: str) -> Header | None:
    """The piece whose file, or whose page at the canonical outlet, ``url`` is, which may be relative and has no fragment."""
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    if not (split.scheme or split.netloc) and (other := linked_piece(archive, piece, unquote(split.path))):
        return archive.headers[other.path]
    page = urljoin(workspace.config.site.url, url).rstrip("/")
    if not links.leads_to(page, workspace.config.site.url):
        return None
    slugs = frozenset(posixpath.splitext(part)[0] for part in unquote(split.path).split("/"))
    for header in archive.headers.values():
        if header.slug in slugs and not header.issue:
            other = archive.piece_at(header.path)
            if other and page_of(workspace, other).rstrip("/") == page:
                return header
    return None


def page_of(workspace: Workspace, other: Piece) -> str:
    """Where readers find ``other``: at the canonical outlet, else where it says itself; empty when nobody knows yet."""
    home = workspace.config.outlets.get(workspace.config.canonical)
    if home is None:
        return ""
    placed = Record(workspace.world, other.id).addresses if home.row.gives_address else {}
    return own_address(other, home, placed) or other.canonical_url


def without_page(
    workspace: Workspace,
    archive: Archive,
    piece: Piece,
    outlet: Outlet,
    variant: Variant,
    coming: Mapping[str, Collection[str]],
) -> Wait:
    """Why the variant has to wait for the page of a piece that it, or a piece in it, links to; of several, one that needs a person.

    Only the canonical outlet need not: two pieces may link to each other, and it is made once more when the other is there. ``coming`` are,
    by the ids of pieces, the outlets that a dry run would have brought them to by now.
    """
    home = workspace.config.canonical
    if not home or outlet.name == home:
        return Wait()
    wait = Wait()
    texts = [part.body for part in variant.parts if isinstance(part.body, str)]
    inside = (read(workspace, place.header) for place in places_of(piece, archive)) if piece.issue else ()
    for teller in (piece, *inside):
        for other, address in _nowhere(workspace, archive, teller, outlet):
            if home not in coming.get(other.id, ()) and any(address in text for text in texts):
                held = page_held_back(workspace, archive, other)
                how = held or "publish it there, then this again"
                why = f"it links to {other.path}, which has no page at {home} yet: {how}"
                if stuck := _stuck(workspace, archive, other) if held else "":
                    return Wait(f"it links to {other.path}, which gets no page at {home}: {stuck}")
                if not held:
                    return Wait(why)
                wait = wait if wait.reason else Wait(why, ends=True)
    return wait


def _stuck(workspace: Workspace, archive: Archive, piece: Piece) -> str:
    """Which pieces wait for each other's pages for ever, and what ends it: all are wanted first elsewhere. Empty when none do."""
    home = workspace.config.outlets[workspace.config.canonical]
    way: dict[str, Iterator[Piece]] = {piece.path: _awaiting(workspace, archive, piece)}
    met = {piece.path}
    while way:
        path, targets = next(reversed(way.items()))
        other = next(targets, None)
        if other is None:
            del way[path]
        elif other.path in way:
            ring = (*way,)[(*way,).index(other.path) :]
            first = awaited(workspace, other, home, Record(workspace.world, other.id))
            return _way_out(ring, first.name, home.name) if first else ""
        elif other.path not in met:
            met.add(other.path)
            way[other.path] = _awaiting(workspace, archive, other)
    return ""


def _awaiting(workspace: Workspace, archive: Archive, piece: Piece) -> Iterator[Piece]:
    """The pieces whose pages the one at ``piece`` has to have before its own can come: none when its own comes without them."""
    home = workspace.config.outlets[workspace.config.canonical]
    first = awaited(workspace, piece, home, Record(workspace.world, piece.id))
    if first is not None:
        text = read(workspace, archive.headers[piece.path])
        shown = frozenset(link.url for link, _ in links.placed(select(text.document, first.names)))
        yield from (other for other, _ in _nowhere(workspace, archive, replace(text, links=shown), first))


def _way_out(ring: tuple[str, ...], first: str, home: str) -> str:
    said = "it links to itself" if len(ring) == 1 else f"{' and '.join(ring)} link to each other"
    settings = f"name {home} under `exclusive_except:` of {first} in config.yaml"
    piece = f"leave one of them out there with `outlets: {{{first}: false}}`"
    return f"{said}, and {first} wants them first. Take a link out for {first} (`::: not {first}`), {piece}, or {settings}"


def _nowhere(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Iterator[tuple[Piece, str]]:
    """The pieces that ``piece`` links to and nobody knows an address of, with the address that leads nowhere and stands in its place."""
    paths = sorted({urlsplit(url).path for url in piece.links if links.is_relative(url)})
    for path in paths:
        other = linked_piece(archive, piece, unquote(path))
        if other and not page_of(workspace, other):
            own = address_known_to(workspace, outlet, piece, Record(workspace.world, piece.id).addresses)
            yield other, urljoin(own or workspace.config.site.url, path)
