"""The branch here, once the remote's has the ledger: it goes to where that one is, where nothing of a person's can be lost by it.

Of two machines that push at once, one has a commit of the ledger that the remote has in another form. It need not be merged: it is
left for the remote's where it is recycle's own, and where every line of it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from recycle.errors import RecycleError
from recycle.ledger.files import SUFFIX as LOG
from recycle.ledger.union import has_all
from recycle.steps.sharing.target import Target
from recycle.world import disk
from recycle.world.git import HEAD, Blobs, Change
from recycle.world.git_push import Clone

REMEMBER = "Remember what was published"
CLAIM = "Claim what is about to be published"
SKIP = " [skip ci]"
"""GitHub, GitLab, Forgejo and Woodpecker start nothing for a commit that says so."""
_OWN = frozenset(words + mark for words in (REMEMBER, CLAIM) for mark in ("", SKIP))
_FILE = "100644"

IsOurs = Callable[[str], bool]
"""Whether publishing writes the file with this path from the top."""


def go_along(clone: Clone, target: Target, tip: str, is_ours: IsOurs) -> str:
    """Have what is checked out be at ``tip``, where the remote's branch is, if only commits of the ledger lie between.

    Where a commit, a staged or an unstaged change of a person is concerned, or that is not certain, nothing is done; what is to be
    done then is returned, if there is anything.
    """
    if not _follows(clone, target):
        return ""
    head = clone.commit_of(HEAD)
    base = clone.merge_base(head, tip)
    if tip in (head, base):
        return ""
    if base and not clone.is_in_between() and _is_safe(clone, (base, head, tip), is_ours):
        try:
            clone.go_on_to(tip, head)
        except RecycleError:
            pass  # as where it is not certain
        else:
            return ""
    if head == base or not clone.branch():
        return ""  # `git pull` needs nothing said, and a run of CI has no branch to merge into
    return (
        f"your branch and {target.branch} of {target.remote} each have commits that the other does not have: "
        "`git pull --no-rebase`, then `git push`, joins them."
    )


def _follows(clone: Clone, target: Target) -> bool:
    """Whether what is checked out is that branch, or what follows it, or no branch at all."""
    here = clone.branch()
    if here in ("", target.branch):
        return True
    upstream = clone.setting(f"branch.{here}.remote"), clone.setting(f"branch.{here}.merge")
    return upstream == (target.remote, f"refs/heads/{target.branch}")


def _is_safe(clone: Clone, commits: tuple[str, str, str], is_ours: IsOurs) -> bool:
    """Whether all that is only here is recycle's own and at ``tip`` as well, and all that is only there is of the ledger."""
    base, head, tip = commits
    ahead = clone.since(base, head)
    if any(len(parents) != 1 or message not in _OWN for _, parents, message in ahead):
        return False
    only_there = clone.between(head, tip)
    if not all(is_ours(change.path) and _is_file(change) for change in only_there):
        return False
    with clone.reader() as blobs:
        for commit, (parent,), _ in ahead:
            changes = clone.between(parent, commit)
            if not all(is_ours(change.path) and _is_file(change) and _is_there(blobs, tip, change) for change in changes):
                return False
        return all(_adds(blobs, base, change) for change in only_there) and (not only_there or _is_clean(clone, only_there))


def _is_file(change: Change) -> bool:
    return change.kind in "AM" and change.new.mode == _FILE and (change.kind == "A" or change.old.mode == _FILE)


def _is_there(blobs: Blobs, tip: str, change: Change) -> bool:
    """Whether ``tip`` has all that one of our commits has brought."""
    there, here = blobs.read(f"{tip}:{change.path}"), blobs.read(change.new.blob)
    if there is None or here is None:
        return False
    return has_all(there, here) if change.path.endswith(LOG) else there == here


def _adds(blobs: Blobs, base: str, change: Change) -> bool:
    """Whether nothing that is committed here is taken away by the step to the remote's."""
    if change.kind == "A":
        return True
    here = blobs.read(change.old.blob)
    if here is None:
        return False
    if change.path.endswith(LOG):
        return has_all(blobs.read(change.new.blob) or b"", here)
    return blobs.read(f"{base}:{change.path}") == here


def _is_clean(clone: Clone, changes: Iterable[Change]) -> bool:
    """Whether these files are on the disk as they are committed here. Git itself trusts what it was told to take for unchanged."""
    if clone.setting("core.sparseCheckout") not in ("", "false"):
        return False  # git would take the ledger off the disk
    on_disk = [change for change in changes if disk.is_there(clone.top / change.path)]
    if any("\n" in change.path or not disk.is_file(clone.top / change.path) for change in on_disk):
        return False
    ids = clone.ids_of(change.path for change in on_disk) if on_disk else ()
    return all(blob == change.old.blob for change, blob in zip(on_disk, ids, strict=True))
