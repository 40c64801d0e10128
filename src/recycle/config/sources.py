"""``sources:`` in config.yaml: the house rules of places that pieces come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from recycle.config.convert import Place, convert
from recycle.model import SourceRules


def read_sources(said: Any, place: Place) -> Mapping[str, SourceRules]:
    """The rules by host, in small letters. Raises InputError with file and line for a key that no host is called."""
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise place.error("sources: expected a mapping of a host to its rules, such as forum.example.org: {reprint: link}.")
    return {_host(str(name), place): convert(rules, SourceRules, place.under(str(name))) for name, rules in said.items()}


def rules_at(sources: Mapping[str, SourceRules], url: str) -> SourceRules | None:
    """The rules of the host of ``url``, or of the nearest one above it; None when none are known."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    names = host.split(".")
    above = (".".join(names[at:]) for at in range(len(names)))
    return next((sources[name] for name in above if name in sources), None)


def _host(name: str, place: Place) -> str:
    try:
        host = urlsplit(f"//{name}").hostname
    except ValueError:
        host = None
    if not host or host != name.lower():
        raise place.error(f'sources: "{name}" is no host; write it without scheme and path, as in forum.example.org.', name)
    return host
