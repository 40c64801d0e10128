"""Other people's mail addresses in a text that is about to become public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from recycle.checks.protocol import Facts
from recycle.checks.said import said
from recycle.late import regex
from recycle.model import Finding
from recycle.tree.rows import Rows

_ADDRESS = regex(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b")
_RESERVED = regex(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost|local)$", re.IGNORECASE)
_ROLES = frozenset(
    "abuse admin announce board bugs community conduct contact council dev devel discuss events feedback foundation git hello help hi hostmaster info inquiries jobs"
    " legal letters list lists mail mods newsletter newsletters no-reply noreply office ops orders postmaster press privacy readers"
    " root sales security service subscribe support survey surveys team unsubscribe user username users webmaster you your-name yourname".split()
)


def addresses(facts: Facts) -> Iterator[Finding]:
    """``email-in-text`` for a person's mail address in the running words.

    None: addresses of offices (``press@``), of your own site, reserved names (RFC 2606), and those that stand in a link of other words.
    """
    home = _host(facts.site_url)
    rows = Rows(facts.piece.document, facts.text)
    for words, line in said(facts.piece.document):
        for found in _ADDRESS.finditer(words) if "@" in words else ():
            name, _, host = found[0].lower().partition("@")
            if _is_office(name) or _RESERVED.search(host) or (home and (host == home or home.endswith(f".{host}"))):
                continue
            message = f"this publishes the mail address {found[0]}; ask whose it is, or say how else to write to them."
            yield Finding("email-in-text", message, facts.piece.path, rows.of_words(found[0], line), "warning")


def _is_office(name: str) -> bool:
    return any(part in _ROLES for part in (name, *re.split(r"[-._+]", name)))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
