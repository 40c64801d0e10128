"""Pieces that were renamed and have lost their history by it."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.ledger import files
from recycle.model import Finding
from recycle.steps.load import Archive
from recycle.steps.workspace import Workspace


def renamed(workspace: Workspace, archive: Archive) -> Iterator[Finding]:
    """``piece-renamed`` for each piece without a history that has the title of one that has a history and no file."""
    known = files.all_pieces(workspace.root)
    orphans = set(known) - {header.id for header in archive.headers.values()}
    if not orphans or archive.errors:
        return
    titles = {title: orphan for orphan in sorted(orphans) if (title := _title(workspace, orphan))}
    for header in archive.headers.values():
        orphan = titles.get(_plain(header.fields.title))
        if orphan and header.id not in known:
            message = (
                f'the ledger knows "{orphan}" under this title, and its file is gone: if this is it, write `id: {orphan}` into the front '
                "matter, or all of it will be sent once more."
            )
            yield Finding("piece-renamed", message, header.path, 1, "warning")


def _title(workspace: Workspace, piece: str) -> str:
    return _plain(next((event.title for event in reversed(files.read(workspace.root, piece).events) if event.title), ""))


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
