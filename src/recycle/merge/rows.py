"""Three rows of units into one: what each side put in, took away, moved and changed, in the order that both agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from recycle.merge.newcomers import newcomers, without_replaced
from recycle.merge.pieces import Clash, Pieces, Side, is_settled, pick, side
from recycle.merge.returned import returned
from recycle.merge.units import Match, Units, match

MergeUnit = Callable[[str, str, str], Pieces]


class Place(NamedTuple):
    """Where a unit of the result stands in the three texts; None where it does not."""

    base: int | None
    edit: int | None
    fresh: int | None


class Out(NamedTuple):
    """A unit of the result."""

    pieces: Pieces
    place: Place


class _View:
    """One side, seen from the base."""

    def __init__(
        self, units: Units, found: Match, returned: Mapping[int, tuple[int, ...]], added: Sequence[Sequence[int]]
    ) -> None:
        self.units = units
        self.match = found
        self.moved_in = {new: old for old, new in found.moved.items()}
        self.returned = returned
        self.added = added

    def text(self, at: int) -> str:
        return self.units[at].text

    def name(self, at: int) -> tuple[str, object]:
        """By which what was added is known again on the other side."""
        return ("moved", self.moved_in[at]) if at in self.moved_in else ("new", self.units[at].key)

    def place_of(self, old: int) -> int | None:
        """Where the old unit stands, in its place or moved; None when it is gone or replaced."""
        return self.match.kept.get(old, self.match.moved.get(old))

    def is_rid_of(self, old: int) -> bool:
        """Whether nothing is there instead of the old unit, either."""
        return self.place_of(old) is None and old not in self.match.replaced


def merge_rows(base: Units, edit: Units, fresh: Units, merge_unit: MergeUnit, between: str) -> list[Out]:
    """The rows merged. ``merge_unit`` takes three versions of one unit that stands in all of them; ``between`` is what parts units."""
    merger = _Merger(base, *_views(base, edit, fresh), merge_unit, between)
    found: list[Out] = []
    for at in range(len(base)):
        found += merger.added(at)
        found += merger.stayed(at)
    return [*found, *merger.added(len(base))]


def _views(base: Units, edit: Units, fresh: Units) -> tuple[_View, _View]:
    ours, theirs = match(base, edit), match(base, fresh)
    new = newcomers((edit, ours), (fresh, theirs), len(base))
    first, second = frozenset((*new.edit, *new.twice)), frozenset((*new.fresh, *new.twice.values()))
    ours, theirs = without_replaced(ours, first), without_replaced(theirs, second)
    return (
        _View(edit, ours, returned(base, edit, ours, first), _added(ours, (len(base), len(edit)), new.edit, frozenset())),
        _View(
            fresh,
            theirs,
            returned(base, fresh, theirs, second),
            _added(theirs, (len(base), len(fresh)), new.fresh, frozenset(new.twice.values())),
        ),
    )


def _added(
    found: Match, sizes: tuple[int, int], placed: Mapping[int, int], left_out: frozenset[int]
) -> Sequence[Sequence[int]]:
    """For each place between two units of the base, what stands there anew or was moved there."""
    here = {new: old for old, new in (*found.kept.items(), *found.replaced.items())}
    gaps: list[list[int]] = [[] for _ in range(sizes[0] + 1)]
    gap = 0
    for at in range(sizes[1]):
        if at in here:
            gap = here[at] + 1
        elif at not in left_out:
            gap = max(gap, placed.get(at, 0))
            gaps[gap].append(at)
    return gaps


class _Merger:
    def __init__(self, base: Units, edit: _View, fresh: _View, merge_unit: MergeUnit, between: str) -> None:
        self.base = base
        self.edit = edit
        self.fresh = fresh
        self.merge_unit = merge_unit
        self.between = between

    # ── what stands where it stood ───────────────────────────────────────────────────────────────

    def stayed(self, at: int) -> Iterator[Out]:
        """The unit of the base at its old place, unless a side moved it or both are rid of it."""
        if at in self.edit.match.moved or at in self.fresh.match.moved:
            yield from self._instead(at)
            return
        edit, fresh = (self._version(view, at) for view in (self.edit, self.fresh))
        pieces = self._settle(at, edit, fresh)
        if any(pieces):
            yield Out(pieces, Place(at, edit[0], fresh[0]))

    def _instead(self, at: int) -> Iterator[Out]:
        """What one side has in the place of a unit that the other one moved away."""
        for which, view in ((Side.EDIT, self.edit), (Side.FRESH, self.fresh)):
            if (there := view.match.replaced.get(at)) is not None:
                yield Out(self._new(which, there), _seen(which, None, there, None))

    def _version(self, view: _View, at: int) -> tuple[int | None, bool]:
        """Where the unit stands on that side, and whether something unlike it stands there now."""
        replaced = view.match.replaced.get(at)
        return (view.place_of(at), False) if replaced is None else (replaced, True)

    def _settle(self, at: int, edit: tuple[int | None, bool], fresh: tuple[int | None, bool]) -> Pieces:
        old = self.base[at]
        ours, theirs = self._unit_text(self.edit, edit[0]), self._unit_text(self.fresh, fresh[0])
        if edit[0] is not None and fresh[0] is not None and not edit[1] and not fresh[1]:
            return self._merged(at, edit[0], fresh[0])
        if ours == theirs:
            return (ours,) if ours else ()
        if self._is_as_it_was(self.edit, at, edit):
            return self._taken(Side.FRESH, fresh)
        if self._is_as_it_was(self.fresh, at, fresh):
            return self._taken(Side.EDIT, edit)
        return (Clash(ours, old.text, theirs),)

    def _taken(self, which: Side, version: tuple[int | None, bool]) -> Pieces:
        """What one side has here, where the other one left everything as it was."""
        at, is_replaced = version
        if at is None:
            return ()
        return self._new(which, at) if is_replaced else (self._sides(which)[0].text(at),)

    def _unit_text(self, view: _View, at: int | None) -> str:
        return "" if at is None else view.text(at)

    def _is_as_it_was(self, view: _View, old: int, version: tuple[int | None, bool]) -> bool:
        at, replaced = version
        return at is not None and not replaced and view.units[at].key == self.base[old].key

    def _merged(self, at: int, edit: int, fresh: int) -> Pieces:
        """A unit that is there in all three texts."""
        old, ours, theirs = self.base[at].text, self.edit.text(edit), self.fresh.text(fresh)
        first, second = self.edit.returned.get(edit, ()), self.fresh.returned.get(fresh, ())
        joined = next((one for one in first if one not in second and self.fresh.is_rid_of(one)), None)
        if joined is None:
            joined = next((one for one in second if one not in first and self.edit.is_rid_of(one)), None)
        if joined is not None:
            # One side has put it into this unit, the other one has taken it away.
            return (Clash(ours, self.between.join(self.base[one].text for one in sorted((at, joined))), theirs),)
        return pick(old, ours, theirs) or self.merge_unit(old, ours, theirs)

    # ── what was put in, or moved there ──────────────────────────────────────────────────────────

    def added(self, gap: int) -> Iterator[Out]:
        """What either side has in this place between two units of the base; what both have differently is a clash."""
        ours, theirs = self.edit.added[gap], self.fresh.added[gap]
        ahead = _common([self.edit.name(at) for at in ours], [self.fresh.name(at) for at in theirs])
        yield from map(self._both, ours[:ahead], theirs[:ahead])
        ours, theirs = ours[ahead:], theirs[ahead:]
        behind = _common([self.edit.name(at) for at in reversed(ours)], [self.fresh.name(at) for at in reversed(theirs)])
        first, last = ours[: len(ours) - behind], theirs[: len(theirs) - behind]
        if first and last and not self._are_apart(first, last):
            yield self._rivals(first, last)
        else:
            yield from (self._lone(Side.EDIT, at) for at in first)
            yield from (self._lone(Side.FRESH, at) for at in last)
        yield from map(self._both, ours[len(first) :], theirs[len(last) :])

    def _are_apart(self, ours: Sequence[int], theirs: Sequence[int]) -> bool:
        """Whether it does not matter which of them comes first: footnotes with different names."""
        labels = [self.edit.units[at].label for at in ours] + [self.fresh.units[at].label for at in theirs]
        return all(labels) and len(set(labels)) == len(labels)

    def _both(self, edit: int, fresh: int) -> Out:
        old = self.edit.moved_in.get(edit)
        ours, theirs = self.edit.text(edit), self.fresh.text(fresh)
        place = Place(old, edit, fresh)
        if old is not None:
            return Out(self._merged(old, edit, fresh), place)
        return Out((max(ours, theirs, key=lambda text: (len(text), text)),), place)

    def _lone(self, which: Side, at: int) -> Out:
        """What one side alone has here: new, or moved here from where the other side still has it."""
        own, other = self._sides(which)
        old = own.moved_in.get(at)
        text = own.text(at)
        if old is None:
            return Out(self._new(which, at), _seen(which, None, at, None))
        there = other.match.kept.get(old)
        if there is None:
            # Taken away, replaced, or moved to another place by the other side.
            before = "" if old in other.match.moved else self.base[old].text
            return Out((_clash(which, text, before, ""),), _seen(which, old, at, None))
        two = (at, there) if which is Side.EDIT else (there, at)
        return Out(self._merged(old, *two), _seen(which, old, at, there))

    def _new(self, which: Side, at: int) -> Pieces:
        """What one side alone has; a clash when it may be what the other side has taken away, moved and reworded."""
        own, other = self._sides(which)
        text = own.text(at)
        old = next(filter(other.is_rid_of, own.returned.get(at, ())), None)
        return (text,) if old is None else (_clash(which, text, self.base[old].text, ""),)

    def _sides(self, which: Side) -> tuple[_View, _View]:
        """That side, and the other one."""
        return (self.edit, self.fresh) if which is Side.EDIT else (self.fresh, self.edit)

    def _rivals(self, ours: Sequence[int], theirs: Sequence[int]) -> Out:
        """Both have something else in one place: all of it, with what the other side changed in what was moved here."""
        edit = [self._lone(Side.EDIT, at).pieces for at in ours]
        fresh = [self._lone(Side.FRESH, at).pieces for at in theirs]
        every = (*edit, *fresh)
        open_edit, open_fresh = ([one for one in found if not is_settled(one)] for found in (edit, fresh))
        mine = self._joined((*edit, *open_fresh), Side.EDIT)
        its = self._joined((*open_edit, *fresh), Side.FRESH)
        before = self._joined([one for one in every if not is_settled(one)], Side.BASE)
        return Out((Clash(mine, before, its),), Place(None, None, None))

    def _joined(self, found: Sequence[Pieces], which: Side) -> str:
        return self.between.join(filter(None, (side(pieces, which) for pieces in found)))


def _common(ours: Sequence[object], theirs: Sequence[object]) -> int:
    """How many members the two begin with alike."""
    count = 0
    for one, two in zip(ours, theirs, strict=False):
        if one != two:
            break
        count += 1
    return count


def _seen(which: Side, base: int | None, own: int, other: int | None) -> Place:
    return Place(base, own, other) if which is Side.EDIT else Place(base, other, own)


def _clash(which: Side, own: str, base: str, other: str) -> Clash:
    return Clash(own, base, other) if which is Side.EDIT else Clash(other, base, own)
