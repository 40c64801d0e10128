"""The places inside a text that a link can lead to. Headings have no fixed names, since every renderer makes its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import unquote

from msgspec import Struct

from recycle.late import regex
from recycle.spelling import did_you_mean
from recycle.tree.nodes import Document, Heading
from recycle.tree.text import plain
from recycle.tree.walk import iter_blocks

_NAMED = regex(r"""(?:\bid|\bname)\s*=\s*["']?([^"'\s>]+)|\{:?\s*#([\w:.-]+)""")
_NUMBERED = regex(r"-?\d+$")
_EVERYWHERE = frozenset(("", "top"))
_DIRECTIVE = ":~:"
"""Behind it stand words that a browser looks for itself (https://wicg.github.io/scroll-to-text-fragment/)."""


class Places(Struct, frozen=True):
    """The names of places by their letters and digits, which are all that renderers agree about."""

    names: Mapping[str, str]

    def has(self, fragment: str) -> bool:
        """Whether a link with ``fragment`` (without ``#``) leads to one of them, or to the top."""
        place = unquote(fragment).partition(_DIRECTIVE)[0]
        return place in _EVERYWHERE or _bare(place) in self.names or _bare(_NUMBERED.sub("", place)) in self.names

    def near(self, fragment: str) -> str:
        """`` Did you mean "#x"?`` with a space before it, or nothing."""
        return did_you_mean(f"#{unquote(fragment)}", [f"#{name}" for name in self.names.values()])


def places_in(document: Document, text: str) -> Places:
    """The places in ``text``, which ``document`` was read from: its headings, and what has an ``id`` or a ``name`` of its own."""
    headings = (plain(block.children) for block in iter_blocks(document) if isinstance(block, Heading))
    return Places(MappingProxyType({_bare(name): name for name in (*map(_hyphenated, headings), *_names(text))}))


def maybe_places(text: str) -> frozenset[str]:
    """What may be a place in ``text``, told roughly and quickly, without reading it: what is lost of it, a link may miss."""
    rows = text.splitlines()
    below = (above for above, row in itertools.pairwise(rows) if row and not row.strip("=-"))
    marked = (row for row in rows if row.lstrip(" >").startswith("#"))
    return frozenset(_bare(row) for row in (*below, *marked, *_names(text)))


def _names(text: str) -> Iterable[str]:
    return (one or other for one, other in _NAMED.findall(text))


def _hyphenated(words: str) -> str:
    """As most renderers would call a heading: small letters, hyphens for spaces."""
    kept = "".join(sign for sign in words.casefold() if sign.isalnum() or sign in " -_")
    return "-".join(kept.split())


def _bare(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
