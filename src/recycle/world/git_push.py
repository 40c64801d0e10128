"""Git where something is to be remembered: commits of some files alone, and what a remote says to them. No history is ever rewritten."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from recycle.errors import InputError, RecycleError
from recycle.late import regex
from recycle.world.git import HEAD, NOTHING, Entry, Repository

if TYPE_CHECKING:
    import subprocess

_REMOTE = (
    ("LC_ALL", "C"),  # what git says is read here
    ("GIT_NO_LAZY_FETCH", "0"),
    ("GIT_HTTP_LOW_SPEED_LIMIT", "100"),  # bytes a second, for as many seconds as below
    ("GIT_HTTP_LOW_SPEED_TIME", "60"),
)
_LONGEST = 900.0
"""Seconds after which a remote that says nothing is left. Over ssh git itself would wait for hours."""
_HEADS = "refs/heads/"
_OURS = "refs/worktree/recycle/"
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "sequencer", "BISECT_LOG")
_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
"""The person's hooks are for the person's commits."""
_IMPORT = ("-c", "core.ignoreCase=false", "-c", "pack.compression=0", "fast-import", "--quiet", "--date-format=now")
"""Its pack is unpacked at once, and to make that small first took a third of its time in a large ledger."""
_BYTES = "100644"
_CREDENTIALS = regex(r"(?<=://)[^/\s]+@")
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
        self._people: dict[str, str] = {}

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
        return self._attribute("merge", path) == "union"

    def is_filtered(self, path: str) -> bool:
        """Whether commits have other bytes for this file than the disk, as with git-crypt and Git LFS."""
        return self._attribute("filter", path) not in ("unspecified", "unset", "")

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
        ran = self._ran((*_NO_HOOKS, "commit", "--quiet", "--no-verify", "--only", "-m", message, *given), listed)
        if ran.returncode:
            raise self._failed("commit", ran.stderr)

    def parents(self, commit: str) -> tuple[str, ...]:
        """The commits right before it, as far as they are here."""
        return tuple(self._run("rev-parse", f"{commit}^@").decode().split())

    def since(self, base: str, commit: str) -> tuple[tuple[str, tuple[str, ...], str], ...]:
        """The commits that ``commit`` has and ``base`` has not: of each its id, its parents and its message."""
        said = os.fsdecode(self._run("log", "-z", "--no-show-signature", "--format=%H%n%P%n%B", f"{base}..{commit}"))
        rows = (row.split("\n", 2) for row in said.split("\0") if row)
        return tuple((one, tuple(parents.split()), message.strip("\n")) for one, parents, message in rows)

    def tree_of(self, commit: str) -> str:
        """The id of all its files."""
        return self._run("rev-parse", f"{commit}^{{tree}}").decode().strip()

    def commit_with(self, base: str, files: Mapping[str, Entry | bytes], parents: Sequence[str], message: str) -> str:
        """A new commit that no branch has yet: all files of ``base`` with these in their places, a file that git has already or its bytes.

        No index is read or written, so that it takes no longer in a large repository than its folders need.
        """
        passing = f"{_OURS}{os.urandom(6).hex()}"
        after, *others = parents
        head = [
            *(f"commit {passing}", "mark :1", f"author {self._who('AUTHOR')} now", f"committer {self._who('COMMITTER')} now"),
            *(f"data {len(message.encode())}", message, f"from {after}", *(f"merge {other}" for other in others)),
            *((f'M 040000 {self.tree_of(base)} ""',) if base != after else ()),
        ]
        rows = [os.fsencode(f"{line}\n") for line in head]
        rows += [_placed(path, file) for path, file in files.items()]
        rows.append(f"\nget-mark :1\nreset {passing}\nfrom {NOTHING}\n\n".encode())
        return self._run(*_IMPORT, data=b"".join(rows)).decode().strip()

    def _who(self, role: str) -> str:
        """The name and the address of whoever commits, without the time."""
        if role not in self._people:
            said = os.fsdecode(self._run("var", f"GIT_{role}_IDENT"))
            self._people[role] = said.rsplit(" ", 2)[0]
        return self._people[role]

    def has_in_it(self, commit: str, older: str) -> bool:
        """Whether the history of a commit has another one in it."""
        return self._code("merge-base", "--is-ancestor", older, commit) == 0

    def fetch(self, remote: str, branch: str) -> str:
        """The commit that the branch is at now; empty when the remote has no such branch. Raises RecycleError without an answer."""
        ours = f"{_OURS}{os.urandom(6).hex()}"  # not FETCH_HEAD: an editor that fetches in the background writes that, too
        words = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", remote, f"{_HEADS}{branch}:{ours}")
        ran = self._asked(remote, words)
        if commit := self.commit_of(ours):
            self._run("update-ref", "-d", ours)
            return commit
        if b"couldn't find remote ref" in ran.stderr:
            return ""
        raise _unread(remote, ran.stderr)

    def tips(self, remote: str, branches: Iterable[str]) -> dict[str, str]:
        """The commits that those of the branches are at which the remote has. Raises RecycleError without an answer."""
        ran = self._asked(remote, ("ls-remote", "--quiet", remote, *(f"{_HEADS}{branch}" for branch in branches)))
        if ran.returncode:
            raise _unread(remote, ran.stderr)
        rows = (row.split("\t") for row in os.fsdecode(ran.stdout).split("\n") if "\t" in row)
        there = {ref: commit for commit, ref in rows}
        return {branch: there[f"{_HEADS}{branch}"] for branch in branches if f"{_HEADS}{branch}" in there}

    def push(self, remote: str, commit: str, branch: str, over: str | None = None) -> Push:
        """Has the remote's branch at ``commit``, if nothing of what is there is lost by that. Raises RecycleError without an answer.

        ``over``: only if the branch is at this commit, which ``commit`` comes after; empty: only if there is no such branch. Else
        a branch that somebody has taken back would have all again that was taken out.
        """
        words = ("push", "--porcelain", "--no-verify", "--recurse-submodules=no", "--no-follow-tags")
        lease = () if over is None else (f"--force-with-lease={_HEADS}{branch}:{over}",)
        ran = self._asked(remote, (*words, *lease, remote, f"{commit}:{_HEADS}{branch}"))
        row = next((row for row in ran.stdout.decode(errors="replace").split("\n") if row.startswith("!\t")), "")
        if ran.returncode == 0 and not row:
            return Push(Answer.TAKEN)
        if not row:
            said = _said(ran.stderr).rstrip(".")
            raise RecycleError(
                f"{remote} could not be written to: {said}. Nothing is lost: once `git push {remote}` works, run this again."
            )
        summary = row.split("\t")[-1]
        is_race = "[rejected]" in summary or any(words in summary for words in _RACES)
        return Push(Answer.MOVED) if is_race else Push(Answer.REFUSED, _refusal(ran.stderr, summary))

    def go_on_to(self, commit: str, before: str) -> None:
        """Has what is checked out go from ``before`` to ``commit``, on the disk and in the index, too.

        What else is staged or changed stays so. Raises RecycleError, and then nothing was done: where a file that differs between the
        two is not as it was committed, or another one is in its way, or something else is checked out by then.
        """
        is_same = self.tree_of(before) == self.tree_of(commit)
        walk = (*_NO_HOOKS, "read-tree", "-m", "-u", "--no-recurse-submodules")
        if not is_same:
            # Without this, git takes a file that was touched for one that was changed.
            self._ran((*_NO_HOOKS, "update-index", "-q", "--refresh"), b"")
            # First of the two: an index behind its commit would have the next commit of the person take the lines out again.
            self._run(*walk, before, commit)
        try:
            self._run(*_NO_HOOKS, "update-ref", "-m", "recycle: as at the remote", HEAD, commit, before)
        except RecycleError:
            if not is_same:
                self._ran((*walk, commit, before), b"")
            raise

    def wait(self, seconds: float) -> None:
        """Lets somebody else go first."""
        time.sleep(seconds)

    def _attribute(self, name: str, path: str) -> str:
        return os.fsdecode(b"".join(self._run("check-attr", "-z", name, "--", path).split(b"\0")[2:3]))

    def _asked(self, remote: str, words: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        """What came of a talk with the remote. Raises RecycleError where it does not end."""
        import subprocess  # slow to import

        none, pipe = subprocess.DEVNULL, subprocess.PIPE
        try:
            with subprocess.Popen(  # noqa: S603
                ["git", *words],  # noqa: S607
                stdin=none,
                stdout=pipe,
                stderr=pipe,
                cwd=self.top,
                env=self._environ,
            ) as git:
                try:
                    out, said = git.communicate(timeout=_LONGEST)
                except BaseException:
                    git.terminate()  # and not kill, so that git ends its ssh, too
                    raise
        except subprocess.TimeoutExpired:
            raise RecycleError(f"{remote} gave no answer within {_LONGEST / 60:.0f} minutes") from None
        except OSError as error:
            raise RecycleError(f"git cannot be started ({error.strerror})") from None
        return subprocess.CompletedProcess(words, git.returncode, out, said)


def _placed(path: str, file: Entry | bytes) -> bytes:
    """A file as ``git fast-import`` reads it. Between quotation marks a path may have any sign."""
    name = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    if isinstance(file, Entry):
        return os.fsencode(f'M {file.mode} {file.blob} "{name}"\n')
    return os.fsencode(f'M {_BYTES} inline "{name}"\ndata {len(file)}\n') + file + b"\n"


def _unread(remote: str, said: bytes) -> RecycleError:
    return RecycleError(
        f"{remote} could not be read: {_said(said).rstrip('.')}. `git remote -v` shows where that is; once `git ls-remote {remote}` gets an answer, run this again."
    )


def without_secret(words: str) -> str:
    """The words without what stands before the host in an address."""
    return _CREDENTIALS.sub("", words)


def _said(words: bytes) -> str:
    """The line in which git says why, without a password that may stand in an address."""
    rows = [row.strip() for row in words.decode(errors="replace").split("\n") if row.strip()]
    reason = next(
        (row for row in rows if row.startswith(("fatal:", "error:", "ERROR:"))), rows[0] if rows else "no reason was given"
    )
    return without_secret(reason.partition(": ")[2] or reason)


def _refusal(words: bytes, summary: str) -> str:
    """What the remote's own rule said, or at least git's word for it."""
    rows = (
        row.removeprefix("remote:").strip() for row in words.decode(errors="replace").split("\n") if row.startswith("remote:")
    )
    said = next((row for row in rows if row.strip("-= ")), "")
    reason = summary.partition("(")[2].rstrip(")") or summary
    return without_secret(f"{reason}: {said}".rstrip(".") if said else reason)
