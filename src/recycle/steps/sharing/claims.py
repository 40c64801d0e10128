"""Claims: of several machines that want to send the same thing, one gets the remote's branch to say that it does, and only that one sends.

A claim is the piece's `attempted`, pushed on top of what this machine knows, before anything leaves. Git takes a push only if the branch
is still where the pusher saw it, so nobody can have claimed the same in between. Whoever was slower reads what is there now and looks
anew at what is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from recycle.errors import NeedsPersonError
from recycle.ledger.files import FOLDER as LEDGER
from recycle.ledger.files import SUFFIX as LOG
from recycle.ledger.union import union
from recycle.steps.record import Record
from recycle.steps.sharing.along import CLAIM, SKIP
from recycle.steps.sharing.sync import ATTEMPTS, PAUSE, SharedLedger
from recycle.world import disk
from recycle.world.git import Entry
from recycle.world.git_push import Answer

Concerned = Callable[[str], bool]
"""Whether what is new of a piece, named by its id, may change what is due."""


class Claimed(StrEnum):
    """What came of it."""

    OURS = "ours"
    NEWS = "news"
    """Another machine was faster. What it has recorded is in the ledger here now, and nothing of ours is there."""
    CROSSED = "crossed"
    """Another machine has claimed on the branch beside, in the same moment: both claims are there, and neither may send."""


class Claims:
    """The claims of one run."""

    def __init__(self, ledger: SharedLedger) -> None:
        self._ledger = ledger
        self._clone = ledger.clone
        self._target = ledger.target
        self._branch = ledger.target.branch
        self._read = dict(ledger.read)
        """The commit of each branch that the ledger here knows all of."""
        self._news: set[str] | None = None
        """The files that may have what the remote has not; None when they are to be looked for among all."""
        self._is_behind = True

    def claim(self, record: Record, concerned: Concerned) -> Claimed:
        """Push what ``record`` holds back, unless the remote knows something new of a piece that is ``concerned``.

        Raises RecycleError when the remote cannot be asked or does not take it. Then nothing may be sent, though the claim may be there.
        """
        for attempt in range(ATTEMPTS):
            self._clone.wait(PAUSE * attempt)
            if self._is_behind and any(map(concerned, self._look())):
                return Claimed.NEWS
            tip = self._tip()
            commit = self._clone.commit_with(self._base(), self._changes(record), self._parents(tip), self._message())
            self._is_behind = True  # until the remote says that nobody was faster, on either branch
            answer, said = self._clone.push(self._target.remote, commit, self._branch, self._read.get(self._branch, ""))
            if answer is Answer.TAKEN:
                is_crossed = self._is_crossed(record, concerned)
                self._read[self._branch] = commit
                self._news = set()  # all that was new is in the claim
                return Claimed.CROSSED if is_crossed else Claimed.OURS
            if answer is Answer.REFUSED:
                self._go_beside(said)
        raise NeedsPersonError(f"others have pushed to {self._branch} {ATTEMPTS} times in between: run this again.")

    # ── what is there ────────────────────────────────────────────────────────────────────────────

    def _look(self) -> frozenset[str]:
        """Brings in what the remote has more, on both branches. The ids of the pieces of which there are new lines."""
        remote = self._target.remote
        news: set[str] = set()
        tips = self._clone.tips(remote, (self._target.branch, self._target.own))
        for branch in self._read.keys() - tips.keys():
            self._forget(branch)
        for branch, commit in tips.items():
            before = self._read.get(branch, "")
            if commit != before and (now := self._clone.fetch(remote, branch)):
                if before and not self._clone.has_in_it(now, before):
                    self._forget(branch)
                news.update(self._ledger.join(self._there(now, before)))
                self._read[branch] = now
        if self._target.branch not in self._read:
            raise self._ledger.no_branch()
        self._is_behind = False
        return frozenset(map(self._id_of, news))

    def _forget(self, branch: str) -> None:
        """What somebody has taken back there is new again."""
        del self._read[branch]
        self._news = None

    def _there(self, commit: str, known: str) -> Mapping[str, Entry]:
        """The files of the ledger in a commit that may have what ``known`` has not, if there is such a commit."""
        if not known:
            return self._ledger.entries(commit)
        return {change.path: change.new for change in self._ledger.changes(known, commit)}

    def _id_of(self, path: str) -> str:
        name = path.removeprefix(f"{self._ledger.prefix}{LEDGER}/")
        return name.removesuffix(LOG) if name.endswith(LOG) else ""

    def _is_crossed(self, record: Record, concerned: Concerned) -> bool:
        """Whether the other of the two branches has got something new of these pieces since it was read.

        Each machine pushes its own claim before it looks at the other branch, so of two that claim on two branches one sees it at least.
        """
        remote = self._target.remote
        other = self._target.own if self._branch == self._target.branch else self._target.branch
        if self._clone.tips(remote, (other,)).get(other, "") in ("", self._read.get(other)):
            self._is_behind = False
            return False
        commit = self._clone.fetch(remote, other)
        there = self._there(commit, self._read.get(other, "")) if commit else {}
        with self._clone.reader() as blobs:
            for path, entry in there.items():
                if concerned(piece := self._id_of(path)):
                    mine = self._on_disk(path) + (record.drafts if piece == record.piece else b"")
                    if union(mine, blobs.read(entry.blob) or b"") != mine:
                        return True
        return False

    # ── what is pushed ───────────────────────────────────────────────────────────────────────────

    def _go_beside(self, said: str) -> None:
        if self._branch == self._target.own:
            both = f"neither on {self._target.branch} nor on {self._target.own}"
            raise NeedsPersonError(f"{self._target.remote} takes no claim, {both}: {said}.")
        self._branch = self._target.own

    def _base(self) -> str:
        """The commit whose files all but the ledger's are in the claim: also beside, so that it can be merged."""
        return self._read[self._target.branch]

    def _tip(self) -> str:
        return self._read.get(self._branch) or self._base()

    def _parents(self, tip: str) -> tuple[str, ...]:
        base = self._base()
        return (tip,) if tip == base or self._clone.has_in_it(tip, base) else (tip, base)

    def _message(self) -> str:
        return CLAIM if self._branch == self._target.own else CLAIM + SKIP

    def _changes(self, record: Record) -> dict[str, Entry | bytes]:
        """What the files of the ledger are to become on top of the base: the claim, and all that is new here besides."""
        base, tip = self._base(), self._tip()
        found = self._ledger.missing(base, (tip,)) if tip != base else {}
        with self._clone.reader() as blobs:

            def before(path: str) -> bytes | None:
                known = found.get(path)
                return known if isinstance(known, bytes) else blobs.read(known.blob if known else f"{base}:{path}")

            for path in self._written(base):
                known = before(path)
                if path.endswith(LOG) and (joined := union(known or b"", self._on_disk(path))) != known:
                    found[path] = joined
                elif known is None:
                    found[path] = self._on_disk(path)
            path = self._path(record.piece)
            found[path] = union(before(path) or b"", record.drafts)
        return found

    def _written(self, base: str) -> Iterable[str]:
        """The files that may have something new. To look at all takes long in a large ledger, so that it is done once a run."""
        prefix, root, written = self._ledger.prefix, self._ledger.workspace.root, self._ledger.workspace.world.written
        if self._news is None:
            self._news = set(self._ledger.differing(base))
        else:
            self._news.update(f"{prefix}{file.relative_to(root).as_posix()}" for file in written)
        written.clear()
        return sorted(self._news)

    def _path(self, piece: str) -> str:
        return f"{self._ledger.prefix}{LEDGER}/{piece}{LOG}"

    def _on_disk(self, path: str) -> bytes:
        file = self._clone.top / path
        return disk.read_bytes(file) if disk.is_file(file) else b""
