"""The ledger on its way between machines: what is new here goes to the remote, what is new there comes here.

A remote's branch is never rewritten, and of the person's own work nothing goes along: what is pushed is a commit on what the remote has,
with lines added to the files of the ledger. So it does not matter which of two machines comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from recycle.errors import InputError, NeedsPersonError
from recycle.ledger.files import FOLDER as LEDGER
from recycle.ledger.files import SUFFIX as LOG
from recycle.ledger.union import lost, union
from recycle.steps.exclusive import exclusive
from recycle.steps.loading import edit_files
from recycle.steps.sharing.along import REMEMBER, SKIP, go_along
from recycle.steps.sharing.target import Target
from recycle.steps.workspace import Workspace
from recycle.world import disk, paths
from recycle.world.git import HEAD, Change, Entry
from recycle.world.git_push import Answer, Clone

ATTEMPTS = 20
PAUSE = 0.05
_FILES = frozenset(("100644", "100755"))
_KEPT_WORDS = (f"{edit_files.REWRITE}{edit_files.SUFFIX}", f"{edit_files.REWRITE}{edit_files.BASE}{edit_files.SUFFIX}")


class Where(StrEnum):
    """What became of it."""

    NOTHING_NEW = "nothing new"
    PUSHED = "pushed"
    APART = "pushed apart"
    IGNORED = "ignored"


class Pushed(Struct, frozen=True, kw_only=True):
    """``branch`` is the one that has the ledger now, ``refusal`` why that is not the one that was asked for, ``advice`` what a person
    has to do for the branch here to be there, too.
    """

    where: Where
    remote: str = ""
    branch: str = ""
    commit: str = ""
    files: int = 0
    refusal: str = ""
    advice: str = ""


class SharedLedger:
    """The ledger of one workspace in its clone, and the same ledger at the clone's remote."""

    def __init__(self, workspace: Workspace, clone: Clone, target: Target) -> None:
        self.workspace, self.clone, self.target = workspace, clone, target
        self.prefix = clone.prefix(workspace.root)
        self.read: dict[str, str] = {}
        """The commit of each of the remote's branches that the ledger on the disk has all of."""
        self._places = (f"{self.prefix}{LEDGER}", f"{self.prefix}{edit_files.FOLDER}")

    def is_ignored(self) -> bool:
        """Whether git leaves the ledger alone, so that it stays on this machine."""
        return self.clone.is_ignored(f"{self.prefix}{LEDGER}/a{LOG}")

    def merges_by_itself(self) -> bool:
        """Whether .gitattributes has git keep the lines of two branches."""
        return self.clone.merges_by_union(f"{self.prefix}{LEDGER}/a{LOG}")

    # ── from there ───────────────────────────────────────────────────────────────────────────────

    def pull(self, *, fetched: bool = False) -> int:
        """Adds to the ledger on the disk what the remote has more, on both branches, and returns how many files that were.

        ``fetched``: as far as git has been told of it, without asking the remote. Raises RecycleError when it cannot be asked.
        """
        remote = self.target.remote
        with exclusive(self.workspace, "reading the ledger of another machine"):
            brought: set[str] = set()
            for branch in (self.target.branch, self.target.own):
                known = f"refs/remotes/{remote}/{branch}"
                commit = self.clone.commit_of(known) if fetched else self.clone.fetch(remote, branch)
                if not (commit or fetched or branch == self.target.own):
                    raise self.no_branch()
                if commit:
                    brought.update(self.join(self.entries(commit)))
                    self.read[branch] = commit
            return len(brought)

    def join(self, theirs: Mapping[str, Entry]) -> Iterable[str]:
        """Adds to the ledger on the disk what ``theirs`` has more, one file after the other, and yields the path of each. The caller holds the lock."""
        top = self.clone.top
        here = [path for path in theirs if disk.is_file(top / path) and "\n" not in path]
        same = dict(zip(here, self.clone.ids_of(here), strict=True)) if here else {}
        with self.clone.reader() as blobs:
            for path, entry in theirs.items():
                if same.get(path) == entry.blob or (path in same and not path.endswith(LOG)):
                    continue
                data = blobs.read(entry.blob) or b""
                mine = disk.read_bytes(top / path) if path in same else b""
                if (joined := union(mine, data) if path.endswith(LOG) else data) != mine:
                    file = paths.inside(self.workspace.root, path.removeprefix(self.prefix))
                    disk.write_atomic(file, joined)
                    self.workspace.world.written.add(file)
                    yield path

    # ── to there ─────────────────────────────────────────────────────────────────────────────────

    def push(self) -> Pushed:
        """Commits what the ledger has new, and has it on the remote's branch, or on the one beside it where that is protected.

        Raises NeedsPersonError or RecycleError when it is on neither afterwards; what was committed here stays.
        """
        if self.is_ignored():
            return Pushed(where=Where.IGNORED)
        with exclusive(self.workspace, "pushing the ledger"):
            self._commit_here()
            pushed = self._bring()
            if pushed.branch != self.target.branch:
                return pushed
            return replace(pushed, advice=go_along(self.clone, self.target, pushed.commit, self.is_ours))

    def must_be_ready(self) -> None:
        """Raises InputError or NeedsPersonError when the ledger could not be committed here, whatever the remote says."""
        self._changed()

    def _commit_here(self) -> None:
        """A commit of the ledger alone, on whatever is checked out."""
        if changed := self._changed():
            self.clone.commit(changed, REMEMBER + SKIP)

    def _changed(self) -> tuple[str, ...]:
        """The files of the ledger that are not on the disk as they were committed."""
        if not self.clone.has(HEAD):
            raise InputError("there is no commit here yet: commit your pieces and push them first.")
        if self.clone.is_in_between():
            raise NeedsPersonError(
                "git is in the middle of a merge, a rebase or the like: finish that first, then run this again."
            )
        if self.clone.is_filtered(f"{self.prefix}{LEDGER}/a{LOG}"):
            message = "a filter in .gitattributes changes ledger/, and then lines of two machines cannot be joined: leave ledger/ out of it."
            raise InputError(message)
        top, committed = self.clone.top, self.entries(HEAD)
        files = self.differing(HEAD)
        ids = self.clone.ids_of(files) if files else ()
        changed = [path for path, blob in zip(files, ids, strict=True) if path not in committed or committed[path].blob != blob]
        with self.clone.reader() as blobs:
            for path in changed:
                before = blobs.read(f"{HEAD}:{path}") or b""
                if path.endswith(LOG) and (count := lost(before, disk.read_bytes(top / path))):
                    gone = (
                        "1 recorded line of the last commit is"
                        if count == 1
                        else f"{count} recorded lines of the last commit are"
                    )
                    raise InputError(f"{gone} gone: `git checkout -- {path}` brings back what was committed.", path=path)
        return tuple(changed)

    def _bring(self) -> Pushed:
        remote, branch, own = self.target.remote, self.target.branch, self.target.own
        base = self.clone.fetch(remote, branch)
        if not base:
            raise self.no_branch()
        done = self._attempts(branch, "", SKIP)
        if done.where is not Where.APART:
            return done
        beside = self._attempts(own, base, "")
        if beside.where is Where.APART:
            raise NeedsPersonError(
                f"{remote} takes the ledger neither on {branch} nor on {own}: {beside.refusal}. It is committed here: allow pushes"
                f" to {own} at the host, or name another branch with --own-branch, then `recycle ledger push`."
            )
        return Pushed(
            where=Where.APART, remote=remote, branch=own, commit=beside.commit, files=beside.files, refusal=done.refusal
        )

    def no_branch(self) -> NeedsPersonError:
        """What is said where the remote does not have the branch."""
        remote, branch = self.target.remote, self.target.branch
        words = f"-u {remote} {branch}" if self.clone.branch() == branch else f"{remote} HEAD:{branch}"
        return NeedsPersonError(f"{remote} has no branch {branch} yet: push your own commits there first, `git push {words}`.")

    def _attempts(self, branch: str, beside: str, mark: str) -> Pushed:
        """Pushes on top of what the remote has there, again and again while others are faster. ``APART``: the remote will not.

        ``beside``: the commit of the branch that is protected, when this is the one beside it.
        """
        remote = self.target.remote
        for attempt in range(ATTEMPTS):
            self.clone.wait(PAUSE * attempt)
            there = self.clone.fetch(remote, branch)
            tip = there or beside
            files = self.missing(tip, (HEAD,))
            if not files:
                # Where the branch is not there yet, the one that it would begin on has it all.
                known = branch if there else self.target.branch
                return Pushed(where=Where.NOTHING_NEW, remote=remote, branch=known, commit=tip)
            commit = self.beside(tip, beside) if beside else self._commit_on(tip, files, mark)
            answer, said = self.clone.push(remote, commit, branch)
            if answer is not Answer.MOVED:
                where = Where.PUSHED if answer is Answer.TAKEN else Where.APART
                return Pushed(where=where, remote=remote, branch=branch, commit=commit, files=len(files), refusal=said)
        raise NeedsPersonError(f"others have pushed to {branch} {ATTEMPTS} times in between: run this again. Nothing is lost.")

    def _commit_on(self, tip: str, files: Mapping[str, Entry | bytes], mark: str) -> str:
        """Our commit where it is on top of the remote's and has nothing else in it; else one of its own."""
        commit = self.clone.commit_with(tip, files, (tip,), REMEMBER + mark)
        is_same = self.clone.parents(HEAD) == (tip,) and self.clone.tree_of(HEAD) == self.clone.tree_of(commit)
        return self.clone.commit_of(HEAD) if is_same else commit

    def beside(self, tip: str, base: str) -> str:
        """What the branch beside ``base`` becomes: all of ``base``, with the lines that are there and here.

        So it can always be merged, though hosts do not read .gitattributes and though it may have been merged as another commit before.
        A request to merge it is to be checked like any other: no mark here that has the CI skip it.
        """
        parents = (tip,) if self.clone.has_in_it(tip, base) else (tip, base)
        return self.clone.commit_with(base, self.missing(base, (tip, HEAD)), parents, REMEMBER)

    def missing(self, tip: str, sources: Iterable[str]) -> dict[str, Entry | bytes]:
        """What the files of the ledger are to become on top of ``tip`` by what ``sources`` have, as far as they are not so there."""
        found: dict[str, Entry | bytes] = {}
        with self.clone.reader() as blobs:
            for source in sources:
                for path, _, old, entry in self.changes(tip, source):
                    now = found.get(path) or (old if old.mode in _FILES else None)
                    if now is None:
                        found[path] = entry
                    elif now != entry and path.endswith(LOG):
                        before = now if isinstance(now, bytes) else blobs.read(now.blob) or b""
                        if (joined := union(before, blobs.read(entry.blob) or b"")) != before:
                            found[path] = joined
        return found

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """The files of the ledger that ``new`` has and ``old`` has not, or not so."""
        found = self.clone.between(old, new, self._places)
        return tuple(change for change in found if self.is_ours(change.path) and change.new.mode in _FILES)

    def entries(self, commit: str) -> dict[str, Entry]:
        """The files of the ledger in a commit, by their paths from the top."""
        found = self.clone.entries(commit, self._places)
        return {path: entry for path, entry in found.items() if self.is_ours(path) and entry.mode in _FILES}

    def differing(self, commit: str) -> tuple[str, ...]:
        """The files of the ledger that are on the disk, and not as ``commit`` has them."""
        found = self.clone.differing(commit, self._places)
        top = self.clone.top
        return tuple(path for path in found if self.is_ours(path) and disk.is_file(top / path) and "\n" not in path)

    def is_ours(self, path: str) -> bool:
        """Whether publishing writes this file: the ledger, and what a command under ``rewrite:`` has answered."""
        name = path.removeprefix(self.prefix)
        return name.startswith(f"{LEDGER}/") or (name.startswith(f"{edit_files.FOLDER}/") and name.endswith(_KEPT_WORDS))
