"""Where a site's Micropub endpoint is, by what the site says itself.

Source: https://www.w3.org/TR/micropub/#endpoint-discovery: an HTTP Link header with rel=micropub first, then the first such
``<link>`` in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from recycle.late import regex
from recycle.world.web import Response

_REL = "micropub"
_LINK = regex(r'<([^>]*)>((?:\s*;\s*[^\s=;,]+\s*(?:=\s*(?:"[^"]*"|[^\s;,"]*))?)*)')
_PARAMETER = regex(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def endpoint_in(page: Response) -> str:
    """The whole address of the endpoint that ``page`` names; empty when it names none."""
    for target in (*_in_header(page.headers.get("link", "")), *_in_html(page.body)):
        return urljoin(page.url, target)
    return ""


def _in_header(header: str) -> Iterator[str]:
    """Targets of the header's links with our rel (RFC 8288, 3)."""
    for target, parameters in _LINK.findall(header):
        rel = _PARAMETER.search(parameters)
        if rel and _REL in (rel[1] or rel[2] or "").lower().split():
            yield target


def _in_html(body: bytes) -> Iterator[str]:
    from lxml import etree, html

    try:
        document = html.document_fromstring(body)
    except (etree.ParserError, ValueError):  # nothing, or nothing but comments
        return
    for link in document.iter("link"):
        if _REL in (link.get("rel") or "").lower().split() and link.get("href") is not None:
            yield str(link.get("href"))
