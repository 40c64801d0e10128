"""What git lists, of the index and of a commit: each file once, by its whole name, and nothing that is in conflict."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.world import git, git_entries
from tests.repositories import ENVIRON, Repository, new_repository

NAMES = (
    "content/a b.md",
    "content/фото.png",
    "content/tab\tb.md",
    "content/line\nend.md",
    "content/100644 x 0",
    "content/deep/er/c.md",
)


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = new_repository(tmp_path / "work")
    for number, name in enumerate(NAMES):
        made.stage(name, f"{number}\n")
    (made.folder / "content/link.md").symlink_to("a b.md")
    made.must("add", "--all")
    made.must("update-index", "--chmod=+x", "content/a b.md")
    made.must("commit", "-q", "-m", "All")
    return made


def repository(made: Repository) -> git.Repository:
    return git.Repository(made.folder, {**ENVIRON, "HOME": os.fspath(made.folder.parent)})


@pytest.mark.parametrize("rev", ["", "HEAD"])
def test_every_file_is_listed_by_its_whole_name(repo: Repository, rev: str) -> None:
    opened = repository(repo)
    found = opened.entries(rev, ("content",))
    assert set(found) == {*NAMES, "content/link.md"}
    modes = {path: entry.mode for path, entry in found.items()}
    assert (modes["content/a b.md"], modes["content/link.md"], modes["content/deep/er/c.md"]) == ("100755", git.LINK, "100644")
    with opened.reader() as blobs:
        assert [blobs.read(found[name].blob) for name in NAMES] == [f"{number}\n".encode() for number in range(len(NAMES))]
    assert ("b.md" in found, found.get("content/none.md"), len(found)) == (False, None, len(NAMES) + 1)


def test_below_a_folder(repo: Repository) -> None:
    found = repository(repo).entries("", ())
    below = found.below("content/deep/")
    assert (set(below), below["er/c.md"]) == ({"er/c.md"}, found["content/deep/er/c.md"])
    assert ("content/deep/er/c.md" in below, "c.md" in below, found.below("") is found) == (False, False, True)


def test_one_file_shows_that_a_folder_is_there(repo: Repository) -> None:
    found = repository(repo).entries("", ())
    assert found.one_in("content/deep") == found.one_in("content/deep/er") == ("content/deep/er/c.md",)
    assert found.below("content/").one_in("deep") == ("deep/er/c.md",)
    assert [found.one_in(path) for path in ("content/dee", "deep", "content/a b.md", "content/tab", "\0")] == [()] * 5


@pytest.mark.parametrize("rev", ["", "HEAD"])
@pytest.mark.parametrize("prefix", ["", "content/", "content/deep/"])
def test_what_is_looked_for_in_the_list_is_what_is_in_a_table_of_it(repo: Repository, rev: str, prefix: str) -> None:
    """One by one before the list becomes a table, and after that."""
    found = repository(repo).entries(rev, ()).below(prefix)
    listed = {path: found[path] for path in (*NAMES, "er/c.md", "deep/er/c.md", "tab\tb.md", "b.md") if path in found}
    assert listed.items() <= dict(found).items()
    assert all(path not in found for path in ("", "\0", "a\0b", "content", "\ud800", "x\0content/a b.md"))
    for path, entry in found.items():
        assert path in found.with_bytes(entry.blob)
        assert path in found.ending(path[-4:])
    assert set(found.ending(".md")) == {path for path in found if path.endswith(".md")}
    for folder in ("content", "deep", "er", "none"):
        rows = (found.inside(folder), found.beside(folder))
        inside, beside = (tuple(filter(None, map(found.path, part))) for part in rows)
        assert set(inside) == {path for path in found if path.startswith(f"{folder}/")}
        assert set(beside) == set(found) - set(inside)
        assert found.ids(found.inside(folder)) == {found[path].blob.encode() for path in inside}


ROWS = st.builds(
    "100644 {} 0\t{}".format,
    st.sampled_from(("1" * 40, "2" * 40, "11" * 20)),
    st.sampled_from((*NAMES, "config.yaml", "x\t100644")),
)
LISTS = st.lists(ROWS, max_size=9, unique_by=lambda row: row.partition("\t")[2]).map(
    lambda rows: b"".join(row.encode() + b"\0" for row in sorted(rows, key=lambda row: row.partition("\t")[2]))
)


@given(LISTS, LISTS, st.sampled_from((60, 150, 4000)))
def test_what_has_changed_since_is_found(before: bytes, now: bytes, short: int) -> None:
    with patch.object(git_entries, "_SHORT", short):
        found = git.Entries(now).since(before).listed
    old, new, others = (set(rows.split(b"\0")) - {b""} for rows in (before, now, found))
    assert new - old <= others <= new
    assert git.Entries(now).since(now).listed == b""


def test_what_is_in_conflict_is_left_out(repo: Repository) -> None:
    repo.must("checkout", "-q", "-b", "other")
    repo.stage("content/a b.md", "other\n")
    repo.must("commit", "-q", "-m", "Other")
    repo.must("checkout", "-q", "main")
    repo.stage("content/a b.md", "main\n")
    repo.must("commit", "-q", "-m", "Main")
    assert repo.git("merge", "other").code == 1
    assert set(repository(repo).entries("", ("content",))) == {*NAMES, "content/link.md"} - {"content/a b.md"}


def test_nothing_there(repo: Repository) -> None:
    assert dict(repository(repo).entries("", ("none",))) == dict(repository(repo).entries("HEAD", ("none",))) == {}
