"""Pieces that were renamed and have lost their history by it: all of them would be sent once more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from recycle.ledger import files
from recycle.model import Finding, Kind
from recycle.registry import OnDemand
from recycle.steps.checking.check import weigh
from recycle.steps.loading.load import Archive
from recycle.steps.workspace import Workspace

if TYPE_CHECKING:
    from recycle.steps.checking.sent_before import SentBefore

_WORDS: Mapping[str, type[SentBefore]] = OnDemand("recycle.steps.checking", {"sent": "sent_before:SentBefore"})
"""Brings the reader of HTML along, for what is rare."""
_NOTICED = frozenset({Kind.SEEN, Kind.SKIPPED, Kind.QUOTED})


def renamed(workspace: Workspace, archive: Archive, paths: Collection[str] | None = None) -> Mapping[str, tuple[Finding, ...]]:
    """``piece-renamed`` by the path of each piece of which nothing went out, and that has the title, or the words as they were sent, of one with a
    history and no file that can be read. Of the pieces at ``paths`` only, when they are given.

    Texts are read only where there is such a piece, and one of which nothing went out.
    """
    found = _renamed(workspace, archive, archive.headers.keys() if paths is None else paths)
    return {path: weighed for path, one in found if (weighed := _weighed(workspace, archive, one))}


def _weighed(workspace: Workspace, archive: Archive, finding: Finding) -> tuple[Finding, ...]:
    return weigh(workspace, (finding,), archive.piece_at(finding.path))


def _renamed(workspace: Workspace, archive: Archive, paths: Collection[str]) -> Iterator[tuple[str, Finding]]:
    known = frozenset(files.all_pieces(workspace.root))
    orphans = known - {header.id for header in archive.headers.values()}
    if not orphans:
        return
    before = _WORDS["sent"](workspace, sorted(orphans))
    titles = {title: orphan for orphan in sorted(orphans) if (title := _title(workspace, orphan))}
    for header in archive.headers.values():
        if header.issue or header.path not in paths or (header.id in known and _has_gone_out(workspace, header.id)):
            continue
        by_title = titles.get(_plain(header.fields.title))
        if orphan := by_title or before.as_piece(header):
            how = "under this title" if by_title else "with words of this text"
            message = (
                f'the ledger knows "{orphan}" {how}, and its file is gone: if this is it, write `id: {orphan}` into the front '
                "matter, or all of it would be sent once more; if it is another one, write `checks: {piece-renamed: off}` there."
            )
            yield header.path, Finding("piece-renamed", message, header.path, 1)


def _has_gone_out(workspace: Workspace, piece: str) -> bool:
    """Whether anything of the piece was ever to leave. A run that refused it has seen it, and no more."""
    return any(event.kind not in _NOTICED for event in files.read(workspace.root, piece).events)


def _title(workspace: Workspace, piece: str) -> str:
    return _plain(next((event.title for event in reversed(files.read(workspace.root, piece).events) if event.title), ""))


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
