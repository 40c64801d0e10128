"""The readable cases of ``tests/transforms``: what a part is called is the transform and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from recycle.readers.gfm import read_gfm
from recycle.transforms import breaks, footnotes, headings, links, passages, references
from recycle.tree.nodes import Document
from recycle.tree.normal import normal
from recycle.writers.gfm import write_gfm
from tests.cases import case_files, check_cases

TAGS = MappingProxyType({"utm_source": "forum", "utm_medium": "social"})
CANONICAL = frozenset({"https://example.com/me/canonical"})
PIECES = MappingProxyType({"other.md": "https://example.com/other/", "two words/index.md": "https://example.com/two%20words/"})

TRANSFORMS: Mapping[str, Callable[[Document, str], Document]] = MappingProxyType(
    {
        "select": lambda document, names: passages.select(document, frozenset(names.split())),
        "absolute": lambda document, base: links.absolute(document, base, PIECES.get),
        "campaign": lambda document, site: links.campaign(document, site, TAGS, CANONICAL),
        "shift": lambda document, top: headings.shift(document, int(top)),
        "as_bold": lambda document, _: headings.as_bold(document),
        "without_title": headings.without_title,
        "hard": lambda document, _: breaks.BREAKS["hard"](document),
        "unwrap": lambda document, _: breaks.BREAKS["unwrap"](document),
        "to_endnotes": footnotes.to_endnotes,
        "to_endnotes_bracketed": partial(footnotes.to_endnotes, mark=footnotes.bracketed),
        "inline": footnotes.inline,
        "number": references.number,
    }
)


def produce(text: str, part: str) -> str:
    name, _, argument = part.partition(" ")
    changed = TRANSFORMS[name](read_gfm(text).document, argument)
    assert normal(changed) == changed
    return str(write_gfm(changed).text)


@pytest.mark.parametrize("path", case_files("transforms"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)
