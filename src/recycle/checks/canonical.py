"""Pieces that claim one page as their original."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.checks.protocol import Facts
from recycle.model import Finding


def canonical(facts: Facts) -> Iterator[Finding]:
    """``canonical-twice`` when another piece has the same ``canonical_url``: services refuse the second one."""
    url = facts.piece.canonical_url.rstrip("/")
    for other in facts.others:
        if url and other.id != facts.piece.id and other.canonical_url.rstrip("/") == url:
            message = f"{other.path} has the same canonical_url; correct one of them, a page is the original of one piece only."
            yield Finding("canonical-twice", message, facts.piece.path, facts.piece.lines.get("canonical_url", 0))
