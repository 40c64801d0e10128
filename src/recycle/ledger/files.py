"""The ledger on disk: one file a piece, one line an event, appended to and never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from recycle.errors import InputError
from recycle.ledger.events import encode
from recycle.ledger.reading import Log, log_of
from recycle.model import Event, Kind
from recycle.world import World, disk, locks, paths

FOLDER = "ledger"
SUFFIX = ".jsonl"
_LOCK = ".recycle/ledger.lock"
_WAIT_SECONDS = 30.0


def read(root: Path, piece_id: str, drafts: bytes = b"") -> Log:
    """What the ledger knows of a piece, as if the lines ``drafts`` stood in it too; an empty Log for a new one.

    Damage is a finding in the Log, not an exception; InputError only for an id that cannot be a file's name or a file
    that the disk does not give.
    """
    name = _name(piece_id)
    path = root / name
    written = disk.read_bytes(path) if disk.exists(path) else b""
    log = log_of(piece_id, name, written)
    return log_of(piece_id, name, _whole(written, log) + drafts) if drafts else log


def _whole(written: bytes, log: Log) -> bytes:
    """The bytes of the file to which the next line is added: without what was cut off, with the line end that is missing."""
    return written.removesuffix(log.torn) + (b"\n" if log.unfinished else b"")


def all_pieces(root: Path) -> tuple[str, ...]:
    """The ids of all pieces that have events, sorted, whether their files still exist in ``content/`` or not."""
    return tuple(path.stem for path in disk.children(root / FOLDER) if path.suffix == SUFFIX)


def read_all(root: Path) -> Mapping[str, Log]:
    """The Logs of ``all_pieces``, by id."""
    return MappingProxyType({piece_id: read(root, piece_id) for piece_id in all_pieces(root)})


def append(world: World, event: Event) -> Event:
    """Writes one event and returns it as it was written, when the disk has it.

    ``id``, ``time`` and ``after`` are set here, whatever the caller put there. A torn last line is taken away first and
    kept in ``.recycle/torn/``. An ``attempted`` is refused with InputError while the piece's ledger is damaged, so that
    nothing is sent on the strength of half a history; every other kind is written all the same, because what happened
    must not be forgotten. Raises RecycleError (disk full, ...) with the file as it was, and NeedsPersonError when another
    process does not let go of the ledger.
    """
    with locks.held(world.root / _LOCK, _WAIT_SECONDS, "writing the ledger"):
        written = draft(world, event)
        _add(world, event.piece, encode(written))
    return written


def draft(world: World, event: Event, drafts: bytes = b"") -> Event:
    """The event as ``append`` would write it next, after the lines ``drafts``; nothing is written. Raises as ``append`` does."""
    log = read(world.root, event.piece, drafts)
    if event.kind is Kind.ATTEMPTED and log.damage:
        raise InputError(log.damage.message, path=log.damage.path, line=log.damage.line)
    now = world.now().replace(microsecond=0)
    return replace(event, id=world.new_id(), time=now, after=" ".join(log.tips))


def add(world: World, piece_id: str, drafts: bytes) -> None:
    """Writes lines that were drafted, all of them at once. Raises as ``append`` does."""
    with locks.held(world.root / _LOCK, _WAIT_SECONDS, "writing the ledger"):
        _add(world, piece_id, drafts)


def _add(world: World, piece_id: str, lines: bytes) -> None:
    path = paths.inside(world.root, _name(piece_id))
    world.written.add(path)
    log = read(world.root, piece_id)
    if log.torn:
        _take_away(world.root, path, log)
    disk.append_line(path, (b"\n" if log.unfinished else b"") + lines)


def _name(piece_id: str) -> str:
    wrong = paths.wrong_name(f"{piece_id}{SUFFIX}") or ('it has "/" in it' if "/" in piece_id else "")
    if wrong or not piece_id or piece_id.startswith("."):
        raise InputError(f'"{piece_id}" cannot be the id of a piece: {wrong or "it is empty or starts with a dot"}.')
    return f"{FOLDER}/{piece_id}{SUFFIX}"


def _take_away(root: Path, path: Path, log: Log) -> None:
    from hashlib import sha256  # brings OpenSSL along, for what is rare

    # Named by its content: the same torn line is never kept twice, and no other one is ever written over.
    name = f"{log.piece[:100]}-{sha256(log.torn).hexdigest()[:12]}.txt"
    disk.write_atomic(root / ".recycle" / "torn" / name, log.torn)
    disk.truncate(path, len(disk.read_bytes(path)) - len(log.torn))
