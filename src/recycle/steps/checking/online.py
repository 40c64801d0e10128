"""Whether the pages that pieces link to are still there: asked one after the other, and remembered for some days."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag, urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from recycle.checks.private_links import is_for_few, shows_itself
from recycle.errors import InputError, RecycleError
from recycle.model import Finding, Piece
from recycle.steps.checking.check import weigh
from recycle.steps.rendering.facts import text_of
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document, Image, Link
from recycle.tree.rows import Rows
from recycle.tree.walk import iter_placed_inlines
from recycle.world import disk, network
from recycle.world.visits import Pace, host, with_name

REMEMBERED = ".recycle/links.json"
_GOOD, _BAD = dt.timedelta(days=7), dt.timedelta(hours=1)
_SECONDS = 10.0
_PAUSE = 1.0
"""Seconds between an answer of a host and the next question to it."""
_KEPT_AFTER = 100
"""So many pages are asked after before what was found is written down: a run of hours may be stopped."""
_EXAMPLES = (".example.com", ".example.net", ".example.org", ".example", ".test", ".invalid")
"""What is kept for examples, and answers nobody's questions: RFC 2606."""


class _Address(Struct, frozen=True):
    """An address on the web, and where it stands."""

    url: str
    """Without the place inside the page."""
    line: int
    inline: Link | Image | None = None
    """None for the cover image."""

    @property
    def is_image(self) -> bool:
        """Whether an image is there, and no page."""
        return not isinstance(self.inline, Link)


class Asker:
    """Asks after pages, each once. First it gets to know all pieces, so that it can ask one host after the other."""

    def __init__(
        self,
        workspace: Workspace,
        look: Callable[..., network.Look] = network.look,
        pace: Pace | None = None,
    ) -> None:
        self.unasked = 0
        """How many pages nothing is known of, because their hosts have asked to be left alone."""
        self.has_met_anybody = False
        self._workspace = workspace
        self._look, self._pace = look, pace or Pace(_PAUSE)
        self._path, self._now = workspace.root / REMEMBERED, workspace.world.now
        self._remembered = self._fresh()
        self._pieces: list[tuple[Piece, frozenset[str]]] = []
        self._due: dict[str, bool] = {}
        self._found: dict[str, tuple[str, str]] = {}

    def learn(self, piece: Piece) -> None:
        """Take note of the links, the images and the cover image on the web, unless the piece has turned the rule off."""
        if not weigh(self._workspace, (Finding("link-no-answer", "", severity="warning"),), piece):
            return
        addresses = tuple(_addresses(piece))
        self._pieces.append((replace(piece, document=Document(())), frozenset(one.url for one in addresses)))
        for one in addresses:
            if one.url not in self._remembered:
                self._due[one.url] = self._due.get(one.url, True) and one.is_image

    @property
    def due(self) -> tuple[str, ...]:
        """What is to be asked after. The pages of a host stand apart, so that others are asked while it has its rest."""
        nth: Counter[str] = Counter()
        order: dict[str, int] = {}
        for url in self._due:
            order[url] = nth[host(url)]
            nth[host(url)] += 1
        return tuple(sorted(order, key=lambda url: order[url]))

    @property
    def shortest(self) -> float:
        """The seconds that it takes to ask at least: those of the host with the most pages."""
        hosts = Counter(map(host, self._due))
        return _PAUSE * (max(hosts.values(), default=1) - 1)

    def ask(self, url: str) -> None:
        """Ask after one of those that are due."""
        seen = self._look(url, _SECONDS, self._pace, is_image=self._due[url], is_private=is_for_few)
        if not seen.is_known:
            self.unasked += 1
            return
        self.has_met_anybody |= seen.is_reached
        self._found[url] = (self._now().isoformat(), seen.wrong)
        if len(self._found) % _KEPT_AFTER == 0:
            self.keep()

    def findings(self, read: Callable[[Piece], Piece]) -> tuple[Finding, ...]:
        """``link-no-answer`` for each place with a page that is gone, or does not answer.

        ``read`` gives a piece with its text, which was not kept while others were asked. Where it raises InputError, nothing is said.
        """
        wrong = {url: said for url, (_, said) in (self._remembered | self._found).items() if said}
        return tuple(
            one for piece, urls in self._pieces if not urls.isdisjoint(wrong) for one in self._told(piece, read, wrong)
        )

    def _told(self, piece: Piece, read: Callable[[Piece], Piece], wrong: Mapping[str, str]) -> tuple[Finding, ...]:
        try:
            whole = read(piece)
        except InputError:
            return ()
        rows = Rows(whole.document, lambda: text_of(self._workspace, piece))
        found = (
            Finding(
                "link-no-answer",
                wrong[one.url],
                piece.path,
                rows.of(one.inline, one.line) if one.inline else one.line,
                "warning",
            )
            for one in _addresses(whole)
            if one.url in wrong
        )
        return weigh(self._workspace, found, piece)

    def keep(self) -> None:
        """Write down what was found, beside what another run may have found meanwhile. What cannot be kept is only time."""
        if self._found and self.has_met_anybody:  # else it is the network that was not there, and may be in a minute
            with suppress(RecycleError):
                disk.write_atomic(self._path, msgspec.json.encode(self._fresh() | self._found), durable=False)

    def _fresh(self) -> dict[str, tuple[str, str]]:
        """What was found not long ago."""
        now = self._now()
        return {
            url: (at, wrong)
            for url, (at, wrong) in self._written().items()
            if dt.timedelta() <= now - dt.datetime.fromisoformat(at) <= (_BAD if wrong else _GOOD)
        }

    def _written(self) -> dict[str, tuple[str, str]]:
        """What the file says; nothing where that cannot be read."""
        try:
            data = disk.read_bytes(self._path) if disk.is_file(self._path) else b"{}"
            said: Any = msgspec.json.decode(data, type=dict[str, tuple[str, str]])
            return {url: (at, wrong) for url, (at, wrong) in said.items() if dt.datetime.fromisoformat(at).tzinfo}
        except (RecycleError, ValueError):
            return {}


def _addresses(piece: Piece) -> Iterator[_Address]:
    """Each address that may be asked."""
    for inline, line in iter_placed_inlines(piece.document):
        if isinstance(inline, Link | Image) and (url := _asked(inline.url)) and not _is_example(inline):
            yield _Address(url, line, inline)
    if url := _asked(piece.cover_image):
        yield _Address(url, piece.lines.get("cover_image", 0))


def _asked(url: str) -> str:
    """What is asked for where ``url`` is on the web and everybody may know it; empty when it is not."""
    try:
        asked = with_name(urldefrag(url).url)
        split = urlsplit(asked)
    except ValueError:
        return ""
    return asked if split.scheme in ("http", "https") and split.hostname and not is_for_few(asked) else ""


def _is_example(inline: Link | Image) -> bool:
    """Whether it shows readers what an address looks like."""
    return isinstance(inline, Link) and shows_itself(inline) and f".{host(inline.url)}".endswith(_EXAMPLES)
