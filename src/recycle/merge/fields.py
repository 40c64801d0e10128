"""What stands beside a text: a field by itself, and tags as a set."""

from __future__ import annotations

from recycle.merge.pieces import Side as _Side
from recycle.merge.pieces import is_settled, pick, side
from recycle.merge.texts import by_words


def merge_field(base: str | None, edit: str | None, fresh: str | None) -> str | None:
    """The words of one field, empty for a field that nobody has; None when both have changed the same words differently."""
    same = pick(base, edit, fresh)
    if same:
        return same[0] or ""
    if base is None or edit is None or fresh is None:
        return None
    pieces = by_words((base, edit, fresh))
    return side(pieces, _Side.EDIT) if is_settled(pieces) else None


def merge_tags(base: tuple[str, ...], edit: tuple[str, ...], fresh: tuple[str, ...]) -> tuple[str, ...]:
    """The tags with what either side has added and without what either has taken away; in the order of ``fresh``, new ones of ``edit`` last.

    Where the piece has left its tags alone, they stand in the order of ``edit``.
    """
    if same := pick(base, edit, fresh):
        return same[0]
    kept = [tag for tag in fresh if tag in edit or tag not in base]
    return (*kept, *(tag for tag in edit if tag not in base and tag not in kept))
