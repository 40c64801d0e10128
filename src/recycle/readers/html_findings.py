"""What is to be told of a text by the HTML that it became.

To look at HTML tag by tag is slow to begin with: what does it is imported for the few texts that may need it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recycle.model import Finding
from recycle.readers.clean import has_lost
from recycle.registry import OnDemand

_FINDERS: Mapping[str, Callable[..., tuple[Finding, ...]]] = OnDemand(
    "recycle.readers", {"removed": "removed:removed_findings", "passages": "passages:passage_findings"}
)


def removed_findings(html: str) -> tuple[Finding, ...]:
    """What cleaning takes away from ``html`` that a writer may miss."""
    return _FINDERS["removed"](html)


def lost_findings(text: str, html: str, cleaned: str) -> tuple[Finding, ...]:
    """What ``cleaned`` lacks of ``html``, which was made of the Markdown ``text``."""
    return removed_findings(html) if has_lost(text, html, cleaned) else ()


def passage_findings(text: str, html: str) -> tuple[Finding, ...]:
    """What is wrong with the passages between colons of the Markdown ``text``."""
    return _FINDERS["passages"](html, text) if ":::" in text else ()
