"""Anybody's words inside a table of ours, in Markdown: for comments and summaries that stand under our name."""

from __future__ import annotations

from recycle.late import regex

_SIGNS = regex(r"[\\`*_{}\[\]<>()#+!|~&]")


def cell(text: str) -> str:
    """Text as it is, in one line of a table: no Markdown, no HTML, and nobody is called by their name."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(text.split())).replace("@", "@\u2060")
