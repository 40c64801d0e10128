"""Which files are pieces, and what a piece is called whose header says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.errors import InputError
from recycle.readers.slugs import slugify, unsafe
from recycle.steps.commits.snapshot import is_text
from recycle.steps.loading.piece_files import Found, piece_files, slug_at


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("content/a-reply.md", "a-reply"),
        ("content/a-reply/index.md", "a-reply"),
        ("content/index.md", "index"),
        ("content/2026/a.b-c.markdown", "a.b-c"),
        ("content/con.md", "con-1"),
        ("content/con-1.md", "con-1"),
        ("content/Über uns.html", "uber-uns"),
        (f"content/{'a-' * 90}b.md", slugify("a-" * 90 + "b")),
    ],
)
def test_the_name_of_the_file_is_the_slug(path: str, slug: str) -> None:
    assert slug_at(path) == slug


@given(st.text(st.sampled_from("ab09-._~ é'/"), min_size=1, max_size=12))
def test_a_quick_look_at_a_name_sees_the_same(name: str) -> None:
    stem = name.rpartition("/")[2]
    assert slug_at(f"content/{name}.md") == (slugify(stem) if unsafe(stem) else stem)


def test_files_and_folders_and_what_is_neither(tmp_path: Path) -> None:
    (tmp_path / "content" / "b" / "c.md").mkdir(parents=True)
    (tmp_path / "content" / "_drafts").mkdir()
    (tmp_path / "elsewhere").mkdir()
    for name in ("a.md", "b/index.html", ".hidden.md", "_drafts/d.md", "b/note.txt", "../elsewhere/e.md"):
        (tmp_path / "content" / name).write_text("words", "utf-8")
    (tmp_path / "content" / "there").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "content" / "b" / "round").symlink_to(tmp_path / "content")
    (tmp_path / "content" / "gone").symlink_to("nowhere")
    (tmp_path / "content" / "link.md").symlink_to("a.md")
    errors: list[InputError] = []
    assert piece_files(tmp_path, errors) == [
        Found("content/a.md", is_file=True),
        Found("content/b/c.md", is_file=False),
        Found("content/b/index.html", is_file=True),
        Found("content/link.md", is_file=False),
        Found("content/there/e.md", is_file=True),
    ]
    assert errors == []
    assert piece_files(tmp_path / "nothing", errors) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("content/a.md", True),
        ("content/b/c.markdown", True),
        ("content/a.md.txt", False),
        ("content/.md", False),
        ("content/_a.md", False),
        ("content/b/.c/d.md", False),
        ("content", False),
        ("contents/a.md", False),
        ("issues/mail/4.md", True),
        ("issues/mail/4.html", False),
        ("issues/4.md", False),
        ("issues/mail/old/4.md", False),
        ("content/two\nrows.md", True),
    ],
)
def test_texts_are_told_by_their_paths(path: str, told: bool) -> None:
    assert is_text(path) is told
