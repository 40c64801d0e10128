"""What checks say of pieces: readable cases in ``tests/checks``, and what the front matter has to do with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

import pytest
from msgspec.structs import replace

from recycle.checks import CHECKS, VARIANT_CHECKS
from recycle.checks.protocol import Facts, Page, Shown
from recycle.model import Finding, Limits, Meta, Piece
from recycle.readers.gfm import read_gfm
from recycle.readers.python_markdown import read_python_markdown
from recycle.tree.nodes import Document, Image, Link, Paragraph, Text
from tests.cases import case_files, check_cases

NAMES = frozenset({"blog", "forum", "newsletter"})
PAGES = MappingProxyType(
    {
        "with its page among files": Page("https://example.com/piece/", carries=True),
        "with its page at a service": Page("", carries=False),
        "with its page as one file": Page("https://example.com/piece.html", carries=True),
    }
)


def piece(text: str = "Words.") -> Piece:
    return Piece(id="piece", slug="piece", path="piece.md", title="A piece", document=read_gfm(text).document)


def facts(about: Piece, site_url: str = "https://example.com/", text: str = "") -> Facts:
    return Facts(
        piece=about,
        names=NAMES,
        exists=lambda path: path in ("cat.png", "paper.pdf", "notes"),
        is_piece=lambda path: path == "other.md",
        text=lambda: text,
        site_url=site_url,
    )


def found(known: Facts) -> list[Finding]:
    return [finding for check in CHECKS.values() for finding in check(known)]


def shown(about: Piece, outlet: str) -> Shown:
    meta = Meta(title=about.title, slug=about.slug)
    return Shown(piece=about, document=about.document, meta=meta, limits=Limits(), outlet=outlet, names=frozenset({outlet}))


def told(findings: Iterable[Finding]) -> str:
    return "".join(f"{one.path}:{one.line}: {one.severity} {one.rule}: {one.message}\n" for one in findings)


def produce(text: str, part: str) -> str:
    if part.startswith("at "):
        variant = shown(piece(text), part.removeprefix("at "))
        return told(finding for check in VARIANT_CHECKS.values() for finding in check(variant))
    if part.startswith("removed"):
        return told((read_python_markdown if "Python" in part else read_gfm)(text).findings)
    known = facts(piece(text), "" if "without site" in part else "https://example.com/", text)
    return told(found(replace(known, page=PAGES[part]) if part in PAGES else known))


@pytest.mark.parametrize("path", case_files("checks"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


def test_cover_image_is_looked_for() -> None:
    covered = replace(piece(), cover_image="cover.png", lines={"cover_image": 4})
    assert [(finding.rule, finding.line) for finding in found(facts(covered))] == [("image-missing", 4)]
    assert found(facts(replace(covered, cover_image="cat.png"))) == []
    assert found(facts(replace(covered, cover_image="https://example.com/cover.png"))) == []


def test_a_data_address_does_not_fill_the_screen() -> None:
    (finding,) = found(facts(piece(f"![](data:image/png;base64,{'A' * 500})")))
    assert finding.rule == "image-no-alt"
    assert len(finding.message) < 250


def test_an_image_with_an_address_that_is_none_is_not_missing() -> None:
    document = Document((Paragraph((Image("http://[", "A cat"),)),))
    assert found(facts(replace(piece(), document=document))) == []


def test_an_address_that_cannot_be_one() -> None:
    document = Document((Paragraph((Link("http://[", (Text("here"),)),), line=2),))
    assert [(one.rule, one.line) for one in found(facts(replace(piece(), document=document)))] == [("link-broken", 2)]


def test_two_pieces_cannot_be_of_one_page() -> None:
    mine = replace(piece(), canonical_url="https://example.com/a/", lines={"canonical_url": 3})
    other = replace(mine, id="other", path="other.md", canonical_url="https://example.com/a")
    assert [(one.rule, one.line) for one in found(replace(facts(mine), others=(mine, other)))] == [("canonical-twice", 3)]
    for same in ("https://EXAMPLE.com/a", "HTTPS://example.com:443/a/", "https://example.com/a//"):
        assert len(found(replace(facts(mine), others=(replace(other, canonical_url=same),)))) == 1, same
        assert len(found(replace(facts(replace(mine, canonical_url=same)), others=(mine, other)))) == 1, same
    for another in (
        "http://example.com/a",
        "https://example.com:444/a",
        "https://example.com/A",
        "https://example.com/a?b",
        "http://[/a",
    ):
        assert found(replace(facts(mine), others=(replace(other, canonical_url=another),))) == [], another
    assert found(replace(facts(mine), others=(mine,))) == []
    assert found(replace(facts(piece()), others=(replace(other, canonical_url=""),))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## One\n## Two\n\nWords.", ""),
        ("## One\n\n## Two\n\nWords.", 'the section "One" is empty; write it or take its heading away.'),
        ("### One\n## Two\n\nWords.", 'the section "One" is empty; write it or take its heading away.'),
        ("## [One](https://example.com/)\n\n## Two\n\nWords.", ""),
        ("##\n\n## Two\n\nWords.", "this heading has no words, and nothing stands under it; take it away."),
    ],
)
def test_what_is_an_empty_section(text: str, message: str) -> None:
    assert [one.message for one in found(facts(piece(text)))] == ([message] if message else [])


@pytest.mark.parametrize(("text", "count"), [("send([path][, options])", 0), ("[the manual][manul]", 1), ("[a][`b`]", 1)])
def test_names_of_links_and_how_a_function_is_written(text: str, count: int) -> None:
    assert [one.rule for one in read_gfm(text).findings] == ["link-name-unknown"] * count
