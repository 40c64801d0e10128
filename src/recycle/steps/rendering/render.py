"""A piece as one outlet shows it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from recycle.checks import VARIANT_CHECKS
from recycle.checks.protocol import Shown
from recycle.config.load import Outlet
from recycle.destinations.protocol import Filing
from recycle.forms.context import context
from recycle.forms.protocol import Brief, Draft, Shaped
from recycle.ledger.digest import variant_digest
from recycle.model import Finding, Loss, Part, Piece, Variant
from recycle.registry import find
from recycle.steps.loading.load import Archive
from recycle.steps.record import Record
from recycle.steps.rendering import issue_text
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.rendering.edited import editing_of
from recycle.steps.rendering.making import Made, for_outlet
from recycle.steps.rendering.source_links import source_findings, wants_link
from recycle.steps.rendering.unwritten import may_fail, unwritten_parts
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Document


class Look(Struct, frozen=True):
    """What is to be said of a variant. Without the losses where nobody has asked for them.

    ``files`` is where it is to be files, and ``parts`` the name and the suffix of each.
    """

    findings: tuple[Finding, ...]
    losses: tuple[Loss, ...] = ()
    files: Filing | None = None
    parts: tuple[tuple[str, str], ...] = ()


class _Shaping(Struct, frozen=True):
    """A piece in the form that an outlet has, not written yet."""

    brief: Brief
    shaped: Shaped
    findings: tuple[Finding, ...]


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
    shaping = _shape(workspace, piece, outlet, briefing)
    parts, losses = _write(workspace, shaping.brief, shaping.shaped)
    return Made(shaped=shaping.shaped, parts=parts, losses=losses, assets=briefing.assets, findings=shaping.findings)


def _shape(workspace: Workspace, piece: Piece, outlet: Outlet, briefing: Briefing) -> _Shaping:
    editing = editing_of(workspace, piece, outlet, briefing)
    brief = replace(briefing.brief, edit=editing) if editing else briefing.brief
    shaped = for_outlet(workspace, piece, outlet, outlet.form.shape(brief))
    return _Shaping(brief, shaped, (*briefing.findings, *(editing.findings if editing else ())))


def render_now(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Variant:
    """The variant that ``outlet`` would get now, with the addresses and the number of the use that the ledger knows.

    Raises as ``render`` does, and RecycleError when the ledger cannot be read.
    """
    record = Record(workspace.world, piece.id)
    return render(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))


def look(
    workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, record: Record, *, with_losses: bool = False
) -> Look:
    """What ``render_now`` would have to say. It is written only where something could come of that. Raises as ``render`` does."""
    files = outlet.destination if isinstance(outlet.destination, Filing) else None
    if piece.issue:
        variant = render(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))
        return Look(variant.findings, variant.losses, files, _called(variant.parts))
    briefing = Briefing(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))
    shaping = _shape(workspace, piece, outlet, briefing)
    is_written = with_losses or wants_link(workspace, piece) or may_fail(workspace, outlet, shaping.shaped)
    parts, losses = _write(workspace, shaping.brief, shaping.shaped) if is_written else ((), ())
    found = (*shaping.findings, *source_findings(workspace, piece, parts))
    if files and not is_written:
        parts = unwritten_parts(workspace, shaping.shaped, files)
    return Look(_findings(piece, outlet, shaping.shaped, found), losses, files, _called(parts))


def _called(parts: tuple[Part, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((part.name, part.suffix) for part in parts)


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
