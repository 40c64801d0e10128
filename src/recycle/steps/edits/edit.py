"""Making, keeping and listing edits: a person's own wording of what one outlet gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.errors import InputError, NeedsPersonError
from recycle.importers.compose import rows
from recycle.merge.marked import markers
from recycle.model import Meta, Piece
from recycle.readers import READERS
from recycle.steps.edits.stray import Kept, Standing, stray_edits
from recycle.steps.loading import edit_files
from recycle.steps.loading.edit_files import BASE, FIELDS, Edit, Field, path_of
from recycle.steps.loading.load import Archive, Header, read
from recycle.steps.loading.suggestions import settle
from recycle.steps.record import Record
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.rendering.editing import Merged, body_of, fields_of, is_nothing, merge, unsolved_findings
from recycle.steps.rendering.rewriting import rewriting_of
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document


class Fresh(Struct, frozen=True):
    """What an outlet would get of a piece now without an edit, as it is opened for a person."""

    fields: Mapping[str, Field]
    body: str

    @property
    def text(self) -> str:
        """The whole file."""
        return edit_files.compose(self.fields, self.body)


class Opened(Struct, frozen=True, kw_only=True):
    """An edit on a person's desk. ``text`` is to be changed, ``fresh`` is what the piece says now, ``before`` what the edit's file said."""

    text: str
    fresh: Fresh
    before: str | None
    note: str = ""


# ── what the piece says now ──────────────────────────────────────────────────────────────────────


def fresh_words(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, *, as_rewritten: bool = True) -> Fresh:
    """What the outlet would get now without an edit, and without ``as_rewritten`` without its command's answer either.

    Raises InputError when its form takes none.
    """
    if piece.issue:
        raise InputError(f"an issue is a file of your own already: change {piece.path}.")
    record = Record(workspace.world, piece.id)
    briefing = Briefing(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))
    seen: list[tuple[Meta, Document]] = []

    def listen(meta: Meta, document: Document) -> tuple[Meta, Document]:
        seen.append((meta, document))
        return meta, document

    rewriting = rewriting_of(workspace, piece, outlet, briefing) if as_rewritten else None
    outlet.form.shape(
        replace(briefing.brief, edit=(lambda meta, document: listen(*rewriting(meta, document))) if rewriting else listen)
    )
    if not seen:
        raise InputError(f"the form {outlet.form.name} of {outlet.name} takes no edits; change the piece instead.")
    meta, document = seen[0]
    return Fresh(fields_of(meta, outlet.form.words), body_of(briefing.as_written(document)))


def merged_words(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Fresh:
    """The same with the edit, if there is one. Raises NeedsPersonError where a person has to decide on it first."""
    fresh = fresh_words(workspace, archive, piece, outlet)
    edit = edit_files.read(workspace.root, piece.id, outlet.name)
    if edit is None:
        return fresh
    merged = None if _unsolved(edit) else merge(edit, fresh.fields, fresh.body)
    if merged is None or merged.conflicts or merged.clashes:
        raise NeedsPersonError(f"{edit.mine.path} is not decided on yet: run `recycle edit {piece.slug} {outlet.name}` first.")
    return Fresh(merged.fields, merged.body)


# ── one edit ─────────────────────────────────────────────────────────────────────────────────────


def open_edit(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Opened:
    """What a person gets to change: the edit with all that the piece has changed since, or the piece's words.

    Where both have changed the same words, the text has both between rows of marks.
    """
    fresh = fresh_words(workspace, archive, piece, outlet)
    path = path_of(piece.id, outlet.name)
    before = edit_files.source_of(workspace.root, path)
    try:
        edit = edit_files.read(workspace.root, piece.id, outlet.name)
    except InputError as error:
        # The only way to mend a file that cannot be read is to open it.
        return Opened(text=before or "", fresh=_started_from(workspace, piece, outlet) or fresh, before=before, note=f"{error}")
    if edit is None or before is None:
        return Opened(text=fresh.text, fresh=fresh, before=None)
    if found := _unsolved(edit):
        return Opened(text=before, fresh=_started_from(workspace, piece, outlet) or fresh, before=before, note=found)
    merged = merge(edit, fresh.fields, fresh.body)
    return Opened(text=_shown(edit, merged, fresh), fresh=fresh, before=before, note=_said(merged))


def keep(workspace: Workspace, piece: Piece, outlet: Outlet, opened: Opened, text: str) -> str | None:
    """Keep what a person has made of what was opened. Returns the edit's path, or None when it says just what the piece says.

    Raises InputError with file and line for a text that cannot be read, NeedsPersonError when the edit's file has changed
    meanwhile. The caller holds the lock.
    """
    path = path_of(piece.id, outlet.name)
    if edit_files.source_of(workspace.root, path) != opened.before:
        raise NeedsPersonError(f"{path} has been changed while this was open.")
    mine = edit_files.parse(text, path)
    if is_nothing(READERS["gfm"](settle(mine.body).text).document, READERS["gfm"](opened.fresh.body).document):
        again = f"recycle edit {piece.slug} {outlet.name} --discard"
        raise InputError(f"the text is empty, so it was not kept; to have the piece's own words again: {again}")
    if mine.fields == opened.fresh.fields and mine.body == edit_files.parse(opened.fresh.text, path).body:
        edit_files.discard(workspace.root, piece.id, outlet.name)
        return None
    whole = text if text.endswith("\n") else f"{text}\n"
    return edit_files.write(workspace.root, piece.id, outlet.name, mine=whole.replace("\r\n", "\n"), base=opened.fresh.text)


def _started_from(workspace: Workspace, piece: Piece, outlet: Outlet) -> Fresh | None:
    """The base that an edit is opened with which nothing was merged into; None where there is none that can be used.

    It stays the base. With the piece's words of now in its place, all that the piece has changed since would seem to be taken back.
    """
    path = path_of(piece.id, outlet.name, BASE)
    try:
        text = edit_files.source_of(workspace.root, path)
        base = None if text is None or markers(text) else edit_files.parse(text, path)
    except InputError:
        return None
    return Fresh(base.fields, base.body) if base else None


def with_fields(opened: Opened, body: str) -> str:
    """A body that came without front matter, under the fields of what was opened."""
    return edit_files.compose(edit_files.parse(opened.text, "").fields, body)


def left_to_decide(text: str, base: str) -> int:
    """The line of the first mark in an edit's file; 0 when nothing is left to decide."""
    return next(iter(markers(text, base)), 0)


