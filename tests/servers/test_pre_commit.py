"""``pre-commit try-repo``: the framework builds recycle and installs it with all that it needs, from the index that pip is set to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.repositories import Repository, first_commit, new_repository, piece, python

pytestmark = pytest.mark.servers
PROJECT = Path(__file__).parents[2]
NEEDED = ("src", "templates", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml")


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This project as it is now, committed."""
    folder = tmp_path_factory.mktemp("offered")
    for name in NEEDED:
        here = PROJECT / name
        if here.is_dir():
            shutil.copytree(here, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, folder / name)
    made = Repository(folder)
    made.must("init", "-q")
    made.must("add", "--all")
    made.must("commit", "-q", "-m", "As it is now")
    return made


def test_try_repo(offered: Repository, tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    repo.environ["PRE_COMMIT_HOME"] = str(tmp_path / "cache")

    def tried(*hooks: str) -> tuple[int, str]:
        words = ("-m", "pre_commit", "try-repo", str(offered.folder), *hooks, "--verbose")
        done = repo.run(python(), *words, seconds=900)
        return done.code, done.said

    repo.stage("content/bad.md", piece(""))
    repo.write("content/bad.md", piece("Not staged"))
    code, said = tried("recycle-check")
    assert (code, "error: the piece has no title" in said) == (1, True), said
    repo.stage("content/bad.md", piece("Good"))
    code, said = tried()
    assert (code, "1 piece: 0 errors" in said, "out/bad/blog/page.html: written anew" in said) == (1, True, True), said
