"""Git: the repository around a folder, what is staged in it and what is committed. Nothing here changes an index, a commit or a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from recycle.errors import InputError, RecycleError
from recycle.world.git_entries import Entries, Entry
from recycle.world.git_running import Blobs, Running

if TYPE_CHECKING:
    import subprocess

__all__ = ["HEAD", "LINK", "NOTHING", "SUBMODULE", "Blobs", "Change", "Entries", "Entry", "Repository", "Running"]

HEAD = "HEAD"
LINK, SUBMODULE = "120000", "160000"
NOTHING = "0" * 40
_MERGED = "GITHEAD_"
_NOT_YET = "--ita-invisible-in-index"
"""What `git add --intent-to-add` names is not staged, though it stands in the index as an empty file."""
_EMPTY = (b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", b"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
"""The id of a file of no bytes, by SHA-1 and by SHA-256."""
_PATHS = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
_OTHER_PATHSPECS = ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")
"""Git refuses to work with one of these beside what we tell it of them."""
_OURS = MappingProxyType(
    {
        "GIT_OPTIONAL_LOCKS": "0",  # looking must not get in the way of somebody else's git
        "GIT_LITERAL_PATHSPECS": "1",  # a file may be called "*.md"
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone would ask its server
        "GIT_TERMINAL_PROMPT": "0",
    }
)


class Change(NamedTuple):
    """A path that differs: ``A`` added, ``D`` deleted, ``M`` modified, ``T`` made into something else (a link, say)."""

    path: str
    kind: str
    old: Entry
    new: Entry


class Repository:
    """One repository with its work tree. Paths are relative to ``top`` and have ``/`` between their names."""

    def __init__(self, folder: Path, environ: Mapping[str, str], answer: Running | None = None) -> None:
        """The repository around ``folder``. In a hook git says itself which one and which index that is, in ``environ``.

        ``answer``: what was ``asked`` before, for the same folder. Raises InputError when there is none, or no git.
        """
        self.top, self._environ = _start(folder, environ)
        code, printed, said = (answer or self.asked(folder, environ)).result()
        if code:
            raise self._failed("rev-parse", said)
        top, self_dir, common = [*printed.decode(errors="surrogateescape").split("\n"), "", ""][:3]
        if not top:
            raise InputError(f"the git repository at {self.top} has no work tree: there is nothing to commit in it.")
        self.git_dir = Path(self_dir)
        self.common_dir = Path(os.path.normpath(self.top / common))
        """What all work trees of the repository share."""
        self.top = Path(top)

    @classmethod
    def asked(cls, folder: Path, environ: Mapping[str, str]) -> Running:
        """Git is asked which repository is around ``folder``; it answers while other things are done. Raises InputError when there is no git."""
        top, ours = _start(folder, environ)
        return _started(("rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir"), top, ours)

    def prefix(self, folder: Path) -> str:
        """``folder`` as a path from the top, with a ``/`` at its end; empty for the top. Raises InputError when it is elsewhere."""
        place, top = Path(os.path.realpath(folder)), Path(os.path.realpath(self.top))
        if not place.is_relative_to(top):
            raise InputError(f"{folder} does not lie in the git repository at {self.top}.")
        relative = place.relative_to(top).as_posix()
        return "" if relative == "." else f"{relative}/"

    # ── what there is ────────────────────────────────────────────────────────────────────────────

    def has(self, rev: str) -> bool:
        """Whether there is a commit of this name; HEAD is none before the first."""
        return self._code("rev-parse", "--quiet", "--verify", f"{rev}^{{commit}}") == 0

    def commit_of(self, rev: str) -> str:
        """The id of the commit of this name; empty when there is none here."""
        ran = self._ran(("rev-parse", "--quiet", "--verify", f"{rev}^{{commit}}"), b"")
        return ran.stdout.decode().strip() if ran.returncode == 0 else ""

    def merge_base(self, one: str, other: str) -> str:
        """The last commit that both have in common; empty when there is none, or none that is here."""
        ran = self._ran(("merge-base", one, other), b"")
        return ran.stdout.decode().split("\n")[0] if ran.returncode == 0 else ""

    def is_shallow(self) -> bool:
        """Whether older commits were left behind when this was cloned."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def differing(self, base: str, paths: Iterable[str]) -> tuple[str, ...]:
        """The files below ``paths`` that are not on the disk as they are in ``base``, new ones that are not ignored included."""
        asked = tuple(paths)
        said = self._run("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative", base, "--", *asked)
        new = self._run("ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", *asked)
        return tuple(dict.fromkeys(os.fsdecode(path) for path in (said + new).split(b"\0") if path))

    def merging(self) -> tuple[str, ...]:
        """The commits that are being merged into this one. In pre-merge-commit git names them in the environment alone."""
        try:
            return tuple((self.git_dir / "MERGE_HEAD").read_text("ascii").split())
        except OSError:
            named = (name.removeprefix(_MERGED) for name in self._environ if name.startswith(_MERGED))
            return tuple(commit for commit in named if self.has(commit))

    def comparing(self, paths: Iterable[str], base: str = HEAD) -> Running:
        """What is staged below ``paths`` and is not so in ``base``, for ``changes``: git compares while other things are done."""
        words = ("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules", _NOT_YET, base)
        return self._started(*words, "--", *paths)

    def changes(self, paths: Iterable[str], base: str = HEAD, running: Running | None = None) -> tuple[Change, ...]:
        """What is staged below ``paths`` and is not so in ``base``. A renamed file is one deleted and one added.

        ``running``: what ``comparing`` has started, for the same paths and base.
        """
        asked = tuple(paths)
        code, printed, said = (running or self.comparing(asked, base)).result()
        if code and base == HEAD and not self.has(HEAD):
            entries = self.entries("", asked)
            return tuple(Change(path, "A", Entry("000000", NOTHING), entry) for path, entry in entries.items())
        if code:
            raise self._failed("diff-index", said)
        rows = printed.split(b"\0")
        return tuple(_change(said, path) for said, path in zip(rows[::2], rows[1::2], strict=False))

    def between(self, old: str, new: str, paths: Iterable[str] = ()) -> tuple[Change, ...]:
        """What one commit has otherwise than another, below ``paths``. Its cost is that of what differs, not of what there is."""
        words = ("diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", old, new, "--")
        rows = self._run(*words, *paths).split(b"\0")
        return tuple(_change(said, path) for said, path in zip(rows[::2], rows[1::2], strict=False))

    def entries(self, rev: str, paths: Iterable[str]) -> Entries:
        """The files below ``paths`` in the index (``rev`` is empty) or in a commit. What is in conflict is left out."""
        if rev:
            return Entries(self._run("ls-tree", "-r", "-z", "--full-tree", rev, "--", *paths))
        asked = tuple(paths)
        return self.listed(self.listing(asked), asked)

    def listing(self, paths: Iterable[str]) -> Running:
        """The files below ``paths`` in the index, for ``listed``: git looks for them while other things are done."""
        return self._started("ls-files", "-s", "-z", "--full-name", "--", *paths)

    def listed(self, running: Running, paths: Iterable[str]) -> Entries:
        """What ``listing`` has found for the same paths. Raises RecycleError when git cannot say."""
        code, printed, said = running.result()
        if code:
            raise self._failed("ls-files", said)
        if not any(empty in printed for empty in _EMPTY):
            return Entries(printed)
        how = ("--name-only", "-z", "--no-ext-diff", "--ignore-submodules", "--diff-filter=A", _NOT_YET)
        said = self._run("diff-files", *how, "--", *paths)
        return Entries(printed).without(said.split(b"\0")[:-1])

    def mentioning(self, words: Iterable[str], paths: Iterable[str]) -> tuple[str, ...]:
        """The staged files below ``paths`` that have one of ``words`` in them."""
        asked = tuple(word for word in words if word and "\n" not in word)
        if not asked:
            return ()
        data = "\n".join(asked).encode(errors="surrogateescape")
        ran = self._ran(("grep", "--cached", "-l", "-z", "-F", "--full-name", "--no-color", "-f", "-", "--", *paths), data)
        if ran.returncode > 1:
            raise self._failed("grep", ran.stderr)
        return tuple(os.fsdecode(path) for path in ran.stdout.split(b"\0") if path)

    def ids_of(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The ids that the bytes of these files on the disk would have when they are staged, line ends and filters included."""
        asked = b"".join(os.fsencode(path) + b"\n" for path in paths)
        return tuple(self._run("hash-object", "--stdin-paths", data=asked).decode().split())

    def is_ignored(self, path: str) -> bool:
        """Whether git leaves this path alone."""
        # This command refuses to be told that names are no patterns, and takes them for none.
        plain = {name: value for name, value in self._environ.items() if name != "GIT_LITERAL_PATHSPECS"}
        return self._ran(("check-ignore", "--quiet", "--", f"./{path}"), b"", plain).returncode == 0

    def hooks_folder(self) -> Path:
        """Where git looks for hooks, core.hooksPath included."""
        said = os.fsdecode(self._run("rev-parse", "--git-path", "hooks")).rstrip("\n")
        return Path(os.path.normpath(self.top / said))

    def reader(self, *, is_quick: bool = False) -> Blobs:
        """A way to the bytes of files; to be used in ``with``.

        ``is_quick``: a file whose bytes are gone is taken for one that was never there, in a repository that ought to have all of them.
        """
        has = self._never if is_quick and not self.is_partial() else self._knows
        return Blobs(lambda: self._started("cat-file", "--batch", is_heard=False), self._ids, has)

    def is_partial(self) -> bool:
        """Whether this may be a clone that has left files at the remote (git-clone, ``--filter``)."""
        try:
            return b"promisor" in (self.common_dir / "config").read_bytes().lower()
        except OSError:
            return True

    def _knows(self, name: str) -> bool:
        return ":" in name and self._code("rev-parse", "--quiet", "--verify", name) == 0

    @staticmethod
    def _never(_name: str) -> bool:
        return False

    # ── running it ───────────────────────────────────────────────────────────────────────────────

    def _ids(self) -> frozenset[bytes]:
        listing = ("cat-file", "--batch-check=%(objectname)", "--batch-all-objects", "--unordered")
        return frozenset(self._run(*listing).split())

    def _run(self, *words: str, data: bytes = b"") -> bytes:
        ran = self._ran(words, data)
        if ran.returncode:
            raise self._failed(words[0], ran.stderr)
        return ran.stdout

    def _code(self, *words: str) -> int:
        return self._ran(words, b"").returncode

    def _ran(
        self, words: tuple[str, ...], data: bytes, environ: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        import subprocess  # slow to import

        try:
            return subprocess.run(  # noqa: S603
                ["git", *words],  # noqa: S607
                input=data,
                capture_output=True,
                check=False,
                cwd=self.top,
                env=environ or self._environ,
            )
        except OSError as error:
            raise _no_git(error, self.top) from None

    def _started(self, *words: str, is_heard: bool = True) -> Running:
        return _started(words, self.top, self._environ, is_heard=is_heard)

    def _failed(self, command: str, said: bytes) -> RecycleError:
        lines = (said.decode(errors="replace").strip() or "it failed and did not say why").split("\n")
        if "not a git repository" in lines[0] or "must be run in a work tree" in lines[0]:
            return InputError(f"{self.top} is not in a git repository with a work tree: `git init` makes one.")
        return RecycleError(f"git {command}: {lines[0].removeprefix('fatal: ')}")


def _start(folder: Path, environ: Mapping[str, str]) -> tuple[Path, dict[str, str]]:
    """Where git is started for what is around ``folder``, and what it is told."""
    here = Path.cwd()
    told = {name: value for name, value in environ.items() if name not in _OTHER_PATHSPECS}
    ours = {**told, **_OURS, **{name: str(here / environ[name]) for name in _PATHS if environ.get(name)}}
    # With GIT_DIR alone, the work tree is where one stands.
    return here if environ.get("GIT_DIR") else folder.absolute(), ours


def _started(words: tuple[str, ...], folder: Path, environ: Mapping[str, str], *, is_heard: bool = True) -> Running:
    try:
        return Running(words, folder, environ, is_heard=is_heard)
    except OSError as error:
        raise _no_git(error, folder) from None


def _change(said: bytes, path: bytes) -> Change:
    old_mode, new_mode, old, new, kind = said.decode().removeprefix(":").split(" ")
    return Change(os.fsdecode(path), kind[:1], Entry(old_mode, old), Entry(new_mode, new))


def _no_git(error: OSError, folder: Path) -> InputError:
    if not folder.is_dir():
        return InputError(f"there is no folder {folder}.")
    return InputError(f"git cannot be started ({error.strerror}): install it, or put its folder into PATH.")
