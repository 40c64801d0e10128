"""What stands at each outlet: a fold over a piece's events, computed whenever it is needed and stored nowhere.

Every use is folded by itself. As long as one person publishes, a use's events form a chain and each changes what the one
before it left. Where two git branches published and were merged, the chain has two ends (two events that neither comes
after the other), and what both left is reconciled, never guessed: see ``rivals``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from recycle.ledger.events import parents
from recycle.ledger.order import in_order
from recycle.ledger.rivals import reconciled
from recycle.ledger.step import NO_ACTS, after
from recycle.model import Event, Kind, Standing


class Use(Struct, frozen=True, kw_only=True):
    """One use of a piece at an outlet: what stands of it, and every event of it, in order. Number 0 is no use at all (skipped)."""

    outlet: str
    number: int
    standing: Standing
    events: tuple[Event, ...]


def standings(events: Iterable[Event]) -> Mapping[str, Standing]:
    """What stands at each outlet that the events name: the standing of its latest use."""
    return MappingProxyType({use.outlet: use.standing for use in uses(events)})


def uses(events: Iterable[Event]) -> tuple[Use, ...]:
    """Every use that the events tell of: outlets in the order in which they first appear, each one's uses by number."""
    ordered = in_order(events)
    before = _befores(ordered)
    groups: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, event in enumerate(ordered):
        groups[event.outlet][event.use].append(index)
    return tuple(
        Use(
            outlet=outlet,
            number=number,
            standing=_standing(outlet, number, members, ordered, before),
            events=tuple(ordered[index] for index in members),
        )
        for outlet, numbered in groups.items()
        for number, members in sorted(numbered.items())
    )


def _befores(ordered: Sequence[Event]) -> list[int]:
    """For each event the set of all that came before it by ``after``, as the bits of a number."""
    places = {event.id: index for index, event in enumerate(ordered)}
    before: list[int] = []
    for index, event in enumerate(ordered):
        mine = 0
        for parent in parents(event):
            place = places.get(parent, index)
            if place < index:
                mine |= before[place] | 1 << place
        before.append(mine)
    return before


def _standing(outlet: str, number: int, members: list[int], ordered: Sequence[Event], before: list[int]) -> Standing:
    nothing = Standing(outlet=outlet, use=number)
    left: dict[int, Standing] = {}
    acts: list[int] = []
    seen = 0
    ends: list[int] = []
    for index in members:
        event = ordered[index]
        if event.kind in NO_ACTS:
            continue
        knows_all = seen & before[index] == seen
        known = acts if knows_all else [act for act in acts if before[index] >> act & 1]
        stood = _together(nothing, ends if knows_all else _ends(known, before), left)
        left[index] = after(stood, event, [ordered[act] for act in known] if event.kind is Kind.SETTLED else ())
        ends = [index] if knows_all else [*(end for end in ends if not before[index] >> end & 1), index]
        acts.append(index)
        seen |= 1 << index
    return _together(nothing, ends, left)


def _ends(acts: list[int], before: list[int]) -> list[int]:
    """Those of the acts that no other of them came after."""
    followed = 0
    for act in acts:
        followed |= before[act]
    return [act for act in acts if not followed >> act & 1]


def _together(nothing: Standing, ends: list[int], left: Mapping[int, Standing]) -> Standing:
    """What was left by the last acts together: one as a rule, several where branches came together."""
    if not ends:
        return nothing
    if len(ends) == 1:
        return left[ends[0]]
    return replace(reconciled([left[end] for end in ends]), head=" ".join(sorted(left[end].head for end in ends)))
