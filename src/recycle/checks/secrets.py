"""Keys and passwords in a text that is about to become public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recycle.checks.protocol import Facts
from recycle.checks.said import said
from recycle.model import Finding

_KINDS = (
    ("a private key", "PRIVATE KEY-----", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40}"),
    ("an access key of AWS", "AKIA", r"\bAKIA[0-9A-Z]{16}\b"),
    ("an access key of AWS", "ASIA", r"\bASIA[0-9A-Z]{16}\b"),
    *((("a token of GitHub", f"gh{sign}_", rf"\bgh{sign}_[A-Za-z0-9]{{36,}}")) for sign in "pousr"),
    ("a token of GitHub", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{50,}"),
    ("a token of GitLab", "glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a token of Slack", "xox", r"\bxox[abeprs]-[A-Za-z0-9-]{20,}"),
    ("a key of Stripe", "k_live_", r"\b[rs]k_live_[A-Za-z0-9]{20,}"),
    ("a key of Google", "AIza", r"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("a key of a language model's service", "sk-", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}"),
    ("a token of npm", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a token of PyPI", "pypi-AgEIcHlwaS5vcmc", r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
    ("an Admin API key of Ghost", ":", r"\b[0-9a-f]{24}:[0-9a-f]{64}\b"),
    ("a password in an address", "@", r"\bhttps?://[^\s/:@\"'<>]+:[^\s/:@\"'<>]{6,}@[a-z0-9-]+\.[a-z0-9.-]+"),
)
"""What it is, what stands in every text that has one (so that most are not looked at twice), and its shape."""
_EXAMPLE = re.compile(r"example|x{4}|\*{3}|\.\.\.|1234567|abcdef|your|secret|passw|redacted|placeholder", re.IGNORECASE)
_VARIETY = 8
"""How many different signs there are in what a machine has drawn by lot, at the least."""


def secrets(facts: Facts) -> Iterator[Finding]:
    """``secret-in-text`` for each key, token or password, by the shape that its service gives it; never its words themselves.

    What says of itself that it is an example is none.
    """
    for words, line in said(facts.piece.document, everything=True):
        for kind, mark, shape in _KINDS:
            for found in _compiled(shape).finditer(words) if mark in words else ():
                if not _EXAMPLE.search(found[0]) and len(set(found[0])) >= _VARIETY:
                    where = line + words.count("\n", 0, found.start())
                    message = f"this looks like {kind}; take it out, and make a new one: it may have been seen already."
                    yield Finding("secret-in-text", message, facts.piece.path, where)


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)
