"""Links inside a Markdown text that lead to nothing: names that are given twice or not at all, places that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.late import regex
from recycle.model import Finding
from recycle.tree.nodes import CodeBlock, Document, Link, Text
from recycle.tree.places import places_in
from recycle.tree.rows import Rows
from recycle.tree.walk import iter_blocks, iter_inlines, iter_placed_inlines, own_inlines

_DEFINED = regex(r"^ {0,3}\[(?P<name>[^\]\[^][^\]\[]*)\]:[ \t]*(?P<url>\S+)")
_USED = regex(r"(?<![\w\]\)])\[(?P<words>[^\]\[]+)\]\[(?P<name>[^\]\[,.|=][^\]\[]*|)\](?![\[(])")


def reference_findings(document: Document, text: str) -> tuple[Finding, ...]:
    """``link-name-twice``, ``link-name-unknown`` and ``link-no-place`` in ``text``, which ``document`` was read from."""
    found: list[Finding] = []
    if "]:" in text:
        found += _twice(document, text)
    if "][" in text:
        found += _unknown(document, Rows(document, lambda: text))
    if "](#" in text or "]: #" in text or 'href="#' in text:
        found += _nowhere(document, text)
    return tuple(found)


def _twice(document: Document, text: str) -> Iterator[Finding]:
    """A name that is given two addresses: the first one counts (CommonMark 0.31.2, section 4.7)."""
    code = frozenset(line for block in iter_blocks(document) if isinstance(block, CodeBlock) for line in _rows(block))
    first: dict[str, tuple[str, int]] = {}
    for number, row in enumerate(text.split("\n"), 1):
        defined = _DEFINED.match(row) if "]:" in row and number not in code else None
        if defined is None:
            continue
        name, url = " ".join(defined["name"].split()).casefold(), defined["url"].strip("<>")
        known, line = first.setdefault(name, (url, number))
        if known != url:
            message = (
                f"[{defined['name']}] leads to {known} (line {line}), so this address is used nowhere; rename one of the two."
            )
            yield Finding("link-name-twice", message, line=number, severity="warning")


def _rows(block: CodeBlock) -> range:
    return range(block.line, block.line + block.code.count("\n") + 2)


def _unknown(document: Document, rows: Rows) -> Iterator[Finding]:
    for block in iter_blocks(document):
        words = "".join(one.value if isinstance(one, Text) else " " for one in iter_inlines(own_inlines(block)))
        for used in _USED.finditer(words) if "][" in words else ():
            name = used["name"].strip() or used["words"].strip() or "..."  # code is not told here
            message = f"no address is given for [{name}], so readers see the brackets; add a line [{name}]: https://..."
            yield Finding("link-name-unknown", message, line=rows.of_words(used[0], block.line), severity="warning")


def _nowhere(document: Document, text: str) -> Iterator[Finding]:
    places, rows = places_in(document, text), Rows(document, lambda: text)
    for inline, line in iter_placed_inlines(document):
        if isinstance(inline, Link) and inline.url.startswith("#") and not places.has(inline.url[1:]):
            how = places.near(inline.url[1:]) or " Headings are: small letters, hyphens for spaces."
            yield Finding(
                "link-no-place",
                f"nothing in this text is called {inline.url}.{how}",
                line=rows.of(inline, line),
                severity="warning",
            )
