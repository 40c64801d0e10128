"""Keys that mean nothing."""

from __future__ import annotations

from recycle.model import Finding, Severity
from recycle.readers.field_values import Section, Value
from recycle.spelling import did_you_mean, one_of

EMBARGO = "embargo"
EMBARGO_INSIDE = f"an embargo holds for the whole piece, at every outlet: write {EMBARGO}: at the top"


def unknown_key(value: Value, message: str, severity: Severity) -> Finding:
    """The finding that a key is not known."""
    return Finding("front-matter-unknown-key", message, value.path, value.line, severity)


def unknown_keys(inner: Section, known: tuple[str, ...], findings: list[Finding]) -> None:
    """A finding for each key that is not known. These sections are recycle's own, so a strange key is a mistake.

    Raises InputError for an embargo: it binds the whole piece, whoever has set it, and has one place where it is looked for.
    """
    for key, value in inner.values():
        if key.lower() == EMBARGO:
            raise value.error(EMBARGO_INSIDE)
        if key.replace("-", "_").lower() not in known:
            message = f"{value.name} means nothing here.{did_you_mean(key, known)} Known: {one_of(known)}."
            findings.append(unknown_key(value, message, "error"))
