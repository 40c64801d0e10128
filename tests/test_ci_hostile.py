"""A pull request by somebody who means harm: what it says stays text in logs, annotations, summaries and comments, and nothing of it runs."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import comrak
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.cli.annotations import github, markdown
from recycle.cli.printable import no_commands
from recycle.model import Finding
from recycle.steps.setup.ci_init import HOSTS
from tests.ci_runner import PULL, Runner, loaded, step, steps
from tests.remotes import Clone, Remote
from tests.repositories import piece

WORDS = (
    "`touch wrong` $(touch wrong) ${{ github.token }} ]]> | a | ::set-output name=comment::owned ##[add-mask]a ##[set-output name=a]b "
    '<img src=x onerror=alert(1)> <!-- recycle: --> @everyone [x](javascript:alert(1)) ![y](https://example.net/y.png) \\" #1 !1 ~a'
)
NAMES = (
    "$(touch wrong);`touch wrong`.md",
    "a\n::set-output name=comment::owned\n##[add-mask]b.md",
    "-rf --output=wrong.md",
    "%0A::add-mask::a,line=9::b.md",
    "[x](javascript:alert(1))|<b>@everyone.md",
)
SETTINGS = """\
site: {name: Notes, url: "https://example.com/", author: The author}
canonical: blog
"a\\n::add-path::/tmp/mine\\n##[add-mask]c": 1
outlets:
  blog: {form: blog, destination: {type: files, path: "public/{slug}/index.html", url: "https://example.com/{slug}/"}}
"""
RUNNER_V1 = re.compile(r"##\[[a-z-]+[^\]]*\]")
"""As the runner of GitHub reads lines (``ActionCommand.TryParse``): anywhere in one, and ``::`` only at its trimmed beginning."""


def commands(said: str) -> Iterator[str]:
    """The lines that a runner would carry out."""
    for line in re.split(r"\r\n|\r|\n", said):
        if line.strip().startswith("::") or RUNNER_V1.search(line):
            yield line.strip()


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "there")


def hostile(remote: Remote) -> tuple[Clone, str]:
    """Their pull request, checked out, and the commit that it is compared with."""
    clone = remote.clone()
    base = clone.must("rev-parse", "HEAD").strip()
    clone.must("checkout", "-q", "--detach")
    for number, name in enumerate(NAMES):
        text = piece(json.dumps(f"{number} {WORDS}"), f"{WORDS}\n\n::add-path::/tmp/mine\n\n    ##[add-mask]d\n\n![](a.png)\n")
        clone.write(f"content/{name}", text)
    clone.write("content/broken\n::add-mask::e.md", '---\n"k\\n::add-mask::f": [\n---\n')
    clone.must("add", "--all")
    assert clone.commit().code == 0
    return clone, base


def test_nothing_of_it_speaks_to_the_runner_of_github(remote: Remote, tmp_path: Path) -> None:
    clone, base = hostile(remote)
    runner = Runner(clone, tmp_path / "runner", {**PULL, "GITHUB_ACTIONS": "true", "BASE": base})
    said = [runner.sh(script) for _, script in steps(loaded("github")["jobs"]["look"])]
    assert "fault of recycle" not in "".join(done.said for done in said)
    told = [line for done in said for line in commands(done.said)]
    assert told
    for line in told:
        assert re.match(r"::(?:error|warning) file=content/[^:,]*,line=\d+,title=[^:,]*::", line), line
    keys = re.findall(r"^([a-z_-]+)(?:<<|=)", runner.wrote("GITHUB_OUTPUT"), re.MULTILINE)
    assert keys == ["comment"]
    assert_harmless(runner.wrote("GITHUB_STEP_SUMMARY"))
    assert not list(tmp_path.rglob("wrong*"))


def test_nothing_of_it_speaks_to_the_runner_of_forgejo(remote: Remote, tmp_path: Path) -> None:
    clone, base = hostile(remote)
    runner = Runner(clone, tmp_path / "runner", {**PULL, "GITHUB_ACTIONS": "true", "BASE": base})
    for name in ("Check", "Render", "Show"):
        assert list(commands(runner.sh(step("forgejo", "look", name)).said)) == []
    assert_harmless((runner.folder / "comment.md").read_text(encoding="utf-8"))
    assert not list(tmp_path.rglob("wrong*"))


def test_settings_that_cannot_be_read_do_not_speak_either(remote: Remote, tmp_path: Path) -> None:
    clone, base = hostile(remote)
    clone.stage("config.yaml", SETTINGS)
    clone.commit()
    runner = Runner(clone, tmp_path / "runner", {**PULL, "GITHUB_ACTIONS": "true", "BASE": base})
    for _, script in steps(loaded("github")["jobs"]["look"]):
        done = runner.sh(script)
        assert done.code == 2, done.said
        assert list(commands(done.said)) == []


COMMANDS = """\
site: {name: Notes, url: "https://example.com/", author: The author}
canonical: blog
spelling: [sh, -c, "echo spelling >> ../ran; env >> ../ran; cat"]
outlets:
  blog:
    form: blog
    rewrite: [sh, -c, "echo rewrite >> ../ran; cat"]
    destination: {type: command, run: [sh, -c, "echo command >> ../ran; cat"], env: ["env:RECYCLE_TOKEN"]}
