"""The line that a post in a Markdown forum carries: whose post it is, and with which words. Readers do not see it."""

from __future__ import annotations

import re

from recycle.destinations.keys import PREFIX, token
from recycle.errors import DestinationError
from recycle.model import Variant

_WORD = "recycle:"


def text_of(variant: Variant) -> str:
    """The words of the post. Raises DestinationError for a form that writes none."""
    part = variant.part("post")
    if part is None or not isinstance(part.body, str):
        raise DestinationError(f"the form {variant.form} writes no post for a forum: use the form forum.")
    return part.body.strip("\n")


def mark_of(variant: Variant) -> str:
    """What the line says: the key, and (where it is known) the digest of the words."""
    return f"{_WORD}{token(variant.key)} {variant.digest}".rstrip()


def is_marked(text: str) -> bool:
    """Whether ``text`` is the post of some use, whichever it is."""
    return f"{_WORD}{PREFIX}" in text


def carries(text: str, key: str) -> bool:
    """Whether ``text`` is the post of the use ``key``, by its mark."""
    return _found(text, key) is not None


def says(text: str, variant: Variant) -> bool:
    """Whether ``text`` has the words of ``variant``, by its mark."""
    found = _found(text, variant.key)
    return found is not None and found[1] == variant.digest


def is_of_others(text: str, variant: Variant) -> bool:
    """Whether ``text`` is the post of the variant's use with other words of ours; not where somebody has taken the mark away."""
    return carries(text, variant.key) and not says(text, variant)


def without_mark(text: str) -> str:
    """``text`` as people know it, without the line that has the mark."""
    return "\n".join(line for line in text.split("\n") if _WORD not in line).rstrip("\n")


def _found(text: str, key: str) -> re.Match[str] | None:
    return re.search(rf"{_WORD}{token(key)}\b(?: ([0-9a-f]+))?", text) if token(key) in text else None
