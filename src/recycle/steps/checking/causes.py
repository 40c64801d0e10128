"""Findings that only follow from another one: told beside their cause, they would be one fault told twice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from types import MappingProxyType

from recycle.model import Finding
from recycle.tree.nodes import Document
from recycle.tree.rows import begins

_CAUSES = MappingProxyType(
    {
        "newsletter-image-address": frozenset({"image-missing", "image-outside", "image-not-reachable"}),
        "newsletter-image-alt": frozenset({"image-no-alt"}),
    }
)


def without_consequences(found: Iterable[Finding], document: Document) -> tuple[Finding, ...]:
    """The findings without those whose cause is among them, for the same block of ``document`` and outlet and with no lower severity.

    A cause whose rule was made a warning keeps nothing from leaving, so that the error which follows from it is told.
    """
    findings = tuple(found)
    if not any(finding.rule in _CAUSES for finding in findings):
        return findings
    lines = begins(document)
    return tuple(one for one in findings if not any(_explains(other, one, lines) for other in findings))


def _explains(cause: Finding, finding: Finding, lines: tuple[int, ...]) -> bool:
    return (
        cause.rule in _CAUSES.get(finding.rule, ())
        and cause.path == finding.path
        and bisect_right(lines, cause.line) == bisect_right(lines, finding.line)
        and cause.outlet in ("", finding.outlet)
        and finding.severity in ("warning", cause.severity)
    )
