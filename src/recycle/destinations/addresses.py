"""Web addresses, as far as destinations need to judge them."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    """Whether ``url`` is an http or https address with a host and without white space in it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url.split()) == 1 and url == url.strip()
    except ValueError:
        return False