"""


@pytest.mark.parametrize("host", ["github", "forgejo"])
def test_of_the_commands_in_its_settings_only_the_speller_is_run_and_sees_no_secret(
    host: str, remote: Remote, tmp_path: Path
) -> None:
    clone = remote.clone()
    base = clone.must("rev-parse", "HEAD").strip()
    clone.must("checkout", "-q", "--detach")
    clone.stage("config.yaml", COMMANDS)
    clone.commit()
    # More than any of them is given there: it must not matter.
    environ = {**PULL, "BASE": base, "RECYCLE_TOKEN": "a word", "RECYCLE_COMMENT_TOKEN": "a word"}
    runner = Runner(clone, tmp_path / "runner", environ)
    for name in ("Check", "Render", "Show"):
        runner.sh(step(host, "look", name))
    ran = (clone.folder.parent / "ran").read_text(encoding="utf-8")
    assert "spelling\n" in ran
    assert "rewrite\n" not in ran
    assert "command\n" not in ran
    assert "a word" not in ran


def assert_harmless(comment: str) -> None:
    """The comment shows its text and nothing else: no picture, no HTML, no link but to addresses of the site."""
    html = comrak.render_markdown(comment, extension_options=tables())
    assert "<img" not in html
    assert "onerror" not in re.sub(r"<(?:td|li)>.*?</(?:td|li)>", "", html)
    assert "<b>" not in html
    assert {link for link in re.findall(r'href="([^"]*)"', html) if not link.startswith("https://example.com/")} == set()
    assert "@everyone" not in comment
    assert comment.count("<!-- recycle:") == 1


def tables() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = True
    return options


# ── where it could get in ────────────────────────────────────────────────────────────────────────


@given(st.text(st.sampled_from(":#[] \t\r\nadd-mask="), max_size=40))
def test_no_line_for_people_is_a_command(text: str) -> None:
    made = no_commands(text)
    assert list(commands(made)) == []
    assert made.replace("\u2060", "") == text


ANY = st.text(string.printable + "ü字\u2028\x85", max_size=30)


@given(st.builds(Finding, st.just("image-no-alt"), ANY, ANY, st.integers(0, 9), st.just("error"), ANY))
def test_an_annotation_says_what_was_found_and_no_more(finding: Finding) -> None:
    """Read back as GitHub's runner does: properties between commas, and what was escaped."""
    (line,) = github((finding,)).split("\n")[:-1]
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL)
    assert match
    properties = dict(one.split("=", 1) for one in match[2].split(","))
    assert {name: unescaped(value) for name, value in properties.items()} == {
        "file": finding.path,
        "line": str(finding.line or 1),
        "title": f"image-no-alt {finding.outlet}" if finding.outlet else "image-no-alt",
    }
    assert unescaped(match[3]) == finding.message


def unescaped(text: str) -> str:
    for sign, escaped in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(escaped, sign)
    return text


@given(st.lists(st.builds(Finding, st.just("image-no-alt"), ANY, ANY, st.integers(0, 9), st.just("error"), ANY), max_size=3))
def test_what_was_found_is_a_row_each(findings: list[Finding]) -> None:
    html = comrak.render_markdown(markdown(tuple(findings)), extension_options=tables())
    assert html.count("<tr>") == (len(findings) + 1 if findings else 0)
    assert html.count("<td>") == 2 * len(findings)


# ── what the workflows are ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", HOSTS)
def test_no_script_has_a_value_put_into_it(host: str) -> None:
    """GitHub and Forgejo replace ``${{ }}`` before the shell reads a script, and Woodpecker ``${ }``."""
    made = loaded(host)
    if host in ("github", "forgejo"):
        scripts = [one["run"] for job in made["jobs"].values() for one in job["steps"] if "run" in one]
    elif host == "woodpecker":
        scripts = [script for one in made["steps"] for script in one["commands"]]
    else:
        scripts = [script for name in ("recycle-look", "recycle-publish") for script in made[name]["script"]]
    assert scripts
    sign = "${{" if host in ("github", "forgejo") else "${" if host == "woodpecker" else "$[["
    assert not [script for script in scripts if sign in script]
