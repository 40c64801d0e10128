"""The hooks for pre-commit and prek, with the framework itself; tests/servers/test_pre_commit.py has it install them, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repositories import EVENT, PLACED, Done, Repository, first_commit, new_repository, piece, python

HOOKS = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"


def local_hooks(*ids: str) -> str:
    """The hooks as they are offered, with the recycle that runs the tests in place of one that is installed for them."""
    offered: list[dict[str, Any]] = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    mine = [
        {key: value for key, value in hook.items() if key != "minimum_pre_commit_version"}
        | {"language": "unsupported", "entry": hook["entry"].replace("recycle ", f"{python()} -P -m recycle ", 1)}
        for hook in offered
        if hook["id"] in ids
    ]
    return yaml.safe_dump({"repos": [{"repo": "local", "hooks": mine}]}, sort_keys=False)


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = new_repository(tmp_path / "a repository, с пробелами")
    made.environ["PRE_COMMIT_HOME"] = str(tmp_path / "cache")
    made.write(".pre-commit-config.yaml", local_hooks("recycle-check"))
    first_commit(made)
    return made


def framework(repo: Repository, *words: str) -> Done:
    return repo.run(python(), "-m", "pre_commit", *words)


def test_a_bad_piece_is_stopped_as_it_is_staged_and_a_good_one_passes(repo: Repository) -> None:
    assert framework(repo, "install").code == 0
    repo.stage("content/плохая заметка.md", piece(""))
    repo.write("content/плохая заметка.md", piece("Mended, but not staged"))
    done = repo.commit()
    assert (done.code, "error: the piece has no title" in done.said) == (1, True)
    repo.must("add", "--all")
    repo.write("content/плохая заметка.md", piece(""))
    assert repo.commit().code == 0
    assert repo.count() == 2


def test_a_commit_that_only_deletes_is_looked_at(repo: Repository) -> None:
    assert framework(repo, "install").code == 0
    repo.stage("ledger/note.jsonl", EVENT + PLACED)
    assert repo.commit().code == 0
    repo.must("rm", "-q", "ledger/note.jsonl")
    done = repo.commit()
    assert (done.code, "git restore --staged --worktree ledger/note.jsonl" in done.said) == (1, True)


def test_a_merge_that_loses_what_was_recorded_is_stopped(repo: Repository) -> None:
    assert framework(repo, "install", "--hook-type", "pre-merge-commit").code == 0
    repo.must("checkout", "-q", "-b", "other")
    repo.stage("ledger/note.jsonl", EVENT + PLACED)
    assert repo.commit().code == 0
    repo.must("checkout", "-q", "main")
    repo.stage("content/more.md", piece("More"))
    assert repo.commit().code == 0
    done = repo.git("merge", "-q", "-s", "ours", "-m", "Mine", "other")
    assert (bool(done.code), "ledger-rewritten" in done.said) == (True, True), done.said


def test_all_files(repo: Repository) -> None:
    repo.stage("content/bad.md", piece(""))
    repo.must("commit", "-q", "-m", "Bad")
    done = framework(repo, "run", "--all-files", "--verbose")
    assert (done.code, "2 pieces: 1 error" in done.said) == (1, True)


def test_variants_are_brought_up_to_date(repo: Repository) -> None:
    repo.write(".pre-commit-config.yaml", local_hooks("recycle-variants"))
    repo.must("add", "--all")
    assert framework(repo, "install").code == 0
    repo.stage("content/new.md", piece("New"))
    done = repo.commit()
    assert (done.code, "out/new/blog/page.html: written anew" in done.said) == (1, True)
    assert (repo.folder / "out/new/blog/page.html").exists()
    repo.must("add", "out")
    assert repo.commit().code == 0
    repo.stage("content/new.md", piece("New", "Other words."))
    repo.write("content/new.md", piece("New", "Words that are not staged."))
    assert repo.commit().code == 1
    assert "Other words." in (repo.folder / "out/new/blog/page.html").read_text()


def test_variants_in_plain_git(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo", below="my notes/"), below="my notes/")
    variant = "my notes/out/new/blog/page.html"
    words = ("hook", "variants", "--workspace", "my notes")
    assert repo.recycle(*words) == (0, "")
    repo.stage("my notes/content/new.md", piece("New"))
    assert repo.recycle(*words) == (1, f"{variant}: written anew\ngit add my notes/out, and commit again\n")
    assert repo.recycle(*words) == (1, f"{variant}: not staged as it is\ngit add my notes/out, and commit again\n")
    repo.must("add", "--all")
    assert repo.recycle(*words) == (0, "")
    repo.must("commit", "-q", "-m", "New")
    # What the ledger learns of a piece stands in its variants.
    repo.stage("my notes/ledger/new.jsonl", EVENT.replace('"note"', '"new"'))
    assert repo.recycle(*words).code == 0
    repo.stage(
        "my notes/config.yaml", (repo.folder / "my notes/config.yaml").read_text().replace("name: Notes", "name: Others")
    )
    assert repo.recycle(*words).said.count("written anew") == 2
    repo.write("my notes/.gitignore", "out/\n")
    repo.must("rm", "-rq", "--cached", "my notes/out")
    done = repo.recycle(*words)
    assert (done.code, "git ignores out/" in done.said) == (2, True)


def test_a_piece_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    repo.stage("content/broken.md", "---\ntitle: [\n---\n")
    done = repo.recycle("hook", "variants")
    assert (done.code, done.said.startswith("recycle: content/broken.md:")) == (2, True)
