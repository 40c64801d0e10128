"""Pieces that were renamed and have lost their history by it: all of them would be sent once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recycle.ledger import files
from recycle.model import Finding
from recycle.steps.check import weigh
from recycle.steps.load import Archive
from recycle.steps.workspace import Workspace


def renamed(workspace: Workspace, archive: Archive) -> Mapping[str, tuple[Finding, ...]]:
    """``piece-renamed`` by the path of each piece without a history that has the title of one with a history and no file that can be read."""
    return {path: weighed for path, found in _renamed(workspace, archive) if (weighed := _weighed(workspace, archive, found))}


def _weighed(workspace: Workspace, archive: Archive, finding: Finding) -> tuple[Finding, ...]:
    return weigh(workspace, (finding,), archive.piece_at(finding.path))


def _renamed(workspace: Workspace, archive: Archive) -> Iterator[tuple[str, Finding]]:
    known = frozenset(files.all_pieces(workspace.root))
    orphans = known - {header.id for header in archive.headers.values()}
    titles = {title: orphan for orphan in sorted(orphans) if (title := _title(workspace, orphan))}
    for header in archive.headers.values():
        orphan = titles.get(_plain(header.fields.title))
        if orphan and header.id not in known and not header.issue:
            message = (
                f'the ledger knows "{orphan}" under this title, and its file is gone: if this is it, write `id: {orphan}` into the front '
                "matter, or all of it would be sent once more; if it is another one, write `checks: {piece-renamed: off}` there."
            )
            yield header.path, Finding("piece-renamed", message, header.path, 1)


def _title(workspace: Workspace, piece: str) -> str:
    return _plain(next((event.title for event in reversed(files.read(workspace.root, piece).events) if event.title), ""))


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
