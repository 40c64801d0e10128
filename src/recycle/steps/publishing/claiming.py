"""What is due, claimed before it is sent: see ``claims``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from recycle.config.load import Outlet
from recycle.errors import DestinationError, RecycleError, UnansweredError
from recycle.model import Kind
from recycle.steps.loading.issue_files import issue_id
from recycle.steps.publishing.attempt import Attempt, Outcome, no_image
from recycle.steps.publishing.bring import Bringing
from recycle.steps.publishing.uploads import upload
from recycle.steps.results import Action, Result
from recycle.steps.sharing.claim_times import is_shared
from recycle.steps.sharing.claims import Claimed, Claims, Concerned

_TRIES = 10
_CROSSED = "another run has claimed it in the same moment, on another branch"

Prepared = Result | Attempt


def claimed(work: Bringing, claims: Claims, outlets: Sequence[Outlet]) -> Mapping[str, Prepared]:
    """What is due at each of the outlets, by name: as ``prepare`` has it, with the attempts claimed. Whatever breaks is a result.

    Where another machine was faster, it is prepared anew with what that has recorded: then it mostly is there, or about to be.
    """
    for _ in range(_TRIES):
        work.record.hold()
        prepared = {outlet.name: work.prepare(outlet) for outlet in outlets}
        attempts = [one for one in prepared.values() if isinstance(one, Attempt) and is_shared(one.outlet)]
        try:
            answer = claims.claim(work.record, _concerned(work, attempts)) if attempts else Claimed.OURS
            if answer is Claimed.NEWS:
                continue
            work.record.keep()
            if answer is Claimed.OURS:
                return {name: _equipped(work, one) for name, one in prepared.items()}
            for attempt in attempts:
                work.record.append(Kind.FAILED, **attempt.facts, reason=_CROSSED)
        except RecycleError as error:
            return _instead(work, prepared, Action.REFUSED, f"it was not sent, since it could not be claimed: {error}")
    return _instead(work, prepared, Action.LATER, "other machines are at work on it")


def _concerned(work: Bringing, attempts: Sequence[Attempt]) -> Concerned:
    """The piece, those that stand in it, and with an issue all other issues: the same pieces may stand in those."""
    ids = frozenset((work.piece.id, *(item for attempt in attempts for item in attempt.variant.items)))
    issues = tuple(issue_id(one.outlet.name, 0).removesuffix("0") for one in attempts if one.outlet.issues)
    return lambda piece: piece in ids or piece.startswith(issues)


def _equipped(work: Bringing, prepared: Prepared) -> Prepared:
    """With its images at the service, which two machines must not upload both."""
    if isinstance(prepared, Result):
        return prepared
    try:
        return prepared._replace(placeable=upload(work.workspace, prepared.outlet, prepared.variant))
    except (DestinationError, UnansweredError) as error:
        return work.finish(prepared, Outcome(Kind.FAILED, reason=no_image(error)))
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything; nothing but images has left
        return work.finish(prepared, Outcome(Kind.FAILED, reason=f"it broke ({type(error).__name__})"))


def _instead(work: Bringing, prepared: Mapping[str, Prepared], action: Action, reason: str) -> Mapping[str, Prepared]:
    """The results, with another one for each attempt that was not claimed. What was found out of other outlets stays known."""
    with suppress(RecycleError):  # whoever comes next finds it out again
        work.record.keep_but({name for name, one in prepared.items() if isinstance(one, Attempt)})
    return {
        name: Result(piece=work.piece.id, outlet=name, action=action, reason=reason, variant=one.variant)
        if isinstance(one, Attempt)
        else one
        for name, one in prepared.items()
    }
