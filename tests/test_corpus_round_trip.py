"""Round trips of texts that people wrote: the corpus where it lies beside the repository, and a few of its kind always."""

from __future__ import annotations

from pathlib import Path

import frontmatter
import pytest

from recycle.readers.gfm import read_gfm
from recycle.readers.html import read_html
from recycle.tree.nodes import Block, Document, Passage
from recycle.tree.normal import normal
from recycle.tree.walk import map_blocks, without_lines
from recycle.writers.gfm import write_gfm
from recycle.writers.html import write_html

HERE = Path(__file__).parent
OWN = HERE / "data" / "round_trip"
CORPUS = HERE.parent.parent / "shared" / "corpus" / "posts"
TEXTS = (*sorted(OWN.glob("*.md")), *sorted(CORPUS.glob("*.md")))
ALL = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def _body(path: Path) -> str:
    return str(frontmatter.loads(path.read_text(encoding="utf-8")).content)


def _without_passages(document: Document) -> Document:
    def unwrapped(block: Block) -> tuple[Block, ...]:
        return block.children if isinstance(block, Passage) else (block,)

    return normal(map_blocks(document, unwrapped))


@ALL
def test_gfm_round_trip(path: Path) -> None:
    tree = without_lines(read_gfm(_body(path)).document)
    assert tree.blocks
    written = write_gfm(tree).text
    assert isinstance(written, str)
    assert without_lines(read_gfm(written).document) == tree


@ALL
def test_html_round_trip(path: Path) -> None:
    tree = _without_passages(without_lines(read_gfm(_body(path)).document))
    written = write_html(tree).text
    assert isinstance(written, str)
    assert without_lines(read_html(written).document) == tree
