"""How a text may write the name of a file or a piece in a link, for a search that knows bytes only."""

from __future__ import annotations

from urllib.parse import quote

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")
_OPEN = frozenset("-. ")
_LONG = 5


def spellings(name: str, end: str = "") -> tuple[str, ...]:
    """What to look for to find ``name`` with ``end`` behind it; it finds other texts as well.

    Markdown may escape every other mark than letters, digits, points and hyphens (CommonMark 0.31, section 2.4), HTML has entities for it and
    a URL writes it as percent and two digits (RFC 3986, section 2.1): the longest run without one is looked for. One of fewer than
    five would find too much: there it is the whole name in each of the usual ways.
    """
    runs = "".join(sign if sign in _PLAIN else " " for sign in name).split(" ")
    longest = max(runs, key=len)
    if len(longest) >= _LONG:
        return (f"{runs[-1]}{end}",) if end and len(runs[-1]) >= _LONG else (longest,)
    return tuple(dict.fromkeys(f"{form}{end}" for form in (name, *_forms(name))))


def _forms(name: str) -> tuple[str, ...]:
    escaped = "".join(f"\\{sign}" if sign.isascii() and not sign.isalnum() and sign not in _OPEN else sign for sign in name)
    data = name.encode(errors="surrogateescape")
    in_capitals = quote(data)
    in_small = "".join(part if at == 0 else f"%{part[:2].lower()}{part[2:]}" for at, part in enumerate(in_capitals.split("%")))
    if {"&", "<", ">", '"', "'"}.isdisjoint(name):
        return escaped, in_capitals, in_small
    import html  # has all entities of HTML, and such names are rare

    return escaped, in_capitals, in_small, html.escape(name), html.escape(name, quote=False)
