"""From a reply to an article: the edit begun for a person, with what is missing named and with passages to keep or delete."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from recycle.config.load import Outlet
from recycle.errors import InputError, NeedsPersonError
from recycle.forms.missing import Missing, missing
from recycle.model import Piece
from recycle.readers import READERS
from recycle.spelling import one_of
from recycle.steps.addresses import wording_for
from recycle.steps.edits.edit import fresh_words, merged_words
from recycle.steps.edits.relatives import MOST, Related, related
from recycle.steps.loading import edit_files
from recycle.steps.loading.edit_files import BASE, path_of
from recycle.steps.loading.load import Archive
from recycle.steps.loading.suggestions import fenced, settle
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document
from recycle.tree.text import plain_document

FORM = "article"
_HOW = "<!-- recycle: from your other pieces. Write kept for suggested where you want a passage, and move it where it belongs; delete the others. -->"


class Expanded(Struct, frozen=True, kw_only=True):
    """An edit for an article as it would be, and as its file is (None: there is none). ``missing`` and ``related`` are what is new in it."""

    path: str
    text: str
    base: str | None
    before: str | None
    missing: tuple[str, ...]
    related: tuple[Related, ...]


def outlet_to_expand_for(workspace: Workspace, name: str | None) -> Outlet:
    """The outlet called ``name``, else the only one of the form article. Raises InputError."""
    config = workspace.config
    articles = [outlet.name for outlet in config.outlets.values() if outlet.form.name == FORM]
    if name is None:
        if len(articles) == 1:
            return config.outlet(articles[0])
        if not articles:
            raise InputError(f"no outlet has the form {FORM}; add one to config.yaml.", path="config.yaml")
        raise InputError(f"say for which outlet: --outlet {one_of(articles)}.")
    outlet = config.outlet(name)
    if outlet.form.name != FORM:
        raise InputError(
            f"{name} is an outlet of the form {outlet.form.name}, and only an {FORM} wants more words; `recycle edit` rewords it."
        )
    return outlet


def expand(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Expanded:
    """What to begin the edit with, or to add at the end of the one that there is. Nothing is written.

    Raises InputError when the piece does not go to the outlet, NeedsPersonError when its edit is not decided on yet.
    """
    if wording_for(piece, outlet).off:
        raise InputError(
            f"the piece does not go to {outlet.name}: it says `{outlet.name}: false` under `outlets:`.", path=piece.path
        )
    fresh = fresh_words(workspace, archive, piece, outlet)
    path = path_of(piece.id, outlet.name)
    before = edit_files.source_of(workspace.root, path)
    now = merged_words(workspace, archive, piece, outlet) if before is not None else fresh
    document = READERS["gfm"](settle(now.body).text).document
    language = piece.language or workspace.config.site.language
    lacking = missing(document, language, described="description" in now.fields, words_min=outlet.limits.words_min)
    known = "\n".join((plain_document(piece.document), before or now.body))
    there = settle(before or "")
    found = related(workspace, archive, piece, outlet, known, MOST - len(there.kept) - len(there.left))
    if before is None:
        notes = lacking
        text = edit_files.compose(fresh.fields, _noted(fresh.body, document, notes) + _suggested(found))
    else:
        notes = tuple(one for one in lacking if _without_figures(one.what) not in _without_figures(before))
        text = before.rstrip("\n") + "".join(f"\n\n{_note(one.what)}" for one in notes) + "\n" + _suggested(found, before)
    return Expanded(
        path=path,
        text=text if notes or found or before is None else before,
        base=fresh.text if before is None else edit_files.source_of(workspace.root, path_of(piece.id, outlet.name, BASE)),
        before=before,
        missing=tuple(one.what for one in notes),
        related=found,
    )


def keep(workspace: Workspace, piece: Piece, outlet: Outlet, expanded: Expanded) -> str:
    """Write the edit and its base, and return its path. The caller holds the lock.

    Raises NeedsPersonError when the file is not what it was when it was expanded, RecycleError when it cannot be written.
    """
    if edit_files.source_of(workspace.root, expanded.path) != expanded.before or expanded.base is None:
        raise NeedsPersonError(f"{expanded.path} has been changed meanwhile; run it again.")
    return edit_files.write(workspace.root, piece.id, outlet.name, mine=expanded.text, base=expanded.base)


def _noted(body: str, document: Document, notes: Sequence[Missing]) -> str:
    """The body with each note before the block that it belongs before."""
    rows = body.rstrip("\n").split("\n")
    last = len(document.blocks)
    rows += [row for one in notes if one.before == last for row in ("", _note(one.what))]
    for one in reversed([one for one in notes if one.before < last]):
        at = max(document.blocks[one.before].line - 1, 0)
        rows[at:at] = [_note(one.what), ""]
    return "\n".join(rows) + "\n"


def _suggested(found: Sequence[Related], before: str = "") -> str:
    if not found:
        return ""
    blocks = [_HOW] if _HOW not in before else []
    for one in found:
        note = f"{_note(one.note)}\n\n" if one.note else ""
        blocks.append(fenced(one.source, note + one.markdown))
    return "".join(f"\n{block}\n" for block in blocks)


def _note(what: str) -> str:
    return f"<!-- recycle: {what} -->"


def _without_figures(text: str) -> str:
    return "".join(sign for sign in text if not sign.isdigit())
