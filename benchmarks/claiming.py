"""What claims cost: pieces that go to a program which does nothing, with ``publish --claim`` beside ``publish --push``, on one machine."""

from __future__ import annotations

import hashlib
import json
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
    # Git must not begin to tidy up in the background while it is measured.
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "gc.auto",
    "GIT_CONFIG_VALUE_0": "0",
    "GIT_CONFIG_KEY_1": "maintenance.auto",
    "GIT_CONFIG_VALUE_1": "false",
}
CONFIG = """\
outlets:
  nowhere: {form: {type: blog, output: fragment}, destination: {type: command, run: [./nothing]}}
"""
NOTHING = '#!/bin/sh\ncat > /dev/null\necho \'{"remote": "1"}\'\n'
PIECES = 20


def report(folder: Path, rounds: int, pieces: int) -> None:
    """Print what a run takes that claims each piece at a bare repository beside it, and one that only pushes at its end.

    With a ledger that is empty, and with one in which as many ``pieces`` have been published before.
    """
    print(f"{PIECES} pieces to one service, git's remote on the same disk")
    for known in (0, pieces):
        _report(folder / f"claims-{known}", rounds, known)
    print()


def _report(folder: Path, rounds: int, known: int) -> None:
    first = _workspace(folder / "first", known)
    for words in (("clone", "-q", "--bare", str(first), "seed.git"), ("-C", "seed.git", "repack", "-adq")):
        _git(folder, *words)
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
    print(f"  with {known} pieces in the ledger before")
    print(f"    publish --claim {pair.ours.cpu * 1000:8.1f} ms CPU  {pair.ours.wall * 1000:8.1f} ms wall")
    print(f"    publish --push  {pair.theirs.cpu * 1000:8.1f} ms CPU  {pair.theirs.wall * 1000:8.1f} ms wall")
    cpu, wall = ((mine - theirs) / PIECES for mine, theirs in zip(pair.ours, pair.theirs, strict=True))
    print(f"    one claim       {cpu * 1000:8.1f} ms CPU  {wall * 1000:8.1f} ms wall")


def _workspace(site: Path, known: int) -> Path:
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
    for number in range(known):
        _remember(site / "ledger", number)
    for words in (("init", "-q", "-b", "main"), ("add", "--all"), ("commit", "-q", "-m", "All")):
        _git(site, *words)
    return site


def _remember(ledger: Path, number: int) -> None:
    """What is left of a piece that was published: its events, and the words that were sent."""
    (ledger / "sent").mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    common = {"time": "2026-03-02T09:30:00+01:00", "piece": f"old-{number}"}
    sent = {**common, "outlet": "nowhere", "use": 1, "digest": digest}
    ids = [f"01KX2C7Q8W3F5R0T9N{number:06}{place:02}" for place in range(3)]
    events = (
        {**common, "id": ids[0], "kind": "seen", "outlet": "", "use": 0, "outlets": ["nowhere"]},
        {**sent, "id": ids[1], "kind": "attempted", "after": ids[0], "title": f"Old piece {number}", "words": 5},
        {**sent, "id": ids[2], "kind": "placed", "after": ids[1], "remote": "1"},
    )
    (ledger / f"old-{number}.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in events))
    words = {"name": "main", "dialect": "html", "suffix": ".html", "lines": [f"<p>Some words of old piece {number}.</p>"]}
    (ledger / "sent" / f"{digest}.json").write_text(json.dumps({"form": "blog", "meta": {}, "parts": [words]}, indent=1))


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, env=ENVIRON, check=True, capture_output=True)
