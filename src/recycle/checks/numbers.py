"""Telephone numbers in a text that is about to become public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recycle.checks.protocol import Facts
from recycle.checks.said import said
from recycle.late import regex
from recycle.model import Finding
from recycle.tree.rows import Rows

_ANY = regex(r"[0-9+(][0-9 ()./-]{7}")
"""What stands in every text with a number: most have none of it and are not looked at twice."""
_EVIDENT = "|".join(
    (
        r"\+[1-9]\d{0,2}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d(?:(?: ?[/-] ?|[ .])?\d){6,13}+",
        r"\([2-9]\d\d\) ?[2-9]\d\d[ .-]\d{4}",
        r"[2-9]\d\d-[2-9]\d\d-\d{4}",
        r"\(0[1-9]\d{1,4}\) ?[/-]? ?[1-9](?:[ -]?\d){4,9}+",
        r"0[1-9]\d{1,3} ?/ ?[1-9](?:[ -]?\d){4,9}+",
        r"0[1-9]\d{1,3}-[1-9](?:[ -]?\d){4,9}+",
        r"0[1-9]-\d{3}[ -]\d{2,3}[ -]\d{2,3}",
    )
)
"""Numbers whose signs say what they are: a country's number, an area in brackets, before a stroke, before a hyphen, in that order
with those of North America after the first and a short area of Scandinavia at the end."""
_NAMED = "|".join(
    (
        r"(?:00[1-9]\d{1,2}|0[1-9]\d*)(?:[ ./-]{1,3}\d{2,8}){1,6}+",
        r"0[1-9]\d{7,10}",
        r"[2-9]\d\d[ .][2-9]\d\d[ .]\d{4}",
    )
)
"""Numbers with spaces or nothing between, which could be anything where nobody speaks of a telephone."""
_BEGIN, _END = r"(?<![\w./+:#$€£-])(?:", r")(?![./-]?\w)"
_TELEPHONE = (
    r"(?i)(?:\b(?:tel|tél|fon|phone|(?:tele|mobile )?phone|telefon|telephone|call|ring|dial|mobile?|handy|cell|fax|whatsapp|sms|text|ruft?|anrufen|anruf|erreich\w*)\b"
    r"|\b\w*nummer|[☎📞📱])[^\d]{0,20}$"
)
_OTHER = r"(?i)(?:\b(?:isbn|issn|doi|rfc|iban|bic|vat|ust|hrb|orcid|order|invoice|ticket|issue|version|serial|rechnung|bestell|steuer|akten|konto)\w*|#|§)[^\d]{0,14}$"
"""What is said before numbers of other kinds."""
_DATE = r"\d\d([ ./-])\d\d\1\d{4}"
_NOBODYS = (
    r"55501\d\d$|(?:2079460|1632960|7700900)\d{3}$|(?:3023125|4066969|6990009|8999998|2214710)\d{1,3}$"
    r"|^(?:(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}$|(?:\+|00)?(?:43|44|49)?0?800)"
)
"""Numbers that are kept for films, in North America, Britain and Germany; and those that cost nothing, which are offices'."""
_FEWEST, _MOST = 8, 15
_FEWEST_ABROAD = 9


def numbers(facts: Facts) -> Iterator[Finding]:
    """``phone-in-text`` for a telephone number: with ``+`` and a country's number, as people write an area (``030 / ...``, ``(212) ...``),
    or with spaces alone where a telephone is spoken of.
    """
    rows = Rows(facts.piece.document, facts.text)
    for words, line in said(facts.piece.document):
        for found in _numbers(words) if _ANY.search(words) else ():
            message = f"this publishes the telephone number {found.strip()}; ask whose it is, or take it out."
            yield Finding("phone-in-text", message, facts.piece.path, rows.of_words(found.strip(), line), "warning")


def _numbers(words: str) -> Iterator[str]:
    end = 0
    for found in _pattern().finditer(words):
        before = words[max(end, found.start() - 40) : found.start()]
        end = found.end()
        if not (found["named"] and not re.search(_TELEPHONE, before)) and not re.search(_OTHER, before) and _is_one(found[0]):
            yield found[0]


def _is_one(number: str) -> bool:
    digits = "".join(filter(str.isdigit, number))
    plus = "+" if number.startswith("+") else ""
    fewest = _FEWEST if number.startswith("(") or "/" in number else _FEWEST_ABROAD
    return fewest <= len(digits) <= _MOST and not re.search(_NOBODYS, plus + digits) and not re.fullmatch(_DATE, number)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"{_BEGIN}(?P<evident>{_EVIDENT})|(?P<named>{_NAMED}){_END}")
