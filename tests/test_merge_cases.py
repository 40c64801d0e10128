"""The readable cases of ``tests/merge``: what two people made of one text, and what comes of both.

The three texts of a case stand below each other, with ``-> edit`` and ``-> piece`` before the second and the third. The expected
part ``merged`` is the text; ``merged crlf`` the same with an edit whose lines end as Windows ends them, shown as ``␍``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.merge.marked import Merged, markers
from recycle.merge.texts import merge_texts
from recycle.readers.spans import spans
from tests.cases import case_files, check_cases


def texts_of(case: str) -> tuple[str, str, str]:
    base, rest = case.split("-> edit\n")
    edit, fresh = rest.split("-> piece\n")
    return base, edit, fresh


def produce(text: str, part: str) -> str:
    base, edit, fresh = texts_of(text)
    if part == "merged crlf":
        found = merge_texts(base, edit.replace("\n", "\r\n"), fresh, spans)
    else:
        assert part == "merged"
        found = merge_texts(base, edit, fresh, spans)
    check_lines(found)
    return found.text.replace("\r", "␍")


def check_lines(found: Merged) -> None:
    """Every conflict is where it says that it is."""
    lines = found.text.splitlines()
    assert all(lines[conflict.line - 1] == "<<<<<<< edit" for conflict in found.conflicts)
    assert {conflict.line for conflict in found.conflicts} <= set(markers(found.text))


@pytest.mark.parametrize("path", case_files("merge"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)
