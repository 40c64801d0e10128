"""Links that only the writer can open, and links that let everybody in who has them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from recycle.checks.made_up import is_drawn, is_password, stands_for_another
from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.tree.nodes import Image, Link
from recycle.tree.rows import Rows
from recycle.tree.text import plain
from recycle.tree.walk import iter_placed_inlines

_INSIDE = (".internal", ".local", ".lan", ".corp", ".intranet", ".home.arpa")
_SIGNED = frozenset(
    "access_token api_key apikey auth_token authkey client_secret id_token jwt password refresh_token secret sig signature token"
    " x-amz-signature x-goog-signature".split()
)
_PERHAPS = frozenset("auth hash k key pass pw".split())
"""Names that are often given to what is no secret: only what was drawn by lot counts under them."""
_LONG = 16
_DOCUMENT = r"/(?:document|spreadsheets|presentation|drawings|forms)/(?:u/\d+/)?d/[^/]+/edit\b"
_ID = r"/d/([^/]+)|/folders/([^/]+)"
_CALENDAR = r"/private-[0-9a-f]{16,}/"
_MEETING = r"(?:^|\.)zoom(?:gov)?\.(?:us|com)$"
_DESK_OF_WORDPRESS = r"/wp-admin(?:/|$)"
_DESK_OF_GHOST = r"/ghost/?#/"

_ALONE = "is on your own machine or network; readers cannot open it"
_ORGANISATION = "is a place of your organisation's; readers would be asked to log in"
_DESK = "is where the site is written; readers would be asked to log in, so link to the page itself"
_DRAFT = "is the preview of a draft; readers cannot open it, so link to the page itself"
_LOGIN = "has a name and a password in it; link to the page without them"
_KEY = "has a key in it that lets everybody in; link to the page without it"
_SHARED = "opens a file for everybody who has this link, as it was shared; make sure that it may be public, or link to a published copy"
_MEET = "lets everybody into the meeting; link to a page where people sign up, or leave the password out"


def private_links(facts: Facts) -> Iterator[Finding]:
    """``link-private`` for an address that only the writer can open, or that lets everybody in who has it.

    An address on one's own machine that is shown as it is (``http://localhost:8000/``) tells readers what to type, and is none; neither
    is an image from a place where files are shared, which is there to be seen.
    """
    rows = Rows(facts.piece.document, facts.text)
    for inline, line in iter_placed_inlines(facts.piece.document):
        if isinstance(inline, Link | Image) and (split := _web(inline.url)):
            why = _says_too_much(split) or (_lets_in(split) if isinstance(inline, Link) else "")
            if not why and not shows_itself(inline):
                why = _leads_nowhere(split)
            if why:
                yield Finding("link-private", f"{_shown(split)} {why}.", facts.piece.path, rows.of(inline, line), "warning")


def shows_itself(inline: Link | Image) -> bool:
    """Whether the words of a link are its address, with or without ``https://``."""
    return isinstance(inline, Link) and plain(inline.children).strip() in (inline.url, inline.url.partition("://")[2])


def is_for_few(url: str) -> bool:
    """Whether ``url`` is on one's own machine or network, or has a login or a key in it: no program is to ask there by itself."""
    split = _web(url)
    return split is not None and ("@" in split.netloc or _is_inside(split) or bool(_says_too_much(split)))


def _web(url: str) -> SplitResult | None:
    if not url.startswith(("http:", "https:", "HTTP:", "HTTPS:", "Http:", "Https:")):
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _shown(split: SplitResult) -> str:
    """Host and path: what lets somebody in is not said again."""
    return f"{split.scheme}://{split.netloc.rpartition('@')[2]}{split.path}"[:50]


def _says_too_much(split: SplitResult) -> str:
    """A login or a key in the address. ``secret-in-text`` tells of the passwords that it knows for what they are."""
    if split.password and not is_password(split.password) and "{" not in split.netloc:
        return _LOGIN
    if not split.query:
        return ""
    for key, value in parse_qsl(split.query):
        name = key.lower()
        if name in _SIGNED and len(value) >= _LONG and not stands_for_another(value) and not set(value) & set("{}<>$"):
            return _KEY
        if name in _PERHAPS and is_drawn(value):
            return _KEY
    return ""


def _lets_in(split: SplitResult) -> str:
    """A file or a meeting that was shared by its link: the addresses are those that the services hand out."""
    host, path, query = (split.hostname or "").lower(), split.path, f"&{split.query}"
    if host == "docs.google.com":
        return (
            _SHARED
            if "/d/e/" not in path and _is_a_file(path) and (re.search(_DOCUMENT, path) or "&usp=sharing" in query)
            else ""
        )
    if host == "drive.google.com":
        return _SHARED if _is_a_file(path) and "&usp=" in query else ""
    if host == "calendar.google.com":
        return _KEY if re.search(_CALENDAR, path) else ""
    if host.endswith("dropbox.com"):
        return _SHARED if "&rlkey=" in query else ""
    if host.endswith(".sharepoint.com"):
        return _SHARED if "/:" in path or "&share=" in query else _ORGANISATION
    if host in ("1drv.ms", "onedrive.live.com"):
        return _SHARED
    return _MEET if re.search(_MEETING, host) and "&pwd=" in query else ""


def _is_a_file(path: str) -> bool:
    """Whether the address names a file, and none that is called as in a manual."""
    found = re.search(_ID, path)
    return found is None or not stands_for_another(found[1] or found[2])


def _leads_nowhere(split: SplitResult) -> str:
    if _is_inside(split):
        return _ALONE
    query = f"&{split.query}"
    if "&preview=true" in query or "&preview_id=" in query or "&preview_nonce=" in query:
        return _DRAFT
    is_desk = re.search(_DESK_OF_WORDPRESS, split.path) or re.search(_DESK_OF_GHOST, f"{split.path}#{split.fragment}")
    return _DESK if is_desk else ""


def _is_inside(split: SplitResult) -> bool:
    host = (split.hostname or "").lower().removesuffix(".")
    last = host.rpartition(".")[2]
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:  # a name; one that ends in a number is none, and to many programs another way to write 127.0.0.1
        return (
            host.endswith((*_INSIDE, ".localhost")) or ("." not in host and bool(host)) or last.isdecimal() or last[:2] == "0x"
        )
