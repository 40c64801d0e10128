"""After the ledger was pushed, the branch here goes to where the remote's is, and nothing of a person's is ever lost by that."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recycle.world.git_push import Clone as Git
from tests.remotes import Clone, Remote, detached
from tests.repositories import EVENT, piece, python

ADVICE = "`git pull --no-rebase`, then `git push`, joins them."
OWN = ("Remember what was published [skip ci]", "Claim what is about to be published [skip ci]")
ON_MAIN = {"GITHUB_REF": "refs/heads/main"}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


@pytest.fixture
def behind(remote: Remote) -> Clone:
    """A clone that has published, while another one has pushed what it has published itself."""
    clone, other = remote.clone(), remote.clone()
    assert clone.recycle("publish").code == 0
    assert other.recycle("publish", "--push").code == 0
    return clone


def head(clone: Clone) -> str:
    return clone.must("rev-parse", "HEAD").strip()


def is_at(clone: Clone, remote: Remote, branch: str = "main") -> bool:
    return head(clone) == remote.git("rev-parse", branch).strip()


def status(clone: Clone) -> str:
    return clone.must("status", "--porcelain", "--untracked-files=no")


def push(clone: Clone, **environ: str) -> str:
    done = clone.recycle("ledger", "push", **environ)
    assert done.code == 0, done.said
    return done.said


# ── it goes along ────────────────────────────────────────────────────────────────────────────────


def test_after_a_race(behind: Clone, remote: Remote) -> None:
    assert ADVICE not in push(behind)
    assert is_at(behind, remote)
    assert status(behind) == ""
    assert len(behind.lines()) == 6
    assert behind.lines() == behind.there()


@pytest.mark.parametrize("option", ["--push", "--claim"])
def test_two_that_publish_at_once_need_no_merge(remote: Remote, option: str) -> None:
    clones = [remote.clone() for _ in range(2)]
    words = (python(), "-m", "recycle", "publish", option)
    running = [
        subprocess.Popen(words, cwd=one.folder, env=one.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for one in clones
    ]
    assert [one.wait(60) for one in running] == [0, 0]
    for clone in clones:
        assert status(clone) == ""
        clone.must("pull", "-q", "--ff-only")
        assert is_at(clone, remote)


def test_the_next_run_mends_what_a_run_that_died_has_left(behind: Clone, remote: Remote) -> None:
    behind.must("add", "ledger")
    for message in OWN:
        behind.must("commit", "-q", "--allow-empty", "-m", message)
    push(behind)
    assert is_at(behind, remote)
    assert status(behind) == ""


def test_what_is_staged_or_changed_elsewhere_stays_so(behind: Clone, remote: Remote) -> None:
    behind.stage("content/more.md", piece("More"))
    behind.write("content/more.md", piece("More, and more"))
    behind.write("content/note.md", piece(text="Half a sentence"))
    behind.must("rm", "-q", "--cached", "config.yaml")
    before = status(behind), behind.must("diff"), behind.must("diff", "--cached")
    push(behind)
    assert is_at(behind, remote)
    assert (status(behind), behind.must("diff"), behind.must("diff", "--cached")) == before


def test_a_clone_that_is_behind_by_the_ledger_alone(remote: Remote) -> None:
    clone, other = remote.clone(), remote.clone()
    other.recycle("publish", "--push")
    push(clone)
    assert is_at(clone, remote)
    assert (clone.lines(), status(clone)) == (other.lines(), "")


def test_no_branch_as_in_ci(behind: Clone, remote: Remote) -> None:
    detached(behind)
    push(behind, **ON_MAIN)
    assert is_at(behind, remote)
    assert behind.git("symbolic-ref", "-q", "HEAD").code == 1


def test_a_branch_with_another_name_that_follows_it(behind: Clone, remote: Remote) -> None:
    behind.must("switch", "-q", "-c", "mine", "--track", "origin/main")
    push(behind)
    assert is_at(behind, remote)


def test_a_submodule_is_left_alone(behind: Clone, remote: Remote, tmp_path: Path) -> None:
    allowed = ("-c", "protocol.file.allow=always")
    behind.must(*allowed, "submodule", "--quiet", "add", remote.bare.as_uri(), "within")
    behind.commit()
    behind.must("push", "-q", "--force")
    behind.must("config", "submodule.recurse", "true")
    inner = Clone(behind.folder / "within")
    inner.stage("content/mine.md", piece("Mine"))
    inner.commit()
    inner.write("content/note.md", piece(text="Half a sentence"))
    other = remote.clone()
    other.recycle("publish", "--push")
    before = head(inner), status(inner), behind.must("diff")
    push(behind)
    assert is_at(behind, remote)
    assert (head(inner), status(inner), behind.must("diff")) == before


# ── it stays ─────────────────────────────────────────────────────────────────────────────────────


def commits_a_piece(clone: Clone) -> None:
    clone.stage("content/mine.md", piece("Mine"))
    clone.must("commit", "-q", "-m", "Mine")


def commits_under_our_name(clone: Clone) -> None:
    clone.stage("content/mine.md", piece("Mine"))
    clone.must("commit", "-q", "-m", OWN[0])


def commits_under_our_name_and_takes_it_back(clone: Clone) -> None:
    commits_under_our_name(clone)
    clone.must("rm", "-q", "content/mine.md")
    clone.must("commit", "-q", "-m", OWN[0])


def adds_to_our_commit(clone: Clone) -> None:
    clone.must("add", "ledger")
    clone.must("commit", "-q", "-m", OWN[0])
    clone.stage("content/mine.md", piece("Mine"))
    clone.must("commit", "-q", "--amend", "--no-edit")


def commits_the_ledger(clone: Clone) -> None:
    clone.must("add", "ledger")
    clone.must("commit", "-q", "-m", "What I have published")


def merges(clone: Clone) -> None:
    clone.must("switch", "-q", "-c", "side")
    clone.must("commit", "-q", "--allow-empty", "-m", OWN[0])
    clone.must("switch", "-q", "main")
    clone.must("merge", "-q", "--no-ff", "-m", OWN[0], "side")


def notes_something_beside_the_ledger(clone: Clone) -> None:
    clone.stage("ledger/note.jsonl", "not a line of the ledger\n")
    clone.must("commit", "-q", "-m", OWN[0])


@pytest.mark.parametrize(
    "act",
    [
        commits_a_piece,
        commits_under_our_name,
        commits_under_our_name_and_takes_it_back,
        adds_to_our_commit,
        commits_the_ledger,
        merges,
        notes_something_beside_the_ledger,
    ],
)
def test_a_commit_of_a_person_stays(behind: Clone, remote: Remote, act: Callable[[Clone], None]) -> None:
    act(behind)
    before = head(behind)
    assert ADVICE in push(behind)
    behind.must("merge-base", "--is-ancestor", before, "HEAD")
    assert not is_at(behind, remote)
    # What is said helps.
    behind.must("pull", "-q", "--no-rebase", "--no-edit")
    behind.must("push", "-q")
    assert is_at(behind, remote)
    assert ADVICE not in push(behind)


def test_a_file_of_another_kind_stays(behind: Clone, remote: Remote) -> None:
    (behind.folder / "ledger" / "note.jsonl").chmod(0o755)
    before = head(behind)
    behind.must("add", "ledger")
    behind.must("commit", "-q", "-m", OWN[0])
    assert ADVICE in push(behind)
    assert (head(behind) != before, is_at(behind, remote)) == (True, False)


def test_what_others_have_written_is_not_brought_in(behind: Clone, remote: Remote) -> None:
    other = remote.clone()
    other.stage("content/theirs.md", piece("Theirs"))
    other.commit()
    other.must("push", "-q")
    assert ADVICE in push(behind)
    assert not (behind.folder / "content" / "theirs.md").exists()
    behind.must("pull", "-q", "--no-rebase", "--no-edit")
    assert (behind.folder / "content" / "theirs.md").exists()


def test_a_change_that_git_was_told_not_to_see(remote: Remote) -> None:
    clone, other = remote.clone(), remote.clone()
    clone.recycle("publish", "--push")
    other.must("pull", "-q")
    other.write("content/note.md", piece(text="Other words."))
    other.recycle("publish", "--push")
    clone.must("update-index", "--assume-unchanged", "ledger/note.jsonl")
    clone.write("ledger/note.jsonl", "".join(f"{line}\n" for line in clone.lines()) + EVENT)
    before = head(clone)
    clone.recycle("ledger", "push")
    assert EVENT.strip() in clone.lines()
    assert head(clone) == before


def test_a_file_that_is_in_the_way(remote: Remote) -> None:
    clone, other = remote.clone(), remote.clone()
    other.recycle("publish", "--push")
    clone.write("ledger/note.jsonl", "mine\n")
    clone.stage(".gitignore", "ledger/note.jsonl\n")
    clone.must("commit", "-q", "-m", "Ignored")
    clone.recycle("ledger", "push")
    assert clone.lines() == ["mine"]


def test_another_branch_stays_where_it_is(behind: Clone) -> None:
    behind.must("switch", "-q", "-c", "draft")
    done = behind.recycle("ledger", "push", "--branch", "main")
    assert (done.code, ADVICE in done.said) == (0, False)
    assert behind.must("log", "-1", "--format=%s").strip() == OWN[0]


def test_the_branch_beside_a_protected_one_is_not_gone_to(behind: Clone, remote: Remote) -> None:
    remote.protect()
    said = push(behind)
    assert "pushed to recycle/ledger of origin instead" in said
    assert not is_at(behind, remote, "recycle/ledger")


def test_somebody_commits_in_between(behind: Clone, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Git._run
    waiting = ["once"]

    def commits_first(self: Git, *words: str, data: bytes = b"") -> bytes:
        if "update-ref" in words and "recycle: as at the remote" in words and waiting:
            waiting.pop()
            behind.must("commit", "-q", "--only", "--allow-empty", "-m", "Mine")
        return run(self, *words, data=data)

    monkeypatch.setattr(Git, "_run", commits_first)
    assert ADVICE in push(behind)
    assert not waiting
    assert behind.must("log", "-1", "--format=%s").strip() == "Mine"
    assert status(behind) == ""
    assert set(behind.lines()) <= set(behind.there())


def test_a_bisection(behind: Clone) -> None:
    commits_a_piece(behind)
    behind.must("bisect", "start")
    behind.must("bisect", "bad", "HEAD")
    behind.must("bisect", "good", "HEAD~1")
    done = behind.recycle("ledger", "push", "--branch", "main")
    assert (done.code, "finish that first" in done.said) == (1, True)


# ── whatever somebody does ───────────────────────────────────────────────────────────────────────


def _commits(clone: Clone, number: int, *words: str) -> None:
    clone.stage(f"content/{number}.md", piece(f"Piece {number}"))
    clone.git("commit", "-q", *words)


ACTS: dict[str, Callable[[Clone, int], object]] = {
    "commit": lambda clone, n: _commits(clone, n, "-m", "Mine"),
    "commit all": lambda clone, _: clone.git("commit", "-q", "-a", "-m", "All"),
    "commit in our name": lambda clone, n: _commits(clone, n, "-m", OWN[0]),
    "amend": lambda clone, n: _commits(clone, n, "--amend", "--no-edit"),
    "write": lambda clone, n: clone.write(f"content/new-{n}.md", piece(f"New {n}")),
    "change": lambda clone, n: clone.write("content/note.md", piece(text=f"Words {n}.")),
    "stage all": lambda clone, _: clone.git("add", "--all"),
    "unstage the ledger": lambda clone, _: clone.git("rm", "-q", "-r", "--cached", "--ignore-unmatch", "ledger"),
    "write beside the ledger": lambda clone, n: clone.write(f"ledger/{n}.txt", "mine\n"),
    "publish": lambda clone, _: clone.recycle("publish"),
    "push the ledger": lambda clone, _: clone.recycle("ledger", "push"),
    "publish and push": lambda clone, _: clone.recycle("publish", "--push"),
    "pull": lambda clone, _: clone.git("pull", "-q", "--no-rebase", "--no-edit"),
    "push": lambda clone, _: clone.git("push", "-q"),
}


class Seen:
    """What a person has in a clone: commits, and what is staged and changed."""

    def __init__(self, clone: Clone) -> None:
        said = clone.must("log", "-z", "--format=%H%n%s", "HEAD").split("\0")
        self.commits = {row.split("\n")[0] for row in said if row and row.split("\n")[1] not in OWN}
        self.staged = clone.must("diff", "--cached", "--raw", "HEAD", "--", ".", ":!ledger")
        folder = clone.folder
        files = [file for file in folder.rglob("*") if file.is_file() and not {".git", ".recycle"} & set(file.parts)]
        self.files = {file: file.read_bytes() for file in files if "ledger" not in file.parts}
        ledger = {file: file.read_bytes().splitlines() for file in files if "ledger" in file.parts}
        self.lines = {(file, line) for file, lines in ledger.items() for line in lines}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(ACTS))), min_size=2, max_size=7))
@settings(max_examples=12, deadline=None)
def test_nothing_of_a_person_is_lost(acts: list[tuple[bool, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        remote = Remote(Path(folder))
        clones = remote.clone(), remote.clone()
        for number, (which, name) in enumerate(acts):
            ACTS[name](clones[which], number)
            for clone in clones:
                before = Seen(clone)
                clone.recycle("ledger", "push")
                after = Seen(clone)
                assert before.commits <= after.commits, acts
                assert before.staged == after.staged, acts
                assert before.files == after.files, acts
                assert before.lines <= after.lines, acts


def test_after_a_pull_of_the_ledger_a_push_of_it_comes_before_git_can_pull(remote: Remote) -> None:
    one, two = remote.clone(), remote.clone()
    assert two.recycle("publish", "--push").code == 0
    two.stage("content/more.md", piece("More"))
    two.must("commit", "-q", "-m", "A piece of theirs")
    two.must("push", "-q", "origin", "HEAD:main")
    one.stage("content/own.md", piece("Own"))
    one.must("commit", "-q", "-m", "A piece of one's own")
    assert "`recycle ledger push` does that, before any `git pull --no-rebase`" in one.recycle("ledger", "pull").said
    stopped = one.git("pull", "--no-rebase", "--no-edit")
    assert (stopped.code != 0, "would be overwritten by merge" in stopped.said) == (True, True), stopped.said
    assert ADVICE in push(one)
    one.must("pull", "-q", "--no-rebase", "--no-edit")
    one.must("push", "-q")
    assert is_at(one, remote)
    assert one.must("status", "--porcelain", "ledger", "content") == ""
    assert one.lines() == two.lines()
    assert one.recycle("publish", "--push").code == 0
    two.must("pull", "-q", "--no-rebase", "--no-edit")
    assert two.recycle("publish", "note", "--again", "--because", "why", "--push").code == 0
    one.recycle("ledger", "pull")
    assert ADVICE not in push(one)
    assert is_at(one, remote)