# ── all edits ────────────────────────────────────────────────────────────────────────────────────


def list_edits(workspace: Workspace, archive: Archive) -> Iterator[Kept]:
    """Every edit that is kept, and how it is with it; after them, what commands have answered for a piece or an outlet that is gone."""
    headers = {header.id: header for header in archive.headers.values()}
    stray = {one.path: one for one in stray_edits(workspace, archive)}
    for piece_id, name in edit_files.all_edits(workspace.root):
        gone = stray.pop(path_of(piece_id, name), None)
        yield gone or _kept(workspace, archive, headers[piece_id], workspace.config.outlets[name])
    yield from stray.values()


def _kept(workspace: Workspace, archive: Archive, header: Header, outlet: Outlet) -> Kept:
    path = path_of(header.id, outlet.name)
    try:
        merged_words(workspace, archive, read(workspace, header), outlet)
    except NeedsPersonError as error:
        return Kept(piece=header.id, outlet=outlet.name, state=Standing.CONFLICT, path=path, reason=error.message)
    except InputError as error:
        return Kept(piece=header.id, outlet=outlet.name, state=Standing.BROKEN, path=path, reason=str(error))
    return Kept(piece=header.id, outlet=outlet.name, state=Standing.MERGED, path=path)


# ── what a person sees ───────────────────────────────────────────────────────────────────────────


def _unsolved(edit: Edit) -> str:
    found = unsolved_findings(edit, edit.mine.path, edit.mine.path.removesuffix(".md") + f"{BASE}.md", "this command")
    return found[0].message if found else ""


def _said(merged: Merged) -> str:
    count = len(merged.conflicts) + len(merged.clashes)
    places = "a place" if count == 1 else f"{count} places"
    return f"the piece and the edit disagree in {places}, marked with <<<<<<< and >>>>>>>: keep what is right" if count else ""


def _shown(edit: Edit, merged: Merged, fresh: Fresh) -> str:
    """The merged file; a field that both have changed stands in it three times between rows of marks."""
    head = "".join(
        _clash(name, edit, fresh) if name in merged.clashes else _row(name, merged.fields)
        for name in FIELDS
        if name in merged.fields or name in merged.clashes
    )
    text = merged.body.strip("\n")
    return f"---\n{head}---\n" + (f"\n{text}\n" if text else "")


def _clash(name: str, edit: Edit, fresh: Fresh) -> str:
    before = edit.base.fields if edit.base else {}
    sides = (_row(name, edit.mine.fields), _row(name, before), _row(name, fresh.fields))
    return "<<<<<<< edit\n{}||||||| before\n{}=======\n{}>>>>>>> piece\n".format(*sides)


def _row(name: str, fields: Mapping[str, Field]) -> str:
    value = fields.get(name)
    return "" if value is None else rows({name: list(value) if isinstance(value, tuple) else value})
