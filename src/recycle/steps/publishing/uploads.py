"""The images of a variant on their way to a service, each of them once."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.protocol import Uploads
from recycle.ledger import uploads
from recycle.model import UPLOADS, Part, Variant
from recycle.steps.workspace import Workspace
from recycle.world import disk


def upload(workspace: Workspace, outlet: Outlet, variant: Variant) -> Variant:
    """Upload what the service does not have yet, and return the variant with the addresses of all its images.

    What an interrupted run has uploaded is found at the service; what is uploaded is remembered at once. Raises as the
    destination does; then images may have been uploaded, and nothing else.
    """
    destination = outlet.destination
    if not variant.assets or not isinstance(destination, Uploads):
        return variant
    known = dict(uploads.known(workspace.root, outlet.name))
    for asset in variant.assets:
        if asset.digest in known:
            continue
        url = destination.uploaded(asset) or destination.upload(asset, disk.read_bytes(workspace.root / asset.path))
        known[asset.digest] = url
        uploads.remember(workspace.world, outlet.name, uploads.Upload(digest=asset.digest, url=url, path=asset.path))
    return addressed(variant, known)


def as_known(workspace: Workspace, outlet: Outlet, variant: Variant) -> Variant:
    """The variant with the addresses of those of its images that the service is known to have."""
    return addressed(variant, uploads.known(workspace.root, outlet.name)) if variant.assets else variant


def addressed(variant: Variant, known: Mapping[str, str]) -> Variant:
    """The variant with every mark of an image in ``known`` (digest -> address) replaced by the address. The digest stays."""
    marks = {asset.mark: known[asset.digest] for asset in variant.assets if asset.digest in known}
    if not marks:
        return variant
    meta = replace(variant.meta, cover_image=marks.get(variant.meta.cover_image, variant.meta.cover_image))
    return replace(variant, meta=meta, parts=tuple(_addressed(part, marks) for part in variant.parts))


def missing(variant: Variant) -> bool:
    """Whether the text shows an image of another outlet's service which that does not have yet."""
    own = {asset.mark for asset in variant.assets}
    texts = [part.body for part in variant.parts if isinstance(part.body, str)]
    return any(UPLOADS in _without(text, own) for text in (*texts, variant.meta.cover_image))


def _addressed(part: Part, marks: Mapping[str, str]) -> Part:
    if not isinstance(part.body, str):
        return part
    body = part.body
    for mark, url in marks.items():
        body = body.replace(mark, url)
    return replace(part, body=body)


def _without(text: str, marks: set[str]) -> str:
    for mark in marks:
        text = text.replace(mark, "")
    return text
