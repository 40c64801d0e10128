"""What is installed has no docs/ beside it: no sentence of the program, and no file that it writes, sends anybody there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PAGE = re.compile(r"(?<![\w./])docs/[\w/-]+\.md")


def test_no_sentence_names_a_page() -> None:
    told = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for line, text in _texts(ast.parse(path.read_text("utf-8")))
        if _PAGE.search(text)
    ]
    assert told == []


def test_no_file_that_is_written_names_a_page() -> None:
    files = [path for path in sorted((ROOT / "templates").rglob("*.*")) if path.suffix != ".pyc" and path.name != "README.md"]
    assert files
    assert [path.name for path in files if _PAGE.search(path.read_text("utf-8"))] == []


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text but those that stand alone, which are docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value
