"""A piece with another name and another title is known by the words that were sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.api import open_workspace
from recycle.ledger import sent
from recycle.model import Finding
from recycle.steps.checking import sent_before
from recycle.steps.checking.renamed import renamed
from recycle.steps.loading.load import survey
from tests.shell import run_recycle, worlds

CONFIG = """\
site: {name: Notes, url: https://example.com/, author: The writer}
outlets:
  page: {form: {type: blog, output: OUTPUT}, destination: {type: files, path: "page/{slug}.out"}}
"""
WORDS = (
    "Write the answer down where **somebody** asked for it, and keep the [file](https://example.com/a): the next person\n"
    "asks the same thing in other words.\n\n- One list\n- of `two` things that were said.\n"
)
OTHER = "A table in a mail becomes a list, and a picture becomes the sentence that it stood for in the first place.\n"


def sent_and_renamed(root: Path, output: str, before: str, after: str) -> list[str]:
    """The rules that are told of the new file, once by itself and once behind a run that has refused it."""
    (root / "content").mkdir(parents=True)
    (root / "config.yaml").write_text(CONFIG.replace("OUTPUT", output), "utf-8")
    head = "---\ntitle: {}\ndescription: A text.\ndate: 2026-03-14\n---\n"
    (root / "content" / "old.md").write_text(head.format("An old title") + before, "utf-8")
    assert run("publish", root) == 0
    (root / "content" / "old.md").unlink()
    (root / "content" / "new.md").write_text(head.format("Another one") + after, "utf-8")
    return [finding.rule for found in told(root).values() for finding in found]


def run(command: str, root: Path) -> int:
    return run_recycle(["-C", str(root), command], worlds())[0]


def told(root: Path) -> dict[str, tuple[Finding, ...]]:
    workspace = open_workspace(root)
    return dict(renamed(workspace, survey(workspace)))


@pytest.mark.parametrize("output", ["html", "fragment", "markdown", "hugo"])
@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        (WORDS, WORDS, True),
        (WORDS, WORDS.replace("same thing", "very same thing"), True),
        (WORDS, f"{OTHER}\n{WORDS}", True),
        (f"{OTHER}\n{WORDS}", WORDS, True),
        (WORDS, OTHER, False),
        (WORDS, f"{OTHER}\n> Write the answer down where somebody asked for it\n", False),
        ("Few words.\n", "Few words.\n", False),
    ],
)
def test_words_give_it_away(tmp_path: Path, output: str, before: str, after: str, *, is_told: bool) -> None:
    assert sent_and_renamed(tmp_path, output, before, after) == ["piece-renamed"] * is_told
    assert run("publish", tmp_path) == int(is_told)
    assert run("publish", tmp_path) == int(is_told)


def test_what_is_not_kept_or_damaged_gives_nothing_away(tmp_path: Path) -> None:
    assert sent_and_renamed(tmp_path, "html", WORDS, WORDS) == ["piece-renamed"]
    (kept,) = (tmp_path / sent.FOLDER).iterdir()
    kept.write_text("{}", "utf-8")
    assert told(tmp_path) == {}
    kept.unlink()
    assert told(tmp_path) == {}


def test_nothing_is_read_where_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent_and_renamed(tmp_path, "html", WORDS, WORDS)
    monkeypatch.setattr(sent_before, "read", None)
    (tmp_path / "content" / "old.md").write_text("---\ntitle: An old title\n---\nWords.\n", "utf-8")
    assert told(tmp_path) == {}
