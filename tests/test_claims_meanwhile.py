"""Claims while somebody else is at work in the same clone, or the remote's branches move: nobody's work is harmed and nothing is sent twice."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from recycle.errors import RecycleError
from recycle.steps.record import Record
from recycle.steps.sharing.claims import Claims, Concerned
from recycle.world import git_push
from recycle.world.git_push import Clone as Git
from recycle.world.git_push import Push
from tests.remotes import Clone, Remote, detached
from tests.repositories import piece
from tests.shell import PLUGIN
from tests.test_claims import CONFIG, ISSUES, ON_MAIN, REFUSES, dies, kinds, received

TWO = """\
outlets:
  one: {form: {type: blog, output: fragment}, destination: {type: shelf, folder: ../one}}
  two: {form: {type: blog, output: fragment}, destination: {type: shelf, folder: ../two}}
"""


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PLUGIN)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path, CONFIG)


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, name: str, clone: Clone, act: Callable[[], object], *, after: bool = False
) -> None:
    """Has ``act`` happen once, right before (or after) git is first asked for this in the clone."""
    ask = getattr(Git, name)
    waiting = [act]

    def asked(self: Git, *words: object, **more: object) -> object:
        if self.top != clone.folder or not waiting:
            return ask(self, *words, **more)
        happens = waiting.pop()
        if after:
            done = ask(self, *words, **more)
            happens()
            return done
        happens()
        return ask(self, *words, **more)

    monkeypatch.setattr(Git, name, asked)


def is_clean(clone: Clone) -> bool:
    return clone.must("status", "--porcelain", "--untracked-files=no") == ""


# ── issues ───────────────────────────────────────────────────────────────────────────────────────


def issue(number: int, *pieces: str) -> str:
    places = "\n".join(f"::: piece {name}\n:::\n" for name in pieces)
    return f"---\ntitle: Issue {number}\npreview: All that is in it, at one look.\n---\n{places}"


def test_a_piece_that_another_machine_has_just_put_into_another_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = Remote(tmp_path, ISSUES)
    first = remote.clone()
    first.stage("issues/letter/1.md", issue(1, "note"))
    first.stage("issues/letter/2.md", issue(2, "note"))
    first.commit()
    first.must("push", "-q")
    one, other = remote.clone(), remote.clone()
    meanwhile(monkeypatch, "push", other, lambda: dies(one, "before"))
    done = other.recycle("publish", "issues/letter/2.md", "--claim")
    assert (done.code, received(remote)) == (1, []), done.said
    assert "already" in done.said


# ── the person at the same clone ─────────────────────────────────────────────────────────────────


def test_a_commit_between_the_claim_and_its_branch(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()

    def commits() -> None:
        clone.stage("content/mine.md", piece("Mine"))
        clone.commit()

    meanwhile(monkeypatch, "go_on_to", clone, commits)
    assert clone.recycle("publish", "--claim").code == 0
    assert "content/mine.md" in clone.must("ls-tree", "-r", "--name-only", "HEAD")
    assert received(remote) == ["POST note/asked/1"]


def test_a_merge_that_begins_meanwhile(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    clone.must("switch", "-q", "-c", "side")
    clone.stage("content/side.md", piece("Beside"))
    clone.commit()
    clone.must("switch", "-q", "main")
    before = clone.must("rev-parse", "HEAD")
    meanwhile(monkeypatch, "push", clone, lambda: clone.must("merge", "-q", "--no-ff", "--no-commit", "side"))
    done = clone.recycle("publish", "note", "--claim")
    assert received(remote) == ["POST note/asked/1"], done.said
    assert clone.must("rev-parse", "HEAD") == before
    clone.must("merge", "--abort")


def test_an_index_that_somebody_holds(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    held = clone.folder / ".git" / "index.lock"
    meanwhile(monkeypatch, "push", clone, held.touch)
    clone.recycle("publish", "--claim")
    assert received(remote) == ["POST note/asked/1"]
    held.unlink()
    assert clone.recycle("ledger", "push").code == 0
    assert clone.there() == clone.lines()


def test_an_editor_that_fetches_in_the_background(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    clone.must("switch", "-q", "-c", "draft")
    clone.stage("content/draft.md", piece("A draft"))
    clone.commit()
    clone.must("push", "-q", "-u", "origin", "draft")
    asked = Git._asked

    def slow(self: Git, remote: str, words: tuple[str, ...]) -> object:
        done = asked(self, remote, words)
        if words[0] == "fetch":
            clone.must("fetch", "-q")
        return done

    monkeypatch.setattr(Git, "_asked", slow)
    assert clone.recycle("publish", "note", "--claim", "--branch", "main").code == 0
    assert received(remote) == ["POST note/asked/1"]
    assert "content/draft.md" not in remote.git("ls-tree", "-r", "--name-only", "main")


def test_tags_that_the_person_has_not_pushed(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("tag", "-a", "-m", "Not out yet", "v9")
    clone.must("config", "push.followTags", "true")
    assert clone.recycle("publish", "--claim").code == 0
    assert remote.git("tag", "--list") == ""


@pytest.mark.parametrize("setting", ["core.splitIndex", "core.fsmonitor", "core.untrackedCache", "core.sparseCheckout"])
def test_an_index_of_another_kind(remote: Remote, setting: str) -> None:
    clone = remote.clone()
    clone.must("config", setting, "true")
    if setting == "core.sparseCheckout":
        clone.must("sparse-checkout", "set", "--cone", "--sparse-index", "content")
    clone.must("update-index", "--refresh")
    before = {path.name for path in (clone.folder / ".git").iterdir()}
    done = clone.recycle("publish", "--claim")
    assert done.code == 0, done.said
    assert clone.there() == clone.lines()
    assert is_clean(clone)
    left = {path.name.partition(".")[0] for path in (clone.folder / ".git").iterdir() if path.name not in before}
    assert left <= {"FETCH_HEAD", "COMMIT_EDITMSG", "sharedindex"}
    assert len(list((clone.folder / ".git").glob("sharedindex.*"))) <= 2


def test_line_ends_that_git_turns(remote: Remote) -> None:
    first = remote.clone()
    first.must("rm", "-q", ".gitattributes")
    first.commit()
    first.must("push", "-q")
    assert first.recycle("publish", "--claim").code == 0
    clone = remote.clone("-c", "core.autocrlf=true")
    clone.write("content/note.md", piece(text="Other words."))
    done = clone.recycle("publish", "--claim")
    assert done.code == 0, done.said
    assert kinds(first.there()) == ["seen", "attempted", "placed", "attempted", "revised"]
    assert received(remote) == ["POST note/asked/1", "PUT note/asked/1"]


def test_a_ledger_that_git_encrypts_stays_here(remote: Remote) -> None:
    clone = remote.clone()
    clone.stage(".gitattributes", "ledger/** filter=rot\n")
    clone.must("config", "filter.rot.clean", "tr a-z n-za-m")
    clone.commit()
    clone.must("push", "-q")
    done = clone.recycle("publish", "--claim")
    assert (done.code, "a filter in .gitattributes changes ledger/" in done.said) == (2, True), done.said
    assert received(remote) == []


# ── the remote ───────────────────────────────────────────────────────────────────────────────────


def test_a_branch_that_was_taken_back_meanwhile_is_not_brought_back(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    first = remote.clone()
    first.stage("content/secret.md", piece("Not for you"))
    first.commit()
    first.must("push", "-q")
    clone = detached(remote.clone())
    meanwhile(monkeypatch, "push", clone, lambda: remote.git("update-ref", "refs/heads/main", "main~1"))
    done = clone.recycle("publish", "note", "--claim", **ON_MAIN)
    assert done.code == 0, done.said
    assert "content/secret.md" not in remote.git("ls-tree", "-r", "--name-only", "main")
    assert received(remote) == ["POST note/asked/1"]


def test_a_branch_that_is_gone_meanwhile(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    meanwhile(monkeypatch, "push", clone, lambda: remote.git("update-ref", "-d", "refs/heads/main"))
    done = clone.recycle("publish", "note", "--claim")
    assert (done.code, received(remote)) == (1, [])
    assert "origin has no branch main yet" in done.said


def test_the_branch_beside_is_merged_and_deleted_meanwhile(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.protect()
    clone = detached(remote.clone())
    clone.stage("content/more.md", piece("More"))
    calls: list[str] = []
    push = Git.push

    def merged(self: Git, *words: str) -> Push:
        calls.append(words[2])
        if calls.count("recycle/ledger") == 2:
            remote.git("update-ref", "refs/heads/main", "recycle/ledger")
            remote.git("update-ref", "-d", "refs/heads/recycle/ledger")
        return push(self, *words)

    monkeypatch.setattr(Git, "push", merged)
    done = clone.recycle("publish", "--claim", **ON_MAIN)
    assert done.code == 0, done.said
    assert sorted(received(remote)) == ["POST more/asked/1", "POST note/asked/1"]
    assert clone.there("recycle/ledger", "more") == clone.lines("more")


def test_an_answer_that_is_lost_after_the_remote_took_the_claim(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    clone.write("content/more.md", piece("More"))

    def lost() -> None:
        raise RecycleError("origin could not be written to: the remote end hung up unexpectedly")

    meanwhile(monkeypatch, "push", clone, lost, after=True)
    done = clone.recycle("publish", "--claim")
    assert (done.code, len(received(remote))) == (1, 1), done.said
    assert "1 later" in clone.recycle("publish", "--claim").said
    clone.minutes_later = 31
    assert clone.recycle("publish", "--claim").code == 0
    assert sorted(received(remote)) == ["POST more/asked/1", "POST note/asked/1"]


def test_a_remote_that_goes_away_after_the_claim(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    assert clone.recycle("publish", "note", "--claim").code == 0
    clone.write("content/a-new-one.md", piece("New"))

    crossed = Claims._is_crossed
    waiting = [True]

    def is_crossed(self: Claims, record: Record, concerned: Concerned) -> bool:
        if waiting:
            waiting.pop()
            raise RecycleError("origin could not be read: no route to host")
        return crossed(self, record, concerned)

    monkeypatch.setattr(Claims, "_is_crossed", is_crossed)
    done = clone.recycle("publish", "--claim")
    assert (done.code, received(remote)) == (1, ["POST note/asked/1"]), done.said
    assert is_clean(clone)
    clone.minutes_later = 31
    done = clone.recycle("publish", "--claim")
    assert (done.code, len(received(remote))) == (0, 2), done.said


def test_a_remote_that_says_nothing_is_left(remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    silent = tmp_path / "ssh"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    clone.must("remote", "set-url", "origin", "ssh://127.0.0.1/notes.git")
    monkeypatch.setattr(git_push, "_LONGEST", 0.1)
    done = clone.recycle("publish", "--claim", GIT_SSH=str(silent), GIT_SSH_VARIANT="simple")
    assert (done.code, "origin gave no answer within" in done.said) == (1, True), done.said
    assert received(remote) == []


def test_what_was_found_out_is_kept_where_something_else_cannot_be_claimed(tmp_path: Path) -> None:
    remote = Remote(tmp_path, TWO.replace("one}", "one, behaviour: moderated}"))
    clone = remote.clone()
    assert "1 pending" in clone.recycle("publish", "-o", "one", "--claim").said
    waiting = remote.folder / "one" / "note-one-1.html"
    waiting.write_text(waiting.read_text().replace("queued", "public"))
    remote.hook(REFUSES)
    done = clone.recycle("publish", "--claim")
    assert (done.code, "1 placed, 1 refused" in done.said) == (1, True), done.said
    assert kinds(clone.lines()) == ["seen", "attempted", "pending", "placed"]
    assert not (remote.folder / "two").exists()


# ── what is said ─────────────────────────────────────────────────────────────────────────────────


def test_a_secret_in_an_address_is_not_shown(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("config", "branch.main.remote", "https://writer:s3cr3t@example.invalid/notes.git")
    done = clone.recycle("publish", "--claim")
    assert (done.code, "s3cr3t" in done.said) == (2, False), done.said
    clone.must("config", "branch.main.remote", "origin")
    clone.must("remote", "set-url", "origin", "https://writer:s3@cr3t@127.0.0.1:9/notes.git")
    done = clone.recycle("publish", "--claim")
    assert (done.code, "cr3t" in done.said) == (1, False), done.said


def test_a_last_line_without_its_end_is_claimed_with_what_comes_after_it(remote: Remote) -> None:
    clone = remote.clone()
    assert clone.recycle("publish").code == 0
    file = clone.folder / "ledger" / "note.jsonl"
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))
    clone.write("content/note.md", piece(text="Other words."))
    assert clone.recycle("publish", "--claim").code == 0
    claim = clone.must("show", "HEAD~1:ledger/note.jsonl").splitlines()
    assert kinds(claim) == ["seen", "attempted", "placed", "attempted"]
    assert subprocess.run(("git", "fsck", "--strict"), cwd=clone.folder, capture_output=True, check=False).returncode == 0
