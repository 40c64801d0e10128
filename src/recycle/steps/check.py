"""What is wrong with a piece, or may be, before it leaves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from msgspec.structs import replace

from recycle.checks import CHECKS
from recycle.checks.protocol import Facts
from recycle.config.load import Outlet
from recycle.errors import RecycleError
from recycle.model import Finding, Piece
from recycle.spelling import did_you_mean
from recycle.steps.addresses import canonical_address, wording_for
from recycle.steps.load import Archive
from recycle.steps.record import Record
from recycle.steps.render import render_now
from recycle.steps.workspace import Workspace
from recycle.world import disk


def check(workspace: Workspace, archive: Archive, piece: Piece, outlets: Iterable[Outlet]) -> tuple[Finding, ...]:
    """Everything that is to be said of a piece and of its variant at each of ``outlets``, in the order of lines."""
    found = list(check_piece(workspace, archive, piece))
    if damage := Record(workspace.world, piece.id).damage:
        found.append(damage)
    for outlet in outlets:
        if not wording_for(piece, outlet).off:
            found.extend(_at_outlet(workspace, archive, piece, outlet))
    return tuple(sorted(_told_once(found), key=lambda finding: (finding.path, finding.line, finding.outlet, finding.rule)))


def _told_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is the piece's fault wherever it goes, said by no outlet in particular when several say it."""
    first: dict[Finding, Finding] = {}
    for finding in found:
        bare = replace(finding, outlet="")
        first[bare] = bare if bare in first and first[bare].outlet != finding.outlet else finding
    return tuple(first.values())


def check_piece(workspace: Workspace, archive: Archive, piece: Piece) -> tuple[Finding, ...]:
    """What is to be said of the piece wherever it goes."""
    folder = posixpath.dirname(piece.path)

    def place(target: str) -> str:
        return posixpath.normpath(posixpath.join(folder, target))

    facts = Facts(
        piece=piece,
        names=workspace.config.names,
        exists=lambda target: disk.exists(workspace.root / place(target)),
        is_piece=lambda target: archive.piece_at(place(target)) is not None,
        site_url=workspace.config.site.url or canonical_address(workspace, piece, {}),
        others=archive.others(piece) if piece.canonical_url else (),
    )
    found = [finding for rule in CHECKS.values() for finding in rule(facts)]
    return weigh(workspace, (*piece.findings, *_unknown_outlets(workspace, piece), *found))


def weigh(workspace: Workspace, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the severities that config.yaml gives their rules; those that are off are left out."""
    weights = workspace.config.severities
    kept = []
    for finding in findings:
        weight = weights.get(finding.rule, finding.severity)
        if weight != "off":
            kept.append(replace(finding, severity=weight))
    return tuple(dict.fromkeys(kept))


def fatal(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop a variant from leaving."""
    return tuple(finding for finding in findings if finding.severity == "error")


def _at_outlet(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> tuple[Finding, ...]:
    try:
        variant = render_now(workspace, archive, piece, outlet)
    except RecycleError as error:
        return (Finding("not-rendered", error.message, error.path or piece.path, error.line, outlet=outlet.name),)
    return weigh(workspace, variant.findings)


def _unknown_outlets(workspace: Workspace, piece: Piece) -> Iterable[Finding]:
    """What ``outlets:`` in the front matter says of outlets that do not exist."""
    for name in piece.wordings:
        if name not in workspace.config.names:
            hint = did_you_mean(name, workspace.config.names)
            message = f'outlets: there is no outlet or form called "{name}".{hint}'
            yield Finding("outlet-unknown", message, piece.path, piece.lines.get(f"outlets.{name}", 0), "warning")
