"""What a merge gives before it is a text: pieces that are settled, and clashes of two sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Clash(NamedTuple):
    """What both sides changed differently: the three versions, without white space at their ends."""

    edit: str
    base: str
    fresh: str


Piece = str | Clash
Pieces = tuple[Piece, ...]


class Side(Enum):
    """Which version of a clash."""

    EDIT = 0
    BASE = 1
    FRESH = 2


def side(pieces: Iterable[Piece], which: Side) -> str:
    """The text as one side would have it, with what is settled already in."""
    return "".join([piece if isinstance(piece, str) else piece[which.value] for piece in pieces])


def whole(pieces: Sequence[Piece]) -> Pieces:
    """The settled text, or one clash with all of it."""
    if is_settled(pieces):
        return (side(pieces, Side.EDIT),)
    return (Clash(side(pieces, Side.EDIT), side(pieces, Side.BASE), side(pieces, Side.FRESH)),)


def is_settled(pieces: Iterable[Piece]) -> bool:
    """Whether no clash is among them."""
    return all(isinstance(piece, str) for piece in pieces)


def pick(base: T, edit: T, fresh: T) -> tuple[T, ...]:
    """The version that was changed, or the one that both have; nothing when both changed it differently."""
    if edit in (fresh, base):
        return (fresh,)
    return (edit,) if fresh == base else ()


def either(base: str, edit: str, fresh: str) -> str:
    """As ``pick``, for what is not worth a conflict: of two changes the longer one, whoever made it."""
    return next(iter(pick(base, edit, fresh)), max(edit, fresh, key=lambda text: (len(text), text)))
