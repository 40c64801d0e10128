"""One text from one markup to one dialect, with no workspace around it."""

from __future__ import annotations

from recycle.model import Finding, Written
from recycle.readers import READERS
from recycle.registry import find, with_plugins
from recycle.writers import DIALECTS


def convert(text: str, markup: str, dialect: str) -> tuple[Written, tuple[Finding, ...]]:
    """``text`` as ``dialect`` says it, and what its reader noticed. Raises InputError for an unknown markup or dialect."""
    read = find(with_plugins(READERS, "readers"), markup, "markup")
    write = find(with_plugins(DIALECTS, "dialects"), dialect, "dialect").write
    document, findings = read(text)
    return write(document), findings
