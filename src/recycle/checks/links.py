"""Links that lead nowhere once the text has left its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.tree.nodes import Link
from recycle.tree.rows import Rows
from recycle.tree.walk import iter_placed_inlines

_MARKUP = frozenset({".md", ".markdown", ".mdown", ".mkd"})


def links(facts: Facts) -> Iterator[Finding]:
    """``link-empty``, ``link-no-piece`` for a Markdown file that is no piece here, ``link-relative`` for a path without a site to join it to,
    ``link-no-place-there`` for a place in another piece that is not there.
    """
    rows = Rows(facts.piece.document, facts.text)
    for inline, line in iter_placed_inlines(facts.piece.document):
        if isinstance(inline, Link) and (found := _judge(inline.url, facts)):
            rule, message = found
            yield Finding(rule, message, facts.piece.path, rows.of(inline, line))
        elif isinstance(inline, Link) and (missing := _missing_place(inline.url, facts)):
            yield Finding("link-no-place-there", missing, facts.piece.path, rows.of(inline, line), "warning")


def _missing_place(url: str, facts: Facts) -> str:
    """What is wrong with a link to a place in another piece; empty when nothing is, or nobody knows."""
    target, _, fragment = url.partition("#")
    places = facts.places(target) if target and fragment else None
    if places is None or places.has(fragment):
        return ""
    return f"nothing at {target} is called #{fragment}.{places.near(fragment)}"


def _lacks_its_beginning(url: str) -> bool:
    """Whether a browser would take for a path what was meant as an address."""
    return url.lower().startswith(("www.", "http//", "https//", "htp://", "htps://", "ttps://"))


def _judge(url: str, facts: Facts) -> tuple[str, str] | None:
    if not url:
        return "link-empty", "this link has no address; write one between its round brackets, or take the link away."
    try:
        split = urlsplit(url)
    except ValueError:
        return "link-broken", f"{url} is not an address; correct it."
    if _lacks_its_beginning(url) or (split.scheme in ("http", "https") and not split.netloc):
        return "link-broken", f"{url} leads nowhere: the address of a page begins with https:// and a host."
    if url.endswith(":") or not (split.netloc or url.strip("/")):
        return "link-broken", f"{url} leads nowhere: nothing stands behind it; write the whole address."
    if split.scheme or split.netloc or not (split.path or split.query):
        return None
    path = unquote(split.path)
    if path and facts.is_piece(path):
        return None
    if PurePosixPath(path).suffix.lower() in _MARKUP:
        return "link-no-piece", f"there is no piece at {path}; correct the path, or link to the page's address on the web."
    if not facts.site_url:
        return (
            "link-relative",
            f"{url} leads nowhere outside your site; set site.url in config.yaml, or write the whole address.",
        )
    return None
