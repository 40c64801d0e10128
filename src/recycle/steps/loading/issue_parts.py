"""What stands in an issue: its own words, and the pieces, in the order of its file."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from recycle.errors import InputError
from recycle.model import Piece
from recycle.steps.loading.load import Archive, Header
from recycle.tree.nodes import Block, Document, Passage
from recycle.tree.normal import normal
from recycle.tree.walk import iter_within


class Place(Struct, frozen=True, kw_only=True):
    """The place of a piece in an issue. ``words`` are the issue's own before it, ``line`` is that of the passage."""

    header: Header
    words: Document
    line: int


def parts_of(issue: Piece, archive: Archive) -> tuple[Document | Place, ...]:
    """The parts of the issue in order; own words that follow each other are one document.

    Raises InputError, with file and line, for a piece that there is not, that stands in it twice, or where none can stand.
    """
    parts: list[Document | Place] = []
    loose: list[Block] = []
    lines: dict[str, int] = {}
    for block in issue.document.blocks:
        if not (isinstance(block, Passage) and block.piece):
            _refuse_inside((block,), issue)
            loose.append(block)
            continue
        parts += _own(loose, issue)
        loose = []
        place = _place(block, issue, archive)
        if first := lines.get(place.header.id):
            raise _wrong(
                issue, block, f'the piece "{place.header.slug}" stands here and on line {first}: take one of the two out.'
            )
        lines[place.header.id] = block.line
        parts.append(place)
    return (*parts, *_own(loose, issue))


def places_of(issue: Piece, archive: Archive) -> tuple[Place, ...]:
    """The places of the pieces alone. Raises as ``parts_of`` does."""
    return tuple(part for part in parts_of(issue, archive) if isinstance(part, Place))


def _own(blocks: list[Block], issue: Piece) -> Iterator[Document]:
    """The blocks with the notes that they refer to."""
    if blocks:
        yield normal(Document(tuple(blocks), issue.document.footnotes))


def _place(passage: Passage, issue: Piece, archive: Archive) -> Place:
    _refuse_inside(passage.children, issue)
    if " " in passage.piece:
        raise _wrong(
            issue, passage, f"::: piece takes one name, and this is {passage.piece}: give each piece a passage of its own."
        )
    try:
        header = archive.pick((passage.piece,))[0]
    except InputError as error:
        raise error if error.path else _wrong(issue, passage, error.message) from None
    if header.issue:
        raise _wrong(issue, passage, f"{header.id} is an issue itself, and an issue cannot stand in another.")
    words = next(_own(list(passage.children), issue), Document(()))
    return Place(header=header, words=words, line=passage.line)


def _refuse_inside(blocks: tuple[Block, ...], issue: Piece) -> None:
    for block in iter_within(blocks):
        if isinstance(block, Passage) and block.piece:
            message = "::: piece cannot stand in a list, a quotation or another passage: move it out of there."
            raise _wrong(issue, block, message)


def _wrong(issue: Piece, block: Passage, message: str) -> InputError:
    return InputError(message, path=issue.path, line=block.line)
