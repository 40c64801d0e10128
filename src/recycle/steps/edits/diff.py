"""What an edit changes, what the piece has changed since it was made, and what comes of both."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.model import Piece
from recycle.readers import READERS
from recycle.steps.edits.edit import fresh_words
from recycle.steps.edits.word_diff import word_diff
from recycle.steps.loading import edit_files
from recycle.steps.loading.edit_files import Field
from recycle.steps.loading.load import Archive
from recycle.steps.loading.suggestions import settle
from recycle.steps.rendering.editing import body_of, merge
from recycle.steps.workspace import Workspace

_COMMENT = "<!-- recycle: "


class EditDiff(Struct, frozen=True, kw_only=True):
    """Comparisons, word by word; an empty one says that there is no difference.

    ``rewrite`` is what the outlet's command has changed, ``path`` is empty where no person has made an edit.
    """

    path: str
    rewrite: str
    edit: str
    piece: str
    result: str
    conflicts: int


def edit_diff(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> EditDiff:
    """What became of an edit. Raises InputError when there is neither one nor a command that rewrites, or it cannot be read."""
    fresh = fresh_words(workspace, archive, piece, outlet)
    plain = fresh_words(workspace, archive, piece, outlet, as_rewritten=False) if outlet.rewrite else fresh
    rewrite = word_diff(plain.text, fresh.text)
    edit = edit_files.read(workspace.root, piece.id, outlet.name)
    if edit is None and outlet.rewrite:
        return EditDiff(path="", rewrite=rewrite, edit="", piece="", result=rewrite, conflicts=0)
    if edit is None:
        raise InputError(
            f"there is no edit of {piece.slug} for {outlet.name}; `recycle edit {piece.slug} {outlet.name}` makes one."
        )
    base = edit.base or edit.mine
    merged = merge(edit, fresh.fields, fresh.body)
    before, mine = _text(base.fields, base.body), _text(edit.mine.fields, edit.mine.body)
    shown = {name: field for name, field in merged.fields.items() if field}
    now, result = _text(fresh.fields, fresh.body), _text(shown, _leaving(merged.body))
    return EditDiff(
        path=edit.mine.path,
        rewrite=rewrite,
        edit=word_diff(before, mine),
        piece=word_diff(before, now),
        result=word_diff(plain.text, result),
        conflicts=len(merged.conflicts) + len(merged.clashes),
    )


def _leaving(body: str) -> str:
    """The body without what is only for the person who edits: passages that are not kept yet, and comments."""
    settled = settle(body).text
    return body if settled == body and _COMMENT not in body else body_of(READERS["gfm"](settled).document)


def _text(fields: Mapping[str, Field], body: str) -> str:
    return edit_files.compose(fields, body)
