"""What the hook costs: a commit of one piece in a large repository, beside the same commit with a hook that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from benchmarks.timing import Cost, in_turn, run
from benchmarks.workspaces import make_ours

ENVIRON = {
    **os.environ,
    "PYTHONDONTWRITEBYTECODE": "",
    "GIT_CONFIG_GLOBAL": os.devnull,
    # Git must not begin to tidy up in the background while it is measured.
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "gc.auto",
    "GIT_CONFIG_VALUE_0": "0",
    "GIT_CONFIG_KEY_1": "maintenance.auto",
    "GIT_CONFIG_VALUE_1": "false",
    "GIT_AUTHOR_NAME": "A writer",
    "GIT_AUTHOR_EMAIL": "writer@example.com",
    "GIT_COMMITTER_NAME": "A writer",
    "GIT_COMMITTER_EMAIL": "writer@example.com",
}
STRIDE = 7919
"""From one piece to the next: people do not write in the order of the alphabet."""
EMPTY = "#!/bin/sh\nexit 0\n"


def report(folder: Path, bodies: Sequence[str], rounds: int) -> None:
    """Print what a commit of one of so many pieces takes with the hook, with an empty one, and the difference."""
    site = make_ours(folder / "committed", list(bodies))
    for words in (("init", "-q"), ("add", "--all"), ("commit", "-q", "-m", "All"), ("repack", "-adq")):
        _git(site, *words)
    hook = site / ".git" / "hooks" / "pre-commit"
    subprocess.run([sys.executable, "-m", "recycle", "hook", "install"], cwd=site, env=ENVIRON, check=True, capture_output=True)
    ours, number = hook.read_text(), count()
    pieces = sorted((site / "content").iterdir())

    def commit(script: str) -> Callable[[], Cost]:
        def once() -> Cost:
            hook.write_text(script)
            piece = pieces[next(number) * STRIDE % len(pieces)]
            with piece.open("a") as file:
                file.write("\nA few words more.\n")
            _git(site, "add", "--", str(piece))
            return run(["git", "commit", "-q", "-m", "One piece"], site, ENVIRON)

        return once

    pair = in_turn(commit(ours), commit(EMPTY), rounds)
    print(f"a commit of one piece among {len(bodies)}, four outlets")
    print(f"    with the hook    {pair.ours.cpu * 1000:8.1f} ms CPU  {pair.ours.wall * 1000:8.1f} ms wall")
    print(f"    with an empty one{pair.theirs.cpu * 1000:8.1f} ms CPU  {pair.theirs.wall * 1000:8.1f} ms wall")
    cpu, wall = (mine - theirs for mine, theirs in zip(pair.ours, pair.theirs, strict=True))
    print(f"    the difference   {cpu * 1000:8.1f} ms CPU  {wall * 1000:8.1f} ms wall\n")


def _git(site: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=site, env=ENVIRON, check=True, capture_output=True)
