"""What somebody has changed at a service since recycle wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer, Look, Online
from recycle.ledger import sent
from recycle.model import Placement, Standing, Variant
from recycle.readers import READERS
from recycle.steps.publishing.uploads import as_known
from recycle.steps.workspace import Workspace
from recycle.writers import DIALECTS

_MOST_LINES = 60


def look(outlet: Outlet, placement: Placement) -> Look | Answer:
    """What is at the service now. CANNOT_ASK where nobody else can write. Raises DestinationError."""
    destination = outlet.destination
    return destination.look(placement) if isinstance(destination, Online) else Answer.CANNOT_ASK


def is_changed(placement: Placement, seen: Look) -> bool:
    """Whether the service has something else than right after recycle wrote there; no, where that was not noted."""
    return bool(placement.held) and dict(seen.held) != dict(placement.held)


def difference(workspace: Workspace, outlet: Outlet, standing: Standing, key: str, seen: Look) -> str:
    """What was changed, line by line in words: - is what recycle sent, + is what is there now."""
    variant = sent.load(workspace.root, standing.digest, key) if standing.digest else None
    if variant is None:
        return ""
    ours = _lines(*_sent(as_known(workspace, outlet, variant), seen.dialect))
    lines = list(difflib.unified_diff(ours, _lines(seen.title, seen.text, seen.dialect), "sent", "there now", lineterm="", n=1))
    if not lines:
        return "the words are the same; what was changed is how they are set."
    more = [f"... and {len(lines) - _MOST_LINES} lines more"] if len(lines) > _MOST_LINES else []
    return "\n".join((*lines[:_MOST_LINES], *more))


def _sent(variant: Variant, dialect: str) -> tuple[str, str, str]:
    texts = [part for part in variant.parts if isinstance(part.body, str)]
    part = next((part for part in texts if part.dialect == dialect), texts[0] if texts else None)
    return variant.meta.title, str(part.body) if part else "", dialect


def _lines(title: str, text: str, dialect: str) -> list[str]:
    return [title, "", *_in_words(text, dialect)]


def _in_words(text: str, dialect: str) -> Iterator[str]:
    """The text's lines; of HTML only the words, since every service sets the marks in a way of its own."""
    if dialect in ("html", "email"):
        written = DIALECTS["text"].write(READERS["html"](text).document).text
        text = written if isinstance(written, str) else written.decode()
    return (line.rstrip() for line in text.strip().splitlines())
