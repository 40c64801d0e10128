"""Whether words stand in a text already: runs of words that two texts share."""

from __future__ import annotations

from collections.abc import Collection

from recycle.late import regex
from recycle.related.terms import folded, is_spaced

_LENGTH, _CHARACTERS = 5, 16
"""Words of a shingle; characters, of a text in a script without spaces."""
_SHARED = 4
"""So many shingles one after the other are eight words in a row, or nineteen characters: shorter ones two texts may share by chance."""
_WORD = regex(r"\w+")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every five words of ``text`` that follow one another; in a script without spaces a character counts for a third of one."""
    words: list[str] = []
    characters = 0
    for word in _WORD.findall(folded(text)):
        if word.isascii() or is_spaced(word[0]):
            words.append(word)
        else:
            words.extend(word)
            characters += len(word)
    length = _CHARACTERS if 2 * characters > len(words) else _LENGTH
    return frozenset(zip(*(words[at:] for at in range(length)), strict=False))


def shares(some: Collection[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> bool:
    """Whether a part of the one text, eight words or more, stands in the other."""
    return len(others.intersection(some)) >= _SHARED
