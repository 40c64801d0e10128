"""Checks: what a person should know of a text before it leaves, as findings. Nothing here stops anything by itself.

To add one: a function in a file of this room, and its row in the table for what it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from recycle.checks.canonical import canonical
from recycle.checks.dates import dates
from recycle.checks.images import images
from recycle.checks.links import links
from recycle.checks.lists import lists
from recycle.checks.passages import passages
from recycle.checks.people import addresses, numbers, private_links
from recycle.checks.protocol import Facts, Shown
from recycle.checks.quotations import quotations, sources
from recycle.checks.secrets import secrets
from recycle.checks.structure import hidden_sections, structure
from recycle.model import Finding

CHECKS: Mapping[str, Callable[[Facts], Iterable[Finding]]] = MappingProxyType(
    {
        "passages": passages,
        "images": images,
        "links": links,
        "structure": structure,
        "lists": lists,
        "canonical": canonical,
        "dates": dates,
        "secrets": secrets,
        "addresses": addresses,
        "numbers": numbers,
        "private_links": private_links,
        "quotations": quotations,
        "sources": sources,
    }
)
"""What is asked of a piece as it was written."""

VARIANT_CHECKS: Mapping[str, Callable[[Shown], Iterable[Finding]]] = MappingProxyType({"hidden-sections": hidden_sections})
"""What is asked of a piece as one outlet shows it. Its form asks for what its genre needs and holds it against the house rules."""
