"""What stands between the parts of a merged text, so that each is what it was by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from recycle.merge.pieces import Clash, Piece, Side, either, is_settled, side
from recycle.merge.rows import Out, Place
from recycle.merge.units import Unit, Units

Split = Callable[[str], tuple[str, ...]]
_APART = "<!-- -->"


def with_gaps(outs: Sequence[Out], rows: Sequence[Units], between: str) -> Iterator[Piece]:
    """The parts with what stands between them."""
    for at, out in enumerate(outs):
        yield from out.pieces
        if at + 1 < len(outs):
            yield _gap(out, outs[at + 1], rows, between)


def with_apart_in_gaps(units: Sequence[Unit]) -> list[Unit]:
    """The blocks, a comment that keeps two lists apart not among them: it is part of what stands between."""
    found: list[Unit] = []
    for at, unit in enumerate(units):
        if unit.text == _APART and found and at + 1 < len(units):
            found[-1] = found[-1]._replace(gap=f"{found[-1].gap}{unit.text}{unit.gap}")
        else:
            found.append(unit)
    return found


def parted(outs: Sequence[Out], rows: Sequence[Units], between: str, split: Split) -> Iterator[Piece]:
    """The blocks with what stands between them. Two lists that would become one have a comment between them, as our writer sets it.

    Two that would become one in spite of that, because one of them never ends, are a clash.
    """
    done: list[Out] = []
    gaps: list[str] = []
    for out in outs:
        following, gap = out, _parting(done[-1], out, rows, between, split) if done else ""
        if gap is None:
            following, gap = _clashing(done.pop(), out, rows, between), between
            gaps.pop()
        gaps.append(gap if done else "")
        done.append(following)
    for gap, out in zip(gaps, done, strict=True):
        yield gap
        yield from out.pieces


def _parting(one: Out, two: Out, rows: Sequence[Units], between: str, split: Split) -> str | None:
    gap = _gap(one, two, rows, between)
    if not (is_settled(one.pieces) and is_settled(two.pieces)) or _are_neighbours(one, two, rows):
        return gap
    first, second = (side(out.pieces, Side.EDIT) for out in (one, two))
    parts = len(split(first)) + len(split(second))
    tries = (gap, between, f"{between}{_APART}{between}")
    return next((each for at, each in enumerate(tries) if len(split(first + each + second)) == parts + (at > 1)), None)


def _are_neighbours(one: Out, two: Out, rows: Sequence[Units]) -> bool:
    """Whether one side has both, one after the other, as they are."""
    first, second = (side(out.pieces, Side.EDIT) for out in (one, two))
    return any(
        here is not None and there == here + 1 and units[here].text == first and units[there].text == second
        for units, here, there in zip(rows[1:], one.place[1:], two.place[1:], strict=True)
    )


def _gap(one: Out, two: Out, rows: Sequence[Units], between: str) -> str:
    """What parts two parts of the result: as it was where they were neighbours, else ``between``."""
    base, edit, fresh = (
        units[first].gap if first is not None and second == first + 1 else ""
        for units, first, second in zip(rows, one.place, two.place, strict=True)
    )
    gap = either(base, edit, fresh) if edit and fresh else edit or fresh
    return gap if "\n" in gap or "\r" in gap else between


def _clashing(one: Out, two: Out, rows: Sequence[Units], between: str) -> Out:
    base, edit, fresh = (
        between.join(units[at].text for at in (here, there) if at is not None)
        for units, here, there in zip(rows, one.place, two.place, strict=True)
    )
    return Out((Clash(edit, base, fresh),), Place(None, None, None))
