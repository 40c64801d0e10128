"""The piece's own page comes first: what points to it waits until it is there."""

from __future__ import annotations

from collections.abc import Collection

from recycle.config.load import Outlet
from recycle.destinations.protocol import Online
from recycle.model import Piece, State, Variant
from recycle.steps.addresses import canonical_address, is_first, wording_for
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.results import Wait
from recycle.steps.waiting.due import scheduled
from recycle.steps.waiting.held import page_held_back
from recycle.steps.workspace import Workspace
from recycle.world import network

_TRIES = 3
_SECONDS = 10.0


class OwnPage:
    """The page of one piece at its canonical outlet, asked for at most once in a run, and in a dry run never."""

    def __init__(self, workspace: Workspace, archive: Archive, piece: Piece, *, dry_run: bool) -> None:
        self.dry_run = dry_run
        self.workspace = workspace
        self.archive = archive
        self.piece = piece
        self._answers: dict[str, str] = {}

    def missing(self, outlet: Outlet, variant: Variant, record: Record, due: Collection[str]) -> Wait:
        """Why the variant has to wait for the piece's own page.

        ``due`` are the outlets that a dry run would have brought it to by now: nothing is there, and nothing is asked.
        """
        home = self.workspace.config.outlets.get(self.workspace.config.canonical)
        if home is None or self.piece.canonical_url or home.name in (outlet.name, *due) or is_first(self.workspace, outlet):
            return Wait()
        page = canonical_address(self.workspace, self.piece, record.addresses)
        stands = record.standing(home.name).placement
        if stands is None or (home.row.gives_address and not stands.url):
            is_unnamed = home.row.gives_address and not wording_for(self.piece, home).off
            waits = self._points_to(page, variant, outlet) or is_unnamed
            there = page or "the page of the piece"
            held = page_held_back(self.workspace, self.archive, self.piece)
            why = f"it points to {there}, and the piece is not at {home.name} yet: {held or 'publish it there first'}"
            return Wait(why, ends=bool(held)) if waits else Wait()
        # While it waits for a moderator, its address may be one that nobody but the moderator can open.
        is_asked = isinstance(outlet.destination, Online) or record.standing(home.name).state is State.PENDING
        is_asked = is_asked and self._points_to(page, variant, outlet)
        return Wait(self._unanswered(page)) if is_asked and not self.dry_run else Wait()

    def later(self, outlet: Outlet) -> str:
        """Why a service has to wait for a page that another one keeps until its time; empty when it has not."""
        home = self.workspace.config.outlets.get(self.workspace.config.canonical)
        is_sent = isinstance(outlet.destination, Online) and not is_first(self.workspace, outlet)
        if home is None or self.piece.canonical_url or home.name == outlet.name or not is_sent:
            return ""
        at = scheduled(self.piece, home, self.workspace.config.site)
        is_out = at is None or at <= self.workspace.world.now() or wording_for(self.piece, home).off
        return "" if is_out else f"the piece comes out at {home.name} on {at:%Y-%m-%d %H:%M%z}, and this follows then"

    def _points_to(self, page: str, variant: Variant, outlet: Outlet) -> bool:
        """In the text; a service may also be sent the address as a field of its own."""
        texts = [part.body for part in variant.parts if isinstance(part.body, str)]
        is_sent = isinstance(outlet.destination, Online) and page == variant.meta.canonical_url
        return bool(page) and (is_sent or any(page in text for text in texts))

    def _unanswered(self, page: str) -> str:
        """Readers of a copy, and services that look the page up, must not find nothing there."""
        if page not in self._answers:
            wrong = network.answers(page, _SECONDS, tries=_TRIES)
            self._answers[page] = f"it points to the piece's own page, and {wrong}" if wrong else ""
        return self._answers[page]
