"""Markdown from elsewhere: the text stays as it was written."""

from __future__ import annotations

from recycle.importers.imported import Imported, split_title
from recycle.late import regex
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Document, Heading

_UNDERLINE = regex(r" {0,3}(?:=+|-+)[ \t]*\Z")


def import_markdown(text: str) -> Imported:
    """The text itself. A heading at its top becomes the title and leaves the text, because templates show the title."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    document, findings = read_gfm(text)
    title, _ = split_title(document)
    return Imported(text, title, _without_heading(text, document), findings)


def _without_heading(text: str, document: Document) -> str:
    """``text`` without the lines of the heading that it begins with."""
    match document.blocks:
        case (Heading(line=line) as heading, *_) if heading.children:
            rows = text.split("\n")
            last = line if rows[line - 1].lstrip(" ").startswith("#") else _underline(rows, line)
            return "\n".join([*rows[: line - 1], *rows[last:]])
        case _:
            return text


def _underline(rows: list[str], line: int) -> int:
    """The line of the dashes under a heading whose words begin on ``line``."""
    return next(at for at in range(line + 1, len(rows) + 1) if _UNDERLINE.match(rows[at - 1]))
