"""Bare remotes and clones of them with a workspace in each, as on the machines of several writers and of a CI."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from recycle.world import World, clock
from tests.repositories import CONFIG, ENVIRON, Done, Repository, first_commit, new_repository
from tests.shell import run_recycle

ATTRIBUTES = "*.jsonl text eol=lf merge=union\n"
IGNORED = "public/\nout/\n.recycle/\n.recycle-*.tmp\n"
PROTECTED = """\
#!/bin/sh
# A branch that takes nothing, as a rule of a host has it.
while read -r old new ref; do
  if [ "$ref" = refs/heads/main ]; then
    echo "GH006: Protected branch update failed for $ref." >&2
    exit 1
  fi
done
"""


class Clone(Repository):
    """A clone in which recycle has ids and a clock of its own, as on another machine."""

    minutes_later = 0

    def recycle(self, *words: str, **environ: str) -> Done:
        """Recycle in this very process, at a time that may be later."""
        seen = {**self.environ, **environ}

        def now() -> dt.datetime:
            return clock.now() + dt.timedelta(minutes=self.minutes_later)

        def world(root: Path) -> World:
            return World(root, now, clock.new_id, seen)

        return Done(*run_recycle(["-C", str(self.folder), *words], world))

    def lines(self, piece: str = "note", rev: str = "") -> list[str]:
        """The events of a piece on the disk, or in a commit."""
        path = f"ledger/{piece}.jsonl"
        if rev:
            done = self.git("show", f"{rev}:{path}")
            return done.said.splitlines() if done.code == 0 else []
        file = self.folder / path
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def there(self, branch: str = "main", piece: str = "note") -> list[str]:
        """The events of a piece at the remote."""
        done = self.git("fetch", "-q", "origin", branch)
        return self.lines(piece, "FETCH_HEAD") if done.code == 0 else []


class Remote:
    """A bare repository, with one commit of a workspace with one piece."""

    def __init__(self, folder: Path, config: str = CONFIG) -> None:
        self.folder = folder
        self.bare = folder / "remote.git"
        folder.mkdir(parents=True, exist_ok=True)
        first = new_repository(folder / "first", config=config)
        first.write(".gitattributes", ATTRIBUTES)
        first.write(".gitignore", IGNORED)
        first_commit(first)
        first.must("clone", "-q", "--bare", ".", str(self.bare))
        self.count = 0

    def clone(self, *words: str) -> Clone:
        """Another clone; ``words`` are options of ``git clone``."""
        self.count += 1
        target = self.folder / f"clone {self.count} ä"
        place = Repository(self.folder, {**ENVIRON, "HOME": str(self.folder)})
        place.must("clone", "-q", *words, self.bare.as_uri(), str(target))
        return Clone(target)

    def protect(self) -> None:
        """Has it refuse whatever is pushed to main."""
        self.hook(PROTECTED)

    def hook(self, script: str) -> None:
        """Has it run this before it takes a push."""
        file = self.bare / "hooks" / "pre-receive"
        file.parent.mkdir(exist_ok=True)
        file.write_text(script, encoding="utf-8")
        file.chmod(0o755)

    def git(self, *words: str) -> str:
        """Git in the bare repository."""
        return Repository(self.bare, {**ENVIRON, "HOME": str(self.folder)}).must(*words)


def detached(clone: Clone) -> Clone:
    """As CI has it: a commit checked out, and no branch."""
    clone.must("checkout", "-q", "--detach")
    return clone


def paths_of(clone: Clone, commit: str) -> list[str]:
    """What a commit changes."""
    return clone.must("-c", "core.quotePath=false", "show", "--name-only", "--format=", commit).split("\n")[:-1]
