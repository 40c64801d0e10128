"""Every rule by its examples in ``tests/checks/<rule>/``: ``bad.md`` raises it and nothing else, ``good.md`` raises nothing.

``config.yaml`` there, or else the one beside the folders, is the workspace's; what lies in ``bad/`` and ``good/`` belongs to one of the two.
Where there is ``committed/``, that was committed before, and the rest is staged. A file ``a.png.size`` stands for ``a.png`` of so many bytes,
and ``dot-recycle`` for ``.recycle``, which git leaves out.
A folder that begins with ``FORM-`` stands for the rule of each form, whose name takes the place of ``FORM`` in its files.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from recycle.cli.main import run
from recycle.forms import FORMS
from recycle.ledger.files import read_all
from recycle.rules import RULES
from recycle.steps.workspace import open_workspace
from tests.shell import run_recycle, worlds

HOUSE = Path(__file__).parents[1] / "src" / "recycle"
HERE = Path(__file__).parent / "checks"
PLUGINS = Path(__file__).parent / "plugins" / "zine"
ENVIRON = {"PATH": os.environ["PATH"], "A_KEY": "x", "GHOST_KEY": f"{'a' * 24}:{'b' * 64}", "READERS": "a@example.com"}
FOLDERS = sorted(folder for folder in HERE.iterdir() if folder.is_dir())
RAISES = [
    (rule, folder)
    for folder in FOLDERS
    for rule in ([folder.name.replace("FORM", form) for form in FORMS] if folder.name.startswith("FORM-") else [folder.name])
]
NAMED = re.compile(r"(error|warning): .* \[([a-z-]+)")
KEBAB = re.compile(r"[a-z]+(?:-[a-z]+)+")
NO_RULES = frozenset(
    # What modules that speak of findings also say with hyphens: dialects, attributes of HTML, fields of services.
    "api-key bbcode-mybb bbcode-phpbb bbcode-smf data-sourcepos gfm-discourse gfm-forem gfm-nodebb hidden-sections is-hidden"
    " markdown-alert syndicate-to".split()
)


@pytest.mark.parametrize(("rule", "folder"), RAISES, ids=[rule for rule, _ in RAISES])
def test_examples(rule: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PLUGINS)
    severity = "warning" if RULES[rule].severity == "off" else RULES[rule].severity  # the example's settings turn it on
    for kind, expected in (("bad", {rule: severity}), ("good", {})):
        root = tmp_path / kind
        set_up(root, folder, kind, rule)
        assert raised(root, "--online" in RULES[rule].page, of_doctor="`recycle doctor`" in RULES[rule].page) == expected


@pytest.mark.parametrize("rule", RULES)
def test_page_quotes_the_examples(rule: str) -> None:
    page, said = RULES[rule], dict(RAISES)[rule]
    form = rule.partition("-")[0]
    for kind, example in (("bad", page.bad), ("good", page.good)):
        files = [said / f"{kind}.md", said / "config.yaml", *sorted((said / kind).rglob("*.*"))]
        texts = [path.read_text("utf-8").replace("FORM", form) for path in files if path.is_file() and path.suffix != ".png"]
        assert any(lines(example) in lines(text) for text in texts), f"{kind}: {example}"


def lines(text: str) -> str:
    """The text without what is not the same in an example and in a file: its first line, when that names the file, and indentation."""
    rows = text.split("\n")
    rows = rows[1:] if rows[0].startswith("# ") and len(rows) > 1 and "." in rows[0] else rows
    return "\n".join(row.strip() for row in rows if row.strip() and row != "---")


def set_up(root: Path, folder: Path, kind: str, rule: str) -> None:
    own = folder / "config.yaml"
    copy(own if own.exists() else HERE / "config.yaml", root / "config.yaml", rule)
    if (folder / f"{kind}.md").exists():
        copy(folder / f"{kind}.md", root / "content" / f"{kind}.md", rule)
    if (folder / "committed").exists():
        overlay(folder / "committed", root, rule)
        git(root, "init")
        git(root, "add", "-A")
        git(root, "-c", "user.name=A writer", "-c", "user.email=writer@example.com", "commit", "-m", "Before")
    overlay(folder / kind, root, rule)
    if (root / ".git").exists():
        git(root, "add", "-A")


def overlay(source: Path, root: Path, rule: str) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            copy(path, root / path.relative_to(source).as_posix().replace("dot-", "."), rule)


def git(root: Path, *words: str) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "-C", str(root), "-c", "init.defaultBranch=main", *words], env=environ, check=True, capture_output=True
    )


def copy(source: Path, target: Path, rule: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    if source.suffix == ".size":
        target.with_suffix("").write_bytes(bytes(int(data)))
        return
    target.write_bytes(data.replace(b"FORM", rule.partition("-")[0].encode()))


def raised(root: Path, online: bool, *, of_doctor: bool) -> dict[str, str]:
    """The rules that ``check`` and ``doctor`` name, with their severities; those that ``hook`` does, where there is git."""
    if (root / ".git").exists():
        _, printed = run_recycle(["-C", str(root), "hook", "run"], worlds(ENVIRON))
        return {rule: severity for severity, rule in NAMED.findall(printed)}
    _, printed = run_recycle(["-C", str(root), "check", "--json", *(["--online"] if online else [])], worlds(ENVIRON))
    found = [(finding["rule"], finding["severity"]) for finding in json.loads(printed)["findings"]]
    if not of_doctor:
        return dict(found)
    workspace = open_workspace(worlds(ENVIRON)(root))
    told = [finding for outlet in workspace.config.outlets.values() for finding in outlet.destination.check()]
    told += [finding for log in read_all(root).values() for finding in log.findings]
    told += workspace.config.templates.check_all()
    return dict([*found, *((finding.rule, finding.severity) for finding in told)])


def test_every_rule_has_examples_and_every_example_a_rule() -> None:
    assert {rule for rule, _ in RAISES} == set(RULES)


def test_every_rule_that_is_written_somewhere_is_in_the_table() -> None:
    written = {name for path in HOUSE.rglob("*.py") for name in names(path)}
    assert written - NO_RULES - set(RULES) == set()
    assert written >= NO_RULES
    assert set(RULES) - written - {"spelling", "template", "unreadable"} == set()


def names(path: Path) -> Iterator[str]:
    """What may be the name of a rule in a module that makes findings; each form's, where it is made of the form's name."""
    text = path.read_text(encoding="utf-8")
    if "inding" not in text or path.parent.name == "rules":
        return
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(ending))]) if KEBAB.fullmatch(f"a{ending}"):
                yield from (f"{form}{ending}" for form in FORMS)
            case ast.Constant(value=str(name)) if KEBAB.fullmatch(name):
                yield name


def test_explain_lists_all_and_prints_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--explain"]) == 0
    listed = capsys.readouterr().out
    assert all(f"\n{rule} " in listed for rule in RULES)
    assert run(["check", "--explain", "image-no-alt"]) == 0
    assert capsys.readouterr().out.startswith("image-no-alt: warning\n\nAn image has no alternative text.\n")
    assert run(["check", "--explain", "image-noalt"]) == 2
    assert 'Did you mean "image-no-alt"?' in capsys.readouterr().err
