"""Which pieces went out in an issue: noted in the ledger of each, once the issue itself is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from recycle.config.load import Outlet
from recycle.ledger import sent
from recycle.ledger.files import all_pieces
from recycle.ledger.step import NO_ACTS
from recycle.model import Event, Kind, Placement, Standing, State
from recycle.steps.loading.issue_files import issue_id
from recycle.steps.record import Record
from recycle.steps.waiting.skip import introduce
from recycle.steps.workspace import Workspace

_STANDS = (State.PLACED, State.FAILED)
"""A change that failed leaves the words before it, and the pieces in them."""
_MAY_STAND = (*_STANDS, State.UNKNOWN, State.PENDING)
_NO_OWN_ACTS = NO_ACTS | {Kind.SETTLED}


def include(workspace: Workspace, issue: Record, outlet: Outlet, *, anew: bool = False) -> None:
    """Note the issue that stands at ``outlet`` in the ledgers of the pieces that are in it, and that this was done in its own.

    What is noted already is not noted again, so that a run which was stopped in between is completed by the next. Which pieces
    they are is told by what was sent, whatever the issue's file says by now. ``anew``: where branches disagreed, a person has
    decided. Raises RecycleError when a ledger cannot be written, and InputError when the record of what was sent is damaged.
    """
    standing = issue.standing(outlet.name)
    placement = standing.placement
    if placement is None or standing.state not in _STANDS or not standing.digest or (_is_done(issue, standing) and not anew):
        return
    variant = sent.load(workspace.root, standing.digest, f"{issue.piece}/{outlet.name}/{standing.use}")
    # A piece that went out in an issue has the issue's words under its own name, and is none itself.
    if variant is None or not variant.items or issue.piece in variant.items:
        return
    for place, item in enumerate(variant.items, 1):
        _note(workspace, Record(workspace.world, item), issue.piece, standing, placement, place)
    count = len(variant.items)
    said = f"{count} piece{'' if count == 1 else 's'} went out in it"
    issue.append(Kind.OUTCOME, outlet=outlet.name, use=standing.use, digest=standing.digest, reason=said)


def issue_of(record: Record, outlet: str) -> Event | None:
    """The event that the piece went out in an issue, where that is what stands at ``outlet``; None for everything else."""
    standing = record.standing(outlet)
    there = standing.placement
    mine = [event for event in record.events if (event.outlet, event.use) == (outlet, standing.use)]
    acts = [event for event in mine if event.kind not in _NO_OWN_ACTS]
    if there is None or not acts or acts[-1].kind is not Kind.INCLUDED:
        return None
    # Branches may disagree about the issue, and a person has said which it was.
    return next((event for event in reversed(acts) if event.kind is Kind.INCLUDED and _is_at(event, there)), acts[-1])


def issues_sent(workspace: Workspace, outlet: Outlet) -> Iterator[Record]:
    """The issues that stand at ``outlet`` or may, and of which that is not noted with their pieces yet, whether they have a file or not."""
    begin = issue_id(outlet.name, 0).removesuffix("0")
    for name in all_pieces(workspace.root):
        if name.startswith(begin) and name.removeprefix(begin).isdecimal():
            issue = Record(workspace.world, name)
            standing = issue.standing(outlet.name)
            if standing.state in _MAY_STAND and not (standing.state in _STANDS and _is_done(issue, standing)):
                yield issue


def spoken_for(workspace: Workspace, outlet: Outlet, but: str = "") -> Mapping[str, str]:
    """The issue that each piece went to ``outlet`` in, or may have, by the ids of pieces whose own ledgers do not say so (yet).

    All but the issue ``but``. Raises InputError when the record of what was sent is damaged.
    """
    found: dict[str, str] = {}
    for issue in issues_sent(workspace, outlet):
        standing = issue.standing(outlet.name)
        if issue.piece == but or not (standing.placement or standing.state is State.UNKNOWN):
            continue
        tried = {event.digest for event in issue.events if (event.outlet, event.use) == (outlet.name, standing.use)}
        for digest in sorted(tried - {""}):
            variant = sent.load(workspace.root, digest, f"{issue.piece}/{outlet.name}/{standing.use}")
            found |= dict.fromkeys(variant.items if variant else (), issue.piece)
    return found


def gone_with(record: Record, issue: str, outlets: Collection[str]) -> str:
    """The issue of the same number that the piece went out in at an outlet that is none of ``outlets`` any more; empty when none."""
    number = issue.rpartition("-")[2]
    gone = (event for event in record.events if event.kind is Kind.INCLUDED and event.outlet not in outlets)
    return next((event.within for event in gone if event.within.rpartition("-")[2] == number), "")


def _is_done(issue: Record, standing: Standing) -> bool:
    return any(
        event.kind is Kind.OUTCOME
        and (event.outlet, event.use, event.digest) == (standing.outlet, standing.use, standing.digest)
        for event in issue.events
    )


def _note(workspace: Workspace, record: Record, issue: str, now: Standing, there: Placement, place: int) -> None:
    before = record.standing(now.outlet)
    mine = [
        event
        for event in record.events
        if event.kind is Kind.INCLUDED and (event.outlet, event.within) == (now.outlet, issue) and _is_at(event, there)
    ]
    if mine and before.state is not State.UNKNOWN:
        return
    introduce(workspace, record)
    record.append(
        Kind.INCLUDED,
        outlet=now.outlet,
        use=mine[-1].use if mine else _next_use(before),
        digest=now.digest,
        url=there.url,
        remote=there.remote,
        within=issue,
        place=place,
    )


def _is_at(event: Event, there: Placement) -> bool:
    return event.remote == there.remote if there.remote else event.url == there.url


def _next_use(before: Standing) -> int:
    is_used = before.placement is not None or before.state in (State.WITHDRAWN, State.UNKNOWN)
    return before.use + 1 if is_used else max(before.use, 1)
