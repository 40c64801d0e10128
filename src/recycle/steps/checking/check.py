"""What is wrong with a piece, or may be, before it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from msgspec.structs import replace

from recycle.checks import CHECKS
from recycle.config.load import Outlet
from recycle.config.severities import wrong_rule
from recycle.errors import InputError, RecycleError
from recycle.model import Finding, Loss, Piece, State, Variant, Weight
from recycle.rules import RULES
from recycle.spelling import did_you_mean
from recycle.steps.addresses import has_variant, wording_for
from recycle.steps.checking.causes import without_consequences
from recycle.steps.checking.same_path import path_findings, refused_findings
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.rendering.facts import facts_of
from recycle.steps.rendering.render import look
from recycle.steps.sharing.claim_times import claimed_by_another
from recycle.steps.waiting.alone import alone_findings
from recycle.steps.waiting.held import embargo_findings, quoted_findings
from recycle.steps.waiting.pageless import pageless_findings
from recycle.steps.workspace import Workspace

_ASKED_FOR = frozenset(rule.name for rule in RULES.values() if rule.severity == "off")


def check(workspace: Workspace, archive: Archive, piece: Piece, outlets: Iterable[Outlet]) -> tuple[Finding, ...]:
    """Everything that is to be said of a piece and of its variant at each of ``outlets``, in the order of lines."""
    goes_to = tuple(outlet for outlet in outlets if has_variant(piece, outlet))
    found = list(_wherever_it_goes(workspace, piece, goes_to, check_piece(workspace, archive, piece)))
    record = Record(workspace.world, piece.id)
    if record.damage:
        found.append(record.damage)
    for outlet in goes_to:
        found.extend(_at_outlet(workspace, archive, piece, outlet, record))
        standing = (*_open(workspace, record, piece, outlet), *alone_findings(workspace, piece, outlet, record))
        standing += tuple(path_findings(workspace, archive, piece, outlet, record))
        with suppress(InputError):  # an edit that cannot be read is said where it is rendered
            standing += tuple(quoted_findings(workspace, archive, piece, outlet))
        found.extend(weigh(workspace, standing, piece, outlet))
    once = without_consequences(_told_once(found), piece.document)
    return tuple(sorted(once, key=lambda finding: (finding.path, finding.line, finding.outlet, finding.rule)))


def _told_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is the piece's fault wherever it goes, said by no outlet in particular when several say it."""
    first: dict[Finding, Finding] = {}
    for finding in found:
        bare = replace(finding, outlet="")
        first[bare] = bare if bare in first and first[bare].outlet != finding.outlet else finding
    return tuple(first.values())


def check_piece(workspace: Workspace, archive: Archive, piece: Piece) -> tuple[Finding, ...]:
    """What is to be said of the piece wherever it goes, with the severities that rules have by themselves."""
    facts = facts_of(workspace, archive, piece)
    found = [finding for rule in CHECKS.values() for finding in rule(facts)]
    found += (*embargo_findings(workspace, piece), *pageless_findings(workspace, archive, piece))
    return (*piece.findings, *_unknown_outlets(workspace, piece), *_unknown_rules(workspace, piece), *found)


def weigh(
    workspace: Workspace, findings: Iterable[Finding], piece: Piece | None = None, outlet: Outlet | None = None
) -> tuple[Finding, ...]:
    """The findings with the severities that their rules have for this piece at this outlet; those that are off are left out.

    What the piece says for the outlet goes before what it says for all, that before what config.yaml says for the outlet, and
    that before what it says for all.
    """
    weights = _weights(workspace, piece, outlet)
    kept = []
    for finding in findings:
        weight = weights.get(finding.rule, "off" if finding.rule in _ASKED_FOR else finding.severity)
        if weight != "off":
            kept.append(finding if weight == finding.severity else replace(finding, severity=weight))
    return tuple(dict.fromkeys(kept))


