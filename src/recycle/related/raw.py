"""Texts as they lie on the disk, made fit to be searched quickly: small letters, and spaces for all signs."""

from __future__ import annotations

import re
import string

from recycle.related.terms import LENGTH, folded, is_spaced

_PLAIN = bytes(
    byte + 32 if 65 <= byte <= 90 else 32 if byte < 128 and chr(byte) not in string.ascii_letters + string.digits else byte
    for byte in range(256)
)
"""Small letters for capitals and a space for every other sign of ASCII, in one pass over the bytes."""
_SIGNS = re.compile(rb"\xe2..|\xc2.|\xe3\x80.|\xf0\x9f..|\xef\xbc.|\xd8[\x8c\x9b\x9f]|\xdb\x94", re.DOTALL)
"""Dashes, quotation marks, arrows, emoji, full-width and Arabic stops, in UTF-8. Most texts hold no other signs that are not ASCII."""


def flat(text: bytes) -> bytes:
    """The words of ``text`` (UTF-8) in small letters with a space before and after each."""
    if not text.isascii():
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
