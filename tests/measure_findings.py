"""What the checks find in a folder of other people's texts: ``python -m tests.measure_findings FOLDER [SAMPLES]``.

It prints for each rule how many findings there are and in how many texts, and some of them with the rows that they speak of, for a person to
judge: a rule that is wrong about more than one text in a hundred is to be mended. Every text goes to four outlets, one of each form.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import click

from recycle.model import Finding
from recycle.steps.checking.check import check
from recycle.steps.loading.load import load, survey
from recycle.steps.workspace import open_workspace
from tests.shell import worlds

CONFIG = """\
site: {name: Notes, url: https://example.com/, author: The writer}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: files, path: "site/{slug}/index.html", url: "https://example.com/{slug}/"}}
  newsletter:
    form: {type: newsletter, sender: Notes <notes@example.com>, unsubscribe_url: https://example.com/leave}
    destination: by_hand
  forum: {form: {type: forum, question: And you?}, destination: by_hand}
  article: {form: article, destination: by_hand}
"""
ROWS = 3
WIDTH = 160


def measure(texts: Path, root: Path) -> tuple[int, dict[str, list[Finding]]]:
    """How many texts could be read, and the findings by rule. ``root`` is an empty folder for a workspace."""
    (root / "config.yaml").write_text(CONFIG, encoding="utf-8")
    shutil.copytree(texts, root / "content")
    workspace = open_workspace(worlds()(root))
    archive = survey(workspace)
    loaded = load(workspace, archive=archive)
    found: dict[str, list[Finding]] = defaultdict(list)
    for piece in loaded:
        for finding in check(workspace, archive, piece, workspace.config.outlets.values()):
            found[finding.rule].append(finding)
    return loaded.count, found


def report(count: int, found: dict[str, list[Finding]], root: Path, samples: int) -> None:
    """Print it, one finding a text at most among the samples."""
    click.echo(f"{count} texts")
    for rule, findings in sorted(found.items(), key=lambda item: -len(item[1])):
        texts = {finding.path: finding for finding in findings}
        click.echo(f"\n{rule}: {len(findings)} in {len(texts)} texts")
        for finding in random.Random(rule).sample(sorted(texts.values(), key=lambda one: one.path), min(samples, len(texts))):
            click.echo(f"  {finding.path}:{finding.line}: {finding.message[:WIDTH]}")
            rows = (root / finding.path).read_text(encoding="utf-8").split("\n")[finding.line - 1 : finding.line - 1 + ROWS]
            click.echo("".join(f"    | {row[:WIDTH]}\n" for row in rows if finding.line), nl=False)


def main(folder: str, samples: str = "10") -> None:
    """Measure the texts in ``folder``."""
    with tempfile.TemporaryDirectory() as root:
        report(*measure(Path(folder), Path(root)), Path(root), int(samples))


if __name__ == "__main__":
    main(*sys.argv[1:])
