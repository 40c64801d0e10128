"""Sentences: where one ends and the next begins, in plain words."""

from __future__ import annotations

import re
from functools import cache

from recycle.late import regex

# What may stand between the end of a sentence and the space after it.
_CLOSING = "\"'”’»)]}›“"
_STOP = ".!?…؟।۔"
_SPACED = rf"(?<![{_STOP}])[{_STOP}]++[{re.escape(_CLOSING)}]*+(?=\s)"
_UNSPACED = "[。！？]++(?![」』）”’])|[。！？]++[」』）”’]++(?=[\\s「『（]|$)"
_ABBREVIATIONS = frozenset(
    "approx art bzw ca cf ch chap co corp dept dipl dr ed eds engl est etc evtl fig figs ggf inc inkl jr ltd max min mio mr mrs "
    "mrd ms no nos nr op p pp prof resp sec sect sr st str tel tsd usw vgl vol vols vs ziff".split()
)
# How many characters on either side of a stop are looked at: no abbreviation is longer.
_NEAR = 40
_NUMBER = regex(r"\d{1,2}")


def split(words: str) -> tuple[str, ...]:
    """The sentences of ``words``, without the white space between them.

    A full stop ends a sentence only when white space and no small letter follow, and when it does not belong to an
    abbreviation, an initial or an ordinal number ("Dr.", "e.g.", "J. Doe", "3. Mai"). So addresses and decimals stay whole.
    Chinese and Japanese stops end one wherever they stand. Two sentences taken for one do less harm than one torn in two.
    """
    found: list[str] = []
    start = 0
    for match in _end().finditer(words):
        if _ends_here(words[max(start, match.start() - _NEAR) : match.start() + 1], words[match.end() : match.end() + _NEAR]):
            found.append(words[start : match.end()].strip())
            start = match.end()
    found.append(words[start:].strip())
    return tuple(sentence for sentence in found if sentence)


@cache  # for a teaser alone
def _end() -> re.Pattern[str]:
    return re.compile(f"{_SPACED}|{_UNSPACED}")


def _ends_here(before: str, after: str) -> bool:
    following = after.lstrip().lstrip("\"'“‘«([„¿¡")[:1]
    if following.islower():
        return False
    return not (before.endswith(".") and _is_abbreviated(before.rsplit(maxsplit=1)[-1]))


def _is_abbreviated(word: str) -> bool:
    bare = word.strip("([{\"'“‘«„").removesuffix(".")
    if len(bare) == 1 and bare.isalpha():
        return bare != "I"
    dotted = "." in bare and all(len(part) == 1 and part.isalpha() for part in bare.split("."))
    return dotted or bare.casefold() in _ABBREVIATIONS or _NUMBER.fullmatch(bare) is not None
