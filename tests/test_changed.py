"""``--since`` and ``--changed``: exactly the pieces that are concerned, in repositories of every shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pictures import png
from tests.remotes import Clone, Remote, detached
from tests.repositories import Repository, new_repository, piece

NOUGHTS = "0" * 40


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path)
    clone = made.clone()
    clone.stage("content/plain.md", piece("Plain"))
    clone.stage("content/with/index.md", piece("With a picture", "![A dot](dot%20ü.png)\n"))
    clone.stage("content/asks.md", piece("Asks", "See [the other](plain.md).\n"))
    (clone.folder / "content/with/dot ü.png").write_bytes(png(1, 1))
    clone.must("add", "--all")
    clone.commit()
    clone.must("push", "-q")
    return made


def looked_at(clone: Repository, *words: str, **environ: str) -> list[str]:
    done = clone.recycle("publish", "--dry-run", "--json", *words, **environ)
    assert done.code in (0, 1), done.said
    return sorted({row["piece"] for row in json.loads(done.said)["results"]})


ALL = ["asks", "note", "plain", "with"]


@pytest.mark.parametrize("staged", [False, True], ids=["on the disk", "committed"])
@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("content/note.md", ["note"]),
        ("content/nun neu ü.md", ["nun-neu-u"]),
        ("content/with/index.md", ["with"]),
        ("edits/plain/blog.md", ["plain"]),
        ("edits/plain/blog.base.md", ["plain"]),
        ("config.yaml", ALL),
        ("templates/blog.html.j2", ALL),
        ("README.md", []),
        ("ledger/note.jsonl", []),
        ("content/.hidden.md", []),
    ],
)
def test_what_differs_is_looked_at(path: str, wanted: list[str], staged: bool, remote: Remote) -> None:
    clone = remote.clone()
    file = clone.folder / path
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    clone.write(path, old + "\n" if old else piece("New") if path.startswith("content") else "")
    base = clone.must("rev-parse", "HEAD").strip()
    if staged:
        clone.must("add", "-f", "--", path)
        clone.commit()
    for words in (("--since", base), ("--changed",)):
        assert looked_at(clone, *words) == wanted


def test_a_picture_concerns_those_who_show_it(remote: Remote) -> None:
    clone = remote.clone()
    (clone.folder / "content/with/dot ü.png").write_bytes(png(2, 2))
    assert looked_at(clone, "--changed") == ["with"]
    (clone.folder / "content/with/dot ü.png").unlink()
    assert looked_at(clone, "--changed") == ["with"]


def test_a_text_that_is_gone_concerns_those_who_link_to_it(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("rm", "-q", "content/plain.md")
    assert looked_at(clone, "--changed") == ["asks"]
    clone.must("restore", "--staged", "--worktree", "content/plain.md")
    clone.must("mv", "content/plain.md", "content/elsewhere.md")
    assert looked_at(clone, "--changed") == ["asks", "elsewhere"]


def test_check_and_render_know_it_too(remote: Remote) -> None:
    clone = remote.clone()
    clone.write("content/plain.md", piece("Plain", "![](none.png)\n"))
    done = clone.recycle("check", "--changed")
    assert (done.code, "1 piece: " in done.said, "content/plain.md" in done.said) == (1, True, True)
    assert clone.recycle("render", "--changed").code == 0
    assert [path.name for path in (clone.folder / "out").iterdir()] == ["plain"]


def test_what_the_other_branch_has_done_meanwhile_is_none_of_ours(remote: Remote) -> None:
    clone, other = remote.clone(), remote.clone()
    other.write("content/note.md", piece("Changed there"))
    other.must("commit", "-q", "-a", "-m", "There")
    other.must("push", "-q")
    clone.stage("content/mine.md", piece("Mine"))
    clone.commit()
    clone.must("fetch", "-q")
    assert looked_at(clone, "--since", "origin/main") == looked_at(clone, "--changed") == ["mine"]


def test_what_cannot_be_read_is_told_when_it_differs(remote: Remote) -> None:
    clone = remote.clone()
    clone.write("content/broken.md", "---\ntitle: [\n---\n")
    assert clone.recycle("check", "--changed").code == 2
    clone.must("add", "--all")
    clone.commit()
    assert clone.recycle("check", "--since", "HEAD").code == 0


def test_nothing_differs(remote: Remote) -> None:
    done = remote.clone().recycle("publish", "--changed")
    assert (done.code, done.said) == (0, "nothing to publish\n")


def test_an_issue_is_concerned_by_its_pieces(tmp_path: Path) -> None:
    letter = "{issues: true, form: {type: newsletter, sender: Notes <n@example.com>}, destination: {type: files, path: 'o/{slug}/{part}{suffix}'}}"
    remote = Remote(tmp_path, f"outlets:\n  letter: {letter}\n")
    clone = remote.clone()
    done = clone.recycle("issue", "letter", "--pick", "note")
    assert done.code == 0, done.said
    clone.must("add", "--all")
    clone.commit()
    clone.must("push", "-q")
    clone.write("content/note.md", piece(text="Other words."))
    assert looked_at(clone, "--changed") == ["letter-issue-1", "note"]


# ── repositories of every shape ──────────────────────────────────────────────────────────────────


def test_a_piece_that_is_renamed_is_told_of_where_it_is_proposed(remote: Remote) -> None:
    clone = remote.clone()
    assert clone.recycle("publish", "--push").code == 0
    clone.must("mv", "content/note.md", "content/weg ü.md")
    clone.commit()
    for words in (("--since", "HEAD~1"), ("--changed",), ("weg-u",)):
        assert "piece-renamed" in clone.recycle("check", *words).said
    assert "piece-renamed" not in clone.recycle("check", "plain").said
    clone.must("rm", "-q", "content/weg ü.md")
    clone.commit()
    done = clone.recycle("publish", "--dry-run", "--since", "HEAD~2")
    assert (done.code, "nothing to publish" in done.said) == (0, True)


def test_what_the_ledger_has_lost_is_told(remote: Remote) -> None:
    """Git runs no hook for a revert, and the last lines of a ledger can be gone without a gap."""
    clone = remote.clone()
    assert clone.recycle("publish", "--push", "--outlet", "blog").code == 0
    assert clone.recycle("check", "--since", "HEAD~1").code == 0
    for back, told in (("HEAD", "this file of the ledger is gone"), ("HEAD", "")):
        clone.must("revert", "--no-edit", back)
        done = clone.recycle("check", "--changed")
        assert (done.code == 1, told in done.said) == (bool(told), True), done.said
    clone.must("reset", "-q", "--hard", "HEAD~2")
    log = clone.folder / "ledger" / "note.jsonl"
    log.write_text("".join(f"{line}\n" for line in clone.lines()[1:]), encoding="utf-8")
    done = clone.recycle("check", "--since", "HEAD", "--format", "github")
    assert done.code == 1
    assert "::error file=ledger/note.jsonl,line=1,title=ledger-rewritten::line 1 of the ledger as it was is gone" in done.said
    assert "ledger-rewritten" not in clone.recycle("check", "--since", NOUGHTS).said
    # Somebody else's newer lines are not lost: they have not come here yet.
    clone.must("checkout", "-q", "--", "ledger")
    old = clone.must("rev-parse", "HEAD~1").strip()
    clone.must("checkout", "-q", old)
    assert clone.recycle("check", "--since", "main").code == 0


def test_a_name_that_cannot_be_said_is_told(remote: Remote) -> None:
    clone = remote.clone()
    clone.write("content/two\nlines.md", piece("Two"))
    done = clone.recycle("check", "--since", "HEAD")
    assert (done.code, "content/two?lines.md: error: this name" in done.said) == (2, True)


def test_without_an_upstream_it_is_the_commit_before(remote: Remote) -> None:
    clone = remote.clone()
    clone.must("checkout", "-q", "-b", "alone", "--no-track")
    clone.stage("content/mine.md", piece("Mine"))
    clone.commit()
    assert looked_at(clone, "--changed") == looked_at(detached(clone), "--changed") == ["mine"]


@pytest.mark.parametrize("depth", ["1", "2"])
def test_a_shallow_clone(depth: str, remote: Remote) -> None:
    clone = remote.clone("--depth", depth)
    done = clone.recycle("publish", "--dry-run", "--changed")
    if depth == "1":
        assert (done.code, "fetch-depth: 0" in done.said, done.said.count("\n")) == (2, True, 1)
    else:
        assert looked_at(clone, "--changed") == ["asks", "plain", "with"]
    done = clone.recycle("publish", "--dry-run", "--since", "HEAD~7")
    assert (done.code, "there is no commit HEAD~7 here: this clone is shallow" in done.said) == (2, True)


def test_a_commit_that_is_none(remote: Remote) -> None:
    for rev in ("nothing", "--all", "HEAD:content", ""):
        done = remote.clone().recycle("check", f"--since={rev}")
        assert (done.code, "shallow" in done.said) == (2, False), done.said
    assert looked_at(remote.clone(), "--since", NOUGHTS) == ALL


def test_before_the_first_commits(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "new")
    made.write("content/note.md", piece())
    assert looked_at(made, "--changed") == ["note"]
    made.must("add", "--all")
    made.commit()
    assert looked_at(made, "--changed") == ["note"]


def test_a_worktree_and_a_workspace_below_the_top(remote: Remote, tmp_path: Path) -> None:
    clone = remote.clone()
    clone.must("worktree", "add", "-q", "-b", "beside", str(tmp_path / "beside"))
    beside = Clone(tmp_path / "beside")
    beside.write("content/note.md", piece("Other"))
    assert looked_at(beside, "--since", "main") == ["note"]
    assert looked_at(clone, "--since", "HEAD") == []
    below = new_repository(tmp_path / "below", below="notes/ä b/")
    below.write("notes/ä b/content/one.md", piece("One"))
    below.must("add", "--all")
    below.commit()
    below.write("notes/ä b/content/two.md", piece("Two"))
    below.write("content/three.md", piece("Three"))
    assert looked_at(Clone(tmp_path / "below" / "notes" / "ä b"), "--since", "HEAD") == ["two"]


def test_no_repository_and_too_many_wishes(tmp_path: Path, remote: Remote) -> None:
    lone = Repository(tmp_path / "lone")
    lone.write("config.yaml", "outlets: {blog: {form: blog, destination: {type: files, path: 'p/{slug}.html'}}}\n")
    done = lone.recycle("check", "--changed")
    assert (done.code, "git init" in done.said) == (2, True)
    clone = remote.clone()
    for words in (("note", "--changed"), ("--since", "HEAD", "--changed"), ("note", "--since", "HEAD")):
        assert clone.recycle("publish", *words).code == 2


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "repo")
    done = repo.recycle("publish", "--dry-run", "--since", "HEAD")
    assert (done.code, done.said) == (2, "recycle: there is no commit here yet: leave --since out until there is one.\n")
