"""The key of a use, as services can carry it; and digests of what they have."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

PREFIX = "rcy"
"""How every token begins."""
SHORT = 15
"""Characters. What the forum with the shortest tags keeps of one."""


def token(key: str, length: int = 24) -> str:
    """``key`` (``<id>/<outlet>/<use>``) as ``length`` letters and digits that any service takes: the same for the same key.

    25 bits a five letters: with 12 letters after the mark, 60 bits, a million uses meet by chance once in two million.
    """
    spelled = base64.b32encode(hashlib.sha256(key.encode()).digest()).decode().lower().rstrip("=")
    return f"{PREFIX}{spelled}"[:length]


def held(fields: Mapping[str, str]) -> dict[str, str]:
    """A digest for each text that a service has, for ``Placement.held``: with it, a change by hand is noticed later."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in fields.items()}
