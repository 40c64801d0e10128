"""Names that are looked for in what git lists and in what is remembered of headers are those that a look at every text would find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.steps.commits import names as names_module
from recycle.steps.commits.names import Names, name_of, names_of
from recycle.steps.commits.snapshot import is_text
from recycle.tree.urls import page_of
from recycle.world import git, git_entries
from recycle.world.paths import same_on_disk

WORDS = (
    "one-word",
    "one",
    "index",
    "con",
    "One-Word",
    "ONE",
    "a b",
    "größe",
    "gro\u0308ße",
    "x.y",
    "2",
    "two--hyphens",
    "tab\tb",
    "newsletter-issue-1",
    "\udcff",
)
FOLDERS = (
    "content",
    "content/one-word",
    "content/Deep/er",
    "content/_x",
    "issues/newsletter",
    "issues/one",
    "edits/one-word",
    "a\tcontent",
)
SUFFIXES = (".md", ".markdown", ".html", ".png", ".MD")
PATHS = st.builds("{}/{}{}".format, st.sampled_from(FOLDERS), st.sampled_from(WORDS), st.sampled_from(SUFFIXES))
ROWS = st.one_of(
    st.builds(
        "{}: {}".format,
        st.sampled_from(("id", "slug")),
        st.sampled_from(("one-word", "One-Word", "one", "größe", "gro\u0308sse", "'x.y'")),
    ),
    st.sampled_from(
        (
            "title: One word",
            "canonical_url: https://example.com/one",
            "canonical_url: https://example.com/one/",
            "canonical_url: https://Example.com:443/one#",
        )
    ),
)
TEXTS = st.lists(ROWS, max_size=3, unique_by=lambda row: row.partition(":")[0]).map(
    lambda rows: "\n".join(("---", *rows, "---", "Text.\n"))
)


class Blobs:
    """The bytes of files, by their ids."""

    def __init__(self, texts: dict[str, bytes]) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def find(self, name: str) -> bytes | None:
        self.asked.append(name)
        return self.texts.get(name)

    def ids(self) -> frozenset[bytes]:
        return frozenset(map(str.encode, self.texts))


def listed(files: dict[str, str], *, in_commit: bool) -> bytes:
    rows = (
        f"100644 blob {blob}\t".encode() + path.encode(errors="surrogateescape")
        if in_commit
        else f"100644 {blob} 0\t".encode() + path.encode(errors="surrogateescape")
        for path, blob in files.items()
    )
    return b"".join(row + b"\0" for row in sorted(rows, key=lambda row: row.partition(b"\t")[2]))


@given(st.dictionaries(PATHS, TEXTS, max_size=7), st.booleans(), st.booleans())
def test_names_are_those_of_a_look_at_every_text(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], in_commit: bool, twice: bool
) -> None:
    ids = {text: f"{number:040x}" for number, text in enumerate(dict.fromkeys(files.values()), 1)}
    fake = Blobs({blob: text.encode() for text, blob in ids.items()})
    blobs = cast("git.Blobs", fake)
    entries = git.Entries(listed({path: ids[text] for path, text in files.items()}, in_commit=in_commit))
    file: Path = tmp_path_factory.mktemp("names") / "names.jsonl"
    names: Names = names_of(entries, blobs, file)
    if twice:
        fake.asked.clear()
        names = names_of(entries, blobs, file)
        assert fake.asked == []
    they_are_those_of_a_look_at_every_text(names, files, ids, blobs)


def they_are_those_of_a_look_at_every_text(names: Names, files: dict[str, str], ids: dict[str, str], blobs: git.Blobs) -> None:
    told = {path: name_of(path, ids[text], blobs) for path, text in files.items() if is_text(path)}
    assert {path: names.at(path) for path in files} == {path: told.get(path) for path in files}
    for word in (*WORDS, *files, "none"):
        there = {path for path, name in told.items() if same_on_disk(word) in (same_on_disk(name.id), same_on_disk(name.slug))}
        assert set(names.called(word)) == ({word} if word in told else there)
    for path, name in told.items():
        same = {
            other
            for other, its in told.items()
            if {same_on_disk(name.id), same_on_disk(name.slug)} & {same_on_disk(its.id), same_on_disk(its.slug)}
            or (name.canonical_url and page_of(name.canonical_url) == page_of(its.canonical_url))
        }
        assert names.twins(path) == same - {path}
    assert set(names.doubles(files)) == {path for path in told if names.twins(path)}


@given(
    st.lists(st.dictionaries(PATHS, TEXTS, max_size=7), min_size=2, max_size=4),
    st.sampled_from((0, 100, 20_000)),
    st.booleans(),
)
def test_names_are_the_same_when_the_list_of_the_last_commit_is_known(
    tmp_path_factory: pytest.TempPathFactory, commits: list[dict[str, str]], many: int, is_worn: bool
) -> None:
    ids = {text: f"{number:040x}" for number, text in enumerate(sorted({text for files in commits for text in files.values()}))}
    blobs = cast("git.Blobs", Blobs({blob: text.encode() for text, blob in ids.items()}))
    folder: Path = tmp_path_factory.mktemp("names")
    if is_worn:
        (folder / "names").write_bytes(b"".join(b'["%040d","x","","",[]]\n' % (10**39 + number) for number in range(1500)))
    for files in commits:
        entries = git.Entries(listed({path: ids[text] for path, text in files.items()}, in_commit=False))
        with patch.object(names_module, "_MANY", many), patch.object(git_entries, "_SHORT", 100):
            names = names_of(entries, blobs, folder / "names", folder / "last")
        they_are_those_of_a_look_at_every_text(names, files, ids, blobs)


@pytest.mark.parametrize("spoilt", ["names", "last"])
@pytest.mark.parametrize(
    "how", [lambda data: data[:-30], lambda data: b"", lambda data: b"{}\n" + data, lambda data: data + b"\n{}"]
)
def test_what_is_remembered_may_be_spoilt(tmp_path: Path, spoilt: str, how: Callable[[bytes], bytes]) -> None:
    files = {f"content/{name}.md": f"---\nid: {name}-{name}\n---\n" for name in ("one", "two", "Three")}
    ids = {text: f"{number:040x}" for number, text in enumerate(files.values())}
    blobs = cast("git.Blobs", Blobs({blob: text.encode() for text, blob in ids.items()}))
    entries = git.Entries(listed({path: ids[text] for path, text in files.items()}, in_commit=False))
    names_of(entries, blobs, tmp_path / "names", tmp_path / "last")
    (tmp_path / spoilt).write_bytes(how((tmp_path / spoilt).read_bytes()))
    names = names_of(entries, blobs, tmp_path / "names", tmp_path / "last")
    assert {word: names.called(word) for word in ("one-one", "two-two", "three-three")} == {
        "one-one": ("content/one.md",),
        "two-two": ("content/two.md",),
        "three-three": ("content/Three.md",),
    }


def test_a_row_that_was_cut_off_is_read_again(tmp_path: Path) -> None:
    fake = Blobs({"1" * 40: b"---\nid: one-word\n---\n"})
    entries = git.Entries(listed({"content/a.md": "1" * 40}, in_commit=False))
    file = tmp_path / "names.jsonl"
    assert names_of(entries, cast("git.Blobs", fake), file).called("one-word") == ("content/a.md",)
    whole = file.read_bytes()
    file.write_bytes(whole[:-5])
    assert names_of(entries, cast("git.Blobs", fake), file).called("one-word") == ("content/a.md",)
    assert (file.read_bytes(), len(fake.asked)) == (whole, 2)


def test_rows_of_texts_that_are_no_more_are_left_out_when_they_are_most(tmp_path: Path) -> None:
    file = tmp_path / "names.jsonl"
    file.write_bytes(b"".join(b'["%040d","x","","",[]]\n' % number for number in range(1200)))
    fake = Blobs({"a" * 40: b"---\nid: One\n---\n"})
    entries = git.Entries(listed({"content/a.md": "a" * 40}, in_commit=False))
    assert names_of(entries, cast("git.Blobs", fake), file).called("one") == ("content/a.md",)
    assert file.read_bytes() == b'["%b","One","","",["one"]]\n' % (b"a" * 40)
