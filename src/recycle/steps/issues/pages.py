"""What an issue waits for: the pages of the pieces in it, and the time from which on each of them may go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from recycle.config.load import Outlet
from recycle.ledger import sent
from recycle.model import Piece, Standing, Variant
from recycle.steps.loading.issue_parts import places_of
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.results import Wait
from recycle.steps.waiting.alone import alone_reason
from recycle.steps.waiting.due import early_reason, here, later_reason, scheduled
from recycle.steps.waiting.off import date_reason
from recycle.steps.waiting.page import OwnPage
from recycle.steps.workspace import Workspace


class IssuePages:
    """The pages of the pieces in one issue, as ``OwnPage`` is that of one piece. Asking it raises InputError as ``places_of`` does.

    ``coming`` are, by the ids of pieces, the outlets that a dry run would have brought them to by now.
    """

    def __init__(
        self, workspace: Workspace, archive: Archive, issue: Piece, coming: Mapping[str, Collection[str]], *, dry_run: bool
    ) -> None:
        self._workspace, self._archive, self._issue = workspace, archive, issue
        self._coming, self._dry_run = coming, dry_run

    def missing(self, outlet: Outlet, variant: Variant, record: Record, due: Collection[str]) -> Wait:  # noqa: ARG002  # as of OwnPage
        """Why the issue has to wait for the pages of its pieces. It ends by itself when it does for each of them."""
        home = self._workspace.config.canonical
        nowhere: list[str] = []
        reasons: list[tuple[Piece, str]] = []
        later: list[tuple[Piece, str]] = []
        for piece, page in self._pages():
            mine = Record(self._workspace.world, piece.id)
            reason, ends = page.missing(outlet, variant, mine, self._coming.get(piece.id, ()))
            if ends:
                later.append((piece, reason))
            elif reason and mine.standing(home).placement is None:
                nowhere.append(piece.slug)
            else:
                reasons.append((piece, reason))
        if not nowhere:
            return Wait(_said(reasons) or _said(later), ends=not _said(reasons))
        what = "the page of" if len(nowhere) == 1 else "the pages of"
        return Wait(f"it points to {what} {', '.join(nowhere)}, not at {home} yet: publish there first")

    def later(self, outlet: Outlet) -> str:
        """Why it has to wait for a time: that of a piece in it, or of a page that a service keeps until then."""
        now = here(self._workspace)
        reasons = (
            (piece, date_reason(piece, outlet, now) or self._held_back(piece, outlet) or page.later(outlet))
            for piece, page in self._pages()
        )
        return _said(reasons)

    def _held_back(self, piece: Piece, outlet: Outlet) -> str:
        record = Record(self._workspace.world, piece.id)
        early = self._early(piece, outlet) if outlet.schedule else ""
        return early or later_reason(self._workspace, piece, outlet) or alone_reason(self._workspace, piece, outlet, record)

    def _early(self, piece: Piece, outlet: Outlet) -> str:
        """Why readers would have the piece before its time when the service shows the issue."""
        site, now = self._workspace.config.site, here(self._workspace)
        out = scheduled(self._issue, outlet, site)
        return early_reason(piece, outlet, site, max(now, out) if out else now)

    def _pages(self) -> Iterator[tuple[Piece, OwnPage]]:
        for place in places_of(self._issue, self._archive):
            if piece := self._archive.piece_at(place.header.path):
                yield piece, OwnPage(self._workspace, self._archive, piece, dry_run=self._dry_run)


def other_issue(workspace: Workspace, variant: Variant, standing: Standing) -> str:
    """Why the variant is another issue than the one that stands there under its number; empty when it is the same, or a new one.

    Two git branches may have drafted issues of one number, and one of them may have sent its own.
    """
    before = sent.load(workspace.root, standing.digest, variant.key) if variant.items and standing.digest else None
    if before is None or not before.items or set(before.items) & set(variant.items):
        return ""
    return (
        f"this number was sent already, as an issue with other pieces ({', '.join(before.items)}): if this is another one, rename its"
        " file to a number that is free, and get the one that was sent back from git"
    )


def _said(reasons: Iterable[tuple[Piece, str]]) -> str:
    return "; ".join(f"{piece.slug}: {reason}" for piece, reason in reasons if reason)
