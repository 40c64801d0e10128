"""What cleaning takes away from HTML that a writer may miss."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from recycle.late import regex
from recycle.model import Finding, Severity
from recycle.readers.clean import ALLOWED, EMPTIED, PLACE, SCHEMES, clean

_SCHEME = regex(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


def removed_findings(html: str) -> tuple[Finding, ...]:
    """Tags, handlers and links in ``html`` that are not allowed, and that ``clean`` takes away."""
    watcher = _Watcher()
    watcher.feed(html)
    watcher.close()
    return tuple(watcher.findings)


class _Watcher(HTMLParser):
    """Names what is not allowed, with the line of the block that comrak placed last (or the line in plain HTML)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.findings: list[Finding] = []
        self.line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == PLACE and value and value[:1].isdigit():
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
    if tag in EMPTIED:
        return f"<{tag}> and what is in it was removed: it is never published."
    return (
        f"<{tag}> was removed: it is not among the HTML that is published. If you meant the text, write `<{tag}>` in backticks."
    )


def _shown(value: str | None) -> str:
    text = value or ""
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'
