"""A piece as one outlet shows it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from recycle.checks import VARIANT_CHECKS
from recycle.checks.protocol import Shown
from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.forms.context import context
from recycle.forms.protocol import Brief, Draft, Shaped
from recycle.ledger.digest import variant_digest
from recycle.model import Finding, Loss, Part, Piece, Variant
from recycle.registry import find
from recycle.spelling import one_of
from recycle.steps.addresses import own_address, wording_for
from recycle.steps.due import scheduled
from recycle.steps.load import Archive
from recycle.steps.pictures import Pictures
from recycle.steps.record import Record
from recycle.steps.workspace import Workspace
from recycle.transforms import images, links, passages
from recycle.tree.nodes import Document


def render(
    workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, addresses: Mapping[str, str], use: int = 1
) -> Variant:
    """The variant of ``piece`` for ``outlet`` with its findings, losses and digest.

    ``addresses`` are the URLs of the piece's placements by outlet, ``use`` is the number of the use that it is made for.
    Raises InputError when a template or a setting is wrong.
    """
    if outlet.row.gives_address:
        # What is learnt only by placing it must not change the words: they would be sent once more for that alone.
        addresses = {name: url for name, url in addresses.items() if name != outlet.name}
    pictures = Pictures(workspace, piece, outlet, addresses)
    document = _prepared(workspace, archive, piece, outlet, pictures)
    brief = Brief(
        piece=pictures.covered(piece),
        document=document,
        wording=wording_for(piece, outlet),
        site=workspace.config.site,
        outlet=outlet.name,
        settings=outlet.settings,
        limits=outlet.limits,
        words=_words_for(workspace, piece, outlet),
        canonical_url=pictures.canonical,
        own_url=own_address(piece, outlet, addresses),
        syndication=tuple(url for name, url in addresses.items() if name != outlet.name and url),
        key=f"{piece.id}/{outlet.name}/{use}",
    )
    shaped = outlet.form.shape(brief)
    if outlet.schedule:
        shaped = replace(shaped, meta=replace(shaped.meta, not_before=scheduled(piece, outlet, workspace.config.site)))
    _refuse_dialects(outlet, shaped)
    parts, losses = _write(workspace, brief, shaped)
    variant = Variant(
        piece=piece.id,
        outlet=outlet.name,
        form=outlet.form.name,
        key=brief.key,
        meta=shaped.meta,
        parts=parts,
        assets=pictures.assets,
        losses=losses,
        findings=_findings(piece, outlet, shaped, pictures.findings),
    )
    return replace(variant, digest=variant_digest(variant))


def render_now(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Variant:
    """The variant that ``outlet`` would get now, with the addresses and the number of the use that the ledger knows.

    Raises as ``render`` does, and RecycleError when the ledger cannot be read.
    """
    record = Record(workspace.world, piece.id)
    return render(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))


def _findings(piece: Piece, outlet: Outlet, shaped: Shaped, more: list[Finding]) -> tuple[Finding, ...]:
    shown = Shown(
        piece=piece, document=shaped.document, meta=shaped.meta, limits=outlet.limits, outlet=outlet.name, names=outlet.names
    )
    found = [*shaped.findings, *more, *(finding for check in VARIANT_CHECKS.values() for finding in check(shown))]
    return tuple(replace(finding, outlet=outlet.name) for finding in found)


def _prepared(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, pictures: Pictures) -> Document:
    """What of the piece's text the outlet shows, before its form: passages, addresses, campaign tags."""
    config = workspace.config
    canonical = pictures.canonical
    document = passages.select(piece.document, outlet.names)
    if any(map(images.is_local, piece.images)):
        document = images.rewrite(document, pictures.address)
    if any(map(links.is_relative, piece.links)):
        document = links.absolute(document, canonical or config.site.url, _resolver(workspace, archive, piece))
    if outlet.campaign and any(links.is_relative(url) or links.leads_to(url, config.site.url) for url in piece.links):
        document = links.campaign(document, config.site.url, outlet.campaign, frozenset((canonical,)))
    return document


def _words_for(workspace: Workspace, piece: Piece, outlet: Outlet) -> Mapping[str, str]:
    """The furniture's words in the piece's language (else the outlet's), with the outlet's own in place of them."""
    words = workspace.config.templates.words(piece.language or outlet.language or workspace.config.site.language)
    return MappingProxyType({**words, **outlet.words})


def _resolver(workspace: Workspace, archive: Archive, piece: Piece) -> Callable[[str], str | None]:
    """From a link to another piece's file to the address of that piece at the canonical outlet."""
    canonical = workspace.config.outlets.get(workspace.config.canonical)

    def resolve(target: str) -> str | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(piece.path), target))
        other = archive.piece_at(path)
        if other is None or canonical is None:
            return None
        placed = Record(workspace.world, other.id).addresses if canonical.row.gives_address else {}
        return own_address(other, canonical, placed) or None

    return resolve


def _refuse_dialects(outlet: Outlet, shaped: Shaped) -> None:
    for draft in shaped.drafts:
        if outlet.row.dialects is not None and draft.dialect not in outlet.row.dialects:
            takes = one_of(outlet.row.dialects)
            raise InputError(
                f"{outlet.destination_type} does not take {draft.dialect}, which the form of {outlet.name} writes; it takes {takes}."
            )


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
