"""Other severities for rules: ``checks:`` in a header, at its top and for one outlet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.model import Weight
from recycle.readers.field_values import Section, Value, text_of, within

_WEIGHTS: Mapping[str, Weight] = MappingProxyType({"off": "off", "false": "off", "warning": "warning", "error": "error"})


def checks_of(parent: Section, value: Value | None) -> Mapping[str, Weight]:
    """What ``value`` says of each rule. Whether there is such a rule is asked later, where all of them are known.

    Raises InputError for what is no severity.
    """
    if value is None or value.data is None:
        return MappingProxyType({})
    section = within(parent, value, "checks: {image-no-alt: off}")
    return MappingProxyType({rule: _weight(said) for rule, said in section.values()})


def _weight(value: Value) -> Weight:
    said = text_of(value).lower()
    if said not in _WEIGHTS:
        raise value.error(f"{value.name} is a severity: write off, warning or error")
    return _WEIGHTS[said]
