"""Pieces that claim one page as their original."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.tree.urls import page_of


def canonical(facts: Facts) -> Iterator[Finding]:
    """``canonical-twice`` when another piece has the same ``canonical_url``: services refuse the second one."""
    page = page_of(facts.piece.canonical_url)
    end = _end(page)
    for other in facts.others:
        theirs = other.canonical_url
        # To take all addresses of a large archive apart would take long.
        if theirs and end in theirs and other.id != facts.piece.id and page_of(theirs) == page:
            message = f"{other.path} has the same canonical_url; correct one of them, a page is the original of one piece only."
            yield Finding("canonical-twice", message, facts.piece.path, facts.piece.lines.get("canonical_url", 0))


def _end(url: str) -> str:
    """What every spelling of the address ends with."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts.fragment or parts.query or parts.path.rstrip("/")
