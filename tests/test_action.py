"""The composite action, as another repository uses it: GitHub's part is played here, and the shell of its steps is run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci_runner import PULL, PUSH, Runner
from tests.remotes import Clone, Remote, detached
from tests.repositories import Done, piece

ROOT = Path(__file__).parents[1]
ACTION: Mapping[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PYTHON = """\
#!/bin/sh
# Stands for `python3 -m venv FOLDER`, whose pip says what it was to install: tests ask no index.
[ "$1 $2" = "-m venv" ] || exit 9
mkdir -p "$3/bin"
printf '#!/bin/sh\\nprintf "pip %%s\\\\n" "$*" >> "$CALLS"\\n' > "$3/bin/pip"
chmod +x "$3/bin/pip"
"""
OF_ACTION = "/home/runner/work/_actions/OWNER/recycle/COMMIT"
"""Where GitHub puts the repository of an action."""


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "there")


def job(clone: Clone, folder: Path, **environ: str) -> Runner:
    """A job of another repository, after its checkout."""
    runner = Runner(clone, folder, {**PUSH, "GITHUB_ACTIONS": "true", **environ})
    python = folder / "bin" / "python3"
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    return runner


def used(runner: Runner, given: Mapping[str, str]) -> tuple[Done, str]:
    """``uses: OWNER/recycle@COMMIT`` with what is ``given`` under ``with:``; how it ended, and the output ``code``."""
    assert set(given) <= set(ACTION["inputs"])
    values = {f"inputs.{name}": given.get(name, one["default"]) for name, one in ACTION["inputs"].items()}
    values["github.action_path"] = OF_ACTION
    said = ""
    for one in ACTION["runs"]["steps"]:
        assert one["shell"] == "bash"
        assert "${{" not in one["run"]
        done = runner.sh(one["run"], **{name: filled(value, values) for name, value in one["env"].items()})
        said += done.said
        if done.code:
            break
    told = re.findall(r"^code=(\d+)$", runner.wrote("GITHUB_OUTPUT"), re.MULTILINE)
    assert ACTION["outputs"]["code"]["value"] == "${{ steps.publish.outputs.code }}"
    return Done(done.code, said), told[-1] if told else ""


def filled(value: str, values: Mapping[str, str]) -> str:
    """GitHub's expressions, of which the action has names alone."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found[1]], value)


def test_in_three_lines_it_shows_and_sends_nothing(remote: Remote, tmp_path: Path) -> None:
    runner = job(detached(remote.clone()), tmp_path / "runner")
    done, code = used(runner, {})
    assert (done.code, code, "would be placed" in done.said) == (0, "0", True), done.said
    assert runner.wrote("CALLS") == f"pip install --quiet {OF_ACTION}\n"
    assert runner.wrote("GITHUB_PATH") == ""
    assert "| note | blog | would be placed |" in runner.wrote("GITHUB_STEP_SUMMARY")
    assert runner.clone.lines() == runner.clone.there() == []


def test_it_publishes_and_pushes(remote: Remote, tmp_path: Path) -> None:
    runner = job(detached(remote.clone()), tmp_path / "runner")
    done, code = used(runner, {"dry-run": "false", "outlets": "blog", "version": "recycle==9"})
    assert (done.code, code) == (0, "0"), done.said
    assert runner.clone.there() == runner.clone.lines() != []
    assert runner.wrote("CALLS") == "pip install --quiet recycle==9\n"


def test_without_push_the_ledger_stays(remote: Remote, tmp_path: Path) -> None:
    runner = job(detached(remote.clone()), tmp_path / "runner")
    done, _ = used(runner, {"dry-run": "false", "push": "false"})
    assert done.code == 0, done.said
    assert runner.clone.lines() != []
    assert runner.clone.there() == []


def test_only_what_was_named(remote: Remote, tmp_path: Path) -> None:
    author = remote.clone()
    author.stage("content/zwei Wörter; $(touch wrong).md", piece("Two", more="slug: zwei\n"))
    author.stage("content/three.md", piece("Three"))
    author.commit()
    author.must("push", "-q")
    runner = job(detached(remote.clone()), tmp_path / "runner")
    done, _ = used(runner, {"dry-run": "false", "files": "\ncontent/zwei Wörter; $(touch wrong).md\n\nthree\n"})
    assert done.code == 0, done.said
    pages = sorted(file.parent.name for file in runner.clone.folder.glob("public/*/index.html"))
    assert pages == ["three", "zwei"]
    assert not list(tmp_path.rglob("wrong"))


def test_files_as_git_names_them_from_the_top(remote: Remote, tmp_path: Path) -> None:
    author = remote.clone()
    for name in ("config.yaml", "content/note.md"):
        author.stage(f"my notes/{name}", (author.folder / name).read_text(encoding="utf-8"))
    author.stage("my notes/content/two.md", piece("Two"))
    author.commit()
    author.must("push", "-q")
    runner = job(detached(remote.clone()), tmp_path / "runner")
    given = {"folder": "my notes", "outlets": "blog", "push": "false"}
    for number, file in enumerate(("content/two.md", "my notes/content/two.md")):
        done, code = used(runner, {**given, "files": file})
        assert (done.code, code, "two" in done.said, "note " in done.said) == (0, "0", True, False), (number, done.said)
    done, code = used(runner, {**given, "files": "other notes/content/two.md"})
    assert (done.code, code, 'there is no piece called "other notes/content/two.md"' in done.said) == (2, "2", True)


def test_only_what_differs(remote: Remote, tmp_path: Path) -> None:
    author = remote.clone()
    author.stage("content/three.md", piece("Three"))
    author.commit()
    author.must("push", "-q")
    clone = detached(remote.clone())
    done, _ = used(job(clone, tmp_path / "runner"), {"dry-run": "false", "since": "HEAD~1"})
    assert done.code == 0, done.said
    assert [file.parent.name for file in clone.folder.glob("public/*/index.html")] == ["three"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"files": "--again; touch wrong"}, "there is no piece"),
        ({"outlets": "*"}, '"*"'),
        ({"since": "--all"}, "there is no commit --all"),
        ({"folder": "nowhere"}, "nowhere"),
    ],
)
def test_what_is_wrong_is_said_and_ends_the_job(given: Mapping[str, str], said: str, remote: Remote, tmp_path: Path) -> None:
    runner = job(detached(remote.clone()), tmp_path / "runner")
    done, code = used(runner, {"dry-run": "false", **given})
    assert (done.code, code, said in done.said) == (2, "2", True), done.said
    assert runner.clone.lines() == []
    assert not list(tmp_path.rglob("wrong"))


def test_for_a_pull_request_it_sends_nothing_whatever_is_said(remote: Remote, tmp_path: Path) -> None:
    runner = job(detached(remote.clone()), tmp_path / "runner", **PULL)
    done, code = used(runner, {"dry-run": "false", "push": "false"})
    assert (done.code, code, "what is not merged is not published" in done.said) == (2, "2", True)


def test_the_example_is_right() -> None:
    """The fence in docs/ci.md: the same checkout as in our own workflow, and inputs that there are."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    fence = page.partition("## As one step")[2].partition("```yml\n")[2].partition("```")[0]
    checkout, ours = yaml.safe_load(fence)
    assert f"uses: {checkout['uses']} #" in (ROOT / ".github" / "workflows" / "recycle.yml").read_text(encoding="utf-8")
    assert set(ours["with"]) <= set(ACTION["inputs"])
    rows = re.findall(r"^\| `([\w-]+)` \|", page.partition("## As one step")[2], re.MULTILINE)
    assert rows == list(ACTION["inputs"])
