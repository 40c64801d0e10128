"""The workflows: their shape by the schemas of the hosts, and their shell steps run for real in clones of bare remotes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from pytest_httpserver import HTTPServer

from recycle.errors import InputError
from recycle.steps.publishing.publish import publish
from recycle.steps.results import Result
from recycle.steps.setup.ci_init import HOSTS, Workflow, workflow
from tests.ci_runner import PULL, PUSH, SECRETS, Runner, loaded, proposed, step, steps, text
from tests.remotes import Clone, Remote, detached
from tests.repositories import Done, Repository, piece

ROOT = Path(__file__).parents[1]
SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci", "forgejo": "github-workflows", "woodpecker": "woodpecker-ci"}


def check(schema: str, file: Path) -> Done:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)]
    words[5:5] = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    return Done(done.returncode, done.stdout + done.stderr)


# ── what they are ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("secrets", [(), SECRETS], ids=["without", "with secrets"])
@pytest.mark.parametrize("host", HOSTS)
def test_the_host_would_take_it(host: str, secrets: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "workflow.yml"
    file.write_text(text(host, *secrets), encoding="utf-8")
    done = check(SCHEMAS[host], file)
    assert done.code == 0, done.said


def test_the_action_is_one(tmp_path: Path) -> None:
    done = check("github-actions", ROOT / "action.yml")
    assert done.code == 0, done.said


def test_a_wrong_workflow_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "workflow.yml"
    file.write_text(text("github").replace("runs-on:", "runs-at:"), encoding="utf-8")
    assert check("github-workflows", file).code == 1


def test_this_repository_has_the_same() -> None:
    own = (ROOT / HOSTS["github"]).read_text(encoding="utf-8")
    assert own == workflow(Workflow(host="github", install="."), ".", ())


def test_nobody_else_has_secrets_or_may_write() -> None:
    github = loaded("github")
    assert github["permissions"] == {}
    jobs = github["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "look": {"contents": "read"},
        "comment": {"pull-requests": "write"},
        "publish": {"contents": "write"},
    }
    assert "secrets." not in json.dumps([jobs["look"], jobs["comment"]])
    assert "head.repo.full_name == github.repository" in jobs["comment"]["if"]
    for host in HOSTS:
        assert "pull_request_target" not in text(host)
    assert not jobs["publish"]["concurrency"]["cancel-in-progress"]
    # Whatever comes from outside stands in the environment, never in a script.
    scripts = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize("host", ["github", "forgejo", "woodpecker"])
def test_secrets_that_the_settings_name_go_to_the_step_that_publishes(host: str) -> None:
    assert text(host, *SECRETS).count("BLOG_KEY") == 2
    assert "BLOG_KEY" not in text(host)


def test_odd_names_do_not_break_it(tmp_path: Path) -> None:
    for host in HOSTS:
        asked = Workflow(host=host, branch='it\'s "mine": #1', install='a "b" # c')
        made = yaml.safe_load(workflow(asked, "my notes: new", ()))
        assert 'it\'s "mine": #1' in json.dumps(made).replace('\\"', '"')


# ── writing it ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "there")


@pytest.mark.parametrize("host", HOSTS)
def test_init_writes_it_once_and_nothing_over_something_else(host: str, remote: Remote) -> None:
    clone = remote.clone()
    words = ("ci", "init", host, "--install", "recycle @ https://example.com/recycle.zip")
    done = clone.recycle(*words)
    assert (done.code, HOSTS[host] in done.said) == (0, True)
    file = clone.folder / HOSTS[host]
    assert file.read_text(encoding="utf-8") == text(host)
    assert "as it was" in clone.recycle(*words).said
    file.write_text("mine\n", encoding="utf-8")
    assert clone.recycle(*words).code == 2
    assert file.read_text(encoding="utf-8") == "mine\n"
    assert clone.recycle(*words, "--output", "other.yml").code == 0
    assert clone.recycle(*words, "--force").code == 0
    assert file.read_text(encoding="utf-8") == text(host)


def test_a_workspace_below_the_top_and_its_secrets(tmp_path: Path) -> None:
    made = Repository(tmp_path / "repo")
    made.folder.mkdir()
    made.must("init", "-q")
    blog = '{type: ghost, url: "https://blog.example.com", key: env:BLOG_KEY}'
    made.write("notes/config.yaml", f"outlets: {{blog: {{form: blog, destination: {blog}}}}}\n")
    done = made.run(sys.executable, "-m", "recycle", "-C", "notes", "ci", "init", "github", "--install", "x")
    assert done.code == 0, done.said
    made_there = (made.folder / HOSTS["github"]).read_text(encoding="utf-8")
    assert "BLOG_KEY: ${{ secrets.BLOG_KEY }}" in made_there
    assert 'FOLDER: "notes"' in made_there


def test_where_a_runner_gets_it_from_has_to_be_known(remote: Remote) -> None:
    # In these tests recycle is installed from a folder.
    done = remote.clone().recycle("ci", "init", "github")
    assert (done.code, "--install" in done.said) == (2, True)


# ── running it ───────────────────────────────────────────────────────────────────────────────────


def test_github_looks_at_a_pull_request(remote: Remote, tmp_path: Path) -> None:
    clone, base = proposed(remote)
    runner = Runner(clone, tmp_path / "runner", {**PULL, "BASE": base})
    told = runner.sh(step("github", "look", "Check"))
    assert told.code == 1
    assert "::error file=content/bad.md,line=" in told.said
    assert "content/note.md" not in told.said
    assert runner.sh(step("github", "look", "Render")).code == 0
    assert (clone.folder / "out" / "good-one" / "blog").is_dir()
    shown = runner.sh(step("github", "look", "Show"))
    assert shown.code == 0, shown.said
    summary = runner.wrote("GITHUB_STEP_SUMMARY")
    assert "| good\\-one | blog | would be placed |" in summary or "| good-one | blog | would be placed |" in summary
    assert "| bad | blog | refused |" in summary
    first, *rows, last, _ = runner.wrote("GITHUB_OUTPUT").split("\n")
    assert first == f"comment<<{last}"
    assert "\n".join(rows) + "\n" == summary
    assert clone.lines("good-one") == []


def test_github_posts_one_comment_and_refreshes_it(remote: Remote, tmp_path: Path) -> None:
    script = step("github", "comment", "Post")
    environ = {
        "COMMENT": "<!-- recycle: x -->\n| piece |\n$(touch nothing) `this`",
        "COMMENTS": "repos/o/r/issues",
        "NUMBER": "7",
    }
    runner = Runner(remote.clone(), tmp_path / "runner", environ)
    assert runner.sh(script, COMMENT_ID="", COMMENT="<!-- recycle: x -->\nNothing to publish.").code == 0
    assert "--method" not in runner.wrote("CALLS")
    assert runner.sh(script, COMMENT_ID="").code == 0
    assert runner.sh(script, COMMENT_ID="41\n").code == 0
    calls = [line for line in runner.wrote("CALLS").split("\n") if "--method" in line]
    assert calls == [
        f"api --silent --method POST repos/o/r/issues/7/comments -F body=@{runner.folder}/comment.md",
        f"api --silent --method PATCH repos/o/r/issues/comments/41 -F body=@{runner.folder}/comment.md",
    ]
    assert runner.wrote("CALLS").count("$(touch nothing) `this`") == 2
    assert not (runner.clone.folder / "nothing").exists()


@pytest.mark.parametrize("host", ["github", "forgejo"])
def test_what_is_merged_is_published_and_remembered(host: str, remote: Remote, tmp_path: Path) -> None:
    runner = Runner(detached(remote.clone()), tmp_path / "runner", {**PUSH, "DRY_RUN": "false"})
    done = runner.sh(step(host, "publish", "Publish"))
    assert done.code == 0, done.said
    assert runner.clone.there() == runner.clone.lines() != []
    if host == "github":
        assert "[https://example\\.com/note/]" in runner.wrote("GITHUB_STEP_SUMMARY") or "example.com/note/" in runner.wrote(
            "GITHUB_STEP_SUMMARY"
        )
    before = remote.git("rev-parse", "main")
    assert runner.sh(step(host, "publish", "Push the ledger")).code == 0
    assert remote.git("rev-parse", "main") == before


@pytest.mark.parametrize("host", ["github", "forgejo"])
def test_by_hand_it_only_shows(host: str, remote: Remote, tmp_path: Path) -> None:
    environ = {"GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REF": "refs/heads/main", "DRY_RUN": "true"}
    runner = Runner(detached(remote.clone()), tmp_path / "runner", environ)
    done = runner.sh(step(host, "publish", "Publish"))
    assert done.code == 0, done.said
    assert runner.clone.lines() == runner.clone.there() == []


def test_a_run_that_waited_does_not_publish_again(remote: Remote, tmp_path: Path) -> None:
    script = step("github", "publish", "Publish")
    late = Runner(detached(remote.clone()), tmp_path / "late", {**PUSH, "DRY_RUN": "false"})
    early = Runner(detached(remote.clone()), tmp_path / "early", {**PUSH, "DRY_RUN": "false"})
    assert early.sh(script).code == 0
    page = "public/note/index.html"
    (late.clone.folder / page).parent.mkdir(parents=True)
    (late.clone.folder / page).write_bytes((early.clone.folder / page).read_bytes())
    assert late.sh(script).code == 0
    assert late.clone.lines() == early.clone.lines()


def test_a_job_that_failed_has_its_reasons_beside_the_lines(remote: Remote, tmp_path: Path) -> None:
    clone = remote.clone()
    clone.stage("content/bad.md", piece("A bad one", "![](missing.png)\n"))
    clone.commit()
    clone.must("push", "-q")
    runner = Runner(detached(clone), tmp_path / "runner", {**PUSH, "DRY_RUN": "false"})
    done = runner.sh(step("github", "publish", "Publish"))
    assert done.code == 1
    assert "::error file=content/bad.md,line=" in done.said
    assert clone.there() == clone.lines() != []


def test_without_a_file_for_the_summary_it_is_printed(remote: Remote) -> None:
    done = remote.clone().recycle("publish", "--format", "github")
    assert done.code == 0
    assert done.said.startswith("### What was published\n\n1 placed.\n\n| piece | outlet |")
    assert remote.clone().recycle("publish", "--json", "--format", "github").code == 2


def test_a_run_that_is_stopped_brings_back_what_it_has_done(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: Any) -> Iterator[Result]:
        yield from publish(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr("recycle.cli.publish.publish", stopped)
    clone = remote.clone()
    assert clone.recycle("publish", "--push").code == 130
    assert clone.there() == clone.lines() != []


def test_forgejo_checks_out_by_itself(remote: Remote, tmp_path: Path) -> None:
    remote.git("update-ref", "refs/pull/7/head", "main")
    for job, ref in (("look", "refs/pull/7/head"), ("publish", "refs/heads/main")):
        folder = tmp_path / job / "work"
        folder.mkdir(parents=True)
        server, name = remote.bare.parent.as_uri(), remote.bare.name.removesuffix(".git")
        environ = {"GITHUB_SERVER_URL": server, "GITHUB_REPOSITORY": name, "GITHUB_REF": ref, "TOKEN": "word"}
        runner = Runner(Clone(folder), tmp_path / job / "runner", {**environ, "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")})
        done = runner.sh(step("forgejo", job, "Check out"))
        assert done.code == 0, done.said
        assert (folder / "content" / "note.md").exists()


def test_gitlab_publishes_and_looks(remote: Remote, tmp_path: Path) -> None:
    jobs = loaded("gitlab")
    main = {"CI_COMMIT_BRANCH": "main", "CI_PIPELINE_SOURCE": "push", "DRY_RUN": "false", "CI_JOB_STATUS": "success"}
    runner = Runner(detached(remote.clone()), tmp_path / "runner", main)
    done = runner.sh(jobs["recycle-publish"]["script"][0])
    assert done.code == 0, done.said
    assert runner.clone.there() == runner.clone.lines() != []
    assert runner.sh(jobs["recycle-publish"]["after_script"][0], CI_JOB_STATUS="failed").code == 0
    clone, base = proposed(remote)
    asked = {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
    }
    looking = Runner(clone, tmp_path / "looking", asked)
    done = looking.sh(jobs["recycle-look"]["script"][0])
    assert done.code == 1, done.said
    report = json.loads((clone.folder / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in report} == {"content/bad.md"}
    assert "would be placed" in (clone.folder / "recycle.md").read_text(encoding="utf-8")


def test_woodpecker_publishes_and_looks(remote: Remote, tmp_path: Path) -> None:
    by_name = {one["name"]: one for one in loaded("woodpecker")["steps"]}
    environ = {"CI_COMMIT_BRANCH": "main", "CI_PIPELINE_EVENT": "push", "RECYCLE_TOKEN": "word"}
    runner = Runner(detached(remote.clone()), tmp_path / "runner", environ)
    by_hand = runner.sh(by_name["publish"]["commands"][-1], CI_PIPELINE_EVENT="manual")
    assert (by_hand.code, "would be placed" in by_hand.said) == (0, True)
    done = runner.sh(by_name["publish"]["commands"][-1])
    assert done.code == 0, done.said
    assert runner.clone.there() == runner.clone.lines() != []
    clone, _ = proposed(remote)
    # A file that is there already, or a link, is not written through.
    (clone.folder / ".recycle-comment.md").symlink_to(tmp_path / "elsewhere")
    looking = Runner(clone, tmp_path / "looking", {"CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_TARGET_BRANCH": "main"})
    first, *_, last = by_name["look"]["commands"]
    done = looking.sh(f"{first}\n{last}")
    assert done.code == 1
    assert_tells_all((clone.folder / ".recycle-comment.md").read_text(encoding="utf-8"))
    assert not (tmp_path / "elsewhere").exists()


def assert_tells_all(comment: str) -> None:
    """What would be placed, and, where nothing can be shown beside lines, what was found."""
    assert comment.startswith("<!-- recycle:")
    assert "| good-one | blog | would be placed |" in comment
    assert "| bad | blog | refused |" in comment
    assert "| content/bad.md:6 | error: there is no image" in comment


def test_forgejo_looks_at_a_pull_request(remote: Remote, tmp_path: Path) -> None:
    clone, base = proposed(remote)
    runner = Runner(clone, tmp_path / "runner", {**PULL, "BASE": base})
    assert runner.sh(step("forgejo", "look", "Check")).code == 1
    assert runner.sh(step("forgejo", "look", "Render")).code == 0
    assert (clone.folder / "out" / "good-one" / "blog").is_dir()
    done = runner.sh(step("forgejo", "look", "Show"))
    assert done.code == 0, done.said
    assert_tells_all((runner.folder / "comment.md").read_text(encoding="utf-8"))
    # A fork has no token, and that is no fault.
    assert runner.sh(step("forgejo", "look", "Post"), RECYCLE_COMMENT_TOKEN="") == (0, "")


def test_a_step_of_its_own_comments_at_woodpecker(httpserver: HTTPServer, remote: Remote, tmp_path: Path) -> None:
    made = workflow(Workflow(host="woodpecker", install="x", comments=True), ".", ())
    (tmp_path / "made.yml").write_text(made, encoding="utf-8")
    assert check("woodpecker-ci", tmp_path / "made.yml").code == 0
    (script,) = (one["commands"][-1] for one in yaml.safe_load(made)["steps"] if one["name"] == "comment")
    clone = remote.clone()
    clone.write(".recycle-comment.md", MARKED)
    httpserver.expect_request("/api/v1/user").respond_with_json(MINE)
    every = "/api/v1/repos/o/r/issues/7/comments"
    httpserver.expect_request(every, method="GET").respond_with_json([])
    httpserver.expect_oneshot_request(every, method="POST", json={"body": MARKED}).respond_with_json({}, status=201)
    runner = Runner(clone, tmp_path / "runner", {**woodpecker(httpserver, "forgejo"), "RECYCLE_COMMENT_TOKEN": "word"})
    assert runner.sh(script) == (0, "a comment was posted\n")
    httpserver.check()


def test_the_action(remote: Remote, tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    script = next(one["run"] for one in action["runs"]["steps"] if one["name"] == "Publish")
    environ = {"FILES": "", "OUTLETS": "", "SINCE": "", "PUSH": "true", "DRY_RUN": "true", **PUSH}
    runner = Runner(detached(remote.clone()), tmp_path / "runner", environ)
    assert runner.sh(script).code == 0
    assert runner.clone.lines() == []
    done = runner.sh(script, DRY_RUN="false", FILES="content/note.md\n\n", OUTLETS="blog blog")
    assert done.code == 0, done.said
    assert runner.clone.there() == runner.clone.lines() != []
    wrong = runner.sh(script, FILES="--again; touch wrong")
    assert wrong.code == 2
    assert not (runner.clone.folder / "wrong").exists()
    assert runner.wrote("GITHUB_OUTPUT").split() == ["code=0", "code=0", "code=2"]


def test_a_pull_request_for_the_ledger(remote: Remote, tmp_path: Path) -> None:
    asking = workflow(Workflow(host="github", install="x", asks=True), ".", ())
    (tmp_path / "asking.yml").write_text(asking, encoding="utf-8")
    assert check("github-workflows", tmp_path / "asking.yml").code == 0
    job = yaml.safe_load(asking)["jobs"]["publish"]
    assert job["permissions"] == {"contents": "write", "pull-requests": "write"}
    scripts = dict(steps(job))
    script = scripts["Ask for the ledger to be merged, where the branch is protected"]
    runner = Runner(
        detached(remote.clone()), tmp_path / "runner", {**PUSH, "GITHUB_REF_NAME": "main", "DRY_RUN": "false", "OPEN": "0"}
    )
    assert runner.sh(script) == (0, "")
    assert runner.wrote("CALLS") == ""
    remote.protect()
    assert runner.sh(scripts["Publish"]).code == 0
    assert runner.sh(script, OPEN="1").code == 0
    assert "pr create" not in runner.wrote("CALLS")
    assert runner.sh(script).code == 0
    assert "pr create --head recycle/ledger --base main" in runner.wrote("CALLS")
    remote.git("update-ref", "refs/heads/main", "recycle/ledger")
    before = runner.wrote("CALLS")
    assert runner.sh(script).code == 0
    assert runner.wrote("CALLS") == before


def test_only_where_it_can_be_asked() -> None:
    with pytest.raises(InputError, match="leave --pull-request out"):
        workflow(Workflow(host="gitlab", install="x", asks=True), ".", ())
    with pytest.raises(InputError, match="leave --comment out"):
        workflow(Workflow(host="github", install="x", comments=True), ".", ())


# ── the comment on other hosts ───────────────────────────────────────────────────────────────────

MARKED = "<!-- recycle: what would be published -->\n1 would be placed.\n\n| piece | outlet |\n|---|---|\n"
EMPTY = "<!-- recycle: what would be published -->\nNothing to publish.\n"
MINE, SOMEBODY = {"id": 1}, {"id": 2}


def woodpecker(server: HTTPServer, forge: str) -> dict[str, str]:
    """What it says in a run for a pull request."""
    own = {"CI": "woodpecker", "CI_REPO": "o/r", "CI_REPO_REMOTE_ID": "3", "CI_COMMIT_PULL_REQUEST": "7"}
    return {**own, "CI_FORGE_TYPE": forge, "CI_FORGE_URL": server.url_for("").rstrip("/")}


class Host(NamedTuple):
    """The environment, where its API is, all comments, the 41st, the method that changes it, and who an author is."""

    environ: dict[str, str]
    api: str
    every: str
    one: str
    method: str
    author: str


def hosts(server: HTTPServer) -> list[Host]:
    url = server.url_for("")
    gitlab = {"CI_API_V4_URL": url.rstrip("/"), "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_PROJECT_ID": "3"}
    forgejo = {"GITHUB_API_URL": url.rstrip("/"), "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/7/head"}
    notes = "/projects/3/merge_requests/7/notes"
    every, one = "/repos/o/r/issues/7/comments", "/repos/o/r/issues/comments/41"
    return [
        Host(gitlab, "", notes, f"{notes}/41", "PUT", "author"),
        Host(forgejo, "", every, one, "PATCH", "user"),
        Host(woodpecker(server, "gitlab"), "/api/v4", notes, f"{notes}/41", "PUT", "author"),
        Host(woodpecker(server, "gitea"), "/api/v1", every, one, "PATCH", "user"),
        Host(woodpecker(server, "forgejo"), "/api/v1", every, one, "PATCH", "user"),
        Host(woodpecker(server, "github"), "/api/v3", every, one, "PATCH", "user"),
    ]


NAMED = ("gitlab", "forgejo", "woodpecker of GitLab", "of Gitea", "of Forgejo", "of GitHub")


@pytest.mark.parametrize("which", range(6), ids=NAMED)
def test_one_comment_elsewhere(which: int, httpserver: HTTPServer, remote: Remote) -> None:
    environ, api, every, one, method, author = hosts(httpserver)[which]
    every, one = f"{api}{every}", f"{api}{one}"
    clone = remote.clone()
    httpserver.expect_request(f"{api}/user").respond_with_json(MINE)
    rows = [{"id": 40, "body": MARKED, author: SOMEBODY}]
    httpserver.expect_oneshot_request(every, method="GET").respond_with_json(rows)
    httpserver.expect_oneshot_request(every, method="GET").respond_with_json([])
    httpserver.expect_oneshot_request(every, method="POST", json={"body": MARKED}).respond_with_json({"id": 41}, status=201)
    assert say(clone, MARKED, {**environ, "RECYCLE_COMMENT_TOKEN": "word"}) == (0, "a comment was posted\n")
    httpserver.expect_oneshot_request(every, method="GET").respond_with_json([*rows, {"id": 41, "body": MARKED, author: MINE}])
    httpserver.expect_oneshot_request(one, method=method, json={"body": MARKED}).respond_with_json({})
    assert say(clone, MARKED, {**environ, "RECYCLE_COMMENT_TOKEN": "word"}) == (0, "the comment was refreshed\n")
    httpserver.expect_oneshot_request(every, method="GET").respond_with_json([])
    assert say(clone, EMPTY, {**environ, "RECYCLE_COMMENT_TOKEN": "word"}) == (0, "nothing that needs a comment\n")
    httpserver.check()


def test_a_comment_that_cannot_be_made(remote: Remote, httpserver: HTTPServer) -> None:
    clone = remote.clone()
    environ = {**hosts(httpserver)[1].environ, "RECYCLE_COMMENT_TOKEN": "word"}
    elsewhere = {**woodpecker(httpserver, "bitbucket"), "RECYCLE_COMMENT_TOKEN": "word"}
    code, said = say(clone, MARKED, elsewhere)
    assert (code, "bitbucket" in said) == (2, True)
    assert say(clone, MARKED, {**elsewhere, "CI_FORGE_TYPE": "gitea", "CI_COMMIT_PULL_REQUEST": ""})[0] == 2
    assert say(clone, "something else", environ)[0] == 2
    assert say(clone, MARKED, {**environ, "RECYCLE_COMMENT_TOKEN": ""})[0] == 2
    assert say(clone, MARKED, {**environ, "GITHUB_REF": "refs/heads/main"})[0] == 2
    httpserver.expect_request("/user").respond_with_json({}, status=403)
    code, said = say(clone, MARKED, environ)
    assert code == 1
    assert "403" in said
    assert "word" not in said


def test_a_comment_that_is_too_long_is_cut_between_lines(remote: Remote, httpserver: HTTPServer) -> None:
    environ = {**hosts(httpserver)[1].environ, "RECYCLE_COMMENT_TOKEN": "word"}
    httpserver.expect_request("/user").respond_with_json(MINE)
    httpserver.expect_request("/repos/o/r/issues/7/comments", method="GET").respond_with_json([])
    httpserver.expect_request("/repos/o/r/issues/7/comments", method="POST").respond_with_json({}, status=201)
    row = f"| {'ü' * 98} |"
    assert say(remote.clone(), MARKED + f"{row}\n" * 1_000, environ).code == 0
    posted = [json.loads(request.data)["body"] for request, _ in httpserver.log if request.method == "POST"]
    assert len(posted) == 1
    assert 64_000 < len(posted[0].encode()) < 65_536
    assert set(posted[0].split("\n")[5:]) == {row, "", "The rest is in the log of the run."}


def say(clone: Clone, text: str, environ: Mapping[str, str]) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "recycle", "ci", "comment"],
        cwd=clone.folder,
        input=text.encode(),
        env={**clone.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode())
