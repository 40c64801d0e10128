"""Real git repositories with a workspace in them, for the tests of what recycle does there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.shell import run_recycle, worlds

CONFIG = """\
site: {name: Notes, url: "https://example.com/", author: The author}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: files, path: "public/{slug}/index.html", url: "https://example.com/{slug}/"}}
"""
ENVIRON: Mapping[str, str] = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A writer",
    "GIT_AUTHOR_EMAIL": "writer@example.com",
    "GIT_COMMITTER_NAME": "A writer",
    "GIT_COMMITTER_EMAIL": "writer@example.com",
    "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
}
EVENT = '{"id":"01KX2C7Q8W3F5R0T9N4YB6HJEM","time":"2026-03-02T09:30:00+01:00","piece":"note","outlet":"blog","kind":"attempted","use":1,"digest":"ab"}\n'
PLACED = (
    '{"id":"01KX2C7Q8W3F5R0T9N4YB6HJEN","time":"2026-03-02T09:30:01+01:00","piece":"note","outlet":"blog","kind":"placed","use":1,'
    '"after":"01KX2C7Q8W3F5R0T9N4YB6HJEM","digest":"ab","url":"https://example.com/note/"}\n'
)


def piece(title: str = "A note", text: str = "Some words.", more: str = "") -> str:
    """A piece in which nothing is wrong, unless ``title`` is empty."""
    head = f"title: {title}\n" if title else ""
    return f"---\n{head}description: A text.\ndate: 2026-01-01\n{more}---\n{text}\n"


class Done(NamedTuple):
    """How a command ended, and all that it has printed."""

    code: int
    said: str


class Repository:
    """A repository in which the tests commit."""

    def __init__(self, folder: Path, environ: Mapping[str, str] = ENVIRON) -> None:
        self.folder = folder
        self.environ = {"HOME": str(folder.parent), **environ}

    def git(self, *words: str, **environ: str) -> Done:
        """Git with these arguments, at the top."""
        return self.run("git", *words, environ=environ)

    def run(self, *words: str, environ: Mapping[str, str] | None = None, seconds: float = 120) -> Done:
        """Any program, at the top."""
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={**self.environ, **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=seconds,
        )
        return Done(done.returncode, done.stdout.decode())

    def must(self, *words: str, **environ: str) -> str:
        """What git prints, for a command that has to work."""
        done = self.git(*words, **environ)
        assert done.code == 0, done.said
        return done.said

    def recycle(self, *words: str, **environ: str) -> Done:
        """Recycle in this very process."""
        return Done(*run_recycle(["-C", str(self.folder), *words], worlds({**self.environ, **environ})))

    def write(self, path: str, text: str | bytes) -> None:
        """A file in the work tree, not staged."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def stage(self, path: str, text: str | bytes) -> None:
        """A file in the work tree and in the index."""
        self.write(path, text)
        self.must("add", "--", path)

    def commit(self, *words: str, **environ: str) -> Done:
        """A commit of what is staged."""
        return self.git("commit", "-q", "-m", "Something", *words, **environ)

    def count(self) -> int:
        """How many commits there are."""
        done = self.git("rev-list", "--count", "HEAD")
        return int(done.said) if done.code == 0 else 0


def new_repository(folder: Path, below: str = "", config: str = CONFIG) -> Repository:
    """A repository with a workspace, in its folder ``below``, nothing staged and nothing committed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Repository(folder)
    made.must("init", "-q", "-b", "main")
    made.write(f"{below}config.yaml", config)
    return made


def first_commit(made: Repository, below: str = "") -> Repository:
    """The same with one good piece, and all of it committed."""
    made.write(f"{below}content/note.md", piece())
    made.must("add", "--all")
    made.must("commit", "-q", "-m", "First", "--no-verify")
    return made


def python() -> str:
    """The Python that the hooks of the tests call."""
    return sys.executable
