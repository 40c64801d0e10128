"""What the workflows may do, read from the files that are made: who gets a secret, who may write, what is pinned, how many run at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from recycle.steps.setup.ci_init import HOSTS, Workflow, workflow
from tests.ci_runner import SECRETS, loaded, text

PINNED = re.compile(r"(?:https://code\.forgejo\.org/)?[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+(?:\.\d+\.\d+)?")
COMMENT = "RECYCLE_COMMENT_TOKEN"


def commenting() -> dict[Any, Any]:
    """The workflow of Woodpecker with a comment."""
    asked = Workflow(host="woodpecker", install="x", comments=True)
    found = yaml.safe_load(workflow(asked, ".", SECRETS))
    assert isinstance(found, dict)
    return found


def with_secrets(made: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """The steps of GitHub's and Forgejo's jobs that see a secret, each with which one."""
    for name, job in made["jobs"].items():
        outside = {key: value for key, value in job.items() if key != "steps"}
        assert "secrets." not in json.dumps(outside)
        for one in job["steps"]:
            for secret in re.findall(r"secrets\.(\w+)|github\.(token)", json.dumps(one)):
                yield f"{name}: {one.get('name', '')}", "".join(secret)


@pytest.mark.parametrize("host", HOSTS)
def test_every_action_is_pinned(host: str) -> None:
    for used in re.findall(r"uses: (.*)", text(host)):
        assert PINNED.fullmatch(used), used


@pytest.mark.parametrize("host", HOSTS)
def test_nothing_is_run_with_the_rights_of_what_is_merged_into(host: str) -> None:
    assert "pull_request_target" not in text(host)
    assert "workflow_run" not in text(host)
    assert "pull_request_metadata" not in text(host)


def test_who_sees_a_secret_at_github() -> None:
    assert list(with_secrets(loaded("github"))) == [
        ("comment: Post or refresh the comment", "token"),
        *(("publish: Publish", name) for name in SECRETS),
    ]
    jobs = loaded("github")["jobs"]
    assert jobs["look"]["steps"][0]["with"]["persist-credentials"] is False
    # The job that may comment has nothing of the pull request on its disk.
    assert not [one for one in jobs["comment"]["steps"] if "uses" in one]
    assert "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'" in jobs["publish"]["if"]


def test_who_sees_a_secret_at_forgejo() -> None:
    made = loaded("forgejo")
    assert list(with_secrets(made)) == [
        ("look: Check out", "token"),
        ("look: Post or refresh the comment", COMMENT),
        ("publish: Check out", "token"),
        *(("publish: Publish", name) for name in SECRETS),
    ]
    (post,) = (one for one in made["jobs"]["look"]["steps"] if COMMENT in json.dumps(one))
    assert post["run"] == f'if [ -n "${COMMENT}" ]; then recycle ci comment < "$HOME/comment.md"; fi'
    assert "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'" in made["jobs"]["publish"]["if"]


def test_who_sees_a_secret_at_gitlab() -> None:
    made = loaded("gitlab")
    assert "RECYCLE_TOKEN" not in json.dumps(made["recycle-look"])
    assert COMMENT not in json.dumps(made["recycle-publish"])
    (rule,) = made["recycle-look"]["rules"]
    assert rule == {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}
    assert all("$CI_COMMIT_BRANCH == $TO_BRANCH" in rule["if"] for rule in made["recycle-publish"]["rules"])


@pytest.mark.parametrize("comments", [False, True])
def test_who_sees_a_secret_at_woodpecker(comments: bool) -> None:
    steps = {one["name"]: one for one in (commenting() if comments else loaded("woodpecker"))["steps"]}
    seen = {name: set(re.findall(r'"from_secret": "(\w+)"', json.dumps(one))) for name, one in steps.items()}
    assert seen == {"look": set(), "publish": {"RECYCLE_TOKEN", *SECRETS}} | ({"comment": {COMMENT}} if comments else {})
    assert steps["publish"]["when"] == [{"event": ["push", "cron", "manual"], "branch": "main"}]
    if comments:
        assert steps["comment"]["commands"][-1] == '"$HOME/recycle/bin/recycle" ci comment < .recycle-comment.md'
        assert steps["comment"]["when"] == [{"event": "pull_request", "status": ["success", "failure"]}]


def test_one_run_at_a_time() -> None:
    for host in ("github", "forgejo"):
        queue = loaded(host)["jobs"]["publish"]["concurrency"]
        assert queue == {"group": "recycle-publish", "cancel-in-progress": False}
    gitlab = loaded("gitlab")["recycle-publish"]
    assert gitlab["resource_group"]
    assert not gitlab.get("interruptible")


def test_daily_and_by_hand() -> None:
    for host in ("github", "forgejo"):
        made = loaded(host)
        on = made[True]  # what YAML 1.1 reads `on` as
        assert [row["cron"] for row in on["schedule"]] == ["17 5 * * *"]
        assert on["workflow_dispatch"]["inputs"]["dry-run"]["default"] is True
    made = loaded("gitlab")
    assert "push|schedule" in made["recycle-publish"]["rules"][0]["if"]
    assert made["recycle-publish"]["rules"][0]["variables"] == {"DRY_RUN": "false"}
    assert made["variables"]["DRY_RUN"]["value"] == "true"
    assert {"event": ["push", "cron", "manual"], "branch": "main"} in loaded("woodpecker")["when"]
