"""The readable cases of ``tests/missing``: what a reply lacks. A part is called by the language, and the fewest words if there are any."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.forms.missing import missing
from recycle.readers.gfm import read_gfm
from tests.cases import case_files, check_cases


def produce(text: str, part: str) -> str:
    language, _, fewest = part.partition(" ")
    found = missing(read_gfm(text).document, language, described=True, words_min=int(fewest) if fewest else None)
    return "".join(f"{one.before}: {one.what}\n" for one in found)


@pytest.mark.parametrize("path", case_files("missing"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


def test_a_standfirst() -> None:
    document = read_gfm("Words.\n").document
    assert [one.before for one in missing(document, "fr", described=False, words_min=None)] == [0]
