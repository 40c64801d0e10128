"""The workflow that checks what is proposed and publishes what is merged, for several hosts, from the files under ``templates/ci/``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from recycle.errors import InputError
from recycle.steps.workspace import Workspace
from recycle.templating import built_in
from recycle.world import disk, installed, paths
from recycle.world.git import Repository
from recycle.world.git_push import Clone

HOSTS: Mapping[str, str] = MappingProxyType(
    {
        "github": ".github/workflows/recycle.yml",
        "gitlab": ".gitlab-ci.yml",
        "forgejo": ".forgejo/workflows/recycle.yml",
        "woodpecker": ".woodpecker/recycle.yml",
    }
)
"""Where each of them looks for it, from the top of the repository."""

NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "github": (
            "Secrets that config.yaml names (env:NAME) are to be set in the repository under the same names. A branch that takes pushes of GITHUB_TOKEN"
            " needs nothing else; for a protected one there is --pull-request."
        ),
        "gitlab": (
            "Let the job token push (Settings, CI/CD, Job token permissions), or set RECYCLE_TOKEN, masked and protected, with write_repository. Set the variables"
            " that config.yaml names (env:NAME), protected, and protect the branch. Make a schedule for the daily run. Comments need RECYCLE_COMMENT_TOKEN,"
            " masked and not protected, with api and the role of a reporter."
        ),
        "forgejo": (
            "It needs a runner with the label docker, and the secrets that config.yaml names (env:NAME). Comments need the secret RECYCLE_COMMENT_TOKEN, a token that"
            " may comment and not push."
        ),
        "woodpecker": (
            "It needs the secret RECYCLE_TOKEN, a token of the forge that may push, and those that config.yaml names (env:NAME), all for the events push, cron and"
            " manual only; a cron job for the daily run; and one workflow at a time (WOODPECKER_MAX_WORKFLOWS, 1 when it is not set)."
            " With --comment, the secret RECYCLE_COMMENT_TOKEN for the event pull_request, a token that may comment and not push."
        ),
    }
)
"""What each of them has to be told beside the file."""


class Workflow(Struct, frozen=True, kw_only=True):
    """What was asked for: the branch that is published, what pip installs, another file than the usual one."""

    host: str
    branch: str = "main"
    install: str = ""
    output: str = ""
    asks: bool = False
    """Whether a pull request is opened for the ledger when it had to go to a branch of its own. GitHub only."""
    comments: bool = False
    """Whether a secret is asked for that may comment. Woodpecker only: it stops a run that names a secret which is not there."""
    force: bool = False


def write_workflow(workspace: Workspace, asked: Workflow) -> tuple[str, bool]:
    """Writes it, and returns its path from the top of the repository and whether it was not so before.

    Raises InputError when another file is there, when there is no repository, and when nobody knows where a runner gets recycle from.
    """
    repository = Repository(workspace.root, workspace.world.environ)
    folder = repository.prefix(workspace.root).rstrip("/") or "."
    text = workflow(asked, folder, workspace.config.secret_names)
    path = asked.output or HOSTS[asked.host]
    file = paths.inside(repository.top, path)
    if disk.exists(file) and not asked.force and disk.read_text(file) != text:
        raise InputError(
            "there is another file already: look at both with --output OTHER, or write over it with --force.", path=path
        )
    return path, disk.write_atomic(file, text.encode())


def other_branch(workspace: Workspace, asked: Workflow) -> str:
    """The branch that is checked out, where that is not the one that is published; empty where it is, or none is."""
    here = Clone(workspace.root, workspace.world.environ).branch()
    return here if here != asked.branch else ""


def workflow(asked: Workflow, folder: str, secrets: Iterable[str]) -> str:
    """The text. ``folder`` is that of the workspace from the top, ``secrets`` are the variables that config.yaml names."""
    install = asked.install or installed.requirement()
    if not install:
        message = "this recycle was installed from a folder: say what pip is to install on a runner, as in --install git+https://git.example.com/recycle@v0.2.0."
        raise InputError(message)
    if asked.asks and asked.host != "github":
        raise InputError(f"the workflow for {asked.host} cannot open pull requests; leave --pull-request out.")
    if asked.comments and asked.host != "woodpecker":
        raise InputError(f"the workflow for {asked.host} comments as soon as it may; leave --comment out.")
    text = disk.read_text(built_in() / "ci" / f"{asked.host}.yml")
    values = {
        "@PERMISSION@": "      pull-requests: write\n" if asked.asks else "",
        "@ASK@": disk.read_text(built_in() / "ci" / "github-ask.yml") if asked.asks else "",
        "@COMMENT@": disk.read_text(built_in() / "ci" / "woodpecker-comment.yml") if asked.comments else "",
        "@INSTALL@": _quoted(install),
        "@FOLDER@": _quoted(folder),
        "@BRANCH@": _quoted(asked.branch),
        "@REF@": "'refs/heads/{}'".format(asked.branch.replace("'", "''")),
        "@ENV@": _environment(asked.host, sorted(secrets)),
    }
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _quoted(text: str) -> str:
    """As YAML has it in double quotes, which is as JSON has it."""
    return json.dumps(text, ensure_ascii=False)


def _environment(host: str, names: Iterable[str]) -> str:
    """The rows that give the step its secrets; GitLab gives every job all of them."""
    if host == "woodpecker":
        return "".join(f"      {name}:\n        from_secret: {name}\n" for name in names)
    rows = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in names)
    return f"        env:\n{rows}" if rows else ""
