"""One attempt to bring a variant to its place: remembered before it begins, carried out once, and remembered when it is over."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from recycle.config.load import Outlet
from recycle.destinations.protocol import Online
from recycle.errors import DestinationError, GoneError, UnansweredError
from recycle.ledger import sent
from recycle.model import Kind, Piece, Placement, Variant
from recycle.steps.record import Record
from recycle.steps.results import Action, Result
from recycle.steps.waiting.skip import introduce
from recycle.steps.workspace import Workspace


class Outcome(NamedTuple):
    """What came of it: where it is, or (FAILED) that it is surely not there, or (UNKNOWN) that nobody knows.

    WITHDRAWN: it was there before, and somebody has deleted it.
    """

    kind: Kind
    placement: Placement | None = None
    reason: str = ""


class Attempt(NamedTuple):
    """What is about to be sent. ``placeable`` is the variant with the addresses of its images."""

    outlet: Outlet
    variant: Variant
    placeable: Variant
    before: Placement | None
    facts: dict[str, Any]
    until: dt.datetime | None = None
    """Where it was claimed: for how long other machines leave it alone."""

    @property
    def service(self) -> str:
        """What gets one thing at a time; empty where nobody else is."""
        destination = self.outlet.destination
        return destination.service if isinstance(destination, Online) else ""

    def carry_out(self) -> Outcome:
        """Send it. Writes no ledger and raises nothing, so that it may run beside others."""
        destination = self.outlet.destination
        try:
            placement = destination.revise(self.placeable, self.before) if self.before else destination.place(self.placeable)
        except UnansweredError as error:
            return Outcome(Kind.UNKNOWN, reason=error.message)
        except GoneError as error:
            return Outcome(Kind.WITHDRAWN, reason=error.message)
        except DestinationError as error:
            return Outcome(Kind.FAILED, reason=error.message)
        except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and the variant may have left before it did
            return Outcome(Kind.UNKNOWN, reason=f"the destination broke ({type(error).__name__})")
        done = Kind.PENDING if placement.waits else Kind.REVISED if self.before else Kind.PLACED
        return Outcome(done, placement, placement.waits or placement.note)


def begin(workspace: Workspace, record: Record, attempt: Attempt, again: str) -> None:
    """Put on the disk what is about to be sent. Raises RecycleError; then nothing may be sent."""
    introduce(workspace, record)
    digest = sent.keep(workspace.root, attempt.variant)
    workspace.world.written.add(sent.path_of(workspace.root, digest))
    if again and attempt.before is None:
        record.append(Kind.FORCED, **attempt.facts, reason=again)
    meta = attempt.variant.meta
    record.append(Kind.ATTEMPTED, **attempt.facts, title=meta.title, words=meta.words, until=attempt.until)


def finish(record: Record, piece: Piece, attempt: Attempt, outcome: Outcome) -> Result:
    """Remember what came of it, and say it."""
    kind, placement, reason = outcome
    outlet, variant = attempt.outlet, attempt.variant
    if placement is None:
        record.append(kind, **attempt.facts, reason=reason)
        if kind is Kind.WITHDRAWN:
            return Result(piece=piece.id, outlet=outlet.name, action=Action.LEFT, reason=left_alone(reason), variant=variant)
        said = how_to_settle(reason, piece, outlet) if kind is Kind.UNKNOWN else reason
        return Result(piece=piece.id, outlet=outlet.name, action=Action(kind.value), reason=said, variant=variant)
    record.append(kind, **attempt.facts, remote=placement.remote, url=placement.url, held=placement.held, reason=reason)
    return Result(
        piece=piece.id,
        outlet=outlet.name,
        action=Action(kind.value),
        url=placement.url,
        remote=placement.remote,
        reason=reason,
        variant=variant,
    )


def no_image(error: DestinationError | UnansweredError) -> str:
    """The reason why nothing was sent where an image did not arrive."""
    return f"an image could not be uploaded, and the text was not sent: {error.message}"


def left_alone(reason: str) -> str:
    """The reason why it is not sent, and how it is all the same."""
    return f"{reason}; --again places it anew"


def how_to_settle(reason: str, piece: Piece, outlet: Outlet, *, can_be_asked: bool = True) -> str:
    """The reason why it is unknown, and what a person can do; where the service can be asked, the next run asks it."""
    command = f"recycle settle {piece.slug} {outlet.name}"
    said = f"{reason.rstrip('.')}. " if reason else ""
    if can_be_asked and isinstance(outlet.destination, Online):
        said += "The next publish asks there. "
    where = "" if outlet.destination.final else " URL"
    return f"{said}Look whether it is there, then: {command} --placed{where}, or {command} --not-placed"
