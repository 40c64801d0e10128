"""Lists that look like lists in the file and like a row of words everywhere else."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.checks.protocol import Facts
from recycle.late import regex
from recycle.model import Finding
from recycle.tree.nodes import HardBreak, Inline, Paragraph, SoftBreak
from recycle.tree.text import plain
from recycle.tree.walk import iter_blocks

_ITEM = regex(r"(?:[•‣◦▪]\s*|[-+*](?=[A-Za-z\"'(\[])|\d{1,2}[.)](?=[A-Z])|\d{1,2}[.)] |[a-z]\) )\S")


def lists(facts: Facts) -> Iterator[Finding]:
    """``list-not-seen`` where two rows of a paragraph, one right under the other, begin as the items of a list do.

    Markdown wants a space after the sign, and a list of numbers that follows words right away has to begin with 1
    (CommonMark 0.31.2, section 5.2).
    """
    for block in iter_blocks(facts.piece.document):
        if isinstance(block, Paragraph):
            rows = [_is_item(row) for row in _rows(block.children)]
            at = next((at for at in range(len(rows) - 1) if rows[at] and rows[at + 1]), None)
            if at is not None:
                message = "these rows look like a list, and readers get them as one paragraph; put a space after each sign, and an empty line before the first."
                yield Finding("list-not-seen", message, facts.piece.path, block.line + at, "warning")


def _is_item(row: str) -> bool:
    # Most rows begin with a word, and to know the others by heart is slow to learn.
    return (not row[:1].isalpha() or row[1:2] == ")") and _ITEM.match(row) is not None


def _rows(inlines: tuple[Inline, ...]) -> Iterator[str]:
    row: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, SoftBreak | HardBreak):
            yield plain(row)
            row = []
        else:
            row.append(inline)
    yield plain(row)
