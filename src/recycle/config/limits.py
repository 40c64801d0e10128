"""House rules from two sides: the outlet's own, and those of the service behind it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from recycle.model import Limits


def tightest(own: Limits, service: Limits) -> Limits:
    """Limits that keep both: of two numbers the one that allows less, of two patterns both."""
    theirs = asdict(service)
    return Limits(**{name: _tighter(name, value, theirs[name]) for name, value in asdict(own).items()})


def _tighter(name: str, own: Any, theirs: Any) -> Any:
    if own is None or theirs is None:
        return theirs if own is None else own
    if name == "tag_pattern":
        return own if own == theirs else rf"(?=(?:{theirs})\Z)(?:{own})"
    if name.endswith("_min"):
        return max(own, theirs)
    return min(own, theirs) if name.endswith("_max") else own
