"""Text that YAML takes for a comment: ``title: Fixing #42`` says no more than "Fixing" to it."""

from __future__ import annotations

import re

from recycle.late import regex
from recycle.model import Finding
from recycle.readers.header import Split
from recycle.yaml_rows import quoted

_ROW = regex(
    r"\s*(?P<key>[\w-]+):[ \t]+(?P<text>(?:[^\s\"'|>&*!\[{#][^\n]*?)?)[ \t]*(?<=[ \t])(?P<comment>#[^\s#][^\n]*?)\s*\Z"
)
_TEXT_KEYS = frozenset(
    "title description summary subtitle subject preview question opening closing author series tags text".split()
)


def comment_findings(split: Split, path: str) -> tuple[Finding, ...]:
    """A warning for each value of text that is cut off by a ``#`` with a word right behind it."""
    if split.notation != "yaml" or " #" not in split.header:
        return ()
    rows = enumerate(split.header.split("\n"), split.header_line)
    return tuple(_finding(found, path, line) for line, row in rows if (found := _ROW.match(row)) and _is_text(found))


def _is_text(found: re.Match[str]) -> bool:
    return found["key"].lower() in _TEXT_KEYS


def _finding(found: re.Match[str], path: str, line: int) -> Finding:
    whole = quoted(f"{found['text']} {found['comment']}".strip())
    message = (
        f"YAML takes what follows # for a comment, so it is not read. If it belongs to the text, write {found['key']}: {whole}."
    )
    return Finding("front-matter-comment", message, path, line, "warning")
