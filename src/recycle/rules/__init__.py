"""The rules of the checks: every name that a finding can have, with its severity and its page.

To add one: its row in a file of this room, its examples in ``tests/checks/<name>/``. ``docs/checks.md`` is made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.errors import InputError
from recycle.rules.doctor import DOCTOR
from recycle.rules.forms import ARTICLE, BLOG, FORUM, HOUSE_RULES
from recycle.rules.header import HEADER
from recycle.rules.mail import ISSUES, NEWSLETTER
from recycle.rules.memory import EDITS, HOOK, LEDGER, MAKING
from recycle.rules.passages import PASSAGES
from recycle.rules.paths import PATHS
from recycle.rules.people import PEOPLE
from recycle.rules.rule import Rule
from recycle.rules.waiting import WAITING
from recycle.rules.words import IMAGES, LINKS, STRUCTURE
from recycle.spelling import did_you_mean

__all__ = ["GROUPS", "RULES", "Rule", "rule_called"]

GROUPS: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "Front matter": HEADER,
        "Structure": STRUCTURE,
        "Links": LINKS,
        "Images": IMAGES,
        "Passages": PASSAGES,
        "Other people": PEOPLE,
        "What has to wait": WAITING,
        "An outlet's house rules": HOUSE_RULES,
        "Blog": BLOG,
        "Newsletter": NEWSLETTER,
        "Issues of a newsletter": ISSUES,
        "Forum": FORUM,
        "Article": ARTICLE,
        "Edits": EDITS,
        "The ledger": LEDGER,
        "What a commit does": HOOK,
        "Making a variant": MAKING,
        "Files": PATHS,
        "Destinations": DOCTOR,
    }
)
"""All rules, by what they look at."""

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rules in GROUPS.values() for rule in rules})
"""All rules by their names."""


def rule_called(name: str) -> Rule:
    """The rule called ``name``. Raises InputError with the nearest name when there is none."""
    if name not in RULES:
        raise InputError(f'there is no rule "{name}".{did_you_mean(name, RULES)} `recycle check --explain` lists them all.')
    return RULES[name]
