"""What a destination is: how a variant gets to its place, is changed there, taken back, and looked for.

``steps/publish.py`` alone calls these and writes the ledger. The order for one use:

    blocked(variant, placement)      a sentence: nothing is recorded, nothing sent
    ATTEMPTED is on disk
    place(variant) | revise(variant, placement)
        returns a Placement          -> PLACED | REVISED
        raises DestinationError      -> FAILED: surely nothing was placed or changed
        raises UnansweredError       -> UNKNOWN: it may have been
        the process dies             -> the open ATTEMPTED says so; the next run asks find() before anything else
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from recycle.model import Finding, Piece, Placement, Variant


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

        ABSENT means that ``place`` (or ``revise``, when something stood before) is safe to call again.
        """
        ...

    def intact(self, placement: Placement) -> bool:
        """Whether what was written is still there unchanged; True when that cannot be known."""
        ...

    def check(self) -> tuple[Finding, ...]:
        """What ``recycle doctor`` should tell of it: settings that cannot work, an address that does not answer."""
        ...


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
