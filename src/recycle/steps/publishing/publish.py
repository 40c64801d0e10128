"""Publishing. Here, in ``settle`` and in what they call alone a destination is called and the ledger is written.

The order is fixed: what was attempted is on disk before the first byte leaves, and what came of it right after. A send whose
answer is not known is never repeated blindly: the destination is asked first, and where it cannot be asked, a person is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from itertools import chain
from threading import Event, Lock
from typing import NamedTuple

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.protocol import Online
from recycle.errors import RecycleError
from recycle.model import Kind, Piece
from recycle.steps.checking.renamed import renamed
from recycle.steps.issues.included import include, issues_sent
from recycle.steps.loading.load import Archive
from recycle.steps.publishing.attempt import Attempt, Outcome
from recycle.steps.publishing.bring import Bringing
from recycle.steps.publishing.claiming import Prepared, claimed
from recycle.steps.publishing.quoting import remember_quotations
from recycle.steps.results import STANDS, Action, Order, Result
from recycle.steps.sharing.claims import Claims
from recycle.steps.waiting.holders import Holders
from recycle.steps.workspace import Workspace

_AT_ONCE = 8
"""Services, not requests: one service gets one request at a time."""
_GOES_ON = frozenset((*STANDS, Action.WAITING))
"""What may be another thing when a piece comes for the second time in a run. All else would be sent, asked or said twice."""
_STOPPED = "the run was stopped before it was sent"


class Way(NamedTuple):
    """How things are sent: services side by side, and with ``claims`` nothing that another machine is about to send."""

    pool: ThreadPoolExecutor
    claims: Claims | None


def publish(
    workspace: Workspace,
    archive: Archive,
    pieces: Iterable[Piece],
    outlets: Iterable[Outlet],
    order: Order,
    claims: Claims | None = None,
) -> Iterator[Result]:
    """Bring every piece to every outlet, and yield what came of each. The caller holds the workspace's lock.

    ``claims``: what is to be sent is claimed at git's remote first, and what could not be is not sent. What stands is left alone,
    what changed is revised, what failed is tried again, what is unknown is asked after. A failure at one outlet is a result like any
    other and stops nothing else. A piece may come twice: then only what stands or waited is looked at again.
    """
    canonical = workspace.config.canonical
    # Each once: an outlet that is named twice would be asked about an attempt that is under way.
    named = {outlet.name: outlet for outlet in outlets}
    ordered = sorted(named.values(), key=lambda outlet: outlet.name != canonical)
    coming: dict[str, set[str]] = {}
    holders = Holders(workspace)
    known: dict[tuple[str, str], Action] = {}
    lost = renamed(workspace, archive)
    yield from () if order.dry_run else _caught_up(workspace, ordered)
    with ThreadPoolExecutor(_AT_ONCE, "service") as pool:
        way = Way(pool, None if order.dry_run else claims)
        for piece in pieces:
            due = [outlet for outlet in ordered if known.get((piece.id, outlet.name), Action.WAITING) in _GOES_ON]
            try:
                work = Bringing(workspace, archive, piece, order, coming, holders)
            except RecycleError as error:
                why = str(error)
                yield from (Result(piece=piece.id, outlet=one.name, action=Action.REFUSED, reason=why) for one in due)
                continue
            work.findings = (*work.findings, *lost.get(piece.path, ()))
            for result in chain(_brought(work, due, canonical, way), _included(work, due)):
                is_said = result.action is Action.UNCHANGED and (result.piece, result.outlet) in known
                known[result.piece, result.outlet] = result.action
                if not is_said:
                    yield result


def _caught_up(workspace: Workspace, outlets: Iterable[Outlet]) -> Iterator[Result]:
    """What a run that was stopped has not noted yet, also of issues whose files are gone: or the next issue would have their pieces."""
    for outlet in (one for one in outlets if one.issues):
        for issue in issues_sent(workspace, outlet):
            try:
                include(workspace, issue, outlet)
            except RecycleError as error:
                yield Result(piece=issue.piece, outlet=outlet.name, action=Action.REFUSED, reason=_not_noted(error))


def _not_noted(error: RecycleError) -> str:
    return f"it is there, and for its pieces that could not be noted yet: {error}"


def _included(work: Bringing, outlets: Iterable[Outlet]) -> Iterator[Result]:
    """Remember of the pieces in an issue that they went out in it; what cannot be remembered now is by the next run."""
    for outlet in outlets:
        if work.piece.issue != outlet.name or work.order.dry_run:
            continue
        try:
            include(work.workspace, work.record, outlet)
        except RecycleError as error:
            yield Result(piece=work.piece.id, outlet=outlet.name, action=Action.REFUSED, reason=_not_noted(error))


def _brought(work: Bringing, ordered: Sequence[Outlet], canonical: str, way: Way) -> Iterator[Result]:
    """The piece's own page first, then the others, then a last look at its page: it names the copies, and some are new."""
    first = [outlet for outlet in ordered if outlet.name == canonical]
    rest = [outlet for outlet in ordered if outlet.name != canonical]
    results = [_quoting(work, result) for result in (*_together(work, first, way), *_together(work, rest, way))]
    yield from results
    has_new_copies = any(result.action is Action.PLACED and result.url and result.outlet != canonical for result in results)
    if first and has_new_copies and not work.order.dry_run and results[0].action in STANDS:
        work.order = replace(work.order, again="")  # the use that was asked for is there: this is a change of it, not another
        for last in _together(work, first, way):
            if last.action is not Action.UNCHANGED:
                yield replace(last, reason=last.reason or "its copies are named now")


