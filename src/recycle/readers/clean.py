"""Cleaning HTML before it becomes tree: an allow list, and the names of what it took away.

The allow list holds what the tree can say and containers that may go without a word being lost. Everything that could run or
load something (scripts, handlers, ``javascript:``, frames) is not on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from types import MappingProxyType

import nh3

from recycle.late import regex
from recycle.model import Finding, Severity

_INLINE = "a abbr b bdi bdo br cite code del dfn em font i img input ins kbd mark q s samp small span strike strong sub sup time tt u var wbr"
_BLOCK = (
    "address article aside blockquote body caption center col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "head header hr html li main nav ol p picture pre section source summary table tbody td tfoot th thead tr ul"
)
ALLOWED = frozenset(f"{_INLINE} {_BLOCK}".split())
_EMPTIED = frozenset({"script", "style"})
_EMPTIED_IN_PAGES = _EMPTIED | {"title", "template", "noscript"}
_PLACE = "data-sourcepos"
SCHEMES = frozenset(
    "http https mailto tel sms ftp ftps sftp ssh git irc ircs xmpp matrix magnet news nntp geo gopher gemini doi urn callto webcal".split()
)

_ATTRIBUTES = MappingProxyType(
    {
        "*": {_PLACE},
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


_CLEANER = _cleaner(_EMPTIED, _ATTRIBUTES)
_PAGE_CLEANER = _cleaner(_EMPTIED_IN_PAGES, {name: kept for name, kept in _ATTRIBUTES.items() if name != "*"})

_MAY_BE_TAG = regex(r"<(?!https?:|mailto:)[A-Za-z/!?]", re.ASCII)
_TAG = regex(r"<([A-Za-z][^\s/>]*)")
_HANDLER = regex(r"<[A-Za-z][^>]*\son\w+\s*=")
_SCHEME = regex(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


def clean(html: str) -> str:
    """The HTML without anything that is not on the allow list; the words inside unknown tags stay."""
    return str(_CLEANER.clean(html))


def clean_page(html: str) -> str:
    """The same for what may be a whole page: its ``title`` belongs to the window, and places in it are not comrak's."""
    return str(_PAGE_CLEANER.clean(html))


def vanished(html: str) -> tuple[Finding, ...]:
    """What ``clean`` takes away from ``html`` that a writer may miss: tags, handlers and links that are not allowed."""
    watcher = _Watcher()
    watcher.feed(html)
    watcher.close()
    return tuple(watcher.findings)


def has_lost(source: str, html: str, cleaned: str) -> bool:
    """Whether ``vanished(html)`` is worth its time: three quick looks at a Markdown text, its HTML and that when cleaned."""
    if html.count('href="') + html.count('src="') != cleaned.count('href="') + cleaned.count('src="'):
        return True
    if not may_have_html(source):
        return False
    return not ALLOWED.issuperset(map(str.lower, _TAG.findall(html))) or _HANDLER.search(html) is not None


def may_have_html(source: str) -> bool:
    """Whether anything in a Markdown text looks as if a tag began there."""
    return _MAY_BE_TAG.search(source) is not None


class _Watcher(HTMLParser):
    """Names what is not allowed, with the line of the block that comrak placed last (or the line in plain HTML)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.findings: list[Finding] = []
        self.line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == _PLACE and value and value[:1].isdigit():
                self.line = int(value.partition(":")[0])
        if tag not in ALLOWED:
            self._report("html-removed", _removed_tag(tag))
        for name, value in attrs:
            if name in {"href", "src"} and (found := _SCHEME.match(value or "")) and found[1].lower() not in SCHEMES:
                self._report(
                    "link-removed",
                    f"the address {_shown(value)} was removed: {found[1]}: is not a kind of address that is published.",
                )
            elif name in {"href", "src"} and not _can_be_read(value or ""):
                self._report("link-broken", f"the address {_shown(value)} was removed: {_why_not(value or '')}", "error")
            elif name.startswith("on"):
                self._report("html-removed", f"the attribute {name} was removed: nothing that runs is published.")

    def _report(self, rule: str, message: str, severity: Severity = "warning") -> None:
        line = self.line or self.getpos()[0]
        self.findings.append(Finding(rule, message, line=line, severity=severity))


def _can_be_read(address: str) -> bool:
    """Whether the cleaner can make anything of the address. What it cannot, it drops without a word."""
    return 'href="' in clean(f'<a href="{escape(address)}">a</a>')


def _why_not(address: str) -> str:
    """What is wrong with an address that cannot be read, and what to write."""
    scheme, _, rest = address.strip().partition(":")
    if scheme.lower() in ("http", "https") and rest.lstrip("/")[:1] in ("", "?", "#"):
        return "it has no host; write the whole address, such as https://example.com/."
    return "it cannot be one; correct it."


def _removed_tag(tag: str) -> str:
    if tag in _EMPTIED:
        return f"<{tag}> and what is in it was removed: it is never published."
    return (
        f"<{tag}> was removed: it is not among the HTML that is published. If you meant the text, write `<{tag}>` in backticks."
    )


def _shown(value: str | None) -> str:
    text = value or ""
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'
