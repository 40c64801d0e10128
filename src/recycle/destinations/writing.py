"""Several files as one: all of them are written or, as far as a crash allows, none; and never over somebody else's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from recycle.errors import DestinationError, RecycleError, UnansweredError
from recycle.world import disk

_NOTES = ".recycle/unfinished"
_NOTE = msgspec.json.Decoder(dict[str, list[str]])


class Target(Struct, frozen=True, kw_only=True):
    """One file to be: its path in the workspace, the digest of its bytes, and the bytes or the file they are copied from."""

    name: str
    digest: str
    data: bytes | None = None
    source: str = ""

    @classmethod
    def of_bytes(cls, name: str, data: bytes) -> Target:
        """A file of these bytes."""
        return cls(name=name, digest=_sha256(data), data=data)


class Action(StrEnum):
    """What has to be done to make a target."""

    WRITE = "write"
    REPLACE = "replace"
    LEAVE = "leave"


class Changes(Struct, frozen=True):
    """What has to be done for each target, with nothing in the way."""

    steps: tuple[tuple[Target, Action], ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        """The files as they will be."""
        return tuple(target for target, _ in self.steps)

    def described(self) -> tuple[str, ...]:
        """A line for each file."""
        return tuple(
            f"leave {target.name} as it is" if action is Action.LEAVE else f"{action.value} {target.name}"
            for target, action in self.steps
        )


def plan(root: Path, key: str, targets: tuple[Target, ...], held: Mapping[str, str]) -> Changes:
    """What has to be done, given what recycle wrote there before (``held``: path and digest). Changes nothing.

    Raises DestinationError for a file that recycle did not write or that was changed since.
    """
    begun = _begun(root, key)
    for name in held.keys() - {target.name for target in targets}:
        if disk.digest_of(root / name) not in {"", held[name]}:
            raise _changed_by_hand(name)
    return Changes(tuple((target, _action(root, target, held.get(target.name), begun)) for target in targets))


def refuse_place(root: Path, name: str) -> None:
    """Raises DestinationError where a folder is in place of the file, or a file where one of its folders has to be."""
    at = name.find("/")
    while at >= 0:
        folder = root / name[:at]
        if not disk.is_folder(folder):
            if not disk.exists(folder):
                return
            how = "change the path or move the file away"
            raise DestinationError(f"{name[:at]} is a file, and {name} would be below it: {how}.", path=name[:at])
        at = name.find("/", at + 1)
    if disk.is_folder(root / name):
        raise DestinationError(f"{name} is a folder: change the path or move the folder away.", path=name)


def write(root: Path, key: str, changes: Changes) -> None:
    """Does what was planned. Raises DestinationError with every file as it was, or UnansweredError when not even that works."""
    todo = tuple(target for target, action in changes.steps if action is not Action.LEAVE)
    contents = tuple(_content(root, target) for target in todo)
    done: list[tuple[Path, bytes | None]] = []
    try:
        if len(todo) > 1:
            _note(root, key, todo)
        for target, data in zip(todo, contents, strict=True):
            path = root / target.name
            old = disk.read_bytes(path) if disk.exists(path) else None
            disk.write_atomic(path, data)
            done.append((path, old))
    except RecycleError as error:
        _undo(done)
        raise DestinationError(error.message, path=error.path) from error
    # A note that stays does no harm: it only says of which digests these files may be.
    with suppress(RecycleError):
        disk.remove(_note_path(root, key))


def _action(root: Path, target: Target, held: str | None, begun: Mapping[str, list[str]]) -> Action:
    path = root / target.name
    refuse_place(root, target.name)
    if disk.is_special(path):
        raise _not_ours(path, target.name)
    current = disk.digest_of(path)
    if not current:
        return Action.WRITE
    if current == target.digest:
        return Action.LEAVE
    if current == held or current in begun.get(target.name, ()):
        return Action.REPLACE
    raise _not_ours(path, target.name) if held is None else _changed_by_hand(target.name)


def _changed_by_hand(name: str) -> DestinationError:
    return DestinationError(
        f"{name} was changed by hand since recycle wrote it: put what you want to keep of it into the piece, its edit "
        "(`recycle edit`) or its template, then delete the file to have it written again.",
        path=name,
    )


def _not_ours(path: Path, name: str) -> DestinationError:
    spelled = disk.spelled(path)
    other = f' (it is called "{spelled}", which this disk takes for the same)' if spelled != path.name else ""
    return DestinationError(f"{name} was not written by recycle{other}: move it away or change the path.", path=name)


def _content(root: Path, target: Target) -> bytes:
    if target.data is not None:
        return target.data
    try:
        data = disk.read_bytes(root / target.source)
    except RecycleError as error:
        raise DestinationError(f"{target.source} cannot be copied: {error.message}.", path=target.source) from error
    if _sha256(data) != target.digest:
        raise DestinationError(f"{target.source} was changed while it was published: run it again.", path=target.source)
    return data


def _undo(done: list[tuple[Path, bytes | None]]) -> None:
    try:
        for path, old in reversed(done):
            if old is None:
                disk.remove(path)
            else:
                disk.write_atomic(path, old)
    except RecycleError as error:
        raise UnansweredError(f"only a part of the files was written, and that could not be undone: {error}") from error


# A crash between two files leaves one with the new bytes. A note of them, made before, tells the next run that it is ours.


def _begun(root: Path, key: str) -> Mapping[str, list[str]]:
    path = _note_path(root, key)
    try:
        return _NOTE.decode(disk.read_bytes(path)) if disk.exists(path) else {}
    except msgspec.DecodeError:
        # Without the note a file counts as somebody else's, and is not written over.
        return {}


def _note(root: Path, key: str, todo: tuple[Target, ...]) -> None:
    begun = _begun(root, key)
    note = {target.name: sorted({target.digest, *begun.get(target.name, ())}) for target in todo}
    disk.write_atomic(_note_path(root, key), msgspec.json.encode({**begun, **note}))


def _note_path(root: Path, key: str) -> Path:
    return root / _NOTES / f"{_sha256(key.encode())[:32]}.json"


def _sha256(data: bytes) -> str:
    from hashlib import sha256  # brings OpenSSL along, for what is written only

    return sha256(data).hexdigest()
