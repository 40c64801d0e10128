"""A text from elsewhere becomes a piece in ``content/``."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from recycle.errors import InputError
from recycle.importers import IMPORTERS
from recycle.importers.bring import Given, NewPiece, bring_in, guess_kind
from recycle.model import Finding
from recycle.registry import find, with_plugins
from recycle.steps.exclusive import exclusive
from recycle.steps.loading.load import survey
from recycle.steps.loading.piece_files import CONTENT
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.paths import inside


class Added(Struct, frozen=True, kw_only=True):
    """The new piece: its id, its title, its file, and what was noticed on the way in."""

    id: str
    title: str
    path: str
    findings: tuple[Finding, ...]


def add(workspace: Workspace, text: str, name: str, kind: str, given: Given) -> Added:
    """Write ``text``, which came from the file ``name`` (empty: standard input), as a new piece.

    ``kind`` is markdown, html or text; empty: by the look of it. Raises InputError when nothing can be made of it and when a piece or
    a file of that name exists; then nothing is written.
    """
    importer = find(with_plugins(IMPORTERS, "importers"), kind or guess_kind(name, text), "kind of text")
    piece = bring_in(text, importer, replace(given, language=workspace.config.site.language), name)
    path = f"{CONTENT}/{piece.id}.md"
    with exclusive(workspace, "adding a piece"):
        _refuse_where_taken(workspace, piece, path)
        disk.write_atomic(inside(workspace.root, path), piece.text.encode())
    return Added(id=piece.id, title=piece.title, path=path, findings=piece.findings)


def _refuse_where_taken(workspace: Workspace, piece: NewPiece, path: str) -> None:
    advice = "give this one another --title, or an id of its own in its front matter."
    if disk.exists(workspace.root / path):
        raise InputError(f"this file exists already; {advice}", path=path)
    for header in survey(workspace).headers.values():
        if taken := next((one for one in (piece.id, piece.other_id) if one in (header.id, header.slug)), ""):
            raise InputError(f'the id "{taken}" is taken by this piece; {advice}', path=header.path)
