"""One piece on its way to its outlets: what is due at each, and what is not and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer, Keyed
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.model import Kind, Piece, Placement, Standing, State, Variant
from recycle.steps.checking.causes import without_consequences
from recycle.steps.checking.check import check_piece, fatal, losses, weigh
from recycle.steps.issues.included import issue_of
from recycle.steps.issues.pages import IssuePages, other_issue
from recycle.steps.loading.load import Archive
from recycle.steps.publishing import hand_edits
from recycle.steps.publishing.ask import unsettled_until
from recycle.steps.publishing.attempt import Attempt, Outcome, begin, finish, no_image
from recycle.steps.publishing.unsettled import ask_after, follow_up
from recycle.steps.publishing.uploads import as_known, missing, upload
from recycle.steps.record import Record
from recycle.steps.rendering.edited import UNDECIDED
from recycle.steps.rendering.render import render
from recycle.steps.results import Action, Order, Result, Wait
from recycle.steps.sharing.claim_times import claimed_until, is_late
from recycle.steps.waiting.alone import first_findings
from recycle.steps.waiting.due import here
from recycle.steps.waiting.held import change_held_back, held_back, page_held_back, quoted_findings
from recycle.steps.waiting.holders import Holders
from recycle.steps.waiting.linked import without_page
from recycle.steps.waiting.off import off_reason
from recycle.steps.waiting.page import OwnPage
from recycle.steps.waiting.skip import introduce, skip_reason
from recycle.steps.workspace import Workspace


class Bringing:
    """One piece with its events. For each outlet ``prepare`` ends in a result or in an attempt, which ``finish`` makes a result of."""

    def __init__(
        self,
        workspace: Workspace,
        archive: Archive,
        piece: Piece,
        order: Order,
        coming: dict[str, set[str]],
        holders: Holders,
    ) -> None:
        """``coming``: where a dry run would have brought each piece by now, by its id. ``holders``: whose files lie where."""
        self.workspace = workspace
        self.archive = archive
        self.piece = piece
        self.order = order
        self.record = Record(workspace.world, piece.id)
        self.findings = check_piece(workspace, archive, piece)
        self.page = (
            IssuePages(workspace, archive, piece, coming, dry_run=order.dry_run)
            if piece.issue
            else OwnPage(workspace, archive, piece, dry_run=order.dry_run)
        )
        self.coming = coming
        self.holders = holders
        self.due = coming.setdefault(piece.id, set())

    def prepare(self, outlet: Outlet) -> Result | Attempt:
        """What is due at ``outlet``: an attempt, already on the disk, or the result that nothing is. Whatever breaks is a result."""
        try:
            result = self._prepare(outlet)
            if isinstance(result, Result) and result.action in (Action.REFUSED, Action.WAITING) and not self._is_silent:
                introduce(self.workspace, self.record)
        except RecycleError as error:
            return self._broken_off(outlet, str(error))
        except Exception as error:  # noqa: BLE001  whatever breaks at one outlet, a plug-in's or ours, must not stop the others
            return self._broken_off(outlet, f"it broke ({type(error).__name__})")  # its words may hold a secret
        return result

    def finish(self, attempt: Attempt, outcome: Outcome) -> Result:
        """Remember what came of an attempt. Whatever breaks is a result."""
        try:
            result = finish(self.record, self.piece, attempt, outcome)
            if outcome.placement:
                self.holders.bring(self.piece.id, attempt.outlet, attempt.variant)
        except RecycleError as error:
            return self._broken_off(attempt.outlet, str(error))
        except Exception as error:  # noqa: BLE001  as above
            return self._broken_off(attempt.outlet, f"it broke ({type(error).__name__})")
        return result

    def carry_out(self, attempt: Attempt) -> Outcome:
        """Send it, unless it was claimed and the time to begin is over. May run beside others."""
        if is_late(self.workspace, attempt.until):
            return Outcome(Kind.FAILED, reason="its claim ran out before it could be sent")
        return attempt.carry_out()

    @property
    def _is_silent(self) -> bool:
        return bool(self.order.dry_run or self.record.damage)

    def _broken_off(self, outlet: Outlet, reason: str) -> Result:
        """Unknown when an attempt had begun, since the variant may have left; else nothing was sent."""
        is_open = self.record.standing(outlet.name).state is State.UNKNOWN
        return self._result(outlet, Action.UNKNOWN if is_open else Action.REFUSED, reason=reason)

    def _prepare(self, outlet: Outlet) -> Result | Attempt:
        if self.record.damage:
            return self._result(outlet, Action.REFUSED, findings=(self.record.damage,), reason="its ledger is damaged")
        if self.record.standing(outlet.name).state is State.UNKNOWN:
            unknown = ask_after(self.workspace, self.record, self.piece, outlet, dry_run=self.order.dry_run)
            if unknown is not None:
                return unknown
        standing = self.record.standing(outlet.name)
        if standing.state is State.PENDING:
            return follow_up(self.workspace, self.record, self.piece, outlet, dry_run=self.order.dry_run)
        if reason := off_reason(self.piece, outlet, here(self.workspace)):
            return self._result(outlet, Action.OFF, reason=reason)
        return self._leave(outlet, standing) or self._skip(outlet, standing) or self._send(outlet, standing)

    def _leave(self, outlet: Outlet, standing: Standing) -> Result | None:
        """The result for what is not touched, None for what is due."""
        if self.order.again:
            return None
        if event := issue_of(self.record, outlet.name):
            # What stands there is the whole issue, which must not be written over with one piece of it.
            reason = f"it went out in {event.within}; --again sends it by itself"
            return self._result(outlet, Action.LEFT if self.order.named else Action.SKIPPED, url=event.url, reason=reason)
        match standing.state:
            case State.WITHDRAWN:
                return self._result(
                    outlet, Action.LEFT, reason=f"it was withdrawn{_in_brackets(standing.reason)}; --again places it anew"
                )
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

    def _send(self, outlet: Outlet, standing: Standing) -> Result | Attempt:
        use = _use_number(standing, again=bool(self.order.again))
        before = standing.placement if use == standing.use else None
        if before is None and (later := held_back(self.workspace, self.archive, self.piece, outlet, self.record)):
            return self._result(outlet, Action.LATER, reason=later)
        if before is None and (later := self.page.later(outlet)):
            return self._result(outlet, Action.LATER, reason=later)
        variant = self._render(outlet, use, before)
        if isinstance(variant, Result):
            return variant
        if before and (reason := other_issue(self.workspace, variant, standing)):
            return self._result(outlet, Action.REFUSED, url=before.url, reason=reason, variant=variant)
        is_over = before is not None and outlet.destination.final
        if not is_over and (undecided := tuple(one for one in fatal(variant.findings) if one.rule in UNDECIDED)):
            return self._result(
                outlet, Action.REFUSED, findings=undecided, reason="its edit is to be decided on", variant=variant
            )
        if before and variant.digest == standing.digest and standing.state is not State.FAILED:
            if outlet.destination.intact(before):
                return self._result(outlet, Action.UNCHANGED, url=before.url, variant=variant)
        elif before and outlet.destination.final:
            reason = "it changed since, and what was sent there is final; --again sends it anew"
            return self._result(outlet, Action.LEFT, url=before.url, reason=reason, variant=variant)
        if before and (later := change_held_back(self.workspace, self.archive, self.piece, outlet, standing)):
            return self._result(outlet, Action.LATER, url=before.url, reason=later, variant=variant)
        if stopping := fatal(variant.findings):
            rules = ", ".join(dict.fromkeys(finding.rule for finding in stopping))
            return self._result(outlet, Action.REFUSED, findings=stopping, reason=f"its checks found: {rules}", variant=variant)
        before = before and self.holders.spared(self.record, outlet, before, variant)
        if wait := next((wait for wait in self._waits(outlet, variant, before) if wait.reason), None):
            return self._result(outlet, wait.action, reason=wait.reason, variant=variant)
        if self.order.dry_run:
            return self._preview(outlet, variant, before)
        if before and (changed := self._changed_there(outlet, standing, before, variant)):
            return changed
        return self._attempt(outlet, variant, before, use)

    def _waits(self, outlet: Outlet, variant: Variant, before: Placement | None) -> Iterator[Wait]:
        """What may be in the way, in the order in which it has to end. Nobody is asked for what would have to wait all the same."""
        home = self.workspace.config.canonical
        if before is None:
            yield self.page.missing(outlet, variant, self.record, self.due)
        yield without_page(self.workspace, self.archive, self.piece, outlet, variant, self.coming)
        if missing(variant) and not all(home in self.coming.get(one, ()) for one in variant.items or (self.piece.id,)):
            held = "" if variant.items else page_held_back(self.workspace, self.archive, self.piece)
            yield Wait(f"its images are not at {home} yet: {held or 'publish it there first'}", ends=bool(held))
        yield self.holders.taken(self.record, outlet, variant, before)
        yield Wait(outlet.destination.blocked(as_known(self.workspace, outlet, variant), before))
        # Runs for pull requests show what would be sent, and are given no secret.
        if not self.order.dry_run and isinstance(outlet.destination, Keyed):
            yield Wait(outlet.destination.unset())

    def _preview(self, outlet: Outlet, variant: Variant, before: Placement | None) -> Result:
        self.due.add(outlet.name)
        self.holders.bring(self.piece.id, outlet, variant)
        url = before.url if before else outlet.destination.address(self.piece, outlet.name)
        preview = outlet.destination.preview(as_known(self.workspace, outlet, variant), before)
        action = Action.REVISED if before else Action.PLACED
        return self._result(outlet, action, url=url, preview=preview, variant=variant)

    def _changed_there(self, outlet: Outlet, standing: Standing, before: Placement, variant: Variant) -> Result | None:
        """The result for a post that somebody has changed or deleted at the service; None for one that is as it was left."""
        unsettled = unsettled_until(self.workspace, outlet, standing.since)
        try:
            seen = hand_edits.look(outlet, before)
        except DestinationError as error:
            return self._result(outlet, Action.FAILED, url=before.url, reason=error.message, variant=variant)
        if seen is Answer.ABSENT:
            if unsettled:
                when = unsettled.isoformat(" ", "seconds")
                reason = f"it does not show there yet; from {when} on that will mean that it was deleted"
                return self._result(outlet, Action.WAITING, url=before.url, reason=reason, variant=variant)
            gone = "it was deleted there"
            self.record.append(Kind.WITHDRAWN, outlet=outlet.name, use=standing.use, url=before.url, reason=gone)
            return self._result(outlet, Action.LEFT, url=before.url, reason=f"{gone}; --again places it anew", variant=variant)
        if isinstance(seen, Answer) or self.order.overwrite or not hand_edits.is_changed(before, seen):
            return None
        difference = hand_edits.difference(self.workspace, outlet, standing, variant.key, seen)
        pull = f"`recycle pull {self.piece.slug} {outlet.name}` makes it your edit"
        pull = f"write it into {self.piece.path}" if self.piece.issue else pull
        reason = f"somebody has changed it there since: {pull}, `recycle publish --overwrite` writes over it"
        return self._result(outlet, Action.WAITING, url=before.url, reason=reason, difference=difference, variant=variant)

    def _render(self, outlet: Outlet, use: int, before: Placement | None) -> Variant | Result:
        try:
            variant = render(self.workspace, self.archive, self.piece, outlet, self.record.addresses, use)
        except InputError as error:
            if not (before and self.piece.issue and outlet.destination.final):
                raise
            # A piece in it may have been renamed or deleted since; nobody can do anything about mail that has left.
            return self._result(
                outlet, Action.LEFT, url=before.url, reason=f"it was sent; made anew it would be refused: {error}"
            )
        first = () if before else first_findings(self.workspace, self.piece, outlet, self.record)
        quoted = quoted_findings(self.workspace, self.archive, self.piece, outlet)
        found = (*self.findings, *variant.findings, *first, *quoted, *losses(self.piece, variant))
        weighed = weigh(self.workspace, found, self.piece, outlet)
        return replace(variant, findings=without_consequences(weighed, self.piece.document))

    def _attempt(self, outlet: Outlet, variant: Variant, before: Placement | None, use: int) -> Result | Attempt:
        facts: dict[str, Any] = {"outlet": outlet.name, "use": use, "digest": variant.digest}
        attempt = Attempt(outlet, variant, variant, before, facts)
        if self.record.holds:
            attempt = attempt._replace(until=claimed_until(self.workspace, outlet))
        else:
            try:
                attempt = attempt._replace(placeable=upload(self.workspace, outlet, variant))
            except (DestinationError, UnansweredError) as error:
                return self._result(outlet, Action.FAILED, reason=no_image(error), variant=variant)
        begin(self.workspace, self.record, attempt, self.order.again)
        return attempt

    def _result(self, outlet: Outlet, action: Action, **facts: object) -> Result:
        return Result(piece=self.piece.id, outlet=outlet.name, action=action, **facts)  # type: ignore[arg-type]  # the fields of Result


def _in_brackets(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _use_number(standing: Standing, *, again: bool) -> int:
    """The number of the use that is due: the same one until it has stood somewhere and a new one is asked for."""
    if standing.use == 0:
        return 1
    return standing.use + 1 if again and (standing.placement or standing.state is State.WITHDRAWN) else standing.use
