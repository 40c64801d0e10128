"""Claims: of two machines that would send the same thing, one does. ``tests/soak_claims.py`` has the same with machines that die."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from recycle.steps.record import Record
from recycle.steps.sharing.claims import Claimed, Claims, Concerned
from tests.remotes import Clone, Remote, detached
from tests.repositories import Repository, new_repository, piece
from tests.shell import PLUGIN

CONFIG = """\
outlets:
  asked: {form: {type: blog, output: fragment}, destination: {type: outbox, file: ../asked.log}}
"""
UNASKED = CONFIG.replace("asked.log}", "asked.log, askable: false}")
FILES = """\
outlets:
  page: {form: {type: blog, output: fragment}, destination: {type: files, path: "public/{slug}.html"}}
"""
SHELF = """\
outlets:
  shelf: {form: {type: blog, output: fragment}, destination: {type: shelf, folder: ../shelf}}
"""
ISSUES = """\
site: {name: Notes, url: "https://example.com/", author: The author}
outlets:
  letter: {form: {type: newsletter, service: listmonk}, issues: true, destination: {type: outbox, file: ../asked.log, final: true}}
checks: {newsletter-no-page: "off"}
"""
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
ON_MAIN = {"GITHUB_REF": "refs/heads/main"}
DYING = """\
import os, sys
import recycle_outbox
from recycle.cli.main import run
arrive = recycle_outbox.receive
def receive(file, line):
    if sys.argv[1] == "after":
        arrive(file, line)
    os._exit(9)
recycle_outbox.receive = receive
run(["publish", "--claim"])
"""
REFUSES = "#!/bin/sh\necho No.\nexit 1\n"
# While the one's push is looked at, the other one's branch appears.
MEANWHILE = """\
#!/bin/sh
if [ ! -e "$GIT_DIR/done" ]; then
  touch "$GIT_DIR/done"
  env -u GIT_QUARANTINE_PATH git update-ref "$(cat "$GIT_DIR/ref")" "$(cat "$GIT_DIR/commit")"
