"""The hook in repositories where something is in the way: files that git cannot read, links, half-added files, merges, several workspaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repositories import CONFIG, EVENT, PLACED, Done, Repository, new_repository, piece

TAKEN = 'the id or slug "same" is taken by'
GOOD = Done(0, "1 piece: 0 errors, 0 warnings\n")


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = new_repository(tmp_path / "work")
    made.stage("config.yaml", CONFIG)
    made.stage("content/note.md", piece())
    made.must("commit", "-q", "-m", "All")
    return made


def judged(made: Repository) -> Done:
    return made.recycle("hook", "run")


def damage(made: Repository, path: str) -> Path:
    """Takes the bytes away that git has of a staged file."""
    name = made.must("rev-parse", f":{path}").strip()
    place = made.folder / ".git/objects" / name[:2] / name[2:]
    place.unlink()
    return place


def test_a_staged_text_that_git_cannot_read_stops_the_commit(repo: Repository) -> None:
    repo.stage("content/new.md", piece("New"))
    damage(repo, "content/new.md")
    done = judged(repo)
    assert (done.code, "git cannot read" in done.said, "`git fsck`" in done.said) == (1, True, True)


def test_another_text_that_git_cannot_read_is_read_when_it_is_there_again(repo: Repository) -> None:
    text = piece("First", more="id: same\n")
    repo.stage("content/first.md", text)
    repo.must("commit", "-q", "-m", "First", "--no-verify")
    damage(repo, "content/first.md")
    repo.stage("content/second.md", piece("Second", more="id: same\n"))
    assert judged(repo) == GOOD
    repo.stage("content/first.md", text)
    assert TAKEN in judged(repo).said


def test_a_git_that_dies_is_told_of(repo: Repository, tmp_path: Path) -> None:
    repo.stage("content/new.md", piece("New"))
    real = repo.run("sh", "-c", "command -v git").said.strip()
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin/git"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *cat-file*) exit 3;; esac\nexec {real} "$@"\n')
    fake.chmod(0o755)
    path = f"{tmp_path / 'bin'}:{repo.environ['PATH']}"
    done = Repository(repo.folder, {**repo.environ, "PATH": path}).recycle("hook", "run")
    assert done == Done(1, "recycle: git cat-file: it failed and did not say why\n")


def test_a_partial_clone_judges_what_it_has(repo: Repository, tmp_path: Path) -> None:
    repo.stage("content/far/first.md", piece("First", more="id: same\n"))
    repo.must("commit", "-q", "-m", "First", "--no-verify")
    repo.must("config", "uploadpack.allowFilter", "true")
    source = f"file://{repo.folder}"
    repo.must("clone", "-q", "--filter=blob:none", "--sparse", source, str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone", repo.environ)
    clone.must("sparse-checkout", "set", "content/near")
    clone.stage("content/near/second.md", piece("Second", more="id: other\n"))
    assert judged(clone) == GOOD
    clone.stage("content/near/second.md", piece(""))
    assert judged(clone).code == 1


def test_what_is_only_meant_to_be_added_is_not_there(repo: Repository) -> None:
    repo.write("content/meant.md", piece("", more="id: same\n"))
    repo.write("content/meant.png", "x")
    repo.must("add", "--intent-to-add", "content/meant.md", "content/meant.png")
    repo.stage("content/new.md", piece("New", more="id: same\n"))
    assert judged(repo) == GOOD
    repo.stage("content/new.md", piece("New", "![what it shows](meant.png)"))
    assert "image-missing" in judged(repo).said
    repo.stage("content/empty.md", "")
    assert "content/empty.md" in judged(repo).said


def test_links_lead_where_the_commit_has_them_lead(repo: Repository) -> None:
    repo.write("elsewhere/settings.yaml", CONFIG)
    repo.write("elsewhere/pictures/a.png", "x")
    for link, target in (
        ("config.yaml", "elsewhere/settings.yaml"),
        ("content/one.png", "../elsewhere/pictures/a.png"),
        ("content/all", "../elsewhere/pictures"),
        ("content/large.png", "../.git/annex/objects/a.png"),
    ):
        (repo.folder / link).unlink(missing_ok=True)
        (repo.folder / link).symlink_to(target)
    repo.must("add", "--all")
    repo.must("commit", "-q", "-m", "Links", "--no-verify")
    repo.stage("content/new.md", piece("New", "![a](one.png) ![b](all/a.png) ![c](large.png)"))
    assert judged(repo) == GOOD
    repo.stage("content/new.md", piece("New", "![b](all/gone.png)"))
    assert "there is no image at all/gone.png" in judged(repo).said
    (repo.folder / "content/lost.png").symlink_to("../elsewhere/lost.png")
    repo.must("add", "content/lost.png")
    repo.stage("content/new.md", piece("New", "![b](lost.png)"))
    assert "there is no image at lost.png" in judged(repo).said


def test_templates_that_git_does_not_have_are_those_on_the_disk(repo: Repository) -> None:
    repo.stage(".gitignore", "templates\n")
    repo.write("templates/words/en.yaml", "by: By\n")
    repo.write("templates/mine.html.j2", "{{ body }}\n")
    (repo.folder / "templates/.#mine.html.j2").symlink_to("somebody@host.12:34")
    (repo.folder / "templates/up").symlink_to("..")
    repo.stage("config.yaml", CONFIG.replace("form: blog,", "form: {type: blog, templates: {page: mine.html.j2}},"))
    done = judged(repo)
    assert (done.code, "there is no template" in done.said) == (0, False), done.said


def test_names_differ_only_for_some_disks(repo: Repository) -> None:
    repo.stage("content/first.md", piece("First", more="id: café\n"))
    repo.must("commit", "-q", "-m", "First", "--no-verify")
    repo.stage("content/second.md", piece("Second", more="id: CAFE\u0301\n"))
    assert "is taken by content/first.md" in judged(repo).said


def test_a_merge_brings_two_pieces_of_one_name_together(repo: Repository) -> None:
    repo.must("switch", "-q", "-c", "other")
    repo.stage("content/first.md", piece("First", more="id: same\n"))
    repo.must("commit", "-q", "-m", "First")
    repo.must("switch", "-q", "main")
    repo.stage("content/second.md", piece("Second", more="id: same\n"))
    repo.must("commit", "-q", "-m", "Second")
    repo.must("merge", "--no-commit", "other")
    assert TAKEN in judged(repo).said


@pytest.mark.parametrize("other", ["id: other\n", "slug: other\n", ""])
def test_a_published_piece_does_not_lose_its_id(repo: Repository, other: str) -> None:
    repo.stage("content/a.md", piece("A title", more="id: note-id\n"))
    known = (EVENT.replace('"use":1', '"use":1,"title":"A title"') + PLACED).replace('"piece":"note"', '"piece":"note-id"')
    repo.stage("ledger/note-id.jsonl", known)
    repo.must("commit", "-q", "-m", "Published", "--no-verify")
    repo.stage("content/a.md", piece("A title", more=other))
    assert 'error: the ledger knows "note-id" under this title' in judged(repo).said


def test_two_workspaces_remember_their_names_apart(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "work")
    for folder in ("one", "two"):
        made.stage(f"{folder}/config.yaml", CONFIG)
        made.stage(f"{folder}/content/note.md", piece())
        assert made.recycle("hook", "run", "--workspace", folder) == GOOD
    kept = sorted(file.name for file in (made.folder / ".git/recycle").iterdir())
    assert [name.partition("-")[0] for name in kept] == ["listing", "listing", "names", "names"]


def test_the_environment_may_speak_of_patterns(repo: Repository) -> None:
    repo.stage("content/new.md", piece("New"))
    loud = Repository(repo.folder, {**repo.environ, "GIT_GLOB_PATHSPECS": "1", "GIT_ICASE_PATHSPECS": "1"})
    assert judged(loud) == GOOD


def test_a_broken_submodule_is_not_asked(repo: Repository) -> None:
    repo.stage("content/.gitkeep", "")
    repo.must("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},theme")
    repo.write("theme/.git", "gitdir: ../.git/modules/theme\n")
    repo.stage("content/new.md", piece("New"))
    assert judged(repo) == GOOD


def test_a_history_that_git_cannot_read_is_not_taken_for_none(repo: Repository) -> None:
    repo.stage("ledger/note.jsonl", EVENT + PLACED)
    repo.must("commit", "-q", "-m", "Published", "--no-verify")
    repo.stage("ledger/note.jsonl", EVENT)
    repo.must("commit", "-q", "-m", "Cut", "--no-verify")
    assert "ledger-rewritten" in repo.recycle("check", "--since", "HEAD~1").said
    name = repo.must("rev-parse", "HEAD~1:ledger/note.jsonl").strip()
    (repo.folder / ".git/objects" / name[:2] / name[2:]).unlink()
    done = repo.recycle("check", "--since", "HEAD~1")
    assert (done.code, ":ledger/note.jsonl: `git fsck` says what is damaged" in done.said) == (1, True), done.said
