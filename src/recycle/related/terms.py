"""Terms: what words are compared by, in scripts with and without spaces between words."""

from __future__ import annotations

import itertools
import unicodedata
from operator import add

from recycle.late import regex
from recycle.tree.text import is_unspaced

LENGTH = 5
"""Letters of a word that count. Cutting all words at five finds the forms of one word about as well as stemming does, in any
language with inflection (McNamee and Mayfield, "Character N-Gram Tokenization for European Language Text Retrieval", 2004).
"""
_SHORTEST = 3
_FIRST_UNSPACED = "\u3000"
_SHORT_ROOTS = "\u0590"
"""From here on (Hebrew, Arabic and the scripts after them) words that name things are short as well."""
_ARABIC = ("\u0600", "\u06ff")
# Longest first. Arabic writes its article, and the particles before it, together with the word.
_ARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال")
# Signs that Unicode does not count among letters, but that stand inside words: accents, vowel signs of Hebrew, Arabic and India.
_INSIDE = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff"
_WORD = regex(f"[\\w{_INSIDE}]+")


def terms(text: str) -> list[str]:
    """The terms of ``text`` in order: words in small letters, cut; of Chinese and Japanese every two characters side by side."""
    found: list[str] = []
    for word in _WORD.findall(folded(text)):
        if word.isascii() or max(word) < _FIRST_UNSPACED:
            found.append(term_of(word))
        else:
            found.extend(_of_mixed(word))
    return list(filter(None, found))


def term_of(word: str) -> str:
    """The term of one word in small letters; empty for what is too short to mean anything, or a number."""
    if len(word) < _SHORTEST or word.isdecimal():
        return ""
    if word.isascii():
        return (_singular(word) if word[-1] == "s" else word)[:LENGTH]
    return _bare(word)[:LENGTH]


def is_spaced(character: str) -> bool:
    """Whether the character belongs to a script with spaces between words."""
    return character < _FIRST_UNSPACED or not is_unspaced(character)


def has_short_roots(character: str) -> bool:
    """Whether words of the character's script that name something may have two or three letters."""
    return character >= _SHORT_ROOTS


def folded(text: str) -> str:
    """``text`` in small letters, each letter spelled in one way."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text.casefold())


def _of_mixed(word: str) -> list[str]:
    found: list[str] = []
    for unspaced, run in itertools.groupby(word, is_unspaced):
        part = "".join(run)
        found.extend(map(add, part, part[1:]) if unspaced else (term_of(part),))
    return found


def _singular(word: str) -> str:
    """Without an s at the end: of the plural, by which a short word would differ from itself."""
    if word.endswith("ies") and len(word) >= LENGTH:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _bare(word: str) -> str:
    if _ARABIC[0] <= word[0] <= _ARABIC[1]:
        for article in _ARTICLES:
            if word.startswith(article) and len(word) >= len(article) + _SHORTEST:
                return word[len(article) :]
    return word
