"""Links to places inside texts: headings, and what has a name of its own, here and in other pieces."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given

from recycle.model import Finding
from recycle.steps.checking.check import check_piece
from recycle.steps.loading.load import load, survey
from recycle.steps.workspace import open_workspace
from recycle.tree.nodes import Document, Heading
from recycle.tree.places import maybe_places, places_in
from recycle.tree.text import plain
from recycle.tree.walk import iter_blocks
from tests.ledgers import world
from tests.repositories import Repository, first_commit, new_repository, piece
from tests.trees import documents

OTHER = 'Words.\n\n## What I learnt, in 3 days\n\n<a name="the-kettle"></a>More *words*.\n\nBelow\n-----\n\nLast.\n'
CONFIG = """
site: {url: "https://example.com/"}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: files, path: "site/{slug}.html", url: "https://example.com/notes/{slug}/"}}
"""


def found(root: Path, link: str, other: str = OTHER) -> list[Finding]:
    (root / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (root / "content" / "two").mkdir(parents=True, exist_ok=True)
    (root / "content" / "one.md").write_text(f"---\ntitle: One\n---\n\nSee [it]({link}).\n", encoding="utf-8")
    (root / "content" / "two" / "index.md").write_text(f"---\ntitle: Two\n---\n\n{other}", encoding="utf-8")
    workspace = open_workspace(world(root))
    archive = survey(workspace)
    (one,) = load(workspace, ("one",), archive)
    return [finding for finding in check_piece(workspace, archive, one) if finding.rule.startswith("link-")]


@pytest.mark.parametrize(
    "link",
    [
        f"{page}#{place}"
        for page, place in itertools.product(
            ("two/index.md", "two/", "two", "/notes/two/", "/notes/two", "https://example.com/notes/two/"),
            ("what-i-learnt-in-3-days", "WhatILearntIn3Days", "the-kettle", "below", "below-1", "top", ":~:text=more", ""),
        )
    ]
    + ["https://example.org/notes/two/#nothing", "/notes/three/#nothing", "/about#nothing", "https://[#x"],
)
def test_what_is_there_or_unknown(link: str, tmp_path: Path) -> None:
    assert not [one for one in found(tmp_path, link) if one.rule == "link-no-place-there"]


@pytest.mark.parametrize("page", ["two/index.md", "two", "/notes/two/", "https://example.com/notes/two"])
def test_what_is_not_there(page: str, tmp_path: Path) -> None:
    (one,) = found(tmp_path, f"{page}#what-i-lernt-in-3-days")
    assert (one.rule, one.path, one.line, one.severity) == ("link-no-place-there", "content/one.md", 5, "warning")
    assert one.message == f'nothing at {page} is called #what-i-lernt-in-3-days. Did you mean "#what-i-learnt-in-3-days"?'


def test_a_text_that_cannot_be_read_is_not_blamed_here(tmp_path: Path) -> None:
    assert not found(tmp_path, "two/index.md#nothing", "> " * 3000 + "deep")


@given(documents())
def test_every_heading_is_a_place(document: Document) -> None:
    places = places_in(document, "")
    assert all(places.has(name) for name in places.names.values())
    for block in iter_blocks(document):
        if isinstance(block, Heading):
            assert places.has(plain(block.children))


@pytest.mark.parametrize("lost", ["## What I learnt, in 3 days", '<a name="the-kettle"></a>', "Below\n-----"])
def test_what_loses_a_place_loses_a_line_that_is_told_quickly(lost: str) -> None:
    assert maybe_places(OTHER) - maybe_places(OTHER.replace(lost, "Words."))
    assert not maybe_places(OTHER) - maybe_places(f"# New\n\n{OTHER.replace('More', 'Other')}")


# ── in a commit ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return first_commit(new_repository(tmp_path / "repository"))


@pytest.mark.parametrize("link", ["two.md#a-heading", "../content/two.md#a-heading", "/notes/two/#a-heading"])
def test_a_commit_is_judged_with_the_places_that_are_staged(link: str, repo: Repository) -> None:
    repo.stage("config.yaml", CONFIG)
    repo.stage("content/two.md", piece("Two", "Words.\n\n## A heading\n\nWords.\n"))
    repo.stage("content/three.md", piece("Three"))
    repo.must("commit", "-q", "-m", "Two", "--no-verify")
    repo.stage("content/one.md", piece("One", f"See [it]({link})."))
    assert "link-no-place" not in repo.recycle("hook", "run").said
    repo.must("commit", "-q", "-m", "One", "--no-verify")
    repo.stage("content/two.md", piece("Two", "Words.\n\n## Another one\n\nWords.\n"))
    repo.write("content/two.md", piece("Two", "Words.\n\n## A heading\n\nWords.\n"))
    said = repo.recycle("hook", "run").said
    assert "content/one.md" in said
    assert "link-no-place" in said
    assert "three.md" not in said
    repo.must("commit", "-q", "-m", "Two again", "--no-verify")
    repo.stage("content/two.md", piece("Two", "Words, more words.\n\n## A third one\n\nWords.\n"))
    assert "link-no-place" not in repo.recycle("hook", "run").said, "what was missing before is not told again"
