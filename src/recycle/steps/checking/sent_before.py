"""Whether the words of a new text were sent already under the name of another piece, as far as what was sent is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from recycle.errors import RecycleError
from recycle.ledger import files, sent
from recycle.model import Event, Kind, Part
from recycle.readers import READERS
from recycle.related.shingles import shingles
from recycle.steps.loading.load import Header, read
from recycle.steps.workspace import Workspace
from recycle.tree.text import plain_document

_FEWEST = 8
"""Runs of five words that a text needs to be told by: some twelve words."""
_PART = 0.5
"""Of a text's runs of words, so many are another text's when it is that text, corrected. Two about one thing share a tenth at most."""
_PAGES = frozenset({"html", "email"})
_Runs = frozenset[tuple[str, ...]]


class SentBefore:
    """The words that pieces without a file were sent with. What is kept of a piece is read when it is first asked for."""

    def __init__(self, workspace: Workspace, orphans: Iterable[str]) -> None:
        self._workspace = workspace
        self._orphans = tuple(orphans)
        self._sent: tuple[tuple[str, _Runs], ...] | None = None

    def as_piece(self, header: Header) -> str:
        """The id of the piece that has sent half of the text's words or more, the most of them; empty when none has."""
        own: _Runs = frozenset()
        with suppress(RecycleError):
            own = shingles(plain_document(read(self._workspace, header).document))
        if len(own) < _FEWEST:
            return ""
        if self._sent is None:
            self._sent = tuple((orphan, self._runs(orphan)) for orphan in self._orphans)
        count, orphan = max(((len(own & runs), orphan) for orphan, runs in self._sent), default=(0, ""))
        return orphan if count >= _PART * len(own) else ""

    def _runs(self, orphan: str) -> _Runs:
        root = self._workspace.root
        kept = (sent.load(root, event.digest, f"{orphan}/{event.outlet}/{event.use}") for event in self._last(orphan))
        runs: set[tuple[str, ...]] = set()
        with suppress(RecycleError):  # what is damaged is told by the checks of the ledger
            runs.update(run for variant in kept if variant for part in variant.parts for run in shingles(_words(part)))
        return frozenset(runs)

    def _last(self, orphan: str) -> Iterator[Event]:
        """For each outlet the last event that says with what words the piece went there, by itself or in an issue."""
        found: dict[str, Event] = {}
        for event in files.read(self._workspace.root, orphan).events:
            said = self._of_issue(event) if event.kind is Kind.INCLUDED else event
            if said and said.digest:
                found[said.outlet] = said
        yield from found.values()

    def _of_issue(self, event: Event) -> Event | None:
        events = files.read(self._workspace.root, event.within).events if event.within else ()
        return next((one for one in reversed(events) if one.digest and one.outlet == event.outlet), None)


def _words(part: Part) -> str:
    if not isinstance(part.body, str):
        return ""
    reader = "html" if part.dialect in _PAGES else "gfm" if part.dialect.startswith("gfm") else "text"
    return plain_document(READERS[reader](part.body).document)
