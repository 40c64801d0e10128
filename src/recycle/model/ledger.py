"""Events, and what they say that stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from recycle.model.variant import Placement


class Kind(StrEnum):
    """The kinds of event."""

    ATTEMPTED = "attempted"
    PLACED = "placed"
    PENDING = "pending"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    SKIPPED = "skipped"
    SEEN = "seen"
    OUTCOME = "outcome"
    FORCED = "forced"
    PULLED = "pulled"
    INCLUDED = "included"
    QUOTED = "quoted"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the ledger. ``after`` is the id of the piece's event before it; ``time`` has a zone."""

    id: str
    time: dt.datetime
    piece: str
    outlet: str
    kind: Kind
    use: int
    after: str = ""
    digest: str = ""
    title: str = ""
    words: int = 0
    remote: str = ""
    url: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    who: str = ""
    outlets: tuple[str, ...] = ()
    """With SEEN and no outlet: all the outlets that there were when the piece was first published."""
    within: str = ""
    """With INCLUDED and QUOTED: the id of what it went out in; ``place`` is its place in there, from 1 on."""
    place: int = 0
    until: dt.datetime | None = None
    """With ATTEMPTED: other machines leave it alone until then, since whoever has claimed it may be sending it."""


class State(StrEnum):
    """What stands at an outlet, as a fold over events and (for STALE, OFF and CLAIMED) a look at the piece or the clock."""

    NEVER = "never"
    PLACED = "placed"
    STALE = "stale"
    PENDING = "pending"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    SKIPPED = "skipped"
    OFF = "off"
    CLAIMED = "claimed"


class Standing(Struct, frozen=True, kw_only=True):
    """What the events of one piece say of one outlet.

    ``use`` is the number of the latest use (0: none); ``digest``, ``placement`` and ``since`` are of the last words that
    are known to stand there; ``attempt`` is the digest of an attempt that nobody has answered yet, ``claimed`` until when
    another machine may be at work on it.
    """

    outlet: str
    state: State = State.NEVER
    use: int = 0
    digest: str = ""
    placement: Placement | None = None
    since: dt.datetime | None = None
    attempt: str = ""
    claimed: dt.datetime | None = None
    reason: str = ""
    head: str = ""
