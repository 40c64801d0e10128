"""What an edit does to a variant: nothing that the person has not done, whatever the piece, the form and the dialect."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.api import Variant, Workspace, load, open_workspace, render
from recycle.config.load import Outlet
from recycle.errors import NeedsPersonError
from recycle.model import Piece
from recycle.readers.gfm import read_gfm
from recycle.steps.edits.desk import Desk
from recycle.steps.edits.edit import Fresh, fresh_words
from recycle.steps.edits.word_diff import word_diff
from recycle.steps.loading import edit_files
from recycle.steps.loading.load import survey
from recycle.steps.rendering.editing import unsolved_findings

ROOT = Path(__file__).parents[1]
PIECES = sorted(path.stem for path in (ROOT / "content").iterdir())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    return open_workspace(tmp_path)


@pytest.mark.parametrize("slug", PIECES)
def test_an_edit_that_changes_nothing_changes_nothing(slug: str, workspace: Workspace) -> None:
    for piece, outlet, fresh, before in at_all_outlets(workspace, slug):
        edit_files.write(workspace.root, piece.id, outlet.name, mine=fresh.text, base=fresh.text)
        after = render(workspace, piece, outlet.name)
        assert bodies(after) == bodies(before)
        assert after.digest == before.digest
        assert [finding.rule for finding in after.findings] == [finding.rule for finding in before.findings]


@pytest.mark.parametrize("slug", PIECES)
def test_a_word_put_in_is_in_every_part_and_nothing_else_is_changed(slug: str, workspace: Workspace) -> None:
    for piece, outlet, fresh, before in at_all_outlets(workspace, slug):
        mine = edit_files.compose(fresh.fields, f"Zwischenruf.\n\n{fresh.body}")
        edit_files.write(workspace.root, piece.id, outlet.name, mine=mine, base=fresh.text)
        after = render(workspace, piece, outlet.name)
        for name, body in bodies(after).items():
            if name not in ("title", "message"):
                assert "Zwischenruf." in body, name
        assert after.assets == before.assets
        assert not [finding for finding in after.findings if finding.severity == "error"]


@pytest.mark.parametrize("slug", PIECES)
def test_what_is_opened_reads_as_it_was_written(slug: str, workspace: Workspace) -> None:
    for _, _, fresh, _ in at_all_outlets(workspace, slug):
        parsed = edit_files.parse(fresh.text, "edit.md")
        assert dict(parsed.fields) == dict(fresh.fields)
        assert parsed.body == fresh.body.strip("\n") + "\n"
        assert "upload.invalid" not in fresh.text
        read_gfm(parsed.body)


def at_all_outlets(workspace: Workspace, slug: str) -> list[tuple[Piece, Outlet, Fresh, Variant]]:
    piece = load(workspace, slug)[0]
    archive = survey(workspace)
    outlets = workspace.config.outlets.values()
    return [(piece, one, fresh_words(workspace, archive, piece, one), render(workspace, piece, one.name)) for one in outlets]


def bodies(variant: Variant) -> Mapping[str, str]:
    return {part.name: part.body for part in variant.parts if isinstance(part.body, str)}


def test_one_text_is_on_one_desk(workspace: Workspace) -> None:
    piece = load(workspace, PIECES[0])[0]
    outlet, other = list(workspace.config.outlets.values())[:2]
    with Desk(workspace, piece, outlet).alone():
        with Desk(workspace, piece, other).alone():
            pass
        with pytest.raises(NeedsPersonError, match="is editing"), Desk(workspace, piece, outlet).alone():
            pass
    with Desk(workspace, piece, outlet).alone():
        pass


# ── the file ─────────────────────────────────────────────────────────────────────────────────────

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"], exclude_characters="\x85\ufeff")).map(
    str.strip
)
FIELDS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("title", "description", "subject", "preview", "question"), LINES) | {"tags": st.lists(LINES)}
)


@given(FIELDS, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_a_file_is_read_as_it_was_composed(fields: dict[str, str | list[str]], body: str) -> None:
    said = {
        name: tuple(dict.fromkeys(filter(None, value))) if isinstance(value, list) else value for name, value in fields.items()
    }
    parsed = edit_files.parse(edit_files.compose(said, body), "edit.md")
    kept = body.strip("\n")
    assert parsed.body == (f"{kept}\n" if kept else "")
    assert set(parsed.fields) == set(said)
    assert all(parsed.fields[name] == value for name, value in said.items() if isinstance(value, tuple))


# ── word by word ─────────────────────────────────────────────────────────────────────────────────

WORDS = st.lists(st.sampled_from(["one", "two", "three", ".", "\n", " ", "日本", "é"])).map(" ".join)


@given(WORDS)
def test_there_is_no_difference_between_a_text_and_itself(text: str) -> None:
    assert word_diff(text, text) == ""


@given(WORDS, WORDS)
def test_a_difference_shows_every_word_that_only_one_side_has(old: str, new: str) -> None:
    shown = word_diff(old, new)
    for word in {*old.split()} ^ {*new.split()}:
        assert word in shown


# ── rows of marks ────────────────────────────────────────────────────────────────────────────────

EXAMPLE = "```\n<<<<<<< edit\none\n||||||| before\ntwo\n=======\nthree\n>>>>>>> piece\n```\n"


@pytest.mark.parametrize(
    ("mine", "base", "lines"),
    [
        (f"My words.\n\n{EXAMPLE}", f"Words.\n\n{EXAMPLE}", []),
        (f"{EXAMPLE}\n{EXAMPLE}", EXAMPLE, [12]),
        (EXAMPLE, "Words.\n", [2]),
        ("Words.\n", EXAMPLE, [2]),
        (EXAMPLE.replace("```\n", ""), EXAMPLE.replace("```\n", ""), [1, 1]),
        (indent(EXAMPLE.replace("```\n", ""), "    "), "Words.\n", []),
    ],
    ids=["the same example", "one more", "only in the edit", "only in the base", "no code", "set in, only in the edit"],
)
def test_marks_that_stand_in_the_code_of_both_texts_are_an_example(mine: str, base: str, lines: list[int]) -> None:
    edit = edit_files.Edit(edit_files.EditText(body=mine), edit_files.EditText(body=base))
    assert [found.line for found in unsolved_findings(edit, "edit.md", "edit.base.md", "this")] == lines
