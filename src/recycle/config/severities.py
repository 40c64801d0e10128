"""``checks:`` in config.yaml: other severities for rules, held against the rules that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from recycle.config.convert import Place
from recycle.errors import InputError
from recycle.model import Weight
from recycle.rules import rule_called

KEY = "checks"


def severities(said: Mapping[str, Weight], place: Place, plugins: Iterable[str]) -> Mapping[str, Weight]:
    """``said``, once every rule in it is known. Raises InputError with the nearest name for one that is not.

    ``plugins`` are the names of forms and destinations of plug-ins, whose rules begin with these and are not known here.
    """
    theirs = tuple(plugins)
    for rule in said:
        if wrong := wrong_rule(rule, theirs):
            inside = place.under(KEY)
            raise inside.error(f"{inside.key}: {wrong}", rule)
    return MappingProxyType(dict(said))


def wrong_rule(rule: str, plugins: Iterable[str] = ()) -> str:
    """Why nobody can say another severity for ``rule``, as a sentence; empty when one can."""
    if any(rule.startswith(f"{name}-") for name in plugins):
        return ""
    try:
        is_fixed = rule_called(rule).fixed
    except InputError as error:
        return error.message
    if is_fixed:
        return f"{rule} is the same for everybody; `recycle check --explain {rule}` says why."
    return ""
