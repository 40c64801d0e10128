"""What a run did, in Markdown: hostile words stay words, and it is never too long for a comment."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from recycle.cli.summary import LONGEST, MARK, annotated, markdown
from recycle.errors import InputError
from recycle.model import Finding
from recycle.readers.gfm import read_gfm
from recycle.steps.loading.load import Archive
from recycle.steps.results import Action, Result
from recycle.tree.nodes import Link, Table
from recycle.tree.walk import iter_blocks, iter_placed_inlines

NONE = Archive(MappingProxyType({}), ())


def one(action: Action, reason: str = "", url: str = "") -> Result:
    return Result(piece="on-lists", outlet="forum", action=action, reason=reason, url=url)


def test_what_would_be_done() -> None:
    results = [
        one(Action.PLACED, url="https://example.com/a_b/"),
        one(Action.REVISED),
        one(Action.LEFT, "withdrawn"),
        one(Action.OFF),
    ]
    assert markdown(results, [], dry_run=True) == (
        f"{MARK}\n### What would be published\n\n1 would be placed, 1 would be revised, 1 left, 1 off.\n\n"
        "| piece | outlet | what | where or why |\n|---|---|---|---|\n"
        "| on-lists | forum | would be placed | [https://example.com/a\\_b/](<https://example.com/a_b/>) |\n"
        "| on-lists | forum | would be revised |  |\n"
        "| on-lists | forum | left | withdrawn |\n"
    )


def test_what_was_done_and_what_could_not_be_read() -> None:
    said = markdown(
        [one(Action.FAILED, "no | yes\nat <all>")], [InputError("it is `odd`.", path="content/a_b.md", line=3)], dry_run=False
    )
    assert said == (
        "### What was published\n\n1 failed.\n\n| piece | outlet | what | where or why |\n|---|---|---|---|\n"
        "| on-lists | forum | failed | no \\| yes at \\<all\\> |\n\nWhat could not be read:\n\n- content/a\\_b.md:3: it is \\`odd\\`.\n"
    )


def test_nothing() -> None:
    assert markdown([], [], dry_run=True) == f"{MARK}\n### What would be published\n\nNothing to publish.\n"


def test_it_is_never_too_long_for_a_comment() -> None:
    for letter in ("x", "字"):
        said = markdown([one(Action.WAITING, letter * 500)] * 400, [], dry_run=True)
        assert len(said.encode()) < LONGEST + 200
        assert " more rows are left out here.\n" in said
        errors = [InputError(letter * 200, path="content/a.md")] * 800
        said = markdown([one(Action.WAITING, "x" * 500)] * 400, errors, dry_run=True)
        assert len(said.encode()) < LONGEST + 200
        assert said.rpartition("\n- and ")[2].endswith(" more\n")
        assert " more rows are left out here.\n" in said


def test_nobody_is_called() -> None:
    assert "@\u2060everybody" in markdown([one(Action.FAILED, "ask @everybody")], [], dry_run=False)


@given(st.text(), st.text())
def test_hostile_words_make_neither_columns_nor_links_nor_rows(reason: str, url: str) -> None:
    said = markdown([one(Action.FAILED, reason, url)], [], dry_run=False)
    document = read_gfm(said).document
    tables = [block for block in iter_blocks(document) if isinstance(block, Table)]
    assert len(tables) == 1
    assert len(tables[0].rows) == 1
    assert len(tables[0].rows[0]) == 4
    links = [inline for inline, _ in iter_placed_inlines(document) if isinstance(inline, Link)]
    assert len(links) <= 1


def test_annotations_name_the_line() -> None:
    told = Finding("image-missing", "there is no such file.", "content/a.md", 4, outlet="forum")
    refused = Result(piece="a", outlet="forum", action=Action.REFUSED, reason="a check", findings=(told,))
    said = annotated([refused, refused, one(Action.FAILED, "it said no"), one(Action.PLACED)], [], NONE, Path("/nowhere"))
    assert said == (
        "::error file=content/a.md,line=4,title=image-missing forum::there is no such file.\n"
        "::error file=config.yaml,line=1,title=failed forum::it said no\n"
    )
