"""Addresses in normal form: as they stand in HTML, with every character that has no business in a URL percent-encoded."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from recycle.late import regex

_PORTS = (("http", 80), ("https", 443))
_UNSAFE = regex(r"[^A-Za-z0-9\-_.~!*'();:@&=+$,/?#%]|%(?![0-9A-Fa-f]{2})", re.ASCII)


def normal_url(url: str) -> str:
    """``url`` without white space around it and with what RFC 3986 (section 2.1) wants percent-encoded. Idempotent.

    Square brackets are encoded too, as every CommonMark implementation does it.
    """
    url = url.strip(" \t\n\r\f\v")
    return _UNSAFE.sub(_encoded, url) if _UNSAFE.search(url) else url


def page_of(url: str) -> str:
    """``url`` as all spellings have it that lead to one page: case and port as RFC 3986 (6.2.2.1 and 6.2.3) has them, no slash at the end
    of the path, and no empty query or fragment. What is no address stays as it is.
    """
    try:
        parts = urlsplit(url)
        port = "" if parts.port is None or (parts.scheme, parts.port) in _PORTS else f":{parts.port}"
    except ValueError:
        return url
    login, at, _ = parts.netloc.rpartition("@")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return urlunsplit((parts.scheme, f"{login}{at}{host}{port}", parts.path.rstrip("/"), parts.query, parts.fragment))


def spellings(url: str) -> tuple[str, ...]:
    """How a text may have ``url``: to the letter, or as it is written in HTML."""
    from html import escape  # its table of names takes long to import

    return tuple(dict.fromkeys((url, escape(url))))


def _encoded(match: re.Match[str]) -> str:
    return quote(match[0], safe="")
