"""Whether a word is somebody's password or drawn by lot, or only shows where one would stand."""

from __future__ import annotations

import re

_STANDS_FOR = (
    r"(?i)pass|secret|geheim|kennwort|change|ersetz|example|beispiel|sample|muster|dummy|fake|demo|foob|foo(?:\d|$)|bar(?:baz|\d|$)|test|your|dein|here|hier"
    r"|placeholder|redacted|insecure|unsafe|secure|strong|super|replace|insert|enter|fixme|todo|letmein|welcome|hunter|qwert|asdf|admin|root|user"
    r"|default|token|apikey|api[_-]key|private|public|login|name|value|string|hello|tr0ub|correcthorse|trustno|x{3}|a{4}|0{4}|\*{3}|\.\.\.|…"
    r"|1234|2345|4321|abcd|deadbeef|cafebabe"
)
_TYPED = str.maketrans("013457@$!", "oleastasi")
"""Signs that people put for letters when they make a password of a word."""
_VARIABLE = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|%[A-Za-z_]+%?|:[a-z_]+|@[A-Za-z_]+@?|[a-z]+(?:[._][a-z]+[0-9]?)+"
_KINDS = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")
_DIGITS = "[0-9]+"
_CHANGES = r"(?<=[0-9])[A-Za-z]|(?<=[A-Za-z])[0-9]|(?<=[a-z])[A-Z]|(?<=[A-Z])[a-z]"
_SHORTEST = 8
_DRAWN = 16
_OFTEN = 4
_VARIETY = 8
"""How many different signs there are in what a machine has drawn by lot, at the least."""


def stands_for_another(word: str) -> bool:
    """Whether ``word`` says of itself that it is an example or to be replaced: ``changeme``, ``P4ssw0rd!``, ``YOUR_KEY``, ``xxxx``."""
    return bool(re.search(_STANDS_FOR, word) or re.search(_STANDS_FOR, word.translate(_TYPED)) or re.fullmatch(_VARIABLE, word))


def is_drawn(word: str) -> bool:
    """Whether ``word`` looks as if a machine had drawn it: 16 signs or more, and after every fourth another kind than before it, digits too."""
    if len(word) < _DRAWN or len(set(word)) < _VARIETY or stands_for_another(word):
        return False
    return len(re.findall(_DIGITS, word)) > 1 and len(re.findall(_CHANGES, word)) * _OFTEN >= len(word)


def is_password(word: str) -> bool:
    """Whether ``word`` is drawn, or a password as careful people type them: 8 signs or more, of three kinds, or of two and well mixed."""
    if is_drawn(word):
        return True
    if len(word) < _SHORTEST or len(set(word)) < _SHORTEST - 2 or stands_for_another(word):
        return False
    kinds = sum(re.search(kind, word) is not None for kind in _KINDS)
    runs = len(re.findall(_DIGITS, word))
    letters = sum(sign.isalpha() for sign in word)
    return bool(runs) and letters > 1 and (kinds > 2 or runs > 1)
