"""What was asked for, and what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from recycle.model import Finding, Variant


class Action(StrEnum):
    """What publishing did, or in a dry run would do, for one piece at one outlet."""

    PLACED = "placed"
    REVISED = "revised"
    PENDING = "pending"
    UNCHANGED = "unchanged"
    LEFT = "left"
    LATER = "later"
    OFF = "off"
    SKIPPED = "skipped"
    WAITING = "waiting"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


NEEDS_PERSON = frozenset((Action.WAITING, Action.REFUSED, Action.FAILED, Action.UNKNOWN))
STANDS = frozenset((Action.PLACED, Action.REVISED, Action.UNCHANGED))


class Wait(NamedTuple):
    """Why something cannot go now, empty when it can, and whether that ends by itself, so that nobody has to do anything."""

    reason: str = ""
    ends: bool = False

    @property
    def action(self) -> Action:
        """What has come of it for now."""
        return Action.LATER if self.ends else Action.WAITING


class Result(Struct, frozen=True, kw_only=True):
    """What happened to one piece at one outlet.

    ``url`` is public, ``remote`` the destination's own name for it; ``preview`` is what a dry run would send, ``difference``
    what somebody has changed at the service.
    """

    piece: str
    outlet: str
    action: Action
    url: str = ""
    remote: str = ""
    reason: str = ""
    preview: str = ""
    difference: str = ""
    findings: tuple[Finding, ...] = ()
    variant: Variant | None = None


class Order(Struct, frozen=True, kw_only=True):
    """What was asked for. ``again`` is the reason for a new use of what already stands; ``named`` says that pieces were named.

    ``overwrite``: what somebody has changed at a service may be written over.
    """

    dry_run: bool = False
    again: str = ""
    named: bool = False
    overwrite: bool = False
