"""One piece's ledger, open in front of us: its events, what they add up to, and the next line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from recycle.errors import InputError
from recycle.ledger import files
from recycle.ledger.events import decode, encode
from recycle.ledger.fold import standings
from recycle.ledger.reading import Log
from recycle.model import Event, Finding, Kind, Standing, State
from recycle.world import World


class Record:
    """The events of one piece. ``append`` is the only way to change it, and what it returns is on disk.

    Unless they are held back: then they are ``drafts``, lines that are not written before ``keep`` says so.
    """

    def __init__(self, world: World, piece: str) -> None:
        self._world = world
        self.piece = piece
        self.drafts = b""
        self.holds = False
        self._under_way: set[str] = set()
        self._log: Log = files.read(world.root, piece)
        self.standings = _at_outlets(self._log)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events in order, each once."""
        return self._log.events

    @property
    def damage(self) -> Finding | None:
        """What must be mended before anything may be published, or None."""
        return self._log.damage

    def must_be_whole(self) -> None:
        """Raises InputError with file and line when the file is damaged."""
        if self._log.damage:
            raise InputError(self._log.damage.message, path=self._log.damage.path, line=self._log.damage.line)

    def standing(self, outlet: str) -> Standing:
        """What stands at ``outlet``."""
        return self.standings.get(outlet) or Standing(outlet=outlet)

    def use(self, outlet: str) -> int:
        """The number of the use that stands at ``outlet``, or would be the first there."""
        return max(self.standing(outlet).use, 1)

    def is_under_way(self, outlet: str) -> bool:
        """Whether this run has begun an attempt at ``outlet``, and what came of it is not remembered yet."""
        return outlet in self._under_way and self.standing(outlet).state is State.UNKNOWN

    @property
    def addresses(self) -> Mapping[str, str]:
        """The public URLs of what stands, by outlet."""
        return {
            name: standing.placement.url
            for name, standing in self.standings.items()
            if standing.placement and standing.placement.url and standing.state is not State.WITHDRAWN
        }

    def append(self, kind: Kind, **facts: Any) -> Event:
        """Write one event, and return it once the disk has it. ``facts`` are the other fields of Event."""
        event = Event(id="", time=self._world.now(), piece=self.piece, kind=kind, **facts)
        if self.holds:
            written = files.draft(self._world, event, self.drafts)
            self.drafts += encode(written)
        else:
            written = files.append(self._world, event)
        self._read()
        (self._under_way.add if kind is Kind.ATTEMPTED else self._under_way.discard)(written.outlet)
        return written

    def hold(self) -> None:
        """From now on events are held back. What was held back before is forgotten."""
        self.drafts, self.holds = b"", True
        self._read()

    def keep(self) -> None:
        """Write what was held back, and hold nothing back any more. Raises RecycleError, and then it is forgotten."""
        drafts = self.drafts
        self.drop()
        if drafts:
            files.add(self._world, self.piece, drafts)
            self._read()

    def drop(self) -> None:
        """Forget what was held back, and hold nothing back any more."""
        self.drafts, self.holds = b"", False
        self._read()

    def keep_but(self, outlets: Collection[str]) -> None:
        """Forget what was held back of these outlets, write what was held back of others, and hold nothing back any more.

        Raises RecycleError.
        """
        held = [event for line in self.drafts.splitlines() if isinstance(event := decode(line), Event)]
        self.drop()
        for event in held:
            if event.outlet and event.outlet not in outlets:
                files.append(self._world, event)
        self._read()

    def _read(self) -> None:
        self._log = files.read(self._world.root, self.piece, self.drafts)
        self.standings = _at_outlets(self._log)


def _at_outlets(log: Log) -> Mapping[str, Standing]:
    """Without that of no outlet, which is where the events about the piece as a whole are."""
    return {name: standing for name, standing in standings(log.events).items() if name}
