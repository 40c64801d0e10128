"""The page of a rule, for a terminal and for the documentation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from recycle.rules.rule import Rule

_WIDTH = 100
_FIXED = "This rule is the same for everybody."
_FILE = "# "


def as_text(rule: Rule, width: int = 0) -> str:
    """The page for a terminal of ``width`` columns, 0 when nobody knows how many."""
    wide = min(width or _WIDTH, _WIDTH)
    paragraphs = (
        f"{rule.name}: {rule.severity}",
        *(_wrapped(words, wide) for words in (rule.line, rule.page)),
        f"Wrong:\n\n{textwrap.indent(rule.bad, '    ')}",
        f"Right:\n\n{textwrap.indent(rule.good, '    ')}",
        _wrapped(_how_to_change(rule), wide),
    )
    return "\n\n".join(paragraphs)


def as_markdown(rules: tuple[Rule, ...]) -> Iterator[str]:
    """The sections for the documentation, rules that differ by their form's name alone together."""
    for _, alike in groupby(rules, key=lambda rule: rule.line):
        first, *others = alike
        names = ", ".join(rule.name for rule in (first, *others))
        severity = f"**{first.severity}**{', the same for everybody' if first.fixed else ''}"
        examples = f"Wrong:\n\n{_fenced(first.bad)}\n\nRight:\n\n{_fenced(first.good)}"
        yield f"### {names}\n\n{severity} · {first.line}\n\n{first.page}\n\n{examples}\n"


def _wrapped(words: str, width: int) -> str:
    return textwrap.fill(" ".join(words.split()), width, break_long_words=False, break_on_hyphens=False)


def _how_to_change(rule: Rule) -> str:
    if rule.fixed:
        return _FIXED
    other = "warning" if rule.severity == "error" else "error"
    return (
        f"`checks: {{{rule.name}: off}}` turns it off, `{other}` makes it one: in config.yaml for everything, under an outlet there, "
        "in the front matter of a piece, or under its `outlets: {NAME: {checks: ...}}`."
    )


def _fenced(example: str) -> str:
    """The example in a fence that is longer than any in it."""
    head, _, rest = example.partition("\n")
    if head == "---":
        return f"```text\n{example}\n```"
    if head.startswith(_FILE) and rest:
        return f"In `{head.removeprefix(_FILE)}`:\n\n```text\n{rest}\n```"
    return f"````text\n{example}\n````"
