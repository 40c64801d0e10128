"""The repository's own pieces: nothing is wrong with them, every dialect can say them, and publishing them twice sends them once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recycle.api import Action, load, open_workspace, publish
from recycle.model import Piece
from recycle.readers.gfm import read_gfm
from recycle.readers.html import read_html
from recycle.steps.checking.check import check
from recycle.steps.loading.load import survey
from recycle.tree.walk import without_lines
from recycle.writers import DIALECTS
from recycle.writers.gfm import write_gfm
from recycle.writers.html import write_html

ROOT = Path(__file__).parents[1]
PIECES = load(open_workspace(ROOT))


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.slug)
def test_nothing_is_found(piece: Piece) -> None:
    workspace = open_workspace(ROOT)
    assert check(workspace, survey(workspace), piece, workspace.config.outlets.values()) == ()


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.slug)
def test_reading_what_was_written_gives_the_same_tree(piece: Piece) -> None:
    tree = without_lines(piece.document)
    markdown, html = write_gfm(piece.document).text, write_html(piece.document).text
    assert without_lines(read_gfm(str(markdown)).document) == tree
    if not any(f"<!-- {word}" in str(markdown) or f"::: {word}" in str(markdown) for word in ("only", "not")):
        assert without_lines(read_html(str(html)).document) == tree


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.slug)
def test_every_dialect_says_it(piece: Piece, dialect: str) -> None:
    assert DIALECTS[dialect].write(piece.document).text


def test_twice_is_once(tmp_path: Path) -> None:
    for name in ("config.yaml", "content"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    workspace = open_workspace(tmp_path)
    first = publish(workspace, load(workspace))
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and ".recycle" not in path.parts}
    second = publish(workspace, load(workspace))
    assert {result.action for result in first} == {Action.PLACED, Action.OFF}
    assert {result.action for result in second} == {Action.UNCHANGED, Action.OFF}
    assert {path: path.read_bytes() for path in files} == files
