"""Claims: of several machines that want to send the same thing, one gets the remote's branch to say that it does, and only that one sends.

A claim is the piece's `attempted`, pushed on top of what this machine knows, before anything leaves. Git takes a push only if the branch
is still where the pusher saw it, so nobody can have claimed the same in between. Whoever was slower reads what is there now and looks
anew at what is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import StrEnum

from recycle.config.load import Outlet
from recycle.errors import NeedsPersonError
from recycle.ledger.files import FOLDER as LEDGER
from recycle.ledger.files import SUFFIX as LOG
from recycle.ledger.union import union
from recycle.model import Standing
from recycle.steps.due import here
from recycle.steps.ledger_sync import ATTEMPTS, PAUSE, SKIP, SharedLedger
from recycle.steps.record import Record
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.git import HEAD, Entry
from recycle.world.git_push import Answer

MESSAGE = "Claim what is about to be published"
LASTS = dt.timedelta(minutes=30)
"""For how long others leave alone what was claimed. A run that dies leaves its claim; from then on its destination is asked."""
BEGINS = dt.timedelta(minutes=15)
"""Within how much of that the sending has to begin: what is left is for the sending itself, and for clocks that differ."""


Concerned = Callable[[str], bool]
"""Whether what is new of a piece, named by its id, may change what is due."""


class Claimed(StrEnum):
    """What came of it."""

    OURS = "ours"
    NEWS = "news"
    """Another machine was faster. What it has recorded is in the ledger here now, and nothing of ours is there."""
    CROSSED = "crossed"
    """Another machine has claimed on the branch beside, in the same moment: both claims are there, and neither may send."""


def is_shared(outlet: Outlet) -> bool:
    """Whether two machines that bring something there would do it twice. Files are each machine's own."""
    return outlet.destination_type != "files"


def claimed_until(workspace: Workspace, outlet: Outlet) -> dt.datetime | None:
    """Until when others leave alone what is claimed now; None for what need not be claimed."""
    return workspace.world.now().replace(microsecond=0) + LASTS if is_shared(outlet) else None


def is_late(workspace: Workspace, until: dt.datetime | None) -> bool:
    """Whether it is too late to begin with the sending of what is claimed until then."""
    return until is not None and workspace.world.now() > until - LASTS + BEGINS


def claimed_by_another(workspace: Workspace, standing: Standing) -> str:
    """Why an open attempt is to be left alone for now; empty when it need not be. Only what was claimed is."""
    if standing.claimed is None or workspace.world.now() >= standing.claimed:
        return ""
    when = standing.claimed.astimezone(here(workspace).tzinfo).isoformat(" ", "minutes")
    return f"a run has claimed it and may be sending it; after {when} another one can find out what became of it"


class Claims:
    """The claims of one run."""

    def __init__(self, ledger: SharedLedger) -> None:
        self._ledger = ledger
        self._clone = ledger.clone
        self._target = ledger.target
        self._branch = ledger.target.branch
        self._read: dict[str, str] = {}
        """The commit of each branch that the ledger here knows all of."""
        self._is_behind = True
        self._last: tuple[str, str, dict[str, Entry]] | None = None

    def claim(self, record: Record, concerned: Concerned) -> Claimed:
        """Push what ``record`` holds back, unless the remote knows something new of a piece that is ``concerned``.

        Raises RecycleError when the remote cannot be asked or does not take it. Then nothing may be sent, though the claim may be there.
        """
        for attempt in range(ATTEMPTS):
            self._clone.wait(PAUSE * attempt)
            if self._is_behind and any(map(concerned, self._look())):
                return Claimed.NEWS
            tip = self._tip()
            files = self._clone.kept(self._changes(record))
            commit = self._clone.commit_tree(self._clone.tree_with(self._base(), files), self._parents(tip), self._message())
            self._is_behind = True  # until the remote says that nobody was faster, on either branch
            answer, said = self._clone.push(self._target.remote, commit, self._branch, self._read.get(self._branch, ""))
            if answer is Answer.TAKEN:
                is_crossed = self._is_crossed(record, concerned)
                self._read[self._branch] = commit
                self._last = (tip, commit, files)
                return Claimed.CROSSED if is_crossed else Claimed.OURS
            if answer is Answer.REFUSED:
                self._go_beside(said)
        raise NeedsPersonError(f"others have pushed to {self._branch} {ATTEMPTS} times in between: run this again.")

    def go_on(self) -> None:
        """Has the branch here go along with the last claim, where it was at the same commit as the remote's: or the person would have
        to merge. The claim's lines have to be on the disk. Raises RecycleError.
        """
        if self._last is None or self._branch != self._target.branch:
            return
        tip, commit, files = self._last
        if self._clone.commit_of(HEAD) == tip and not self._clone.is_in_between():
            self._clone.go_on_to(commit, tip, files)

    # ── what is there ────────────────────────────────────────────────────────────────────────────

    def _look(self) -> frozenset[str]:
        """Brings in what the remote has more, on both branches. The ids of the pieces of which there are new lines."""
        remote = self._target.remote
        news: set[str] = set()
        tips = self._clone.tips(remote, (self._target.branch, self._target.own))
        self._read = {branch: commit for branch, commit in self._read.items() if branch in tips}
        for branch, commit in tips.items():
            if commit == self._read.get(branch):
                continue
            now = self._clone.fetch(remote, branch)
            if now:
                news.update(self._ledger.join(self._ledger.entries(now)))
                self._read[branch] = now
        if self._target.branch not in self._read:
            raise self._ledger.no_branch()
        self._is_behind = False
        return frozenset(map(self._id_of, news))

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
        there = self._ledger.entries(commit) if commit else {}
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
        return MESSAGE if self._branch == self._target.own else MESSAGE + SKIP

    def _changes(self, record: Record) -> dict[str, Entry | bytes]:
        """What the files of the ledger are to become on top of the base: the claim, and all that is new here besides."""
        base, tip = self._base(), self._tip()
        found = self._ledger.missing(base, (tip,)) if tip != base else {}
        there = self._ledger.entries(base)
        with self._clone.reader() as blobs:

            def before(path: str) -> bytes:
                known = found.get(path) or there.get(path)
                return known if isinstance(known, bytes) else blobs.read(known.blob) or b"" if known else b""

            for path in self._ledger.differing(base):
                if path.endswith(LOG):
                    found[path] = union(before(path), self._on_disk(path))
                elif path not in there:
                    found[path] = self._on_disk(path)
            path = self._path(record.piece)
            found[path] = union(before(path), record.drafts)
        return found

    def _path(self, piece: str) -> str:
        return f"{self._ledger.prefix}{LEDGER}/{piece}{LOG}"

    def _on_disk(self, path: str) -> bytes:
        file = self._clone.top / path
        return disk.read_bytes(file) if disk.is_file(file) else b""