def _quoting(work: Bringing, result: Result) -> Result:
    return result if work.order.dry_run else remember_quotations(work.workspace, work.archive, work.piece, result)


def _together(work: Bringing, outlets: Sequence[Outlet], way: Way) -> list[Result]:
    """Each outlet's result, in their order. Services work side by side, then the others one after the other.

    The ledger is written by this thread alone, and as soon as a service has answered.
    """
    results: dict[str, Result] = {}
    running: dict[Future[Outcome], Attempt] = {}
    turns: dict[str, Lock] = defaultdict(Lock)
    stop = Event()
    try:
        for outlet, prepared in _prepared(work, [one for one in outlets if isinstance(one.destination, Online)], way):
            if isinstance(prepared, Attempt):
                running[way.pool.submit(_in_turn, work, prepared, turns[prepared.service], stop)] = prepared
            else:
                results[outlet.name] = prepared
        for future in as_completed(tuple(running)):
            attempt = running[future]
            results[attempt.outlet.name] = work.finish(attempt, future.result())
            del running[future]
    except BaseException:
        # Ctrl-C, for one. What has begun is waited for and remembered; what has not is not begun any more.
        stop.set()
        for future in as_completed(running):
            if future.exception() is None:
                work.finish(running[future], future.result())
        raise
    for local in [one for one in outlets if one.name not in results]:
        for outlet, prepared in _prepared(work, [local], way):
            done = work.finish(prepared, work.carry_out(prepared)) if isinstance(prepared, Attempt) else prepared
            results[outlet.name] = done
    return [results[outlet.name] for outlet in outlets]


def _prepared(work: Bringing, outlets: Sequence[Outlet], way: Way) -> Iterator[tuple[Outlet, Prepared]]:
    """Each as soon as it is; where they have to be claimed, all at once."""
    if way.claims is None:
        for outlet in outlets:
            yield outlet, work.prepare(outlet)
    elif outlets:
        done = claimed(work, way.claims, outlets)
        yield from ((outlet, done[outlet.name]) for outlet in outlets)


def _in_turn(work: Bringing, attempt: Attempt, turn: Lock, stop: Event) -> Outcome:
    with turn:
        return Outcome(Kind.FAILED, reason=_STOPPED) if stop.is_set() else work.carry_out(attempt)
