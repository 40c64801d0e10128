"""Findings that only follow from another one: told beside their cause, they would be one fault told twice."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from recycle.model import Finding

_CAUSES = MappingProxyType(
    {
        "newsletter-image-address": frozenset({"image-missing", "image-outside", "image-not-reachable"}),
        "newsletter-image-alt": frozenset({"image-no-alt"}),
    }
)


def without_consequences(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without those whose cause is among them, for the same line and outlet and with no lower severity.

    A cause whose rule was made a warning keeps nothing from leaving, so that the error which follows from it is told.
    """
    findings = tuple(found)
    if not any(finding.rule in _CAUSES for finding in findings):
        return findings
    return tuple(one for one in findings if not any(_explains(other, one) for other in findings))


def _explains(cause: Finding, finding: Finding) -> bool:
    return (
        cause.rule in _CAUSES.get(finding.rule, ())
        and (cause.path, cause.line) == (finding.path, finding.line)
        and cause.outlet in ("", finding.outlet)
        and finding.severity in ("warning", cause.severity)
    )
