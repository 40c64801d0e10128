"""Other people's addresses, numbers, places and words in a text that is about to become public."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from recycle.checks.protocol import Facts
from recycle.checks.said import said
from recycle.model import Finding
from recycle.tree.nodes import Image, Link
from recycle.tree.text import plain
from recycle.tree.walk import iter_placed_inlines

_ADDRESS = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b")
_RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost|local)$", re.IGNORECASE)
_ROLES = frozenset(
    "abuse admin announce board bugs community conduct contact council dev devel discuss events feedback foundation git hello help hi hostmaster info inquiries jobs"
    " legal letters list lists mail mods newsletter newsletters no-reply noreply office ops orders postmaster press privacy readers"
    " root sales security service subscribe support survey surveys team unsubscribe user username users webmaster you your-name yourname".split()
)
_NUMBER = re.compile(r"(?<![\w./+-])(?:\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?|\(\d{3}\) ?)\d[\d .-]{5,14}\d(?![\w/.-]\d)")
_FICTION = re.compile(r"555.?01\d\d")
_INSIDE = (".internal", ".local", ".lan", ".corp", ".intranet", ".home.arpa")
_SIGNED = frozenset(
    "access_token api_key apikey auth_token authkey client_secret id_token password refresh_token secret sig signature token"
    " x-amz-signature x-goog-signature".split()
)
_LONG = 16


def addresses(facts: Facts) -> Iterator[Finding]:
    """``email-in-text`` for a person's mail address in the running words.

    None: addresses of offices (``press@``), of your own site, reserved names (RFC 2606), and those that stand in a link of other words.
    """
    home = _host(facts.site_url)
    for words, line in said(facts.piece.document):
        for found in _ADDRESS.finditer(words) if "@" in words else ():
            name, _, host = found[0].lower().partition("@")
            if _is_office(name) or _RESERVED.search(host) or (home and (host == home or home.endswith(f".{host}"))):
                continue
            message = f"this publishes the mail address {found[0]}; ask whose it is, or say how else to write to them."
            yield Finding("email-in-text", message, facts.piece.path, line, "warning")


def _is_office(name: str) -> bool:
    return any(part in _ROLES for part in (name, *re.split(r"[-._+]", name)))


def numbers(facts: Facts) -> Iterator[Finding]:
    """``phone-in-text`` for a telephone number as people write it abroad: with ``+`` and a country's number, or ``(212) 555-...``."""
    for words, line in said(facts.piece.document):
        for found in _NUMBER.finditer(words) if "+" in words or "(" in words else ():
            digits = sum(sign.isdigit() for sign in found[0])
            if 9 <= digits <= 15 and not _FICTION.search(found[0]):
                message = f"this publishes the telephone number {found[0].strip()}; ask whose it is, or take it out."
                yield Finding("phone-in-text", message, facts.piece.path, line, "warning")


def private_links(facts: Facts) -> Iterator[Finding]:
    """``link-private`` for an address that only the writer can open, or that lets everybody in who has it.

    An address that is shown as it is (``http://localhost:8000/``) tells readers what to type, and is none.
    """
    for inline, line in iter_placed_inlines(facts.piece.document):
        if isinstance(inline, Link | Image) and (why := _private(inline.url)):
            if isinstance(inline, Link) and plain(inline.children).strip() in (inline.url, inline.url.partition("://")[2]):
                continue
            yield Finding("link-private", f"{inline.url[:60]} {why}.", facts.piece.path, line, "warning")


def _private(url: str) -> str:
    try:
        split = urlsplit(url)
    except ValueError:
        return ""
    if split.scheme not in ("http", "https"):
        return ""
    if _is_inside(split):
        return "is on your own machine or network; readers cannot open it"
    if any(key.lower() in _SIGNED and len(value) >= _LONG for key, value in parse_qsl(split.query)):
        return "has a key in it that lets everybody in; link to the page without it"
    return ""


def _is_inside(split: SplitResult) -> bool:
    host = (split.hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(_INSIDE) or ("." not in host and bool(host))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
