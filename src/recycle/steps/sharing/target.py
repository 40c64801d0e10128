"""Where the ledger of a workspace goes: which remote, which branch, and which other one when that is protected."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from recycle.errors import InputError
from recycle.world.git_push import Clone, without_secret

OWN = "recycle/ledger"
"""The branch for what a protected branch does not take."""
_HEADS = "refs/heads/"


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody has asked for. What is empty is found out."""

    branch: str = ""
    remote: str = ""
    own: str = OWN
    author: str = ""


class Target(Struct, frozen=True):
    """The remote, its branch, and the branch beside it."""

    remote: str
    branch: str
    own: str


def target_of(clone: Clone, environ: Mapping[str, str], wish: Wish) -> Target:
    """Where the ledger goes. Raises InputError when that is not clear."""
    here = clone.branch()
    upstream = clone.setting(f"branch.{here}.merge").removeprefix(_HEADS) if here else ""
    branch = wish.branch or upstream or here or _of_the_run(environ)
    if not branch:
        raise InputError("git is on no branch here, and no CI says which one this is: name it with --branch NAME.")
    remotes = clone.remotes()
    remote = wish.remote or (clone.setting(f"branch.{here}.remote") if here else "")
    if not remote or remote == ".":
        remote = "origin" if "origin" in remotes or len(remotes) != 1 else remotes[0]
    if remote not in remotes:
        if "://" in remote:  # git takes an address in place of a name
            message = f"{without_secret(remote)} has no name here: `git remote add NAME URL`, then --remote NAME."
            raise InputError(message)
        raise InputError(
            f'git has no remote called "{remote}" here: `git remote add {remote} URL`; the commands of `recycle ledger` take another with --remote.'
        )
    return Target(remote, branch, wish.own)


def _of_the_run(environ: Mapping[str, str]) -> str:
    """The branch that a run of CI is for: GitHub and Forgejo name the whole ref, GitLab and Woodpecker the branch."""
    ref = environ.get("GITHUB_REF", "")
    return ref.removeprefix(_HEADS) if ref.startswith(_HEADS) else environ.get("CI_COMMIT_BRANCH", "")
