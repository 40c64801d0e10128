"""``--push`` of ``recycle publish``, and what it shares with ``recycle ledger``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import click

from recycle.cli.session import Session
from recycle.config.load import Outlet
from recycle.errors import InputError, RecycleError
from recycle.steps.sharing.claims import Claims
from recycle.steps.sharing.sync import Pushed, SharedLedger, Where
from recycle.steps.sharing.target import Wish, target_of
from recycle.steps.workspace import Workspace
from recycle.world.git_push import Clone

NOBODY = "recycle <recycle@recycle.invalid>"
"""Who commits on machines that have nobody: .invalid is never an address (RFC 2606)."""

branch_option = click.option(
    "--branch", metavar="NAME", default="", help="The remote's branch; else the one that is checked out, or that CI names."
)
push_option = click.option(
    "--push", "pushes", is_flag=True, help="Begin with what the remote's ledger knows, and push the ledger after it."
)


def open_record(session: Session, workspace: Workspace, wish: Wish) -> SharedLedger:
    """The ledger in its clone. Raises InputError where it cannot be told where it goes."""
    environ = session.environ
    if environ.get("PRE_COMMIT") == "1":
        raise InputError("a pre-commit hook must not push: the commit does not exist yet.")
    clone = Clone(workspace.root, environ)
    clone.sign_as(wish.author or NOBODY, always=bool(wish.author))
    return SharedLedger(workspace, clone, target_of(clone, environ, wish))


claim_option = click.option(
    "--claim",
    "claims",
    is_flag=True,
    help="Claim at git's remote what is to be sent, and send nothing that another machine has claimed; pushes, too.",
)


class Back:
    """The ledger's way back: ``claims`` for what is sent meanwhile, and whether the ledger is where it was to go, once that is known."""

    has_failed = False

    def __init__(self, claims: Claims | None = None) -> None:
        self.claims = claims


class Sharing(NamedTuple):
    """What was asked for: to push the ledger, to which branch, and to claim before."""

    pushes: bool
    branch: str
    claims: bool


@contextmanager
def brought_back(session: Session, workspace: Workspace, outlets: Iterable[Outlet], sharing: Sharing) -> Iterator[Back]:
    """Has the ledger know what other machines have published before anything is sent, and pushes it afterwards, whatever happened.

    Raises RecycleError before anything is sent when the remote cannot be asked, or when git leaves the ledger alone although there
    are outlets that would then get everything twice. What goes wrong afterwards is said: what was sent is to be told all the same.
    """
    if not sharing.pushes:
        yield Back()
        return
    record = open_record(session, workspace, Wish(branch=sharing.branch))
    if record.is_ignored():
        if any(outlet.destination_type != "files" for outlet in outlets):
            message = "git ignores ledger/, so no other machine would know what was sent: take that line out of .gitignore."
            raise InputError(message)
    else:
        record.must_be_ready()
        record.pull()
    back = Back(Claims(record) if sharing.claims and not record.is_ignored() else None)
    try:
        yield back
    finally:
        try:
            say_pushed(session, record, record.push())
        except RecycleError as error:
            session.out.warn(f"recycle: the ledger was not pushed: {error}")
            back.has_failed = True


def say_pushed(session: Session, record: SharedLedger, pushed: Pushed) -> None:
    """What became of the ledger, in a line."""
    there = f"{pushed.branch} of {pushed.remote}"
    files = f"{pushed.files} file{'' if pushed.files == 1 else 's'}"
    match pushed.where:
        case Where.IGNORED:
            session.out.warn("ledger: git ignores ledger/, so what is recorded stays on this machine.")
        case Where.NOTHING_NEW:
            session.out.note(f"ledger: nothing new for {there}")
        case Where.PUSHED:
            session.out.note(f"ledger: {files} pushed to {there}")
        case Where.APART:
            news = f"{files} pushed to {there} instead" if pushed.files else f"it is on {there}, and nothing is new"
            session.out.warn(f"ledger: {record.target.branch} is protected ({pushed.refusal}): {news}. Merge that branch.")
    if pushed.advice:
        session.out.note(f"ledger: {pushed.advice}")
    if pushed.where is not Where.IGNORED and not record.merges_by_itself():
        session.out.warn(
            "ledger: put the line `*.jsonl text eol=lf merge=union` into .gitattributes, so that git merges it by itself."
        )