def _weights(workspace: Workspace, piece: Piece | None, outlet: Outlet | None) -> Mapping[str, Weight]:
    said = dict(workspace.config.severities)
    if outlet:
        said |= outlet.severities
    if piece:
        said |= piece.checks
    if piece and outlet:
        said |= wording_for(piece, outlet).checks or {}
    return {rule: weight for rule, weight in said.items() if rule not in RULES or not RULES[rule].fixed}


def _wherever_it_goes(
    workspace: Workspace, piece: Piece, outlets: tuple[Outlet, ...], findings: tuple[Finding, ...]
) -> Iterable[Finding]:
    """The findings once each where all outlets weigh them alike, else for each outlet that has them."""
    for finding in findings:
        weighed = [weigh(workspace, (finding,), piece, outlet) for outlet in outlets or (None,)]
        if len(set(weighed)) == 1:
            yield from weighed[0]
        else:
            pairs = zip(outlets, weighed, strict=True)
            yield from (replace(one, outlet=outlet.name) for outlet, found in pairs for one in found)


def fatal(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop a variant from leaving."""
    return tuple(finding for finding in findings if finding.severity == "error")


def _at_outlet(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record) -> tuple[Finding, ...]:
    asked = _weights(workspace, piece, outlet).get("dialect-loss", "off") != "off"
    try:
        seen = look(workspace, archive, piece, outlet, record, with_losses=asked)
    except RecycleError as error:
        return (Finding("not-rendered", error.message, error.path or piece.path, error.line, outlet=outlet.name),)
    lost = (_loss(piece, outlet.name, loss) for loss in seen.losses)
    refused = refused_findings(piece, outlet, record, seen)
    return weigh(workspace, (*seen.findings, *lost, *refused), piece, outlet)


def losses(piece: Piece, variant: Variant) -> Iterable[Finding]:
    """``dialect-loss`` for each thing that the outlet's dialect cannot say; weighed, it is off unless somebody wants to be told."""
    return (_loss(piece, variant.outlet, loss) for loss in variant.losses)


def _loss(piece: Piece, outlet: str, loss: Loss) -> Finding:
    message = f"{loss.what}: {loss.became}" if loss.became else loss.what
    return Finding("dialect-loss", f"{message}.", piece.path, loss.line, "warning", outlet)


def _open(workspace: Workspace, record: Record, piece: Piece, outlet: Outlet) -> Iterable[Finding]:
    """``use-unknown`` where an attempt was made and nobody knows what came of it; nothing while another machine may be at it."""
    standing = record.standing(outlet.name)
    if standing.state is State.UNKNOWN and not record.damage and not claimed_by_another(workspace, standing):
        how = f"`recycle publish` asks, `recycle settle {piece.slug} {outlet.name}` says it"
        message = (
            f"nobody knows whether it is at {outlet.name} already ({standing.reason or 'the run was interrupted'}): {how}."
        )
        yield Finding("use-unknown", message, piece.path, severity="warning", outlet=outlet.name)


def _unknown_outlets(workspace: Workspace, piece: Piece) -> Iterable[Finding]:
    """What ``outlets:`` in the front matter says of outlets that do not exist."""
    for name in piece.wordings:
        if name not in workspace.config.names:
            hint = did_you_mean(name, workspace.config.names)
            message = f'outlets: there is no outlet or form called "{name}".{hint}'
            yield Finding("outlet-unknown", message, piece.path, piece.lines.get(f"outlets.{name}", 0), "warning")


def _unknown_rules(workspace: Workspace, piece: Piece) -> Iterable[Finding]:
    """What ``checks:`` in the front matter says of rules that do not exist, or that have one severity for everybody."""
    said = {
        "checks": piece.checks,
        **{f"outlets.{name}.checks": wording.checks or {} for name, wording in piece.wordings.items()},
    }
    for key, rules in said.items():
        for rule in rules:
            if wrong := wrong_rule(rule, workspace.config.plugins):
                line = piece.lines.get(f"{key}.{rule}", piece.lines.get(key, 0))
                yield Finding("rule-unknown", f"{key}: {wrong}", piece.path, line)
