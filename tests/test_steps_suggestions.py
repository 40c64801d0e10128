"""The readable cases of ``tests/suggestions``, and what holds for all texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.readers.gfm import read_gfm
from recycle.steps.loading.suggestions import fenced, settle, suggestion_findings
from recycle.tree.nodes import Document
from recycle.tree.walk import without_lines
from recycle.writers.gfm import write_gfm
from tests.cases import case_files, check_cases
from tests.trees import documents


def produce(text: str, part: str) -> str:
    assert part == "settle"
    settled = settle(text)
    found = suggestion_findings(settled, "edit.md", lambda line: line, lambda name: name != "third-piece")
    return settled.text + "".join(f"{one.line}: {one.severity}: {one.message} [{one.rule}]\n" for one in found)


@pytest.mark.parametrize("path", case_files("suggestions"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


@given(st.text(alphabet=st.sampled_from(":: suggestedkfromx\n->`"), max_size=200))
def test_lines_keep_their_numbers(text: str) -> None:
    settled = settle(text)
    assert settled.text.count("\n") == text.count("\n")
    assert settle(settled.text).left == ()
    assert settle(settled.text).kept == ()


@given(documents())
def test_what_is_suggested_and_kept_is_what_was_written(document: Document) -> None:
    markdown = str(write_gfm(document).text)
    if not markdown.strip():
        return
    suggested = fenced("other", markdown)
    assert settle(suggested).text.strip("\n") == ""
    [kept] = settle(suggested.replace("suggested", "kept", 1)).kept
    assert kept.source == "other"
    text = settle(suggested.replace("suggested", "kept", 1)).text
    assert without_lines(read_gfm(text).document) == without_lines(read_gfm(markdown).document)
