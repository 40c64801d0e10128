"""What depends on the language alone: direction of writing, dates, numbers, sentences with something put into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from recycle.tree.nodes import Inline, Text

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for an HTML ``dir`` attribute, from a language tag (BCP 47: the script, when named, decides)."""
    subtags = language.lower().replace("_", "-").split("-")
    script = next((tag for tag in subtags[1:] if len(tag) == 4 and tag.isalpha()), "")
    is_rtl = script in _RIGHT_TO_LEFT_SCRIPTS if script else subtags[0] in _RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def long_date(date: dt.date | None, words: Mapping[str, str]) -> str:
    """``date`` as people write it in the words' language; empty for None."""
    if date is None:
        return ""
    month = words["months"].split()[date.month - 1]
    return fill(words["long_date"], day=str(date.day), month=month, year=str(date.year))


def number(count: int, words: Mapping[str, str]) -> str:
    """``count`` with the language's sign between thousands."""
    return f"{count:,}".replace(",", words["thousands"])


def fill(pattern: str, **said: str) -> str:
    """``pattern`` with each ``{name}`` replaced; a name that is not given stays as it is typed."""
    for name, words in said.items():
        pattern = pattern.replace(f"{{{name}}}", words)
    return pattern


def iso(date: dt.date | None) -> str:
    """``date`` as ISO 8601, empty for None."""
    return date.isoformat() if date else ""


def sentence(pattern: str, **inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """``pattern`` as inlines with each ``{name}`` replaced; a name that is not given stays as it is typed."""
    whole: list[Inline] = []
    rest = pattern
    while rest:
        before, brace, rest = rest.partition("{")
        if before:
            whole.append(Text(before))
        if not brace:
            break
        name, _, tail = rest.partition("}")
        if name in inlines and "}" in rest:
            whole.extend(inlines[name])
            rest = tail
        else:
            whole.append(Text("{"))
    return tuple(whole)
