"""A piece as one outlet shows it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from recycle.checks import VARIANT_CHECKS
from recycle.checks.protocol import Shown
from recycle.config.load import Outlet
from recycle.forms.context import context
from recycle.forms.protocol import Brief, Draft, Shaped
from recycle.ledger.digest import variant_digest
from recycle.model import Finding, Loss, Part, Piece, Variant
from recycle.registry import find
from recycle.steps import issue_text
from recycle.steps.briefing import Briefing
from recycle.steps.edited import editing_of
from recycle.steps.load import Archive
from recycle.steps.making import Made, for_outlet
from recycle.steps.record import Record
from recycle.steps.source_links import source_findings
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document


def render(
    workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, addresses: Mapping[str, str], use: int = 1
) -> Variant:
    """The variant of ``piece`` for ``outlet`` with its findings, losses and digest.

    ``addresses`` are the URLs of the piece's placements by outlet, ``use`` is the number of the use that it is made for.
    Raises InputError when a template or a setting is wrong.
    """
    briefing = Briefing(workspace, archive, piece, outlet, addresses, use)
    make = issue_text.make if piece.issue else _make
    made = make(workspace, archive, piece, outlet, briefing)
    variant = Variant(
        piece=piece.id,
        outlet=outlet.name,
        form=outlet.form.name,
        key=briefing.brief.key,
        meta=made.shaped.meta,
        parts=made.parts,
        assets=made.assets,
        losses=made.losses,
        findings=_findings(piece, outlet, made.shaped, (*made.findings, *source_findings(workspace, piece, made.parts))),
        items=made.items,
    )
    return replace(variant, digest=variant_digest(variant))


def _make(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, briefing: Briefing) -> Made:  # noqa: ARG001  # as of an issue
    """A piece by itself."""
    editing = editing_of(workspace, piece, outlet, briefing)
    brief = replace(briefing.brief, edit=editing) if editing else briefing.brief
    shaped = for_outlet(workspace, piece, outlet, outlet.form.shape(brief))
    parts, losses = _write(workspace, brief, shaped)
    findings = (*briefing.findings, *(editing.findings if editing else ()))
    return Made(shaped=shaped, parts=parts, losses=losses, assets=briefing.assets, findings=findings)


def render_now(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Variant:
    """The variant that ``outlet`` would get now, with the addresses and the number of the use that the ledger knows.

    Raises as ``render`` does, and RecycleError when the ledger cannot be read.
    """
    record = Record(workspace.world, piece.id)
    return render(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))


def _findings(piece: Piece, outlet: Outlet, shaped: Shaped, more: tuple[Finding, ...]) -> tuple[Finding, ...]:
    shown = Shown(
        piece=piece, document=shaped.document, meta=shaped.meta, limits=outlet.limits, outlet=outlet.name, names=outlet.names
    )
    found = [*shaped.findings, *more, *(finding for check in VARIANT_CHECKS.values() for finding in check(shown))]
    return tuple(replace(finding, outlet=outlet.name) for finding in found)


def _write(workspace: Workspace, brief: Brief, shaped: Shaped) -> tuple[tuple[Part, ...], tuple[Loss, ...]]:
    parts: list[Part] = []
    losses: dict[Loss, None] = {}
    for draft in shaped.drafts:
        part, lost = _part(workspace, brief, shaped, draft)
        parts.append(part)
        losses.update(dict.fromkeys(lost))
    composed = shaped.compose(tuple(parts)) if shaped.compose else tuple(parts)
    return composed, tuple(losses)


def _part(workspace: Workspace, brief: Brief, shaped: Shaped, draft: Draft) -> tuple[Part, tuple[Loss, ...]]:
    dialect = find(workspace.config.dialects, draft.dialect, "dialect")
    written = dialect.write(Document(draft.before + shaped.document.blocks + draft.after, shaped.document.footnotes))
    body = written.text
    if draft.template and isinstance(body, str):
        variables = context(brief, shaped, draft, body)
        body = workspace.config.templates.render(draft.template, variables, html=dialect.is_html)
    return Part(draft.name, draft.dialect, draft.suffix or dialect.suffix, body), written.losses
