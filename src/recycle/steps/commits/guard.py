"""What a commit must not do to the ledger, and what must not be in one: the marks of a merge that nobody has finished."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from recycle.ledger.events import decode
from recycle.ledger.files import FOLDER as LEDGER
from recycle.ledger.files import SUFFIX as LOG
from recycle.ledger.reading import log_of
from recycle.merge.marked import markers
from recycle.model import Event, Finding
from recycle.steps.loading.edit_files import BASE
from recycle.steps.loading.edit_files import FOLDER as EDITS
from recycle.steps.loading.edit_files import SUFFIX as TEXT
from recycle.world import disk, git

RECORDS = (LOG, ".json")
_MARKS = (b"<<<<<<< ", b">>>>>>> ")


class Place(NamedTuple):
    """Where a workspace lies in its repository. ``here`` is the folder below the top that the person has typed the commit in."""

    prefix: str
    root: Path
    here: str = ""

    def spelled(self, path: str) -> str:
        """A path of the workspace as an argument of git, as it is typed where the person is."""
        whole = f"{self.prefix}{path}"
        return shlex.quote(f":/{whole}" if self.here else whole)


def guard(blobs: git.Blobs, place: Place, changes: Iterable[git.Change]) -> Iterator[Finding]:
    """What stops the commit. ``changes`` are those against one commit that goes before it, by paths in the workspace."""
    staged = tuple(changes)
    renamed = {change.new.blob: change.path for change in staged if change.kind == "A"}
    gone = {change.old.blob for change in staged if change.kind == "D"}
    for change in staged:
        top = change.path.split("/")[0]
        if change.kind == "A" and change.new.blob in gone:
            continue  # what is wrong is that its old name is gone
        if top == LEDGER and change.path.endswith(RECORDS):
            yield from _record(blobs, place, change, renamed.get(change.old.blob, ""))
        elif top == EDITS and change.path.endswith(TEXT) and change.kind != "D":
            yield from _edit(blobs, place, change)


def _record(blobs: git.Blobs, place: Place, change: git.Change, renamed: str) -> Iterator[Finding]:
    if change.kind == "D":
        yield _gone(place, change, renamed)
    elif change.kind == "T" or (change.kind == "M" and change.path.endswith(".json")):
        reason = "this record was committed, and this commit changes it, which would make it say what never happened"
        yield _finding(change.path, f"{reason}: {_restore(place, change.path)} brings it back.")
    else:
        data = blobs.read(change.new.blob) or b""
        old = (blobs.read(change.old.blob) or b"") if change.kind == "M" else b""
        lost = lost_lines(old, data)
        if lost:
            yield _finding(change.path, _lines_gone(place, change.path, old, data, lost), lost[0])
        else:
            yield from _damage(change.path, old, data)


def _gone(place: Place, change: git.Change, renamed: str) -> Finding:
    if renamed:
        back = f"`git mv {place.spelled(renamed)} {place.spelled(change.path)}` gives it its name back"
        reason = f"this file of the ledger is called {posixpath.basename(renamed)} in this commit, and a piece's history is found by its name"
        return _finding(
            change.path,
            f"{reason}: {back}. A piece that is renamed keeps it with `id: {_id(change.path)}` in its front matter.",
        )
    reason = "this file of the ledger was committed, and this commit deletes it, so that all in it could be sent once more"
    # What is still on the disk may have more lines than what was committed.
    is_there = bool(_on_disk(place, change.path))
    back = f"`git restore --staged {place.spelled(change.path)}`" if is_there else _restore(place, change.path)
    return _finding(change.path, f"{reason}: {back} brings it back.")


def _lines_gone(place: Place, path: str, old: bytes, new: bytes, lost: tuple[int, ...]) -> str:
    which = f"line {lost[0]}" if len(lost) == 1 else f"lines {', '.join(map(str, lost[:5]))}{' ...' if len(lost) > 5 else ''}"
    reason = f"{which} of the ledger as it was committed {'is' if len(lost) == 1 else 'are'} changed or gone in this commit"
    if _adds(path, old, new) or _adds(path, old, _on_disk(place, path)):
        # What is new would be lost with the rest.
        shown = f"git show {shlex.quote(f'HEAD:{place.prefix}{path}')}"
        return f"{reason}: `{shown}` has all of them. Put back what is missing, beside the new lines, then `git add {place.spelled(path)}`."
    return f"{reason}: {_restore(place, path)} brings {'it' if len(lost) == 1 else 'them'} back."


def _restore(place: Place, path: str) -> str:
    return f"`git restore --staged --worktree {place.spelled(path)}`"


def _on_disk(place: Place, path: str) -> bytes:
    return disk.read_bytes(place.root / path) if disk.is_file(place.root / path) else b""


def _adds(path: str, old: bytes, new: bytes) -> bool:
    """Whether ``new`` has a record that ``old`` has not; one that was changed is none."""
    known = {event.id for event in log_of(_id(path), path, old).events}
    lines = [new.split(b"\n")[number - 1] for number in lost_lines(new, old)]
    events = [decode(line) for line in lines]
    is_log = posixpath.dirname(path) == LEDGER
    return any(isinstance(event, Event) and event.id not in known for event in events) if is_log else bool(lines)


def lost_lines(old: bytes, new: bytes) -> tuple[int, ...]:
    """The lines of ``old`` that ``new`` has not, by number. What a crash has cut off is no line."""
    kept = {line.rstrip(b"\r") for line in new.split(b"\n")}
    whole = old.rpartition(b"\n")[0] if log_of("", "", old).torn else old
    lines = enumerate(whole.split(b"\n"), 1)
    return tuple(number for number, line in lines if line.strip() and line.rstrip(b"\r") not in kept)


def _damage(path: str, old: bytes, data: bytes) -> Iterator[Finding]:
    if posixpath.dirname(path) != LEDGER or not path.endswith(LOG):
        marked = next((number for number, line in enumerate(data.split(b"\n"), 1) if line.startswith(_MARKS)), 0)
        if marked:
            message = (
                "git could not merge this file: keep every line of both sides, delete the rows of <<<<<<<, ======= and >>>>>>>."
            )
            yield _finding(path, message, marked)
        return
    # A kind of event that this version does not know is none of its business, and what was damaged before is not this commit's fault.
    known = {finding.rule for finding in log_of(_id(path), path, old).findings}
    for finding in log_of(_id(path), path, data).findings:
        if finding.severity == "error" and finding.rule != "ledger-newer" and finding.rule not in known:
            yield finding
            return


def _edit(blobs: git.Blobs, place: Place, change: git.Change) -> Iterator[Finding]:
    text, other = (_text(blobs, name) for name in (change.new.blob, f":{place.prefix}{_beside(change.path)}"))
    rows = (number for number, row in enumerate(text.split("\n"), 1) if row.encode(errors="replace").startswith(_MARKS))
    lines = markers(text, other) or tuple(_in_header(text, rows))
    if lines:
        message = "here two wordings stand one above the other: keep the words that you want, delete the rows of marks."
        yield Finding("edit-unsolved", message, change.path, lines[0])


def _text(blobs: git.Blobs, name: str) -> str:
    return (blobs.read(name) or b"").decode(errors="replace").replace("\r\n", "\n")


def _beside(path: str) -> str:
    """The base of an edit, the edit of a base."""
    name = path.removesuffix(TEXT)
    return f"{name.removesuffix(BASE)}{TEXT}" if name.endswith(BASE) else f"{name}{BASE}{TEXT}"


def _in_header(text: str, rows: Iterable[int]) -> Iterator[int]:
    end = text.find("\n---", 3) if text.startswith("---") else -1
    return (row for row in rows if text.count("\n", 0, max(end, 0)) >= row)


def _finding(path: str, message: str, line: int = 0) -> Finding:
    return Finding("ledger-rewritten", message, path, line)


def _id(path: str) -> str:
    return posixpath.basename(path).removesuffix(LOG)
