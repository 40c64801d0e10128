"""Passages of the writer's other pieces that are about the same thing as this one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from msgspec import Struct

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.model import Piece
from recycle.related.passages import Extract
from recycle.related.pieces import rank
from recycle.related.proposals import propose, subject
from recycle.steps.loading.load import Archive, Header, read
from recycle.steps.workspace import Workspace
from recycle.transforms import footnotes, images, links, passages
from recycle.tree.nodes import Document, FootnoteRef, Image, Inline, Link, Quote
from recycle.tree.walk import Inlines, iter_blocks, iter_placed_inlines, map_inlines
from recycle.world import disk
from recycle.writers.gfm import write_gfm

_READ = 10
"""Pieces that are read as trees, of all that there are: the nearest by their raw words."""
MOST = 5
"""Passages that are proposed for one text."""


class Related(Struct, frozen=True, kw_only=True):
    """A passage of another piece, and how near it is in per cent. ``note`` says whose words are in it where they are not the writer's, empty when they are."""

    source: str
    path: str
    line: int
    under: str
    words: int
    nearness: int
    markdown: str
    note: str = ""


def related(
    workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, known: str, most: int = MOST
) -> tuple[Related, ...]:
    """At most ``most`` passages, the nearest first; none that stands in ``known``, in part or as a whole.

    Pieces in another language are left out, and so is what they do not show at ``outlet``.
    """
    headers = [header for header in archive.headers.values() if _is_told(workspace, header, piece)]
    own = next((at for at, header in enumerate(headers) if header.path == piece.path), None)
    if own is None or most < 1:
        return ()
    about = subject(piece.document, " ".join((piece.title, piece.description, *piece.tags)))
    ranked = rank(about.terms, [_raw(workspace, header) for header in headers], own, _READ)
    sources = list(_texts(workspace, [headers[at] for at in ranked.nearest], outlet))
    found = propose(about, ranked.spread, [text for _, text in sources], known, most)
    return tuple(_related(workspace, piece, *sources[one.source], one.extract, one.nearness) for one in found)


def _is_told(workspace: Workspace, header: Header, piece: Piece) -> bool:
    """Whether the header is of this piece, or of another in its language; an issue only says again what pieces say."""
    site = workspace.config.site.language
    is_of_its_language = _spoken(header.fields.language or site) == _spoken(piece.language or site)
    return header.path == piece.path or (is_of_its_language and not header.issue)


def _spoken(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


def _raw(workspace: Workspace, header: Header) -> bytes:
    try:
        return disk.read_bytes(workspace.root / header.path)
    except InputError:
        return b""  # it was there a moment ago; whoever asks for it by name is told


def _texts(workspace: Workspace, headers: list[Header], outlet: Outlet) -> Iterator[tuple[Piece, Document]]:
    for header in headers:
        try:
            piece = read(workspace, header)
        except InputError:
            continue
        yield piece, passages.select(piece.document, outlet.names)


def _related(workspace: Workspace, piece: Piece, other: Piece, text: Document, extract: Extract, nearness: float) -> Related:
    shown = _moved(_with_notes(extract, text, other), other, piece)
    written = write_gfm(shown).text
    return Related(
        source=other.id,
        path=other.path,
        line=extract.line,
        under=extract.heading,
        words=extract.words,
        nearness=round(100 * nearness),
        markdown=written if isinstance(written, str) else written.decode(),
        note=_whose(workspace, piece, other, shown),
    )


def _with_notes(extract: Extract, text: Document, other: Piece) -> Document:
    """The passage with the footnotes that it refers to, under names that no other text has."""
    bare = Document(extract.blocks)
    asked = {inline.label for inline, _ in iter_placed_inlines(bare) if isinstance(inline, FootnoteRef)}
    notes = tuple(note for note in text.footnotes if note.label in asked)
    return footnotes.renamed(Document(extract.blocks, notes), f"{other.slug}-") if asked else bare


def _moved(document: Document, other: Piece, piece: Piece) -> Document:
    """The document with links and images that lead from ``piece`` to where they led from ``other``."""
    here, there = posixpath.dirname(piece.path), posixpath.dirname(other.path)
    if here == there:
        return document

    def lead(url: str) -> str:
        return posixpath.relpath(posixpath.join(there, url), here)

    def change(inline: Inline) -> Inlines:
        match inline:
            case Link() if links.is_relative(inline.url) and not inline.url.startswith(("#", "/")):
                return (Link(lead(inline.url), inline.children, inline.title),)
            case Image() if images.is_local(inline.url) and not inline.url.startswith("/"):
                return (Image(lead(inline.url), inline.alt, inline.title, inline.width, inline.height),)
            case _:
                return (inline,)

    return map_inlines(document, change)


def _whose(workspace: Workspace, piece: Piece, other: Piece, shown: Document) -> str:
    """Whose words they are when they are not, or not all, the writer's."""
    writers = {name.casefold() for name in (piece.author, workspace.config.site.author) if name}
    for author in (other.source.author if other.source else "", other.author):
        if author and author.casefold() not in writers:
            where = f", {other.source.url}" if other.source and other.source.url else ""
            licence = f", {other.source.licence}" if other.source and other.source.licence else ""
            return f"these are words of {author}{where}{licence}: say so if you keep them"
    if any(isinstance(block, Quote) for block in iter_blocks(shown)):
        return "the quotation in this is somebody else's, or once was: say whose, if you keep it"
    return ""