fi
"""


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PLUGIN)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path, CONFIG)


def received(remote: Remote) -> list[str]:
    file = remote.folder / "asked.log"
    return [line.rpartition(" ")[0] for line in file.read_text().splitlines()] if file.exists() else []


def kinds(lines: list[str]) -> list[str]:
    return [json.loads(line)["kind"] for line in lines]


def dies(clone: Clone, when: str) -> None:
    """A run that has claimed, and is gone ``before`` the request arrives or right ``after``."""
    done = clone.run(sys.executable, "-c", DYING, when, environ={"PYTHONPATH": str(PLUGIN), **ON_MAIN})
    assert done.code == 9, done.said


# ── one machine ──────────────────────────────────────────────────────────────────────────────────


def test_the_claim_is_there_before_anything_is_sent(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    import recycle_outbox

    clone, seen = remote.clone(), []
    arrive = recycle_outbox.receive

    def receive(file: Path, line: str) -> None:
        seen.extend(kinds(clone.there()))
        arrive(file, line)

    monkeypatch.setattr(recycle_outbox, "receive", receive)
    assert clone.recycle("publish", "--claim").code == 0
    assert seen == ["seen", "attempted"]
    assert kinds(clone.there()) == ["seen", "attempted", "placed"]
    assert clone.there() == clone.lines()


def test_the_branch_here_goes_along(remote: Remote) -> None:
    clone = remote.clone()
    clone.stage("content/more.md", piece("More"))
    clone.write("content/note.md", piece(text="Other words."))
    assert clone.recycle("publish", "--claim").code == 0
    assert clone.must("diff", "--cached", "--name-only").split() == ["content/more.md"]
    assert clone.must("diff", "--name-only").split() == ["content/note.md"]
    assert clone.must("rev-parse", "HEAD") == remote.git("rev-parse", "main")
    assert remote.git("log", "--format=%s", "main").splitlines() == [
        "Remember what was published [skip ci]",
        "Claim what is about to be published [skip ci]",
        "Claim what is about to be published [skip ci]",
        "First",
    ]


def test_commits_that_the_person_has_not_pushed_stay_where_they_are(remote: Remote) -> None:
    clone = remote.clone()
    clone.stage("content/secret.md", piece("Not yet"))
    clone.commit()
    assert clone.recycle("publish", "note", "--claim").code == 0
    assert "content/secret.md" not in remote.git("ls-tree", "-r", "--name-only", "main")
    assert clone.must("log", "-2", "--format=%s").splitlines()[-1] != "Claim what is about to be published [skip ci]"
    assert clone.there() == clone.lines()


def test_what_is_up_to_date_and_what_stays_on_the_machine_is_not_claimed(tmp_path: Path) -> None:
    remote = Remote(tmp_path, FILES)
    clone = remote.clone()
    assert clone.recycle("publish", "--claim").code == 0
    assert clone.recycle("publish", "--claim").said.endswith("1 unchanged\n")
    assert remote.git("log", "--format=%s", "main").splitlines() == ["Remember what was published [skip ci]", "First"]


def test_a_dry_run_claims_nothing(remote: Remote) -> None:
    done = remote.clone().recycle("publish", "--claim", "--dry-run")
    assert done == (2, "recycle: --dry-run records nothing, so there is nothing to --claim.\n")


def test_a_further_use_is_claimed_with_its_reason(remote: Remote) -> None:
    clone = remote.clone()
    clone.recycle("publish", "--claim")
    assert clone.recycle("publish", "note", "-o", "asked", "--claim", "--again", "--because", "new readers").code == 0
    assert received(remote) == ["POST note/asked/1", "POST note/asked/2"]
    claim = remote.git("show", "main~1:ledger/note.jsonl").splitlines()
    assert kinds(claim)[-2:] == ["forced", "attempted"]


# ── two machines ─────────────────────────────────────────────────────────────────────────────────


def test_two_clones_at_once(remote: Remote) -> None:
    clones = [remote.clone() for _ in range(2)]
    words = (sys.executable, "-m", "recycle", "publish", "--claim")
    running = [
        subprocess.Popen(words, cwd=one.folder, env={**one.environ, "PYTHONPATH": str(PLUGIN)}, stdout=subprocess.DEVNULL)
        for one in clones
    ]
    assert [one.wait(60) for one in running] == [0, 0]
    assert received(remote) == ["POST note/asked/1"]
    assert kinds(clones[0].there()) == ["seen", "attempted", "placed"]


def test_what_another_machine_is_sending_is_left_alone(remote: Remote) -> None:
    dies(remote.clone(), "before")
    clone = remote.clone()
    done = clone.recycle("publish", "--claim")
    assert done.code == 0
    assert "note   asked   later  a run has claimed it" in done.said
    assert "a run has claimed it and may be sending it; after" in done.said
    # Also for those who do not claim, and for what a person would decide.
    assert "1 later" in clone.recycle("publish", "--push").said
    assert "1 later" in clone.recycle("publish", "--dry-run").said
    for words in (
        ("settle", "note", "asked", "--not-placed"),
        ("settle", "note", "asked", "--placed", "https://example.com/1"),
    ):
        done = clone.recycle(*words)
        assert (done.code, done.said.startswith("recycle: a run has claimed it")) == (1, True)
    assert received(remote) == []


@pytest.mark.parametrize("config", [CONFIG, UNASKED], ids=["asked", "unasked"])
def test_what_status_says_while_a_claim_lasts_and_after_it(tmp_path: Path, config: str) -> None:
    remote = Remote(tmp_path, config)
    dies(remote.clone(), "after")
    clone = remote.clone()
    assert clone.recycle("ledger", "pull").code == 0
    done = clone.recycle("status")
    assert (done.code, "note at asked: claimed: a run has claimed it and may be sending it; after" in done.said) == (0, True), (
        done.said
    )
    assert json.loads(clone.recycle("status", "--json").said)["cells"][0]["state"] == "claimed"
    assert "use-unknown" not in clone.recycle("check").said
    assert clone.recycle("publish", "--dry-run").code == 0
    assert clone.recycle("publish").code == 0
    clone.minutes_later = 31
    assert "use-unknown" in clone.recycle("check").said
    done = clone.recycle("status")
    assert (done.code, "the claim is over, and the next `recycle publish` asks there" in done.said) == (1, True), done.said
    assert clone.recycle("publish", "--dry-run").code == 1
    # What the next run does: it asks, and where that is not possible, a person has to look.
    code = 0 if config is CONFIG else 1
    assert clone.recycle("publish").code == code
    assert clone.recycle("status").code == code


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_died_is_asked_after_once_its_claim_is_over(remote: Remote, when: str) -> None:
    dies(remote.clone(), when)
    clone = remote.clone()
    clone.minutes_later = 31
    done = clone.recycle("publish", "--claim")
    assert done.code == 0, done.said
    assert received(remote) == ["POST note/asked/1"]
    placed = ["settled", "attempted", "placed"] if when == "before" else ["settled"]
    assert kinds(clone.there()) == ["seen", "attempted", *placed]


def test_a_machine_that_slept_after_its_claim_does_not_send(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = remote.clone()
    claim = Claims.claim

    def sleepy(self: Claims, record: Record, concerned: Concerned) -> Claimed:
        done = claim(self, record, concerned)
        clone.minutes_later = 16
        return done

    monkeypatch.setattr(Claims, "claim", sleepy)
    done = clone.recycle("publish", "--claim")
    assert (done.code, "its claim ran out before it could be sent" in done.said) == (1, True)
    assert received(remote) == []
    monkeypatch.setattr(Claims, "claim", claim)
    assert remote.clone().recycle("publish", "--claim").code == 0


def test_where_nobody_can_be_asked_a_person_settles(tmp_path: Path) -> None:
    remote = Remote(tmp_path, UNASKED)
    dies(remote.clone(), "after")
    clone = remote.clone()
    clone.minutes_later = 31
    done = clone.recycle("publish", "--claim")
    assert (done.code, "1 unknown" in done.said) == (1, True)
    assert clone.recycle("settle", "note", "asked", "--placed", "https://example.com/1").code == 0
    assert clone.recycle("publish", "--claim").said.endswith("1 unchanged\n")
    assert received(remote) == ["POST note/asked/1"]


def test_what_another_machine_has_placed_meanwhile_is_known_before_it_is_sent(remote: Remote) -> None:
    one, other = remote.clone(), remote.clone()
    assert one.recycle("publish", "--claim").code == 0
    (remote.bare / "ref").write_text("refs/heads/main")
    (remote.bare / "commit").write_text(remote.git("rev-parse", "main"))
    remote.git("update-ref", "refs/heads/main", remote.git("rev-list", "--max-parents=0", "main").strip())
    remote.hook(MEANWHILE)
    done = other.recycle("publish", "--claim")
    assert (done.code, "1 unchanged" in done.said) == (0, True), done.said
    assert (remote.bare / "done").exists()
    assert received(remote) == ["POST note/asked/1"]
    assert other.lines() == one.lines()


def test_images_are_uploaded_once_it_is_claimed(tmp_path: Path) -> None:
    remote = Remote(tmp_path, SHELF)
    first = remote.clone()
    first.stage("content/dot.png", base64.b64decode(DOT))
    first.stage("content/note.md", piece(text="![A dot](dot.png)"))
    first.commit()
    first.must("push", "-q")
    other = remote.clone()
    remote.hook(REFUSES)
    assert first.recycle("publish", "--claim").code == 1
    assert not (tmp_path / "shelf").exists()
    (remote.bare / "hooks" / "pre-receive").unlink()
    assert first.recycle("publish", "--claim").code == 0
    assert "1 unchanged" in other.recycle("publish", "--claim").said
    assert (tmp_path / "shelf" / "uploads.log").read_text() == "dot.png 70\n"
    assert (other.folder / "ledger" / "uploads" / "shelf.jsonl").exists()


def test_an_image_that_is_not_taken_ends_the_claim(tmp_path: Path) -> None:
    remote = Remote(tmp_path, SHELF.replace("shelf}", "shelf, behaviour: no uploads}"))
    clone = remote.clone()
    clone.write("content/dot.png", base64.b64decode(DOT))
    clone.write("content/note.md", piece(text="![A dot](dot.png)"))
    done = clone.recycle("publish", "--claim")
    assert (done.code, "an image could not be uploaded, and the text was not sent" in done.said) == (1, True)
    assert kinds(clone.there()) == ["seen", "attempted", "failed"]
    clone.write("config.yaml", SHELF)
    assert clone.recycle("publish", "--claim").code == 0


def test_an_issue_and_its_pieces(tmp_path: Path) -> None:
    remote = Remote(tmp_path, ISSUES)
    first = remote.clone()
    first.stage("content/more.md", piece("More"))
    first.stage(
        "issues/letter/1.md",
        "---\ntitle: The first\npreview: All that is in it, at one look.\n---\n::: piece note\n:::\n\n::: piece more\n:::\n",
    )
    first.commit()
    first.must("push", "-q")
    words = (sys.executable, "-m", "recycle", "publish", "-o", "letter", "--claim")
    clones = [remote.clone() for _ in range(2)]
    running = [
        subprocess.Popen(words, cwd=one.folder, env={**one.environ, "PYTHONPATH": str(PLUGIN)}, stdout=subprocess.DEVNULL)
        for one in clones
    ]
    assert [one.wait(60) for one in running] == [0, 0]
    assert received(remote) == ["POST letter-issue-1/letter/1"]
    assert kinds(clones[0].there(piece="more")) == ["seen", "included"]
    assert kinds(clones[0].there(piece="note")) == ["seen", "included"]


# ── protected branches ───────────────────────────────────────────────────────────────────────────


def test_a_protected_branch_has_its_claims_beside_it(remote: Remote) -> None:
    remote.protect()
    dies(detached(remote.clone()), "before")
    clone = detached(remote.clone())
    assert "1 later" in clone.recycle("publish", "--claim", **ON_MAIN).said
    clone.minutes_later = 31
    assert clone.recycle("publish", "--claim", **ON_MAIN).code == 0
    assert received(remote) == ["POST note/asked/1"]
    assert clone.there("recycle/ledger") == clone.lines()
    assert clone.there() == []
    assert "[skip ci]" not in remote.git("log", "--format=%B", "main..recycle/ledger")


def test_of_two_that_claim_on_two_branches_none_sends(remote: Remote) -> None:
    remote.protect()
    dies(remote.clone(), "before")
    (remote.bare / "ref").write_text("refs/heads/recycle/ledger")
    (remote.bare / "commit").write_text(remote.git("rev-parse", "recycle/ledger"))
    remote.git("update-ref", "refs/heads/side", "recycle/ledger")
    remote.git("update-ref", "-d", "refs/heads/recycle/ledger")
    remote.hook(MEANWHILE)
    clone = remote.clone()
    done = clone.recycle("publish", "--claim")
    assert (done.code, "1 later" in done.said) == (0, True), done.said
    assert received(remote) == []
    assert sorted(kinds(clone.lines())) == ["attempted", "attempted", "failed", "seen", "seen"]
    clone.minutes_later = 31
    assert clone.recycle("publish", "--claim").code == 0
    assert received(remote) == ["POST note/asked/1"]


def test_where_no_branch_takes_a_claim_nothing_is_sent(remote: Remote) -> None:
    remote.hook(REFUSES)
    clone = remote.clone()
    done = clone.recycle("publish", "--claim")
    assert done.code == 1
    assert "it could not be claimed: origin takes no claim, neither on main nor on recycle/ledger" in done.said
    assert received(remote) == []
    assert clone.lines() == []


def test_a_remote_that_goes_away_in_between(remote: Remote) -> None:
    clone = remote.clone()
    remote.hook('#!/bin/sh\nmv "$GIT_DIR/HEAD" "$GIT_DIR/gone"\nexit 1\n')
    done = clone.recycle("publish", "--claim")
    assert done.code == 1
    assert received(remote) == []


# ── where git is in an odd place ─────────────────────────────────────────────────────────────────


def test_a_shallow_clone(remote: Remote) -> None:
    clone = detached(remote.clone("--depth", "1"))
    assert clone.recycle("publish", "--claim", **ON_MAIN).code == 0
    assert clone.there() == clone.lines()


def test_a_worktree_and_a_submodule(remote: Remote, tmp_path: Path) -> None:
    clone = remote.clone()
    clone.must("worktree", "add", "-q", "--detach", str(tmp_path / "beside it"))
    beside = Clone(tmp_path / "beside it")
    beside.write("config.yaml", CONFIG.replace("../", f"{remote.folder}/"))
    assert beside.recycle("publish", "--claim", "--branch", "main").code == 0
    around = new_repository(tmp_path / "around")
    added = around.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", remote.bare.as_uri(), "texts")
    assert added.code == 0, added.said
    inner = detached(Clone(around.folder / "texts"))
    assert "1 unchanged" in inner.recycle("publish", "--claim", "--branch", "main").said
    assert received(remote) == ["POST note/asked/1"]
    assert inner.lines() == beside.lines()


def test_a_workspace_below_the_top(tmp_path: Path) -> None:
    remote = Remote(tmp_path, CONFIG)
    whole = remote.clone()
    (whole.folder / "in here").mkdir()
    whole.must("mv", "config.yaml", "content", "in here")
    whole.write("in here/config.yaml", CONFIG.replace("../", f"{remote.folder}/"))
    whole.must("add", "--all")
    whole.commit()
    whole.must("push", "-q")
    below = Clone(whole.folder / "in here")
    assert below.recycle("publish", "--claim").code == 0
    assert "in here/ledger/note.jsonl" in remote.git("ls-tree", "-r", "--name-only", "main")
    assert Repository(whole.folder).must("status", "--porcelain") == ""
