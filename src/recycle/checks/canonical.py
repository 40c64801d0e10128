"""Pieces that claim one page as their original."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from recycle.checks.protocol import Facts
from recycle.model import Finding

_PORTS = (("http", 80), ("https", 443))


def canonical(facts: Facts) -> Iterator[Finding]:
    """``canonical-twice`` when another piece has the same ``canonical_url``: services refuse the second one."""
    url = facts.piece.canonical_url.rstrip("/")
    page, end = _page(url), _end(url)
    for other in facts.others:
        theirs = other.canonical_url.rstrip("/")
        # To take all addresses of a large archive apart would take long.
        if theirs and theirs.endswith(end) and other.id != facts.piece.id and _page(theirs) == page:
            message = f"{other.path} has the same canonical_url; correct one of them, a page is the original of one piece only."
            yield Finding("canonical-twice", message, facts.piece.path, facts.piece.lines.get("canonical_url", 0))


def _page(url: str) -> tuple[object, ...]:
    """What tells the page from others: case and port as RFC 3986 (6.2.2.1 and 6.2.3) has them, and no slash at the end of the path."""
    try:
        parts = urlsplit(url)
        port = None if (parts.scheme, parts.port) in _PORTS else parts.port
    except ValueError:
        return (url,)
    return (
        parts.scheme,
        parts.username,
        parts.password,
        parts.hostname,
        port,
        parts.path.rstrip("/"),
        parts.query,
        parts.fragment,
    )


def _end(url: str) -> str:
    """What every spelling of the address ends with."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts.fragment or parts.query or parts.path.rstrip("/")
