"""The row that is told lies in the block, and holds what it is told for when it is another than the first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Image, Link
from recycle.tree.rows import Rows, begins
from recycle.tree.walk import iter_placed_inlines

_PARTS = (
    "words",
    "[a](gone.md)",
    "[a]()",
    "![](b.png)",
    "![b](b.png)",
    "[a](gone&#46;md)",
    "[c][d]",
    "<br>",
    "`[a](gone.md)`",
    "https://example.com/.",
    "gone.md",
    "*[e\nf](gone.md)*",
    '<a href="gone.md">g</a>',
)
_rows = st.lists(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=5)
_texts = st.lists(st.tuples(st.sampled_from(("", "> ", "- ")), _rows), min_size=1, max_size=4)


def _written(paragraphs: list[tuple[str, list[str]]]) -> str:
    indent = {"- ": "  "}
    blocks = (mark + "\n".join(rows).replace("\n", f"\n{indent.get(mark, mark)}") for mark, rows in paragraphs)
    return "\n\n".join((*blocks, "[d]: gone.md"))


@given(_texts)
def test_a_row_lies_in_its_block_and_holds_what_it_is_told_for(paragraphs: list[tuple[str, list[str]]]) -> None:
    text = _written(paragraphs)
    document, rows = read_gfm(text).document, text.split("\n")
    told = Rows(document, lambda: text)
    for inline, line in iter_placed_inlines(document):
        if isinstance(inline, Link | Image):
            row = told.of(inline, line)
            after = next((begin for begin in begins(document) if begin > line), len(rows) + 1)
            assert line <= row < after
            assert all(one.strip("> ") for one in rows[line - 1 : row])
            words = inline.alt if isinstance(inline, Image) else ""
            assert row == line or (inline.url or "](") in rows[row - 1] or f"[{words}" in rows[row - 1]
