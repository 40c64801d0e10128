"""What claims cost: pieces that go to a program which does nothing, with ``publish --claim`` beside ``publish --push``, on one machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Cost, in_turn, run

ENVIRON = {
    **os.environ,
    "PYTHONDONTWRITEBYTECODE": "",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "A writer",
    "GIT_AUTHOR_EMAIL": "writer@example.com",
    "GIT_COMMITTER_NAME": "A writer",
    "GIT_COMMITTER_EMAIL": "writer@example.com",
}
CONFIG = """\
outlets:
  nowhere: {form: {type: blog, output: fragment}, destination: {type: command, run: [./nothing]}}
"""
NOTHING = '#!/bin/sh\ncat > /dev/null\necho \'{"remote": "1"}\'\n'
PIECES = 20


def report(folder: Path, rounds: int) -> None:
    """Print what a run takes that claims each piece at a bare repository beside it, and one that only pushes at its end."""
    first = _workspace(folder / "claimed")
    _git(folder, "clone", "-q", "--bare", str(first), "seed.git")
    number = iter(range(1_000_000))

    def publish(option: str) -> Callable[[], Cost]:
        def once() -> Cost:
            place = folder / f"claim-{next(number)}"
            _git(folder, "clone", "-q", "--bare", "seed.git", f"{place}.git")
            _git(folder, "clone", "-q", f"{place}.git", str(place))
            cost = run([sys.executable, "-m", "recycle", "publish", "--quiet", option], place, ENVIRON)
            shutil.rmtree(place)
            shutil.rmtree(f"{place}.git")
            return cost

        return once

    pair = in_turn(publish("--claim"), publish("--push"), rounds)
    print(f"{PIECES} pieces to one service, git's remote on the same disk")
    print(f"    publish --claim {pair.ours.cpu * 1000:8.1f} ms CPU  {pair.ours.wall * 1000:8.1f} ms wall")
    print(f"    publish --push  {pair.theirs.cpu * 1000:8.1f} ms CPU  {pair.theirs.wall * 1000:8.1f} ms wall")
    cpu, wall = ((mine - theirs) / PIECES for mine, theirs in zip(pair.ours, pair.theirs, strict=True))
    print(f"    one claim       {cpu * 1000:8.1f} ms CPU  {wall * 1000:8.1f} ms wall\n")


def _workspace(site: Path) -> Path:
    (site / "content").mkdir(parents=True)
    (site / "config.yaml").write_text(CONFIG)
    (site / ".gitattributes").write_text("*.jsonl text eol=lf merge=union\n")
    (site / ".gitignore").write_text(".recycle/\n")
    program = site / "nothing"
    program.write_text(NOTHING)
    program.chmod(0o755)
    for number in range(PIECES):
        text = f"---\ntitle: Piece {number}\ndescription: A text for measuring.\n---\nSome words of piece {number}.\n"
        (site / "content" / f"piece-{number}.md").write_text(text)
    for words in (("init", "-q", "-b", "main"), ("add", "--all"), ("commit", "-q", "-m", "All")):
        _git(site, *words)
    return site


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, env=ENVIRON, check=True, capture_output=True)
