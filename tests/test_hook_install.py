"""The hook of plain git, in real repositories: real commits go through it, and whatever was there before is there afterwards."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.repositories import ENVIRON, EVENT, PLACED, Repository, first_commit, new_repository, piece, python

NO_TITLE = "error: the piece has no title"
THEIRS = "#!/bin/sh\n# A hook of somebody's own.\necho theirs was here\n[ ! -e refuse ]\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = first_commit(new_repository(tmp_path / "a repository, с пробелами"))
    assert made.recycle("hook", "install").code == 0
    return made


def hook_of(repo: Repository, name: str = "pre-commit") -> Path:
    return repo.folder / ".git" / "hooks" / name


def put(file: Path, text: str = THEIRS, mode: int = 0o755) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def refuses(repo: Repository, name: str = "content/плохая заметка.md") -> str:
    """A bad piece is stopped, and what was said."""
    before = repo.count()
    repo.stage(name, piece(""))
    done = repo.commit()
    assert done.code, done.said
    assert NO_TITLE in done.said
    assert repo.count() == before
    return done.said


def lets_through(repo: Repository, name: str = "content/плохая заметка.md") -> str:
    """The same piece is committed when it is good."""
    before = repo.count()
    repo.stage(name, piece(f"Good {before}"))
    done = repo.commit()
    assert done.code == 0, done.said
    assert repo.count() == before + 1
    return done.said


def works(repo: Repository) -> None:
    refuses(repo)
    lets_through(repo)


def test_it_stops_a_bad_piece_and_lets_a_good_one_through(repo: Repository) -> None:
    works(repo)


def test_it_judges_the_staged_bytes(repo: Repository) -> None:
    repo.stage("content/half.md", piece("Good"))
    repo.write("content/half.md", piece(""))
    assert repo.commit().code == 0
    repo.must("add", "--all")
    repo.write("content/half.md", piece("Mended, but not staged"))
    assert NO_TITLE in repo.commit().said


def test_commits_with_an_index_of_their_own(repo: Repository) -> None:
    repo.stage("content/one.md", piece("One"))
    repo.stage("content/two.md", piece("Two"))
    assert repo.commit().code == 0
    repo.write("content/one.md", piece(""))
    assert NO_TITLE in repo.commit("--all").said
    # Another file by name, although the bad one is staged; and the bad one by name, although it is not.
    repo.must("add", "content/one.md")
    repo.write("content/two.md", piece("Two once more"))
    assert repo.commit("content/two.md").code == 0
    repo.must("restore", "--staged", "content/one.md")
    assert NO_TITLE in repo.commit("content/one.md").said
    assert NO_TITLE in repo.commit("--only", "content/one.md").said
    repo.must("stash")
    assert repo.commit("--amend").code == 0


def test_commits_from_a_folder_below(repo: Repository) -> None:
    repo.stage("content/bad.md", piece(""))
    below = Repository(repo.folder / "content")
    assert NO_TITLE in below.commit().said
    repo.stage("content/bad.md", piece("Good"))
    assert below.commit("bad.md").code == 0


def test_the_way_out_can_be_typed_where_one_is(repo: Repository) -> None:
    repo.stage("ledger/note.jsonl", EVENT + PLACED)
    assert repo.commit().code == 0
    repo.must("rm", "-q", "ledger/note.jsonl")
    below = Repository(repo.folder / "content")
    said = below.commit().said
    assert "`git restore --staged --worktree :/ledger/note.jsonl`" in said
    below.must("restore", "--staged", "--worktree", ":/ledger/note.jsonl")
    assert (repo.folder / "ledger/note.jsonl").exists()


def test_what_is_no_business_of_it_does_not_start_it(repo: Repository) -> None:
    repo.stage("README.md", "Hello\n")
    done = repo.commit()
    assert (done.code, done.said) == (0, "")


def test_uninstalled_it_leaves_nothing(repo: Repository) -> None:
    assert repo.recycle("hook", "uninstall").said.startswith("not installed: ")
    assert not hook_of(repo).exists()
    assert not hook_of(repo, "pre-merge-commit").exists()
    assert not (repo.folder / ".git/recycle/hook").exists()
    repo.stage("content/bad.md", piece(""))
    assert repo.commit().code == 0
    assert repo.recycle("hook", "uninstall").code == 0


def test_status(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    hook, merge = hook_of(repo), hook_of(repo, "pre-merge-commit")
    assert repo.recycle("hook", "status") == (1, f"not installed: {hook}\nnot installed: {merge}\n")
    said = f"installed: {hook}\ninstalled: {merge}\nlooks at: this repository, with {python()}\n"
    assert repo.recycle("hook", "install") == (0, said)
    assert repo.recycle("hook", "install") == (0, said)
    assert repo.recycle("hook", "status") == (0, said)
    put(hook)
    done = repo.recycle("hook", "status")
    assert (done.code, done.said.startswith("partly installed: ")) == (1, True)
    merge.unlink()
    assert repo.recycle("hook", "status").said.count("partly installed: ") == 2
    assert repo.recycle("hook", "install").said.startswith(f"installed: {hook}\ncalls first: {hook}.before-recycle\n")


# ── beside other hooks ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", [0o755, 0o644])
def test_another_hook_is_called_first_and_comes_back(tmp_path: Path, mode: int) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    hook = put(hook_of(repo), mode=mode)
    assert repo.recycle("hook", "install").code == 0
    assert ("theirs was here" in refuses(repo)) == (mode == 0o755)
    lets_through(repo)
    repo.stage("refuse", "")
    repo.stage("content/x.md", piece("X"))
    assert bool(repo.commit().code) == (mode == 0o755)
    assert repo.recycle("hook", "uninstall").code == 0
    assert hook.read_text() == THEIRS
    assert hook.stat().st_mode & 0o777 == mode
    assert sorted(file.name for file in hook.parent.iterdir() if not file.name.endswith(".sample")) == ["pre-commit"]


@pytest.mark.parametrize("name", ["pre-commit", "pre-merge-commit"])
def test_nothing_is_half_installed(tmp_path: Path, name: str) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    put(hook_of(repo, name))
    put(hook_of(repo, f"{name}.before-recycle"), "another\n")
    assert repo.recycle("hook", "install").code == 1
    assert not [file for file in hook_of(repo).parent.iterdir() if "recycle hook" in file.read_text()]
    assert hook_of(repo, name).read_text() == THEIRS


# ── merges ───────────────────────────────────────────────────────────────────────────────────────


def parted(repo: Repository) -> Repository:
    """Two branches, each with a use of its own in the ledger, and a piece that is bad on the other one."""
    repo.stage(".gitattributes", "*.jsonl merge=union\n")
    assert repo.commit().code == 0
    repo.must("checkout", "-q", "-b", "other")
    repo.stage("ledger/note.jsonl", EVENT)
    repo.stage("content/bad.md", piece(""))
    repo.must("commit", "-q", "-m", "Other", "--no-verify")
    repo.must("checkout", "-q", "main")
    repo.stage("ledger/here.jsonl", EVENT.replace('"note"', '"here"'))
    assert repo.commit().code == 0
    return repo


def test_a_merge_that_loses_what_was_recorded_is_stopped(repo: Repository) -> None:
    parted(repo)
    before = repo.count()
    done = repo.git("merge", "-q", "-s", "ours", "-m", "Mine", "other")
    assert done.code, done.said
    assert "ledger/note.jsonl" in done.said
    assert "ledger-rewritten" in done.said
    assert repo.count() == before
    assert repo.commit().code
    repo.must("merge", "--abort")
    # What somebody else has committed is theirs to mend, as in a merge that a person commits.
    assert repo.git("merge", "-q", "-m", "Both", "other").code == 0
    assert (repo.folder / "ledger/note.jsonl").exists()
    assert repo.count() == before + 2


def test_what_a_merge_makes_of_a_piece_is_looked_at(repo: Repository) -> None:
    repo.stage("content/long.md", piece("Long", "\n".join(f"Line {number}." for number in range(9))))
    assert repo.commit().code == 0
    repo.must("checkout", "-q", "-b", "other")
    repo.stage("content/long.md", piece("", "\n".join(f"Line {number}." for number in range(9))))
    repo.must("commit", "-q", "-m", "Other", "--no-verify")
    repo.must("checkout", "-q", "main")
    repo.stage("content/long.md", piece("Long", "\n".join(f"Line {number}." for number in range(10))))
    assert repo.commit().code == 0
    done = repo.git("merge", "-q", "-m", "Both", "other")
    assert (bool(done.code), NO_TITLE in done.said) == (True, True), done.said
    repo.stage("content/long.md", piece("Long once more"))
    assert repo.commit().code == 0
    assert repo.must("rev-list", "--merges", "--count", "HEAD") == "1\n"


def test_another_hook_for_merges_is_called_first_and_comes_back(repo: Repository) -> None:
    assert repo.recycle("hook", "uninstall").code == 0
    hook = put(hook_of(repo, "pre-merge-commit"))
    assert f"calls first: {hook}.before-recycle\n" in repo.recycle("hook", "install").said
    done = parted(repo).git("merge", "-q", "-s", "ours", "-m", "Mine", "other")
    assert done.said.startswith("theirs was here\n")
    assert "ledger-rewritten" in done.said
    assert repo.recycle("hook", "uninstall").code == 0
    assert hook.read_text() == THEIRS


def test_a_hook_that_is_a_link_comes_back_as_one(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    put(repo.folder / "scripts" / "check.sh")
    hook_of(repo).symlink_to("../../scripts/check.sh")
    assert repo.recycle("hook", "install").code == 0
    assert "theirs was here" in refuses(repo)
    assert repo.recycle("hook", "uninstall").code == 0
    assert hook_of(repo).readlink() == Path("../../scripts/check.sh")


def test_nothing_of_somebody_else_is_written_over(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    put(hook_of(repo))
    put(hook_of(repo).with_name("pre-commit.before-recycle"), "another\n")
    done = repo.recycle("hook", "install")
    assert (done.code, "this name is taken" in done.said) == (1, True)
    assert hook_of(repo).read_text() == THEIRS


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_a_hook_that_somebody_has_changed_is_left_alone(repo: Repository, command: str) -> None:
    changed = hook_of(repo).read_text() + "echo more\n"
    put(hook_of(repo), changed)
    assert repo.recycle("hook", "status").said.startswith("changed by hand: ")
    done = repo.recycle("hook", command)
    assert (done.code, "somebody has written more into this hook" in done.said) == (1, True)
    assert hook_of(repo).read_text() == changed


def test_the_framework_may_come_afterwards(repo: Repository) -> None:
    # pre-commit gives the hook that it finds this name, calls it first, and gives it its own name back at the end.
    hook_of(repo).rename(hook_of(repo).with_name("pre-commit.legacy"))
    put(hook_of(repo), '#!/bin/sh\necho framework\nexec "${0%/*}/pre-commit.legacy" "$@"\n')
    assert repo.recycle("hook", "status").said.startswith("installed: ")
    assert repo.recycle("hook", "install").said.startswith("installed: ")
    works(repo)
    assert repo.recycle("hook", "uninstall").code == 0
    assert not hook_of(repo).with_name("pre-commit.legacy").exists()


def test_husky_is_left_to_itself(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    repo.must("config", "core.hooksPath", ".husky/_")
    done = repo.recycle("hook", "install")
    line = "put the line `recycle hook run` into"
    assert (done.code, f"{line} .husky/pre-commit and into .husky/pre-merge-commit instead" in done.said) == (1, True)
    first, second = (repo.folder / ".husky" / name for name in ("pre-commit", "pre-merge-commit"))
    done = repo.recycle("hook", "status")
    assert done.code == 1
    assert f"not called by husky: {first}\n" in done.said
    assert f"{line} {second}\n" in done.said
    put(first, "npm test\nrecycle hook run\n", 0o644)
    put(second, "# recycle hook run\n", 0o644)
    done = repo.recycle("hook", "status")
    assert done.code == 1
    assert f"installed through husky: {first}\nnot called by husky: {second}\n" in done.said
    assert "into .husky/pre-merge-commit instead" in repo.recycle("hook", "install").said
    put(second, 'exec "$HOME/.venv/bin/recycle" -v hook run --workspace .\n', 0o644)
    for words in ("status", "install"):
        done = repo.recycle("hook", words)
        assert (done.code, done.said) == (0, f"installed through husky: {first}\ninstalled through husky: {second}\n")
    done = repo.recycle("hook", "uninstall")
    assert f"husky still calls it: take the line out of {first}\n" in done.said


def test_the_line_for_husky_names_a_workspace_that_is_not_at_the_top(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    repo.must("config", "core.hooksPath", ".husky/_")
    assert repo.recycle("init", "my notes").code == 0
    done = Repository(repo.folder / "my notes").recycle("hook", "install")
    assert "put the line `recycle hook run --workspace 'my notes'` into .husky/pre-commit" in done.said


# ── core.hooksPath ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["relative", "absolute"])
def test_hooks_elsewhere(tmp_path: Path, kind: str) -> None:
    repo = first_commit(new_repository(tmp_path / "repo"))
    folder = Path("my hooks") if kind == "relative" else tmp_path / "outside" / "my hooks"
    repo.must("config", "core.hooksPath", str(folder))
    hook = put(repo.folder / folder / "pre-commit")
    done = Repository(repo.folder / "content").recycle("hook", "install")
    assert done.said.startswith(f"installed: {hook}\ncalls first: {hook}.before-recycle\n")
    assert "theirs was here" in refuses(repo)
    lets_through(repo)
    assert python() not in hook.read_text()
    assert repo.recycle("hook", "uninstall").code == 0
    assert ("theirs was here" in hook.read_text()) == (kind == "relative")


def test_hooks_of_all_repositories_of_a_person(tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text("[core]\n\thooksPath = ~/hooks\n")
    environ = {**ENVIRON, "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "HOME": str(tmp_path)}
    one, other = (Repository(first_commit(new_repository(tmp_path / name)).folder, environ) for name in ("one", "other"))
    put(tmp_path / "hooks" / "pre-commit")
    assert "That folder is not this repository's own" in one.recycle("hook", "install").said
    works(one)
    other.stage("content/bad.md", piece(""))
    assert other.commit() == (0, "theirs was here\n")
    assert other.recycle("hook", "status").said.startswith("not installed: ")
    assert other.recycle("hook", "install").code == 0
    works(other)
    assert one.recycle("hook", "uninstall").said.startswith("not installed: ")
    one.stage("content/bad.md", piece(""))
    assert one.commit() == (0, "theirs was here\n")
    refuses(other)


# ── kinds of repositories ────────────────────────────────────────────────────────────────────────


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    assert repo.recycle("hook", "install").code == 0
    repo.must("add", "--all")
    works(repo)
    assert repo.count() == 1


def test_a_worktree(repo: Repository, tmp_path: Path) -> None:
    repo.must("worktree", "add", "-q", str(tmp_path / "дерево"))
    tree = Repository(tmp_path / "дерево")
    assert tree.recycle("hook", "status").said.startswith("installed: ")
    works(tree)
    assert tree.recycle("hook", "uninstall").code == 0
    assert repo.recycle("hook", "status").said.startswith("not installed: ")
    assert tree.recycle("hook", "install").code == 0
    works(repo)


def test_a_submodule(tmp_path: Path) -> None:
    inner = first_commit(new_repository(tmp_path / "inner"))
    outer = first_commit(new_repository(tmp_path / "outer"))
    outer.must("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "my notes")
    outer.must("commit", "-q", "-m", "Submodule")
    sub = Repository(outer.folder / "my notes")
    assert sub.recycle("hook", "install").code == 0
    works(sub)
    assert outer.recycle("hook", "status").said.startswith("not installed: ")
    # And around it: the submodule is one entry of the index, and no file.
    assert outer.recycle("hook", "install").code == 0
    outer.must("add", "my notes")
    assert outer.commit().code == 0
    works(outer)


def test_a_shallow_clone(repo: Repository, tmp_path: Path) -> None:
    repo.stage("ledger/note.jsonl", EVENT + PLACED)
    assert repo.commit().code == 0
    repo.must("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow")
    assert shallow.recycle("hook", "install").code == 0
    works(shallow)
    shallow.must("rm", "-q", "ledger/note.jsonl")
    assert "ledger-rewritten" in shallow.commit().said


def test_a_detached_head(repo: Repository) -> None:
    repo.must("checkout", "-q", "--detach")
    works(repo)


def test_git_told_where_everything_is(repo: Repository, tmp_path: Path) -> None:
    elsewhere = Repository(tmp_path)
    told = {
        "GIT_DIR": str(repo.folder / ".git"),
        "GIT_WORK_TREE": str(repo.folder),
        "GIT_INDEX_FILE": str(tmp_path / "an index"),
    }
    elsewhere.must("read-tree", "HEAD", **told)
    repo.write("content/bad.md", piece(""))
    elsewhere.must("add", str(repo.folder / "content/bad.md"), **told)
    done = elsewhere.commit(**told)
    assert NO_TITLE in done.said
    assert repo.recycle("hook", "run").said == "nothing of this workspace is staged\n"
    assert repo.recycle("hook", "run", GIT_INDEX_FILE=told["GIT_INDEX_FILE"]).code == 1


def test_two_workspaces_in_one_repository(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo", below="it's one/"), below="it's one/")
    repo.write("two/config.yaml", (repo.folder / "it's one/config.yaml").read_text())
    for name in ("it's one", "two"):
        assert Repository(repo.folder / name).recycle("hook", "install").code == 0
    refuses(repo, "it's one/content/bad.md")
    lets_through(repo, "it's one/content/bad.md")
    refuses(repo, "two/content/bad.md")
    assert Repository(repo.folder / "two").recycle("hook", "uninstall").said.count("looks at: ") == 1
    lets_through(repo, "two/content/bad.md")
    refuses(repo, "it's one/content/bad.md")
    assert Repository(repo.folder / "it's one").recycle("hook", "uninstall").said.startswith("not installed: ")


# ── surroundings ─────────────────────────────────────────────────────────────────────────────────


def test_a_program_with_a_bare_path(repo: Repository) -> None:
    git = shutil.which("git") or "git"
    repo.stage("content/bad.md", piece(""))
    for path in ("/usr/bin:/bin", ""):
        done = repo.run(git, "commit", "-q", "-m", "From a program with windows", environ={"PATH": path, "LC_ALL": "C"})
        assert NO_TITLE in done.said, (path, done.said)
    repo.stage("content/bad.md", piece("Good"))
    assert (
        repo.run(
            git, "commit", "-q", "-m", "From a program with windows", environ={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        ).code
        == 0
    )


def test_files_beside_it_do_not_stand_in_for_modules(repo: Repository) -> None:
    repo.write("yaml.py", "raise SystemExit('ours')\n")
    repo.write("recycle/__init__.py", "raise SystemExit('ours')\n")
    works(repo)


def test_the_recycle_that_it_calls_is_gone(repo: Repository, tmp_path: Path) -> None:
    runner = repo.folder / ".git" / "recycle" / "hook"
    text = runner.read_text()
    assert text.count(python()) == 1
    put(runner, text.replace(python(), "/none/bin/python"))
    repo.stage("content/good.md", piece("Good"))
    done = repo.commit()
    assert done.code
    assert "there is no /none/bin/python" in done.said
    assert f"rm '{runner}'" in done.said
    assert repo.recycle("hook", "status").said.startswith("installed by another recycle: ")
    put(tmp_path / "python", f'#!/bin/sh\nexec {Path(sys.executable).resolve()} -S "$@"\n')
    put(runner, text.replace(python(), str(tmp_path / "python")))
    done = repo.commit()
    assert done.code
    assert f"it is no longer installed for {tmp_path / 'python'}" in done.said
    assert repo.recycle("hook", "install").said.startswith("installed: ")
    assert repo.commit().code == 0


@pytest.mark.skipif(os.name == "nt" or shutil.which("dash") is None, reason="needs dash, a plain POSIX shell")
def test_both_scripts_are_plain_sh(repo: Repository) -> None:
    for script in (hook_of(repo), hook_of(repo, "pre-merge-commit"), repo.folder / ".git/recycle/hook"):
        assert repo.run("dash", "-n", str(script)) == (0, "")
        assert script.read_text().isascii() or "с пробелами" in script.read_text()
