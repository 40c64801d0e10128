"""What an earlier run left open: attempts without an answer, and posts that wait for a moderator."""

from __future__ import annotations

import datetime as dt
from typing import Any

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer
from recycle.model import Kind, Piece, Placement, Standing
from recycle.steps.publishing.ask import are_rivals, ask, last_sign, settled_at, unsettled_until, was_withdrawing
from recycle.steps.publishing.attempt import how_to_settle, left_alone
from recycle.steps.record import Record
from recycle.steps.results import Action, Result
from recycle.steps.sharing.claim_times import claimed_by_another
from recycle.steps.waiting.due import here
from recycle.steps.workspace import Workspace

_FOUND = "placed: it was found there"
_NOT_FOUND = "not placed: the run was interrupted, and it was not found there"
_INTERRUPTED = "the run was interrupted"
_LONGEST = dt.timedelta(hours=12)
"""What no attempt takes: from when it is written down until its last byte has left."""


def ask_after(workspace: Workspace, record: Record, piece: Piece, outlet: Outlet, *, dry_run: bool) -> Result | None:
    """Find out what became of an attempt that nobody answered. None: it is known now, and publishing may go on."""
    standing = record.standing(outlet.name)
    if reason := claimed_by_another(workspace, standing):
        return _result(piece, outlet, Action.LATER, standing.placement or Placement(), reason)
    if dry_run:
        return _unknown(piece, outlet, standing.reason, can_be_asked=not are_rivals(standing))
    asked_at = workspace.world.now()
    answer, why, is_gone = ask(workspace, piece.id, outlet, standing)
    if is_gone:
        record.append(Kind.WITHDRAWN, outlet=outlet.name, use=standing.use, reason=why)
        return _result(piece, outlet, Action.LEFT, Placement(), left_alone(why))
    if answer is Answer.CANNOT_ASK:
        return _unknown(piece, outlet, why or standing.reason, can_be_asked=not are_rivals(standing))
    facts: dict[str, Any] = {"outlet": outlet.name, "use": standing.use, "digest": standing.attempt}
    is_as_before = isinstance(answer, Placement) == was_withdrawing(standing)
    if is_as_before and (settled := _doubtful_until(record, outlet, standing, asked_at)):
        said = "it is still there, but may still go" if was_withdrawing(standing) else "it is not there, but may still arrive"
        when = settled.astimezone(here(workspace).tzinfo).isoformat(" ", "seconds")
        why = f"{said}: publish again from {when} on, when that is sure"
        return _result(piece, outlet, Action.UNKNOWN, Placement(), why)
    if not isinstance(answer, Placement):
        record.append(Kind.SETTLED, **facts, reason=_NOT_FOUND)
        return None
    found = {"remote": answer.remote, "url": answer.url, "held": answer.held}
    if answer.waits:
        record.append(Kind.PENDING, **facts, **found, reason=answer.waits)
    else:
        record.append(Kind.SETTLED, **facts, **found, reason=f"{_FOUND}{f'; {answer.note}' if answer.note else ''}")
    return None


def _doubtful_until(record: Record, outlet: Outlet, standing: Standing, asked_at: dt.datetime) -> dt.datetime | None:
    """When an answer that nothing has arrived will be sure; None when it was, at the moment of asking.

    How long a run that was killed went on after it had begun the attempt is not known. Where it may have been just now, the
    time is counted from here.
    """
    sign = last_sign(outlet, standing, record.events)
    settled = settled_at(outlet, sign.time if sign else None)
    if sign is None or settled is None:
        return None
    if sign.kind is Kind.ATTEMPTED and asked_at < sign.time + _LONGEST:
        facts = {"outlet": outlet.name, "use": standing.use, "digest": standing.attempt}
        settled = settled_at(outlet, record.append(Kind.UNKNOWN, **facts, reason=_INTERRUPTED).time)
    return settled if settled and asked_at < settled else None


def follow_up(workspace: Workspace, record: Record, piece: Piece, outlet: Outlet, *, dry_run: bool) -> Result:
    """What became of a post that waits for somebody at the service. It is never sent again by itself."""
    standing = record.standing(outlet.name)
    here = standing.placement or Placement()
    waiting = _result(piece, outlet, Action.PENDING, here, standing.reason or "it waits for a moderator")
    if dry_run:
        return waiting
    is_settled = unsettled_until(workspace, outlet, standing.since) is None
    answer, why, is_gone = ask(workspace, piece.id, outlet, standing)
    facts: dict[str, Any] = {"outlet": outlet.name, "use": standing.use, "digest": standing.digest}
    if is_gone or (answer is Answer.ABSENT and is_settled):
        gone = why if is_gone else "it waited for a moderator and is gone: it was refused or deleted"
        record.append(Kind.WITHDRAWN, **facts, url=here.url, reason=gone)
        return _result(piece, outlet, Action.LEFT, here, f"{gone}; --again sends it anew")
    if isinstance(answer, Placement) and not answer.waits:
        # What a moderator has changed before letting it through is a change by hand, as it would be afterwards.
        is_changed = here.held.keys() == answer.held.keys() and here.held != answer.held
        held = here.held if is_changed else answer.held
        note = answer.note or ("it is out now, and was changed there before" if is_changed else "")
        record.append(Kind.PLACED, **facts, remote=answer.remote, url=answer.url, held=held, reason=note)
        return _result(piece, outlet, Action.PLACED, answer, note or "it is out now")
    return _result(piece, outlet, Action.PENDING, here, f"{waiting.reason} (asked, but {why})" if why else waiting.reason)


def _unknown(piece: Piece, outlet: Outlet, reason: str, *, can_be_asked: bool = True) -> Result:
    said = how_to_settle(reason, piece, outlet, can_be_asked=can_be_asked)
    return _result(piece, outlet, Action.UNKNOWN, Placement(), said)


def _result(piece: Piece, outlet: Outlet, action: Action, placement: Placement, reason: str) -> Result:
    return Result(piece=piece.id, outlet=outlet.name, action=action, url=placement.url, remote=placement.remote, reason=reason)
