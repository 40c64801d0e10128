"""Checks: what a person should know of a text before it leaves, as findings. Nothing here stops anything by itself.

To add one: a function in a file of this room, and its row in the table for what it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from recycle.checks.protocol import Facts, Shown
from recycle.model import Finding
from recycle.registry import OnDemand

CHECKS: Mapping[str, Callable[[Facts], Iterable[Finding]]] = OnDemand(
    __name__,
    {
        "passages": "passages:passages",
        "images": "images:images",
        "links": "links:links",
        "structure": "structure:structure",
        "lists": "lists:lists",
        "merges": "merges:merges",
        "canonical": "canonical:canonical",
        "dates": "dates:dates",
        "secrets": "secrets:secrets",
        "addresses": "people:addresses",
        "numbers": "numbers:numbers",
        "private_links": "private_links:private_links",
        "quotations": "quotations:quotations",
        "sources": "quotations:sources",
    },
)
"""What is asked of a piece as it was written."""

VARIANT_CHECKS: Mapping[str, Callable[[Shown], Iterable[Finding]]] = OnDemand(
    __name__, {"hidden-sections": "structure:hidden_sections"}
)
"""What is asked of a piece as one outlet shows it. Its form asks for what its genre needs and holds it against the house rules."""
