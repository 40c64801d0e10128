"""The ledger between machines: real clones of real bare remotes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.ledger.union import lost, union
from tests.remotes import Clone, Remote, detached, paths_of
from tests.repositories import ENVIRON, Repository, new_repository, piece, python

ODD = "content/two words ü 字.md"
ON_MAIN = {"GITHUB_REF": "refs/heads/main"}
SLOW = '#!/bin/sh\nif [ ! -e "$GIT_DIR/raced" ]; then\n  touch "$GIT_DIR/raced"\n  env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main "$(cat "$GIT_DIR/other")"\nfi\n'


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


def events(clone: Clone, rev: str = "") -> list[str]:
    return sorted(clone.lines(rev=rev))


# ── what is pushed ───────────────────────────────────────────────────────────────────────────────


def test_the_ledger_is_committed_alone_and_pushed(remote: Remote) -> None:
    clone = remote.clone()
    clone.stage("content/another.md", piece("Another"))
    clone.write("content/note.md", piece(text="Half a sentence"))
    assert clone.recycle("publish").code == 0
    done = clone.recycle("ledger", "push")
    assert (done.code, done.said) == (0, "ledger: 4 files pushed to main of origin\n")
    assert all(path.startswith("ledger/") for path in paths_of(clone, "HEAD"))
    assert clone.must("diff", "--cached", "--name-only").split() == ["content/another.md"]
    assert clone.must("diff", "--name-only").split() == ["content/note.md"]
    assert "[skip ci]" in clone.must("log", "-1", "--format=%s")
    assert clone.must("rev-parse", "HEAD", "origin/main").split()[0] == remote.git("rev-parse", "main").strip()


def test_nothing_new_is_said_and_no_commit_made(remote: Remote) -> None:
    clone = remote.clone()
    assert clone.recycle("publish", "--push").code == 0
    before = clone.count()
    assert clone.recycle("ledger", "push") == (0, "ledger: nothing new for main of origin\n")
    assert clone.count() == before


def test_nothing_at_all(remote: Remote) -> None:
    assert remote.clone().recycle("ledger", "push") == (0, "ledger: nothing new for main of origin\n")


def test_commits_that_the_person_has_not_pushed_stay_where_they_are(remote: Remote) -> None:
    clone = remote.clone()
    clone.stage("content/secret.md", piece("Not yet"))
    clone.commit()
    clone.recycle("publish", "note")
    assert clone.recycle("ledger", "push").code == 0
    assert "content/secret.md" not in remote.git("ls-tree", "-r", "--name-only", "main")
    assert events(clone) == sorted(clone.there())
    merged = clone.git("pull", "-q", "--no-rebase", "--no-edit")
    assert merged.code == 0, merged.said
    assert events(clone) == sorted(clone.there())


def test_a_remote_that_moved_is_no_matter(remote: Remote) -> None:
    one, other = remote.clone(), remote.clone()
    one.recycle("publish", "--push")
    other.recycle("publish")
    both = sorted({*one.lines(), *other.lines()})
    assert len(both) == len(one.lines()) + len(other.lines())
    assert other.recycle("ledger", "push").code == 0
    assert sorted(other.there()) == both
    for clone in (one, other):
        assert clone.git("pull", "-q", "--no-rebase", "--no-edit").code == 0
        assert events(clone) == both


def test_a_push_that_loses_a_race_is_tried_again(remote: Remote) -> None:
    one, other = remote.clone(), remote.clone()
    one.recycle("publish")
    one.must("add", "ledger")
    one.commit()
    one.must("push", "-q", "origin", "HEAD:side")
    (remote.bare / "other").write_text(remote.git("rev-parse", "side"), encoding="utf-8")
    # While the other one's push is looked at, the branch moves.
    hook = remote.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(SLOW, encoding="utf-8")
    hook.chmod(0o755)
    other.recycle("publish")
    done = other.recycle("ledger", "push")
    assert done.code == 0, done.said
    assert (remote.bare / "raced").exists()
    assert sorted(other.there()) == sorted({*one.lines(), *other.lines()})


def test_many_push_at_once(remote: Remote) -> None:
    clones = [remote.clone() for _ in range(4)]
    for clone in clones:
        assert clone.recycle("publish").code == 0
    wanted = sorted({line for clone in clones for line in clone.lines()})
    running = [threading.Thread(target=clone.run, args=(python(), "-m", "recycle", "ledger", "push")) for clone in clones]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert sorted(clones[0].there()) == wanted


# ── where there is no branch, or no history, or no commit ────────────────────────────────────────


def test_detached_as_in_ci(remote: Remote) -> None:
    clone = detached(remote.clone())
    assert clone.recycle("publish").code == 0
    done = clone.recycle("ledger", "push")
    assert (done.code, "--branch" in done.said) == (2, True)
    assert clone.recycle("ledger", "push", **ON_MAIN).code == 0
    assert clone.there() == clone.lines()


@pytest.mark.parametrize("words", [{"CI_COMMIT_BRANCH": "main"}, {}], ids=["gitlab", "option"])
def test_the_branch_of_the_run(remote: Remote, words: dict[str, str]) -> None:
    clone = detached(remote.clone())
    done = clone.recycle("publish", "--push", *(() if words else ("--branch", "main")), **words)
    assert done.code == 0, done.said
    assert clone.there() == clone.lines()


def test_a_pull_request_is_no_branch(remote: Remote) -> None:
    clone = detached(remote.clone())
    clone.recycle("publish")
    assert clone.recycle("ledger", "push", GITHUB_REF="refs/pull/7/merge", GITHUB_REF_NAME="7/merge").code == 2


def test_a_shallow_clone(remote: Remote) -> None:
    for number in range(3):
        clone = remote.clone()
        clone.stage(f"content/{number}.md", piece(f"Number {number}"))
        clone.commit()
        clone.must("push", "-q")
    clone = remote.clone("--depth", "1")
    other = remote.clone()
    other.recycle("publish", "--push")
    assert clone.recycle("publish", "note").code == 0
    assert clone.recycle("ledger", "push").code == 0
    assert sorted(clone.there()) == sorted({*clone.lines(), *other.lines()})
    assert remote.git("rev-list", "--count", "main").strip() == "6"


def test_a_worktree(remote: Remote, tmp_path: Path) -> None:
    clone = remote.clone()
    clone.must("worktree", "add", "-q", "--detach", str(tmp_path / "beside it"))
    beside = Clone(tmp_path / "beside it")
    assert beside.recycle("publish", "--push", "--branch", "main").code == 0
    assert beside.there() == beside.lines()
    assert clone.must("status", "--porcelain") == ""


def test_a_submodule(remote: Remote, tmp_path: Path) -> None:
    around = new_repository(tmp_path / "around")
    added = around.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", remote.bare.as_uri(), "texts")
    assert added.code == 0, added.said
    inner = detached(Clone(around.folder / "texts"))
    assert inner.recycle("publish", "--push", "--branch", "main").code == 0
    assert inner.there() == inner.lines()


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "new")
    made.write("content/note.md", piece())
    clone = Clone(made.folder)
    clone.recycle("publish")
    assert clone.recycle("ledger", "push").said == (
        'recycle: git has no remote called "origin" here: `git remote add origin URL`; the commands of `recycle ledger` take another with --remote.\n'
    )
    clone.must("init", "-q", "--bare", str(tmp_path / "empty.git"))
    clone.must("remote", "add", "origin", str(tmp_path / "empty.git"))
    assert clone.recycle("ledger", "push") == (
        2,
        "recycle: there is no commit here yet: commit your pieces and push them first.\n",
    )
    clone.must("add", "--all")
    clone.commit()
    assert clone.recycle("ledger", "push") == (
        1,
        "recycle: origin has no branch main yet: push your own commits there first, `git push -u origin main`.\n",
    )


def test_a_remote_that_is_not_there(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("remote", "set-url", "origin", str(remote.folder / "nowhere.git"))
    done = clone.recycle("ledger", "pull")
    assert (done.code, "origin could not be read: " in done.said) == (1, True)
    assert "once `git ls-remote origin` gets an answer, run this again.\n" in done.said


def test_no_repository(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.write("config.yaml", "site: {name: Notes}\n")
    done = Clone(tmp_path).recycle("ledger", "push")
    assert (done.code, "git init" in done.said) == (2, True)


def test_names_with_spaces_and_letters_of_all_kinds(remote: Remote) -> None:
    clone = remote.clone()
    clone.stage(ODD, piece("Two", more="id: zwei-wörter-字\n"))
    clone.commit()
    clone.must("push", "-q")
    done = clone.recycle("publish", "--push")
    assert done.code == 0, done.said
    assert "ledger/zwei-wörter-字.jsonl" in paths_of(clone, "HEAD")
    other = remote.clone()
    assert other.lines("zwei-wörter-字") == clone.lines("zwei-wörter-字")


# ── what refuses ─────────────────────────────────────────────────────────────────────────────────


def test_a_protected_branch_gets_one_beside_it(remote: Remote) -> None:
    remote.protect()
    clone = detached(remote.clone())
    done = clone.recycle("publish", "--push", **ON_MAIN)
    assert done.code == 0
    assert "main is protected (pre-receive hook declined: GH006" in done.said
    assert clone.there("recycle/ledger") == clone.lines()
    assert clone.there() == []
    # Or a request to merge it would never be checked.
    assert "[skip ci]" not in remote.git("log", "-1", "--format=%B", "recycle/ledger")
    assert remote.git("rev-parse", "recycle/ledger~1") == remote.git("rev-parse", "main")


def test_what_the_branch_beside_it_remembers_is_not_sent_again(remote: Remote) -> None:
    remote.protect()
    first = detached(remote.clone())
    first.recycle("publish", "--push", **ON_MAIN)
    second = detached(remote.clone())
    (second.folder / "public").mkdir()
    (second.folder / "public" / "note").mkdir()
    page = "public/note/index.html"
    (second.folder / page).write_bytes((first.folder / page).read_bytes())
    done = second.recycle("publish", "--push", **ON_MAIN)
    assert "1 unchanged" in done.said
    assert "it is on recycle/ledger of origin, and nothing is new" in done.said
    assert second.lines() == first.lines()


def test_the_branch_beside_it_can_always_be_merged(remote: Remote) -> None:
    remote.protect()
    first = detached(remote.clone())
    first.recycle("publish", "--push", **ON_MAIN)
    (remote.bare / "hooks" / "pre-receive").unlink()
    # Somebody merges it as another commit, goes on writing, and leaves the branch where it is.
    writer = remote.clone()
    writer.must("merge", "-q", "--squash", "origin/recycle/ledger")
    writer.stage("content/more.md", piece("More"))
    writer.commit()
    writer.must("push", "-q")
    remote.protect()
    second = detached(remote.clone())
    assert second.recycle("publish", "--push", **ON_MAIN).code == 0
    assert remote.git("merge-base", "main", "recycle/ledger") == remote.git("rev-parse", "main")
    assert all(path.startswith("ledger/") for path in remote.git("diff", "--name-only", "main", "recycle/ledger").split())
    assert second.there("recycle/ledger") == second.lines()
    assert second.there("recycle/ledger", "more") == second.lines("more") != []
    assert set(first.lines()) < set(second.lines())


def test_both_branches_refuse(remote: Remote) -> None:
    remote.protect()
    hook = remote.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho No.\nexit 1\n", encoding="utf-8")
    clone = remote.clone()
    clone.recycle("publish")
    done = clone.recycle("ledger", "push")
    assert done.code == 1
    assert done.said == (
        "recycle: origin takes the ledger neither on main nor on recycle/ledger: pre-receive hook declined: No. It is committed here: allow"
        " pushes to recycle/ledger at the host, or name another branch with --own-branch, then `recycle ledger push`.\n"
    )
    assert clone.must("status", "--porcelain", "ledger") == ""


def test_a_remote_that_is_away_stops_publishing_before_anything_is_sent(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("remote", "set-url", "origin", "https://name:word@127.0.0.1:9/x.git")
    done = clone.recycle("publish", "--push")
    assert done.code == 1
    assert "word" not in done.said
    assert clone.lines() == []


def test_the_record_comes_back_though_an_outlet_failed(remote: Remote) -> None:
    clone = remote.clone()
    clone.write("public/note/index.html", "somebody's own page\n")
    done = clone.recycle("publish", "--push")
    assert done.code == 1
    assert clone.there() == clone.lines() != []


def test_a_recorded_line_that_is_gone_is_not_committed(remote: Remote) -> None:
    clone = remote.clone()
    clone.recycle("publish", "--push")
    clone.write("ledger/note.jsonl", "".join(f"{line}\n" for line in clone.lines()[:-1]))
    done = clone.recycle("ledger", "push")
    assert done.code == 2
    assert done.said.startswith("recycle: ledger/note.jsonl: 1 recorded line of the last commit is gone: `git checkout")
    assert len(clone.there()) == 3


def test_a_line_that_is_gone_stops_publishing_too(remote: Remote) -> None:
    clone = remote.clone()
    clone.recycle("publish", "--push")
    clone.stage("content/more.md", piece("More"))
    clone.write("ledger/note.jsonl", "")
    assert clone.recycle("publish", "--push").code == 2
    assert clone.lines("more") == []


def test_what_was_sent_is_told_though_the_ledger_cannot_be_pushed(remote: Remote) -> None:
    clone = remote.clone()
    (remote.bare / "hooks").mkdir(exist_ok=True)
    hook = remote.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = clone.recycle("publish", "--push")
    assert done.code == 1
    assert "the ledger was not pushed: origin takes the ledger neither on main nor on recycle/ledger" in done.said
    assert "note   blog    placed" in done.said


def test_a_branch_that_the_remote_does_not_have_stops_it_before_anything_is_sent(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("checkout", "-q", "-b", "feature", "--no-track")
    done = clone.recycle("publish", "--push")
    assert (done.code, done.said) == (
        1,
        "recycle: origin has no branch feature yet: push your own commits there first, `git push -u origin feature`.\n",
    )
    assert clone.lines() == []


def test_hooks_of_the_person_and_odd_settings_are_no_matter(remote: Remote) -> None:
    clone = remote.clone()
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "pre-push"):
        hook = clone.folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
    for name, value in {
        "push.default": "nothing",
        "diff.noprefix": "true",
        "diff.relative": "true",
        "diff.external": "false",
        "status.showUntrackedFiles": "no",
        "color.ui": "always",
        "log.showSignature": "true",
        "core.commentChar": ";",
    }.items():
        clone.must("config", name, value)
    done = clone.recycle("publish", "--push")
    assert done.code == 0, done.said
    assert clone.there() == clone.lines() != []


def test_a_sparse_checkout_and_a_partial_clone(remote: Remote) -> None:
    first = remote.clone()
    first.recycle("publish", "--push")
    sparse = remote.clone()
    sparse.must("sparse-checkout", "set", "--no-cone", "/*", "!/ledger/")
    assert sparse.lines() == []
    done = sparse.recycle("publish", "--push")
    assert done.code == 0, done.said
    assert sparse.there() == sparse.lines()
    remote.git("config", "uploadpack.allowFilter", "true")
    partial = remote.clone("--filter=blob:none")
    done = partial.recycle("publish", "--push")
    assert done.code == 0, done.said
    assert partial.there() == partial.lines()


def test_a_ledger_file_that_was_removed_from_the_index_comes_back(remote: Remote) -> None:
    clone = remote.clone()
    clone.recycle("publish", "--push")
    lines = clone.lines()
    clone.must("rm", "-q", "ledger/note.jsonl")
    done = clone.recycle("publish", "--push")
    assert done.code == 0, done.said
    assert clone.there() == clone.lines() == lines


def test_in_the_middle_of_a_merge(remote: Remote) -> None:
    clone = remote.clone()
    clone.recycle("publish")
    (clone.folder / ".git" / "MERGE_HEAD").write_text(clone.must("rev-parse", "HEAD"), encoding="ascii")
    done = clone.recycle("ledger", "push")
    assert (done.code, "in the middle of a merge" in done.said) == (1, True)


def test_a_ledger_that_git_ignores_stays_here(remote: Remote) -> None:
    clone = remote.clone()
    clone.write(".gitignore", "/ledger/\n")
    done = clone.recycle("publish", "--push")
    assert (done.code, "stays on this machine" in done.said) == (0, True)
    config = (clone.folder / "config.yaml").read_text(encoding="utf-8")
    clone.write("config.yaml", config + "  hand: {form: forum, destination: by_hand}\n")
    done = clone.recycle("publish", "--push")
    assert (done.code, "no other machine would know" in done.said) == (2, True)


def test_a_hook_must_not_push(remote: Remote) -> None:
    assert remote.clone().recycle("ledger", "push", PRE_COMMIT="1").code == 2


# ── who commits ──────────────────────────────────────────────────────────────────────────────────


def test_who_commits(remote: Remote) -> None:
    nobody = {name: value for name, value in ENVIRON.items() if not name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))}
    clone = remote.clone()
    clone.environ = {"HOME": str(clone.folder.parent), **nobody}
    clone.recycle("publish", "--push")
    assert remote.git("log", "-1", "--format=%an <%ae>", "main") == "recycle <recycle@recycle.invalid>\n"
    clone.write("content/note.md", piece(text="Other words."))
    clone.recycle("publish")
    assert clone.recycle("ledger", "push", "--author", "Robot <robot@example.com>").code == 0
    assert remote.git("log", "-1", "--format=%an <%ae> %cn", "main") == "Robot <robot@example.com> Robot\n"
    assert clone.recycle("ledger", "push", "--author", "Robot").code == 2


def test_attributes_that_lack_union_are_named(remote: Remote) -> None:
    clone = remote.clone()
    clone.write(".gitattributes", "")
    assert "merge=union" in clone.recycle("publish", "--push").said


# ── lines ────────────────────────────────────────────────────────────────────────────────────────

LINES = st.lists(st.integers(0, 9).map(lambda number: b'{"id":"%d"}' % number), unique=True, max_size=6)


@given(LINES, LINES)
def test_union_has_every_line_once_and_loses_none(one: list[bytes], other: list[bytes]) -> None:
    ours, theirs = (b"".join(line + b"\n" for line in lines) for lines in (one, other))
    joined = union(ours, theirs)
    assert joined.startswith(ours)
    assert sorted(joined.split(b"\n")[:-1]) == sorted({*one, *other})
    assert union(joined, theirs) == joined
    assert lost(ours, joined) == lost(theirs, joined) == 0


def test_a_torn_line_stays_the_last_and_is_not_spread() -> None:
    assert union(b'{"a":1}\n{"b', b'{"c":1}\n{"d') == b'{"a":1}\n{"c":1}\n{"b'
    assert union(b'{"a":1}', b'{"c":1}\n') == b'{"a":1}\n{"c":1}\n'
    assert union(b'{"a":{}', b'{"c":1}\n') == b'{"c":1}\n{"a":{}'
    assert union(b"", b"<<<<<<< HEAD\n") == b""
