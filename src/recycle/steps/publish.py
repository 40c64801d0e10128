"""Publishing. Here and in ``settle`` alone a destination is called and the ledger is written.

The order is fixed: what was attempted is on disk before the first byte leaves, and what came of it right after. A send whose
answer is not known is never repeated blindly: the destination is asked first, and where it cannot be asked, a person is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer
from recycle.errors import DestinationError, RecycleError, UnansweredError
from recycle.ledger import sent
from recycle.model import Finding, Kind, Piece, Placement, Standing, State, Variant
from recycle.steps.addresses import canonical_address
from recycle.steps.ask import ask
from recycle.steps.check import check_piece, fatal, weigh
from recycle.steps.load import Archive
from recycle.steps.record import Record
from recycle.steps.render import render
from recycle.steps.skip import outlets_met, skip_reason
from recycle.steps.trace import off_reason
from recycle.steps.workspace import Workspace


class Action(StrEnum):
    """What publishing did, or in a dry run would do, for one piece at one outlet."""

    PLACED = "placed"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    LEFT = "left"
    OFF = "off"
    SKIPPED = "skipped"
    WAITING = "waiting"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


NEEDS_PERSON = frozenset((Action.WAITING, Action.REFUSED, Action.FAILED, Action.UNKNOWN))
STANDS = frozenset((Action.PLACED, Action.REVISED, Action.UNCHANGED))


class Result(Struct, frozen=True, kw_only=True):
    """What happened to one piece at one outlet.

    ``url`` is public, ``remote`` the destination's own name for it; ``preview`` is filled by a dry run only.
    """

    piece: str
    outlet: str
    action: Action
    url: str = ""
    remote: str = ""
    reason: str = ""
    preview: str = ""
    findings: tuple[Finding, ...] = ()
    variant: Variant | None = None


class Order(Struct, frozen=True, kw_only=True):
    """What was asked for. ``again`` is the reason for a new use of what already stands; ``named`` says that pieces were named."""

    dry_run: bool = False
    again: str = ""
    named: bool = False


def publish(
    workspace: Workspace, archive: Archive, pieces: Iterable[Piece], outlets: Iterable[Outlet], order: Order
) -> Iterator[Result]:
    """Bring every piece to every outlet, and yield what came of each. The caller holds the workspace's lock.

    What stands is left alone, what changed is revised, what failed is tried again, what is unknown is asked after. A failure at one
    outlet is a result like any other and stops nothing else.
    """
    canonical = workspace.config.canonical
    ordered = sorted(outlets, key=lambda outlet: outlet.name != canonical)
    for piece in pieces:
        try:
            work = _Piece(workspace, archive, piece, order)
        except RecycleError as error:
            why = str(error)
            yield from (Result(piece=piece.id, outlet=one.name, action=Action.REFUSED, reason=why) for one in ordered)
            continue
        results = [work.bring_to(outlet) for outlet in ordered]
        yield from _with_copies_named(work, ordered, results, canonical)


def _with_copies_named(work: _Piece, ordered: list[Outlet], results: list[Result], canonical: str) -> Iterator[Result]:
    """The results, and a last look at the canonical outlet: its page names the copies, and some have just been placed."""
    yield from results
    home = next((outlet for outlet in ordered if outlet.name == canonical), None)
    has_new_copies = any(result.action is Action.PLACED and result.url and result.outlet != canonical for result in results)
    if home and has_new_copies and not work.order.dry_run and results[0].action in STANDS:
        work.order = replace(work.order, again="")  # the use that was asked for is there: this is a change of it, not another
        last = work.bring_to(home)
        if last.action is not Action.UNCHANGED:
            yield replace(last, reason=last.reason or "its copies are named now")


class _Piece:
    """One piece on its way to its outlets, with its events."""

    def __init__(self, workspace: Workspace, archive: Archive, piece: Piece, order: Order) -> None:
        self.workspace = workspace
        self.archive = archive
        self.piece = piece
        self.order = order
        self.record = Record(workspace.world, piece.id)
        self.findings = check_piece(workspace, archive, piece)
        self.due: set[str] = set()
        """The outlets that a dry run would have brought it to by now."""

    def bring_to(self, outlet: Outlet) -> Result:
        """Do what is due at ``outlet``, and whatever goes wrong make it a result."""
        try:
            result = self._bring_to(outlet)
            if result.action in (Action.REFUSED, Action.WAITING):
                self._introduce()
        except RecycleError as error:
            return self._broken_off(outlet, str(error))
        except Exception as error:  # noqa: BLE001  whatever breaks at one outlet, a plug-in's or ours, must not stop the others
            return self._broken_off(outlet, f"it broke ({type(error).__name__})")  # its words may hold a secret
        return result

    def _broken_off(self, outlet: Outlet, reason: str) -> Result:
        """Unknown when an attempt had begun, since the variant may have left; else nothing was sent."""
        is_open = self.record.standing(outlet.name).state is State.UNKNOWN
        return self._result(outlet, Action.UNKNOWN if is_open else Action.REFUSED, reason=reason)

    def _introduce(self) -> None:
        """Remember which outlets there are, so that one that is added later is told apart from one that was not reached yet."""
        if not (self.order.dry_run or self.record.damage or outlets_met(self.record.events)):
            self.record.append(Kind.SEEN, outlet="", use=0, outlets=tuple(self.workspace.config.outlets))

    def _bring_to(self, outlet: Outlet) -> Result:
        if self.record.damage:
            return self._result(outlet, Action.REFUSED, findings=(self.record.damage,), reason="its ledger is damaged")
        standing = self.record.standing(outlet.name)
        if standing.state is State.UNKNOWN:
            answered = self._ask(outlet, standing)
            if answered is not None:
                return answered
            standing = self.record.standing(outlet.name)
        if reason := off_reason(self.piece, outlet, self.workspace.world.now()):
            return self._result(outlet, Action.OFF, reason=reason)
        if left := self._leave(outlet, standing) or self._skip(outlet, standing):
            return left
        return self._send(outlet, standing)

    def _leave(self, outlet: Outlet, standing: Standing) -> Result | None:
        """The result for what is not touched, None for what is due."""
        if self.order.again:
            return None
        match standing.state:
            case State.PENDING:
                return self._result(outlet, Action.LEFT, url=_url(standing), reason="it waits for a moderator")
            case State.WITHDRAWN:
                return self._result(outlet, Action.LEFT, reason="it was withdrawn; --again places it anew")
            case State.SKIPPED if not self.order.named:
                return self._result(outlet, Action.SKIPPED, reason=standing.reason)
            case _:
                return None

    def _skip(self, outlet: Outlet, standing: Standing) -> Result | None:
        """The result for what is older than the outlet, remembered as skipped; None for everything else."""
        if self.order.named or standing.head:
            return None
        reason = skip_reason(self.piece, self.record.events, outlet)
        if not reason:
            return None
        if not self.order.dry_run:
            self.record.append(Kind.SKIPPED, outlet=outlet.name, use=0, reason=reason)
        return self._result(outlet, Action.SKIPPED, reason=reason)

    def _send(self, outlet: Outlet, standing: Standing) -> Result:
        use = _use_number(standing, again=bool(self.order.again))
        variant = self._render(outlet, use)
        before = standing.placement if use == standing.use else None
        if before and variant.digest == standing.digest and standing.state is not State.FAILED:
            if outlet.destination.intact(before):
                return self._result(outlet, Action.UNCHANGED, url=before.url, variant=variant)
        elif before and outlet.destination.final:
            reason = "it changed since, and what was sent there is final; --again sends it anew"
            return self._result(outlet, Action.LEFT, url=before.url, reason=reason, variant=variant)
        if stopping := fatal(variant.findings):
            rules = ", ".join(dict.fromkeys(finding.rule for finding in stopping))
            return self._result(outlet, Action.REFUSED, findings=stopping, reason=f"its checks found: {rules}", variant=variant)
        if reason := self._page_missing(outlet, variant) or outlet.destination.blocked(variant, before):
            return self._result(outlet, Action.WAITING, reason=reason, variant=variant)
        if self.order.dry_run:
            action = Action.REVISED if before else Action.PLACED
            self.due.add(outlet.name)
            url = before.url if before else outlet.destination.address(self.piece, outlet.name)
            return self._result(outlet, action, url=url, preview=outlet.destination.preview(variant, before), variant=variant)
        return self._attempt(outlet, variant, before, use)

    def _page_missing(self, outlet: Outlet, variant: Variant) -> str:
        """Why the variant has to wait for the piece's own page: it points there, and the page is not there."""
        home = self.workspace.config.outlets.get(self.workspace.config.canonical)
        if home is None or home.name in (outlet.name, *self.due) or self.record.standing(home.name).placement:
            return ""
        page = canonical_address(self.workspace, self.piece, {})
        texts = [part.body for part in variant.parts if isinstance(part.body, str)]
        if self.piece.canonical_url or not page or not any(page in text for text in texts):
            return ""
        return f"it points to {page}, and the piece is not at {home.name} yet: publish it there first"

    def _render(self, outlet: Outlet, use: int) -> Variant:
        variant = render(self.workspace, self.archive, self.piece, outlet, self.record.addresses, use)
        return replace(variant, findings=self.findings + weigh(self.workspace, variant.findings))

    def _attempt(self, outlet: Outlet, variant: Variant, before: Placement | None, use: int) -> Result:
        self._introduce()
        sent.keep(self.workspace.root, variant)
        facts: dict[str, Any] = {"outlet": outlet.name, "use": use, "digest": variant.digest}
        if self.order.again and before is None:
            self.record.append(Kind.FORCED, **facts, reason=self.order.again)
        self.record.append(Kind.ATTEMPTED, **facts, title=variant.meta.title, words=variant.meta.words)
        try:
            placement = outlet.destination.revise(variant, before) if before else outlet.destination.place(variant)
        except UnansweredError as error:
            return self._unknown(outlet, variant, facts, error.message)
        except DestinationError as error:
            self.record.append(Kind.FAILED, **facts, reason=error.message)
            return self._result(outlet, Action.FAILED, reason=error.message, variant=variant)
        except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and the variant may have left before it did
            return self._unknown(outlet, variant, facts, f"the destination broke ({type(error).__name__})")
        kind, action = (Kind.REVISED, Action.REVISED) if before else (Kind.PLACED, Action.PLACED)
        self.record.append(kind, **facts, remote=placement.remote, url=placement.url, held=placement.held)
        return self._result(outlet, action, url=placement.url, remote=placement.remote, variant=variant)

    def _unknown(self, outlet: Outlet, variant: Variant, facts: dict[str, Any], reason: str) -> Result:
        self.record.append(Kind.UNKNOWN, **facts, reason=reason)
        return self._result(outlet, Action.UNKNOWN, reason=_how_to_settle(reason, self.piece, outlet), variant=variant)

    def _ask(self, outlet: Outlet, standing: Standing) -> Result | None:
        """Find out what became of an attempt that nobody answered. None: it is known now, and publishing may go on."""
        answer = ask(self.workspace, self.piece.id, outlet, standing)
        if answer is Answer.CANNOT_ASK or self.order.dry_run:
            return self._result(outlet, Action.UNKNOWN, reason=_how_to_settle(standing.reason, self.piece, outlet))
        facts = {"outlet": outlet.name, "use": standing.use, "digest": standing.attempt}
        if isinstance(answer, Placement):
            self.record.append(
                Kind.SETTLED,
                **facts,
                remote=answer.remote,
                url=answer.url,
                held=answer.held,
                reason="placed: it was found there",
            )
        else:
            self.record.append(Kind.SETTLED, **facts, reason="not placed: the run was interrupted, and it was not found there")
        return None

    def _result(self, outlet: Outlet, action: Action, **facts: object) -> Result:
        return Result(piece=self.piece.id, outlet=outlet.name, action=action, **facts)  # type: ignore[arg-type]  # the fields of Result


def _use_number(standing: Standing, *, again: bool) -> int:
    """The number of the use that is due: the same one until it has stood somewhere and a new one is asked for."""
    if standing.use == 0:
        return 1
    return standing.use + 1 if again and (standing.placement or standing.state is State.WITHDRAWN) else standing.use


def _url(standing: Standing) -> str:
    return standing.placement.url if standing.placement else ""


def _how_to_settle(reason: str, piece: Piece, outlet: Outlet) -> str:
    command = f"recycle settle {piece.slug} {outlet.name}"
    said = f"{reason.rstrip('.')}. " if reason else ""
    return f"{said}Look whether it is there, then: {command} --placed URL, or {command} --not-placed"
