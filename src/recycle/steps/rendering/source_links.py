"""Places that allow to publish their texts elsewhere when there is a link to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recycle.config.sources import rules_at
from recycle.model import Finding, Part, Piece
from recycle.steps.workspace import Workspace
from recycle.tree.urls import spellings


def source_findings(workspace: Workspace, piece: Piece, parts: Iterable[Part]) -> Iterator[Finding]:
    """``source-not-linked`` where the place that the piece comes from wants a link and no part of the variant has one.

    Of parts that are no text nothing is known.
    """
    texts = [part.body for part in parts if isinstance(part.body, str)]
    source = piece.source
    if (
        source is None
        or not wants_link(workspace, piece)
        or not texts
        or any(url in text for url in spellings(source.url) for text in texts)
    ):
        return
    message = f"what was written there may be published with a link to it, and there is none: link to {source.url} in the text."
    yield Finding("source-not-linked", message, piece.path, piece.lines.get("source.url", piece.lines.get("source", 0)))


def wants_link(workspace: Workspace, piece: Piece) -> bool:
    """Whether the place that the piece comes from wants a link to what was written there."""
    source = piece.source
    house = rules_at(workspace.config.sources, source.url) if source else None
    if source is None or house is None:
        return False
    is_own = not source.author or source.author in (piece.author, workspace.config.site.author)
    return house.for_words(own=is_own) == "link"
