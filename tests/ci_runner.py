"""A machine of a CI: it runs the shell steps of the workflows for real, in clones of bare remotes, as the hosts run them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from recycle.steps.setup.ci_init import Workflow, workflow
from tests.remotes import Clone, Remote
from tests.repositories import Done, piece

SECRETS = ("BLOG_KEY", "FORUM_KEY")
RECYCLE = f'#!/bin/sh\nexec "{sys.executable}" -P -m recycle "$@"\n'
GH = """\
#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
for word in "$@"; do case "$word" in body=@*) cat "${word#body=@}" >> "$CALLS";; esac; done
case "$*" in *--paginate*) printf '%s' "$COMMENT_ID";; "pr list"*) echo "$OPEN";; esac
"""


def text(host: str, *secrets: str) -> str:
    return workflow(Workflow(host=host, install="recycle @ https://example.com/recycle.zip"), ".", secrets)


def loaded(host: str) -> dict[Any, Any]:
    found = yaml.safe_load(text(host, *SECRETS))
    assert isinstance(found, dict)
    return found


class Runner:
    """Runs the shell steps as a host does: bash with -e, the environment of the event, PATH with recycle in it."""

    def __init__(self, clone: Clone, folder: Path, environ: Mapping[str, str]) -> None:
        self.clone = clone
        self.folder = folder
        bin_folder = folder / "bin"
        bin_folder.mkdir(parents=True)
        for name, script in (("recycle", RECYCLE), ("gh", GH)):
            (bin_folder / name).write_text(script, encoding="utf-8")
            (bin_folder / name).chmod(0o755)
        (folder / "recycle").mkdir()
        (folder / "recycle" / "bin").symlink_to(bin_folder)
        files = {name: str(folder / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "CALLS")}
        path = f"{bin_folder}{os.pathsep}{clone.environ['PATH']}"
        # A step may write to it, and git would put a plain file in the place of /dev/null.
        (folder / "gitconfig").touch()
        files["GIT_CONFIG_GLOBAL"] = str(folder / "gitconfig")
        own = {"HOME": str(folder), "PATH": path, "RUNNER_TEMP": str(folder), "FOLDER": ".", "LC_ALL": "C.UTF-8"}
        self.environ = {**clone.environ, **own, **files, **environ}

    def sh(self, script: str, **environ: str) -> Done:
        """One step."""
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=self.clone.folder,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode())

    def wrote(self, name: str) -> str:
        """What the steps have written into one of the host's files."""
        file = Path(self.environ[name])
        return file.read_text(encoding="utf-8") if file.exists() else ""


def steps(job: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The shell steps of a job but the one that installs: tests ask no index."""
    for step in job["steps"]:
        if "run" in step and step["name"] != "Install":
            yield step["name"], step["run"]


def step(host: str, job: str, name: str) -> str:
    """The script of the step that is called so, or whose name begins so."""
    scripts = dict(steps(loaded(host)["jobs"][job]))
    return scripts.get(name) or next(script for title, script in scripts.items() if title.startswith(name))


def proposed(remote: Remote) -> tuple[Clone, str]:
    """A pull request with one good piece and one bad one, merged for a look as hosts do it; and the commit it is compared with."""
    author = remote.clone()
    author.must("checkout", "-q", "-b", "proposal")
    author.stage("content/good one.md", piece("A good one"))
    author.stage("content/bad.md", piece("A bad one", "![](missing.png)\n"))
    author.commit()
    author.must("push", "-q", "origin", "proposal")
    clone = remote.clone()
    base = clone.must("rev-parse", "HEAD").strip()
    clone.must("checkout", "-q", "--detach")
    clone.must("merge", "-q", "--no-ff", "-m", "Merge for a look", "origin/proposal")
    return clone, base


PULL = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "main"}
PUSH = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"}
