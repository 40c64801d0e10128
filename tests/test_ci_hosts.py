"""The step that publishes, of every host's workflow, on the days that it meets: what comes back, and that nothing is sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from recycle.steps.setup.ci_init import HOSTS
from tests.ci_runner import PUSH, Runner, loaded, step
from tests.remotes import Clone, Remote, detached
from tests.repositories import CONFIG, Done, Repository, first_commit, new_repository, piece
from tests.test_ledger_push import SLOW

EVENT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "github": PUSH | {"GITHUB_ACTIONS": "true", "DRY_RUN": "false"},
        "forgejo": PUSH | {"GITHUB_ACTIONS": "true", "DRY_RUN": "false"},
        "gitlab": {"CI_COMMIT_BRANCH": "main", "CI_PIPELINE_SOURCE": "push", "DRY_RUN": "false"},
        "woodpecker": {"CI": "woodpecker", "CI_COMMIT_BRANCH": "main", "CI_PIPELINE_EVENT": "push", "RECYCLE_TOKEN": "word"},
    }
)
DAILY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "github": {"GITHUB_EVENT_NAME": "schedule"},
        "forgejo": {"GITHUB_EVENT_NAME": "schedule"},
        "gitlab": {"CI_PIPELINE_SOURCE": "schedule"},
        "woodpecker": {"CI_PIPELINE_EVENT": "cron"},
    }
)
ODD = "мои заметки; $(touch wrong)"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "there")


def publishing(host: str) -> str:
    """The script that publishes."""
    made = loaded(host)
    if host == "gitlab":
        return str(made["recycle-publish"]["script"][0])
    if host == "woodpecker":
        return str(next(one for one in made["steps"] if one["name"] == "publish")["commands"][-1])
    return step(host, "publish", "Publish")


def published(host: str, clone: Clone, folder: Path, **environ: str) -> Done:
    return Runner(clone, folder, EVENT[host]).sh(publishing(host), **environ)


@pytest.mark.parametrize("host", HOSTS)
def test_a_push_that_is_refused_is_tried_again(host: str, remote: Remote, tmp_path: Path) -> None:
    early = remote.clone()
    early.recycle("publish")
    early.must("add", "ledger")
    early.commit()
    early.must("push", "-q", "origin", "HEAD:side")
    (remote.bare / "other").write_text(remote.git("rev-parse", "side"), encoding="utf-8")
    hook = remote.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(SLOW, encoding="utf-8")
    hook.chmod(0o755)
    clone = detached(remote.clone())
    done = published(host, clone, tmp_path / "runner")
    assert done.code == 0, done.said
    assert (remote.bare / "raced").exists()
    assert sorted(clone.there()) == sorted({*early.lines(), *clone.lines()})


@pytest.mark.parametrize("host", HOSTS)
def test_a_protected_branch(host: str, remote: Remote, tmp_path: Path) -> None:
    remote.protect()
    clone = detached(remote.clone())
    done = published(host, clone, tmp_path / "runner")
    assert (done.code, "Merge that branch" in done.said) == (0, True), done.said
    assert clone.there() == []
    assert clone.there("recycle/ledger") == clone.lines() != []
    # The next machine knows it from there, and sends nothing anew.
    later = detached(remote.clone())
    page = "public/note/index.html"
    later.write(page, (clone.folder / page).read_text(encoding="utf-8"))
    assert published(host, later, tmp_path / "later").code == 0
    assert later.lines() == clone.lines()


@pytest.mark.parametrize("host", HOSTS)
def test_a_shallow_clone(host: str, remote: Remote, tmp_path: Path) -> None:
    author = remote.clone()
    author.stage("content/second.md", piece("Second"))
    author.commit()
    author.must("push", "-q")
    clone = detached(remote.clone("--depth", "1"))
    assert clone.must("rev-parse", "--is-shallow-repository") == "true\n"
    done = published(host, clone, tmp_path / "runner")
    assert done.code == 0, done.said
    assert clone.there() == clone.lines() != []
    assert remote.git("rev-list", "--count", "main") == "3\n"


@pytest.mark.parametrize("host", HOSTS)
def test_a_worktree(host: str, remote: Remote, tmp_path: Path) -> None:
    clone = remote.clone()
    clone.must("worktree", "add", "-q", "--detach", str(tmp_path / "дерево"))
    tree = Clone(tmp_path / "дерево")
    done = published(host, tree, tmp_path / "runner")
    assert done.code == 0, done.said
    assert tree.there() == tree.lines() != []
    assert clone.must("status", "--porcelain") == ""


@pytest.mark.parametrize("host", HOSTS)
def test_a_workspace_in_a_submodule(host: str, remote: Remote, tmp_path: Path) -> None:
    around = first_commit(new_repository(tmp_path / "around"))
    around.must("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", remote.bare.as_uri(), "my texts")
    around.must("commit", "-q", "-m", "Submodule")
    around.must("clone", "-q", "--bare", ".", str(tmp_path / "around.git"))
    around.must("remote", "add", "origin", str(tmp_path / "around.git"))
    outer, inner = Clone(around.folder), detached(Clone(around.folder / "my texts"))
    done = published(host, outer, tmp_path / "runner", FOLDER="my texts")
    assert done.code == 0, done.said
    assert inner.there() == inner.lines() != []
    assert outer.lines() == outer.there() == []


@pytest.mark.parametrize("host", HOSTS)
def test_names_with_spaces_and_letters_of_all_kinds(host: str, tmp_path: Path) -> None:
    first = new_repository(tmp_path / "first", below=f"{ODD}/", config=CONFIG)
    first.write(f"{ODD}/content/о списках 字.md", piece("О списках"))
    first.must("add", "--all")
    first.commit()
    first.must("clone", "-q", "--bare", ".", str(tmp_path / "remote.git"))
    first.must("clone", "-q", str(tmp_path / "remote.git"), str(tmp_path / "clone"))
    clone = detached(Clone(tmp_path / "clone"))
    done = published(host, clone, tmp_path / "runner", FOLDER=ODD)
    assert done.code == 0, done.said
    there = Repository(tmp_path / "remote.git").must("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "main")
    assert [path for path in there.split("\n") if path.startswith(f"{ODD}/ledger/")], there
    assert not list(tmp_path.rglob("wrong"))


@pytest.mark.parametrize("host", HOSTS)
def test_daily_a_piece_comes_out_when_its_date_has_come(host: str, remote: Remote, tmp_path: Path) -> None:
    author = remote.clone()
    author.stage("content/later.md", piece("Later").replace("2026-01-01", "9999-01-01"))
    author.commit()
    author.must("push", "-q")
    clone = detached(remote.clone())
    assert published(host, clone, tmp_path / "runner").code == 0
    assert clone.there(piece="later") == []
    # The day is there: nothing was merged, and the daily run finds it.
    author.must("pull", "-q")
    author.stage("content/later.md", piece("Later"))
    author.commit()
    author.must("push", "-q")
    done = published(host, detached(remote.clone()), tmp_path / "daily", **DAILY[host])
    assert done.code == 0, done.said
    assert clone.there(piece="later") != []
