"""Addresses in normal form: as they stand in HTML, with every character that has no business in a URL percent-encoded."""

from __future__ import annotations

import re
from urllib.parse import quote

from recycle.late import regex

_UNSAFE = regex(r"[^A-Za-z0-9\-_.~!*'();:@&=+$,/?#%]|%(?![0-9A-Fa-f]{2})", re.ASCII)


def normal_url(url: str) -> str:
    """``url`` without white space around it and with what RFC 3986 (section 2.1) wants percent-encoded. Idempotent.

    Square brackets are encoded too, as every CommonMark implementation does it.
    """
    url = url.strip(" \t\n\r\f\v")
    return _UNSAFE.sub(_encoded, url) if _UNSAFE.search(url) else url


def spellings(url: str) -> tuple[str, ...]:
    """How a text may have ``url``: to the letter, or as it is written in HTML."""
    from html import escape  # its table of names takes long to import

    return tuple(dict.fromkeys((url, escape(url))))


def _encoded(match: re.Match[str]) -> str:
    return quote(match[0], safe="")
