"""Which texts Python-Markdown may take for ever over: a quick look, so that all the others need no process of their own.

The limits are measured (docs/readers.md): what stays below all of them took about a second at most on one slow core.
"""

from __future__ import annotations

import re

from recycle.late import regex

_LONG = 60_000
_OPEN = 120
_TICKS = 3_000
_NOTES = 150
_PAIRS = (("[", "]"), ("(", ")"), ("<", ">"), ("{", "}"))
_INDENTED = regex(r"^(?: {100}|[ \t]*\t[ \t]*(?:\t[ \t]*){24})", re.MULTILINE)
_ABBREVIATION = regex(r"^ {0,3}\*\[", re.MULTILINE)
_DEFINITION = regex(r"^ {0,3}:[ \t]", re.MULTILINE)
_NOTE = regex(r"\]:")
_COLONS = regex(r":::")
_QUOTES = regex(r"(?:>[ \t]*){100}")


def suspect_line(text: str) -> int:
    """The line where ``text`` begins to look as if it could take for ever; 0 when it does not."""
    for opening, closing in _PAIRS:
        if text.count(opening) > _OPEN and (line := _piled_up(text, opening, closing)):
            return line
    if found := _INDENTED.search(text) or _QUOTES.search(text):
        return _line(text, found.start())
    for row in (_ABBREVIATION, _DEFINITION, _NOTE, _COLONS):
        places = [found.start() for found in row.finditer(text)]
        if len(places) > _NOTES:
            return _line(text, places[0])
    return 1 if len(text) > _LONG or text.count("`") > _TICKS else 0


def _piled_up(text: str, opening: str, closing: str) -> int:
    """The line where more than ``_OPEN`` signs stand open at once, or 0; a sign that closes nothing counts for nothing."""
    depth = 0
    for found in re.finditer(f"[{re.escape(opening + closing)}]", text):
        depth = depth + 1 if found[0] == opening else max(depth - 1, 0)
        if depth > _OPEN:
            return _line(text, found.start())
    return 0


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
