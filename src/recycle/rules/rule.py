"""What there is to say of one rule of the checks."""

from __future__ import annotations

from msgspec import Struct

from recycle.model import Weight


class Rule(Struct, frozen=True, kw_only=True):
    """One rule. ``severity`` is what it has when nobody says otherwise; ``line`` says in one sentence what is found.

    ``page`` explains it and ends with what to do. ``bad`` raises the rule and ``good`` does not: words of the text, lines
    of the front matter (they begin with ``---``), or lines of the file that a first line ``# name`` names. A rule that is ``fixed``
    guards against something that cannot be mended afterwards, or is no matter of taste: nobody may change its severity.
    """

    name: str
    severity: Weight
    line: str
    page: str
    bad: str
    good: str
    fixed: bool = False
