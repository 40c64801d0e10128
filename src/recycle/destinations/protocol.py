"""What a destination is: how a variant gets to its place, is changed there, taken back, and looked for.

``steps/publishing/publish.py`` alone calls these and writes the ledger. The order for one use:

    blocked(variant, placement)      a sentence: nothing is recorded, nothing sent
    unset()                          the same, of variables; not asked in a dry run
    ATTEMPTED is on disk
    place(variant) | revise(variant, placement)
        returns a Placement          -> PLACED | REVISED, or PENDING when it ``waits``
        raises DestinationError      -> FAILED: surely nothing was placed or changed
        raises UnansweredError       -> UNKNOWN: it may have been
        the process dies             -> the open ATTEMPTED says so; the next run asks find() before anything else
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct, field

from recycle.model import Asset, Finding, Limits, Piece, Placement, Variant
from recycle.world.web import Web


class Person(Protocol):
    """Somebody at the terminal, for destinations without an API. The command line is one; tests have their own."""

    def hand_over(self, variant: Variant, compose_url: str) -> str | None:
        """Shows the variant, opens ``compose_url`` (may be empty), and returns the URL it was put at; empty: it was not posted; None: no answer."""
        ...

    def take_down(self, url: str) -> bool:
        """Asks for the post at ``url`` to be deleted, and whether that was done."""
        ...


class Surroundings(Struct, frozen=True):
    """What a destination is built with beside its settings. ``person`` is None when nobody is there to ask."""

    root: Path
    environ: Mapping[str, str]
    person: Person | None = None
    web: Web = field(default_factory=Web)


class Answer(StrEnum):
    """What ``find`` can say when it has no placement to show."""

    ABSENT = "absent"
    CANNOT_ASK = "cannot ask"


class Destination(Protocol):
    """Where variants of one outlet go."""

    @property
    def final(self) -> bool:
        """What was placed cannot be revised or withdrawn (mail)."""
        ...

    def address(self, piece: Piece, outlet: str) -> str:
        """The public URL that the piece's first use will have, if that is known before placing; else empty."""
        ...

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        """Why the variant cannot be placed (or revised, given what stands) now; empty when it can. Changes nothing."""
        ...

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """What ``place`` (or ``revise``) would do, for people, made by the code that would do it. Changes nothing."""
        ...

    def place(self, variant: Variant) -> Placement:
        """Places the variant. Placing what a broken-off attempt has already put there in part is no error."""
        ...

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Makes what stands at ``placement`` say what the variant says, and returns where that is now."""
        ...

    def withdraw(self, placement: Placement) -> None:
        """Takes back what stands at ``placement``; what is gone already is no error."""
        ...

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Whether an unanswered attempt arrived: ``variant`` is exactly what was attempted, ``before`` what stood then.

        ABSENT means that ``place`` (or ``revise``, when something stood before) is safe to call again. A placement holds what was
        sent, where somebody has changed that since. Raises GoneError for what arrived and was deleted since.
        """
        ...

    def intact(self, placement: Placement) -> bool:
        """Whether what was written is still there unchanged; True when that cannot be known."""
        ...

    def check(self) -> tuple[Finding, ...]:
        """What ``recycle doctor`` should tell of it: settings that cannot work, an address that does not answer."""
        ...


class Look(Struct, frozen=True, kw_only=True):
    """What a service has of a placement now. ``held`` compares with ``Placement.held``; ``text`` is in ``dialect``."""

    held: Mapping[str, str]
    url: str = ""
    title: str = ""
    text: str = ""
    dialect: str = "html"


@runtime_checkable
class Online(Protocol):
    """A destination that is a service: it can be asked what it has, and others may write there too."""

    @property
    def service(self) -> str:
        """Scheme, host and port: what never gets two requests at once."""
        ...

    @property
    def settling(self) -> float:
        """Seconds after an attempt in which ABSENT may only mean "not yet"."""
        ...

    def look(self, placement: Placement) -> Look | Answer:
        """What is there now; ABSENT when it was deleted. Raises DestinationError when the service does not answer."""
        ...

    def account(self) -> str:
        """Who we are there, what we may do, until when: for ``recycle doctor``. Raises DestinationError when we are nobody."""
        ...


@runtime_checkable
class Uploads(Protocol):
    """A destination that takes the images of a variant, one by one, before the variant itself."""

    def upload(self, asset: Asset, data: bytes) -> str:
        """Takes the file and returns its public address. Raises as ``place`` does."""
        ...

    def uploaded(self, asset: Asset) -> str:
        """The address of the file if an earlier upload has arrived, else empty. Raises DestinationError."""
        ...


@runtime_checkable
class Filing(Protocol):
    """A destination that writes files into the workspace, where another outlet or piece may have one of the same name."""

    @property
    def path(self) -> str:
        """The pattern that the names of the files are made by, as the settings have it."""
        ...

    def files(self, variant: Variant) -> Mapping[str, str]:
        """The path and the digest of every file that the variant would be. Raises DestinationError."""
        ...

    def would_be(self, piece: Piece, outlet: str, use: int) -> str:
        """The path of the piece's use, with `{part}` and `{suffix}` still in it; empty when the piece lacks what it needs."""
        ...

    def refused(self, piece: Piece, outlet: str, use: int, parts: Iterable[tuple[str, str]]) -> str:
        """Why the piece's use can never be written where the path leads, for a sentence; empty when it can.

        ``parts``: the name and the suffix of each. Files that are in the way are another matter: they may be gone by then.
        """
        ...


@runtime_checkable
class Keyed(Protocol):
    """A destination that would rather not begin than fail for a variable that is not set. To show what would be sent needs none."""

    def unset(self) -> str:
        """Which variable has no value, in a sentence; empty when all have one."""
        ...


Needs = Mapping[str, Mapping[str, object]]
NO_NEEDS: Needs = MappingProxyType({})


class Row(Struct, frozen=True):
    """One kind of destination: its settings' type, how it is built, and the dialects that it takes (None: any).

    ``build(settings, surroundings)`` raises InputError for settings that cannot work.
    """

    name: str
    settings: type[Struct]
    build: Callable[[Any, Surroundings], Destination]
    dialects: frozenset[str] | None = None
    carries_files: bool = False
    """Whether images go with the text; where they do not, the text points to those at the canonical outlet."""
    uploads: bool = False
    """Whether images are uploaded first (``Uploads``). Until then the text has their ``Asset.mark``."""
    forms: Needs = NO_NEEDS
    """The forms that it takes, each with the settings that the form must have here; none: any form as it is."""
    limits: Limits = Limits()
    """The service's own rules. An outlet's may be stricter."""
    gives_address: bool = False
    """Whether only the service knows what the address will be, so that what points there waits until it is placed."""
    schedules: bool = False
    """Whether it can be given what is due later and keep it until then (``meta.not_before``)."""
