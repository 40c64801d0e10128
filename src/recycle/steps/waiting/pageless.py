"""Links to pieces that have no page of their own and get none now, for a reason that is known."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.model import Finding, Piece, State
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.waiting.due import here
from recycle.steps.waiting.held import held_back
from recycle.steps.waiting.linked import linked_piece
from recycle.steps.waiting.off import off_reason
from recycle.steps.waiting.skip import skip_reason
from recycle.steps.workspace import Workspace
from recycle.transforms import links


def pageless_findings(workspace: Workspace, archive: Archive, piece: Piece) -> Iterator[Finding]:
    """``link-no-page``: what is only not published yet, and would be by the next ``publish``, is nothing to speak of."""
    home = workspace.config.outlets.get(workspace.config.canonical)
    targets = {url: unquote(urlsplit(url).path) for url in piece.links if links.is_relative(url)}
    if home is None or not targets:
        return
    told = {
        url: (other, why)
        for url, target in targets.items()
        if (other := linked_piece(archive, piece, target)) and (why := _why(workspace, archive, other, home))
    }
    if not told or _why(workspace, archive, piece, home):  # then it goes nowhere itself
        return
    for link, line in links.placed(piece.document):
        if found := told.get(link.url):
            other, why = found
            message = f"{other.path} has no page at {home.name} ({why}), so this link leads nowhere; take it out, or publish that piece first."
            yield Finding("link-no-page", message, piece.path, line, "warning")


def _why(workspace: Workspace, archive: Archive, piece: Piece, home: Outlet) -> str:
    """Why the piece has no page at ``home`` and gets none by the next ``publish``; empty when it has one, or gets it."""
    record = Record(workspace.world, piece.id)
    standing = record.standing(home.name)
    if piece.issue or piece.canonical_url or standing.placement or record.damage:
        return ""
    if standing.state is State.WITHDRAWN:
        return "it was withdrawn there"
    try:
        return (
            off_reason(piece, home, here(workspace))
            or ("" if standing.head and standing.state is not State.SKIPPED else skip_reason(piece, record.events, home))
            or held_back(workspace, archive, piece, home, record)
        )
    except InputError:  # its edit cannot be read, which is said of that piece
        return ""
