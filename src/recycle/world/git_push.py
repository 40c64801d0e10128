"""Git where something is to be remembered: commits of some files alone, and what a remote says to them. No history is ever rewritten."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from recycle.errors import InputError, RecycleError
from recycle.world.git import HEAD, Entry, Repository

_REMOTE = (
    ("LC_ALL", "C"),  # what git says is read here
    ("GIT_NO_LAZY_FETCH", "0"),
    ("GIT_HTTP_LOW_SPEED_LIMIT", "100"),  # bytes a second, for as many seconds as below
    ("GIT_HTTP_LOW_SPEED_TIME", "60"),
)
_HEADS = "refs/heads/"
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_RACES = ("cannot lock ref", "failed to update ref", "incorrect old value", "reference already exists", "failed to lock")
"""What a remote says when somebody else has pushed in the very same moment. Everything else that it says is a rule."""


class Answer(StrEnum):
    """What a remote said to a push."""

    TAKEN = "taken"
    MOVED = "moved"
    REFUSED = "refused"


class Push(NamedTuple):
    """The answer, and the remote's words where it has refused."""

    answer: Answer
    said: str = ""


class Clone(Repository):
    """A repository that has a remote."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        """As for every repository."""
        super().__init__(folder, environ)
        self._environ.update(_REMOTE)

    def branch(self) -> str:
        """The branch that is checked out; empty when none is, as in most runs of CI."""
        ran = self._ran(("symbolic-ref", "--quiet", "--short", HEAD), b"")
        return os.fsdecode(ran.stdout).strip() if ran.returncode == 0 else ""

    def setting(self, name: str) -> str:
        """What git is told under this name; empty when it is not."""
        ran = self._ran(("config", "--get", name), b"")
        return os.fsdecode(ran.stdout).rstrip("\n") if ran.returncode == 0 else ""

    def remotes(self) -> tuple[str, ...]:
        """The names of all remotes."""
        return tuple(os.fsdecode(self._run("remote")).split())

    def merges_by_union(self, path: str) -> bool:
        """Whether git keeps the lines of both sides when it merges this file."""
        return self._run("check-attr", "-z", "merge", "--", path).split(b"\0")[2:3] == [b"union"]

    def sign_as(self, author: str, *, always: bool) -> None:
        """Commits are by ``author`` ("Name <address>") when git knows nobody else, or ``always``. Raises InputError for anything else."""
        knows = self._environ.get("GIT_AUTHOR_EMAIL") or self._environ.get("EMAIL") or self.setting("user.email")
        name, _, address = author.removesuffix(">").partition(" <")
        if not (name.strip() and "@" in address):
            raise InputError(f'"{author}" is not "Name <address>".')
        if always or not knows:
            for role in ("AUTHOR", "COMMITTER"):
                self._environ |= {f"GIT_{role}_NAME": name.strip(), f"GIT_{role}_EMAIL": address.strip()}

    def is_in_between(self) -> bool:
        """Whether a merge, a rebase or the like is under way."""
        return any((self.git_dir / name).exists() for name in _UNDER_WAY)

    def commit(self, paths: Iterable[str], message: str) -> None:
        """Commits these files as they are on the disk. What else is staged stays staged. Raises RecycleError."""
        listed = b"".join(os.fsencode(path) + b"\0" for path in paths)
        given = ("--pathspec-from-file=-", "--pathspec-file-nul")
        sparse = ("--sparse",) if self.setting("core.sparseCheckout") == "true" else ()
        self._run("add", *sparse, *given, data=listed)
        # Not the person's hooks: they are for the person's commits.
        quietly = ("-c", f"core.hooksPath={os.devnull}", "commit", "--quiet", "--no-verify")
        ran = self._ran((*quietly, "--only", "-m", message, *given), listed)
        if ran.returncode:
            raise self._failed("commit", ran.stderr)

    def parents(self, commit: str) -> tuple[str, ...]:
        """The commits right before it, as far as they are here."""
        return tuple(self._run("rev-parse", f"{commit}^@").decode().split())

    def tree_of(self, commit: str) -> str:
        """The id of all its files."""
        return self._run("rev-parse", f"{commit}^{{tree}}").decode().strip()

    def tree_with(self, base: str, files: Mapping[str, Entry | bytes]) -> str:
        """The id of all files of ``base`` with these in their places: a file that git has already, or its bytes."""
        rows = b""
        for path, file in files.items():
            entry = file if isinstance(file, Entry) else Entry("100644", self._kept(file))
            rows += f"{entry.mode} {entry.blob}\t".encode() + os.fsencode(path) + b"\0"
        with TemporaryDirectory(prefix="recycle-") as folder:  # an index of its own: the person's is left alone
            own = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._apart("read-tree", base, environ=own)
            self._apart("update-index", "-z", "--index-info", data=rows, environ=own)
            return self._apart("write-tree", environ=own).decode().strip()

    def commit_tree(self, tree: str, parents: Iterable[str], message: str) -> str:
        """A new commit that no branch has yet."""
        after = (word for parent in parents for word in ("-p", parent))
        return self._run("commit-tree", tree, *after, "-m", message).decode().strip()

    def has_in_it(self, commit: str, older: str) -> bool:
        """Whether the history of a commit has another one in it."""
        return self._code("merge-base", "--is-ancestor", older, commit) == 0

    def fetch(self, remote: str, branch: str) -> str:
        """The commit that the branch is at now; empty when the remote has no such branch. Raises RecycleError without an answer."""
        words = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", remote, f"{_HEADS}{branch}")
        ran = self._ran(words, b"")
        if ran.returncode == 0:
            return self.commit_of("FETCH_HEAD")
        if b"couldn't find remote ref" in ran.stderr:
            return ""
        raise RecycleError(f"{remote} could not be read: {_said(ran.stderr)}")

    def tips(self, remote: str, branches: Iterable[str]) -> dict[str, str]:
        """The commits that those of the branches are at which the remote has. Raises RecycleError without an answer."""
        ran = self._ran(("ls-remote", "--quiet", remote, *(f"{_HEADS}{branch}" for branch in branches)), b"")
        if ran.returncode:
            raise RecycleError(f"{remote} could not be read: {_said(ran.stderr)}")
        rows = (row.split("\t") for row in os.fsdecode(ran.stdout).split("\n") if "\t" in row)
        return {ref.removeprefix(_HEADS): commit for commit, ref in rows}

    def push(self, remote: str, commit: str, branch: str) -> Push:
        """Has the remote's branch at ``commit``, if nothing of what is there is lost by that. Raises RecycleError without an answer."""
        words = ("push", "--porcelain", "--no-verify", "--recurse-submodules=no", remote, f"{commit}:{_HEADS}{branch}")
        ran = self._ran(words, b"")
        row = next((row for row in ran.stdout.decode(errors="replace").split("\n") if row.startswith("!\t")), "")
        if ran.returncode == 0 and not row:
            return Push(Answer.TAKEN)
        if not row:
            raise RecycleError(f"{remote} could not be written to: {_said(ran.stderr)}")
        summary = row.split("\t")[-1]
        is_race = "[rejected]" in summary or any(words in summary for words in _RACES)
        return Push(Answer.MOVED) if is_race else Push(Answer.REFUSED, _refusal(ran.stderr, summary))

    def go_on_to(self, commit: str, files: Mapping[str, Entry]) -> None:
        """Has what is checked out go on to ``commit``, which differs from it in ``files`` alone, and these are so on the disk already.

        What else is staged stays staged. Raises RecycleError.
        """
        rows = b"".join(f"{entry.mode} {entry.blob}\t".encode() + os.fsencode(path) + b"\0" for path, entry in files.items())
        before = self.commit_of(HEAD)
        # In this order: an index behind its commit would have the next commit of the person take the lines out again.
        self._run("update-index", "-z", "--index-info", data=rows)
        self._run("update-ref", "-m", "recycle: claimed", HEAD, commit, before)

    def wait(self, seconds: float) -> None:
        """Lets somebody else go first."""
        time.sleep(seconds)

    def _kept(self, data: bytes) -> str:
        return self._run("hash-object", "-w", "--stdin", data=data).decode().strip()

    def _apart(self, *words: str, environ: Mapping[str, str], data: bytes = b"") -> bytes:
        before = self._environ
        self._environ = {**before, **environ}
        try:
            return self._run(*words, data=data)
        finally:
            self._environ = before


def _said(words: bytes) -> str:
    """The line in which git says why, without a password that may stand in an address."""
    rows = [row.strip() for row in words.decode(errors="replace").split("\n") if row.strip()]
    reason = next(
        (row for row in rows if row.startswith(("fatal:", "error:", "ERROR:"))), rows[0] if rows else "no reason was given"
    )
    return _CREDENTIALS.sub("", reason.partition(": ")[2] or reason)


def _refusal(words: bytes, summary: str) -> str:
    """What the remote's own rule said, or at least git's word for it."""
    rows = (
        row.removeprefix("remote:").strip() for row in words.decode(errors="replace").split("\n") if row.startswith("remote:")
    )
    said = next((row for row in rows if row.strip("-= ")), "")
    reason = summary.partition("(")[2].rstrip(")") or summary
    return _CREDENTIALS.sub("", f"{reason}: {said}".rstrip(".") if said else reason)
