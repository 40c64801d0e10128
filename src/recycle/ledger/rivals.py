"""What two git branches left behind when both published the same use and neither knew of the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from recycle.model import Placement, Standing, State

_NOTHING = frozenset({State.NEVER, State.SKIPPED})


def reconciled(rivals: Sequence[Standing]) -> Standing:
    """The one standing of a use that was left in several ways, given in the order of their last events.

    A branch on which nothing was placed gives way to one on which something was. The same placement on both: the later
    words count. Two placements, one withdrawn and one not, or an open attempt anywhere: UNKNOWN, with a reason that
    names all of them, for a person to settle.
    """
    told = _without_failures([rival for rival in rivals if not _says_nothing(rival)])
    if not told:
        return _last_failure(rivals)
    if len(told) == 1:
        return told[0]
    doubts = [rival for rival in told if rival.state is State.UNKNOWN]
    if doubts:
        return _doubtful(told, doubts)
    here = [rival for rival in told if rival.placement]
    if not here:
        return told[-1]
    if len(here) < len(told):
        reason = f"withdrawn on one git branch and written on another: is {_address(here[-1].placement)} still there?"
        return replace(here[-1], state=State.UNKNOWN, attempt="", reason=reason)
    return here[-1] if len({_place(rival) for rival in here}) == 1 else _twice(here)


def _says_nothing(rival: Standing) -> bool:
    return rival.state in _NOTHING or (rival.state is State.FAILED and rival.placement is None)


def _without_failures(told: Sequence[Standing]) -> list[Standing]:
    """A change that failed on one branch left the words as they were there, so it says nothing about the other's.

    Unless these are the older ones: then it is the failure that tells of what stands.
    """
    others = [rival for rival in told if rival.state is not State.FAILED]
    return [rival for rival in told if rival in others or not any(_has_later_words(other, rival) for other in others)]


def _has_later_words(rival: Standing, other: Standing) -> bool:
    """Whether both stand in one place, and the words of ``rival`` are those of ``other`` or came after them."""
    if rival.since is None or other.since is None:
        return False
    return _place(rival) == _place(other) and rival.since >= other.since


def _last_failure(rivals: Sequence[Standing]) -> Standing:
    failed = [rival for rival in rivals if rival.state is State.FAILED]
    return failed[-1] if failed else rivals[-1]


def _doubtful(told: Sequence[Standing], doubts: Sequence[Standing]) -> Standing:
    here = [rival for rival in told if rival.placement]
    reason = "; ".join(dict.fromkeys(rival.reason for rival in doubts))
    others = {_place(rival): rival.placement for rival in here if rival.state is not State.UNKNOWN}
    if others:
        reason += f"; on another git branch it was placed at {_all(others.values())}"
    # A destination can be asked for one attempt. Where several things may be there, its answer would tell of one of them.
    attempts = {rival.attempt for rival in doubts}
    attempt = attempts.pop() if len(attempts) == 1 and not others else ""
    claimed = max((rival.claimed for rival in doubts if rival.claimed), default=None)
    return replace((here or doubts)[-1], state=State.UNKNOWN, attempt=attempt, claimed=claimed, reason=reason)


def _twice(here: Sequence[Standing]) -> Standing:
    places = {_place(rival): rival.placement for rival in here}
    digests = {rival.digest for rival in here}
    return replace(
        here[-1],
        state=State.UNKNOWN,
        attempt="",
        digest=digests.pop() if len(digests) == 1 else "",
        reason=f"placed {'twice' if len(places) == 2 else f'{len(places)} times'}, on two git branches: {_all(places.values())}",
    )


def _place(rival: Standing) -> str:
    placement = rival.placement or Placement()
    return placement.remote or placement.url


def _address(placement: Placement | None) -> str:
    return (placement.url or placement.remote or "an unknown address") if placement else "an unknown address"


def _all(placements: Iterable[Placement | None]) -> str:
    return " and ".join(map(_address, placements))
