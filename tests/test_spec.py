"""The examples of the CommonMark and GFM specifications: the HTML is the specification's, and every round trip holds.

``spec/exceptions.yaml`` lists, one by one, the examples that have another answer here, with the reason. An example that is
listed and gives the specification's HTML all the same fails, so that the list stays as short as it can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from recycle.readers.gfm import read_gfm
from recycle.readers.html import read_html
from recycle.tree.nodes import Document
from recycle.tree.walk import without_lines
from recycle.writers.gfm import write_gfm
from recycle.writers.html import write_html
from tests.plain_html import plain_html

SPEC = Path(__file__).parent / "spec"
FILES = {"commonmark": "commonmark-0.31.2.txt", "gfm": "gfm-0.29.txt"}
_FENCE = "`" * 32
_EXAMPLE = re.compile(rf"^{_FENCE} example (\d+).*\n((?:.*\n)*?)\.\n((?:.*\n)*?){_FENCE}$", re.MULTILINE)


class Example(NamedTuple):
    spec: str
    number: int
    markdown: str
    html: str


def _examples() -> Iterator[Example]:
    for spec, name in FILES.items():
        text = (SPEC / name).read_text(encoding="utf-8").replace("→", "\t")
        for match in _EXAMPLE.finditer(text):
            yield Example(spec, int(match[1]), match[2], match[3])


def _exceptions() -> dict[str, dict[int, str]]:
    listed: dict[str, dict[int, str]] = yaml.safe_load((SPEC / "exceptions.yaml").read_text(encoding="utf-8"))
    return listed


EXAMPLES = tuple(_examples())
EXCEPTIONS = _exceptions()
ALL = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.spec}-{example.number}")


def _tree(markdown: str) -> Document:
    return without_lines(read_gfm(markdown).document)


def _html(document: Document) -> str:
    text = write_html(document).text
    assert isinstance(text, str)
    return text


def _gfm(document: Document) -> str:
    text = write_gfm(document).text
    assert isinstance(text, str)
    return text


def test_all_examples_are_here() -> None:
    numbers = [example.number for example in EXAMPLES if example.spec == "commonmark"]
    assert numbers == list(range(1, 653))
    assert sum(example.spec == "gfm" for example in EXAMPLES) == 24


def test_every_exception_has_a_reason() -> None:
    known = {(example.spec, example.number) for example in EXAMPLES}
    for spec, listed in EXCEPTIONS.items():
        for number, reason in listed.items():
            assert (spec, number) in known
            assert len(reason.split()) >= 3


@ALL
def test_html_is_the_specifications(example: Example) -> None:
    got, expected = plain_html(_html(_tree(example.markdown))), plain_html(example.html)
    reason = EXCEPTIONS[example.spec].get(example.number)
    if reason is None:
        assert got == expected
    else:
        assert got != expected, f"example {example.number} is the specification's now: take it off the exceptions"


@ALL
def test_gfm_round_trip(example: Example) -> None:
    tree = _tree(example.markdown)
    assert _tree(_gfm(tree)) == tree


@ALL
def test_html_round_trip(example: Example) -> None:
    tree = _tree(example.markdown)
    assert without_lines(read_html(_html(tree)).document) == tree
