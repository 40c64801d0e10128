"""Cleaning HTML before it becomes tree: an allow list, and the names of what it took away.

The allow list holds what the tree can say and containers that may go without a word being lost. Everything that could run or
load something (scripts, handlers, ``javascript:``, frames) is not on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import nh3

from recycle.late import regex

_INLINE = "a abbr b bdi bdo br cite code del dfn em font i img input ins kbd mark q s samp small span strike strong sub sup time tt u var wbr"
_BLOCK = (
    "address article aside blockquote body caption center col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "head header hr html li main nav ol p picture pre section source summary table tbody td tfoot th thead tr ul"
)
ALLOWED = frozenset(f"{_INLINE} {_BLOCK}".split())
EMPTIED = frozenset({"script", "style"})
_EMPTIED_IN_PAGES = EMPTIED | {"title", "template", "noscript"}
PLACE = "data-sourcepos"
SCHEMES = frozenset(
    "http https mailto tel sms ftp ftps sftp ssh git irc ircs xmpp matrix magnet news nntp geo gopher gemini doi urn callto webcal".split()
)

_ATTRIBUTES = MappingProxyType(
    {
        "*": {PLACE},
        "a": {"href", "title", "class", "id"},
        "code": {"class", "data-meta"},
        "pre": {"class"},
        "div": {"class"},
        "section": {"class"},
        "sup": {"class", "id"},
        "li": {"id", "value"},
        "p": {"class"},
        "img": {"src", "alt", "title", "width", "height"},
        "input": {"type", "checked"},
        "ol": {"start"},
        "td": {"align", "style", "colspan"},
        "th": {"align", "style", "colspan"},
    }
)


def _cleaner(emptied: frozenset[str], attributes: Mapping[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ALLOWED),
        clean_content_tags=set(emptied),
        attributes=dict(attributes),
        link_rel=None,
        url_schemes=set(SCHEMES),
        filter_style_properties={"text-align"},
    )


_CLEANER = _cleaner(EMPTIED, _ATTRIBUTES)
_PAGE_CLEANER = _cleaner(_EMPTIED_IN_PAGES, {name: kept for name, kept in _ATTRIBUTES.items() if name != "*"})

_MAY_BE_TAG = regex(r"<(?!https?:|mailto:)[A-Za-z/!?]", re.ASCII)
_TAG = regex(r"<([A-Za-z][^\s/>]*)")
_HANDLER = regex(r"<[A-Za-z][^>]*\son\w+\s*=")


def clean(html: str) -> str:
    """The HTML without anything that is not on the allow list; the words inside unknown tags stay."""
    return str(_CLEANER.clean(html))


def clean_page(html: str) -> str:
    """The same for what may be a whole page: its ``title`` belongs to the window, and places in it are not comrak's."""
    return str(_PAGE_CLEANER.clean(html))


def has_lost(source: str, html: str, cleaned: str) -> bool:
    """Whether to look for what the cleaner took away is worth its time: three quick looks at a Markdown text, its HTML and that when cleaned."""
    if html.count('href="') + html.count('src="') != cleaned.count('href="') + cleaned.count('src="'):
        return True
    if not may_have_html(source):
        return False
    return not ALLOWED.issuperset(map(str.lower, _TAG.findall(html))) or _HANDLER.search(html) is not None


def may_have_html(source: str) -> bool:
    """Whether anything in a Markdown text looks as if a tag began there."""
    return _MAY_BE_TAG.search(source) is not None
