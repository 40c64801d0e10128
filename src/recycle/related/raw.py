"""Texts as they lie on the disk, made fit to be searched quickly, and searched: small letters, and spaces for all signs."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from recycle.late import regex
from recycle.related.terms import LENGTH, folded, is_spaced

_SPACE = ord(" ")
_PLAIN = bytes(
    byte + 32 if 65 <= byte <= 90 else 32 if byte < 128 and chr(byte) not in string.ascii_letters + string.digits else byte
    for byte in range(256)
)
"""Small letters for capitals and a space for every other sign of ASCII, in one pass over the bytes."""
_SIGNS = regex(rb"\xe2..|\xc2.|\xe3\x80.|\xf0\x9f..|\xef\xbc.|\xd8[\x8c\x9b\x9f]|\xdb\x94", re.DOTALL)
"""Dashes, quotation marks, arrows, emoji, full-width and Arabic stops, in UTF-8. Most texts hold no other signs that are not ASCII."""


_LATER = bytes(range(0x80, 0xC0))
_NO_FIRST = bytes(range(0xC0))
_LETTERS_TOO = frozenset(range(0xC0, 0x100)) - {0xC2, 0xE2}
"""First bytes of a character in UTF-8, all but those after which there are only signs: most texts have no others."""
_PLAIN_OR_SIGN = _PLAIN[:0x80] + b" " * 0x80


def flat(text: bytes) -> bytes:
    """The words of ``text`` (UTF-8) in small letters with a space before and after each."""
    if not text.isascii():
        if _LETTERS_TOO.isdisjoint(text.translate(None, _NO_FIRST)):
            return b" %b " % text.translate(_PLAIN_OR_SIGN, _LATER)
        text = _SIGNS.sub(b" ", text)
        if not text.isascii():
            text = folded(text.decode(errors="ignore")).encode()
    return b" %b " % text.translate(_PLAIN)


def needles(term: str) -> tuple[bytes, ...]:
    """What to look for in a flat text to find ``term``: the beginning of a word when it may be cut, else the whole word."""
    word = term.encode()
    if not is_spaced(term[0]):
        return (word,)
    end = b"" if len(term) >= LENGTH else b" "
    plural = (b" %bies%b" % (word[:-1], end),) if term.endswith("y") else (b" %bs " % word,) if end else ()
    return (b" %b%b" % (word, end), *plural)


class Search:
    """Looks for many terms at once: one pass over a text takes about as long as to look for three of them."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._needles = [
            (number, needle) for number, term in enumerate(terms) for needle in needles(term) if needle[0] == _SPACE
        ]
        self._bare = [(number, needle) for number, term in enumerate(terms) for needle in needles(term) if needle[0] != _SPACE]
        self._pattern = re.compile(_any_of({needle.strip() for _, needle in self._needles})) if self._needles else None
        self._known: dict[bytes, tuple[int, ...]] = {}

    def times(self, text: bytes) -> dict[int, int]:
        """How often each term stands in a flat text, by the term's place among all terms, as far as it does."""
        found = {number: times for number, needle in self._bare if (times := text.count(needle))}
        for word in self._pattern.findall(text) if self._pattern else ():
            if word not in self._known:
                self._known[word] = tuple(number for number, needle in self._needles if (word + b" ").startswith(needle))
            for number in self._known[word]:
                found[number] = found.get(number, 0) + 1
        return found


def _any_of(beginnings: set[bytes]) -> bytes:
    """A pattern for whole words that begin so, those with the same first letter together."""
    letters = groupby(sorted(beginnings), itemgetter(0))
    branches = (b"%b(?:%b)" % (bytes((first,)), b"|".join(re.escape(one[1:]) for one in ones)) for first, ones in letters)
    return b" (?:%b)[^ ]*" % b"|".join(branches)
