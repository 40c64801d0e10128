"""What readers, checks and writers notice, and what they return beside it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

from recycle.errors import InputError
from recycle.tree.nodes import Document

Severity = Literal["error", "warning"]
Weight = Literal["off", "warning", "error"]
"""What a person may make of a rule's severity."""


class Finding(Struct, frozen=True):
    """Something a check noticed. ``rule`` is the check's stable name, ``line`` counts from 1 in the file (0: none)."""

    rule: str
    message: str
    path: str = ""
    line: int = 0
    severity: Severity = "error"
    outlet: str = ""


def unreadable(error: InputError) -> Finding:
    """The finding that a file cannot be read as a piece, by the rule that ``error`` names where it names one."""
    return Finding(error.rule or "unreadable", error.message, error.path, error.line)


class Loss(Struct, frozen=True):
    """Something the tree says that a dialect cannot: what (``table``), what became of it, and its line."""

    what: str
    became: str
    line: int = 0


class Written(NamedTuple):
    """What a dialect's writer returns: the text (bytes for binary dialects) and what was lost on the way."""

    text: str | bytes
    losses: tuple[Loss, ...] = ()


class ReadResult(NamedTuple):
    """What a reader returns: a tree in normal form and what it noticed. Lines in both count from 1 in the text it was given."""

    document: Document
    findings: tuple[Finding, ...] = ()
