"""Whether the pages that pieces link to are still there: asked one after the other, and remembered for some days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

import msgspec

from recycle.model import Finding, Piece
from recycle.steps.rendering.facts import text_of
from recycle.steps.workspace import Workspace
from recycle.transforms import links
from recycle.tree.rows import Rows
from recycle.tree.text import plain
from recycle.world import disk, network
from recycle.world.web import Web

REMEMBERED = ".recycle/links.json"
_GOOD, _BAD = dt.timedelta(days=7), dt.timedelta(hours=1)
_SECONDS = 10.0
_PAUSE = 1.0
"""Seconds between two questions to one host."""


class Asker:
    """Asks after pages, each once. ``keep`` writes down what was found, for the next run."""

    def __init__(
        self,
        workspace: Workspace,
        ask: Callable[[str, float], str] = network.answers,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self._path, self._now = workspace.root / REMEMBERED, workspace.world.now()
        self._workspace = workspace
        self._ask, self._wait = ask, wait or Web().wait
        self._found = _remembered(disk.read_bytes(self._path) if disk.is_file(self._path) else b"{}")
        self._last = ""

    def findings(self, piece: Piece) -> Iterator[Finding]:
        """``link-no-answer`` for each page on the web that the piece links to and that is gone, or does not answer."""
        rows = Rows(piece.document, lambda: text_of(self._workspace, piece))
        for link, line in links.placed(piece.document):
            url = urldefrag(link.url).url
            if (
                url.startswith(("https://", "http://"))
                and plain(link.children).strip() != link.url
                and (wrong := self._wrong(url))
            ):
                yield Finding("link-no-answer", wrong, piece.path, rows.of(link, line), "warning")

    def keep(self) -> None:
        """Write down what was found. What is lost with it is only time."""
        disk.write_atomic(self._path, msgspec.json.encode(self._found), durable=False)

    def _wrong(self, url: str) -> str:
        at, wrong = self._found.get(url, ("", ""))
        if not at or self._now - dt.datetime.fromisoformat(at) > (_BAD if wrong else _GOOD):
            host = urlsplit(url).hostname or ""
            if host == self._last:
                self._wait(_PAUSE)
            self._last = host
            wrong = self._ask(url, _SECONDS)
            self._found[url] = (self._now.isoformat(), wrong)
        return wrong


def _remembered(data: bytes) -> dict[str, tuple[str, str]]:
    """What was found before; nothing where that cannot be read."""
    try:
        said: Any = msgspec.json.decode(data, type=dict[str, tuple[str, str]])
        return {url: (at, wrong) for url, (at, wrong) in said.items() if dt.datetime.fromisoformat(at).tzinfo}
    except ValueError:
        return {}
