"""Where a service has put images that were uploaded to it: ``ledger/uploads/<outlet>.jsonl``, one line an image.

An image is known by the digest of its bytes, so that the same one is never uploaded twice, whichever piece shows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct

from recycle.errors import InputError
from recycle.world import World, disk, locks, paths

FOLDER = "ledger/uploads"
_LOCK = ".recycle/ledger.lock"
_WAIT_SECONDS = 30.0


class Upload(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One image at one outlet. ``path`` is where it lay in the workspace then."""

    digest: str
    url: str
    path: str = ""
    time: dt.datetime | None = None


_DECODER = msgspec.json.Decoder(Upload)


def known(root: Path, outlet: str) -> Mapping[str, str]:
    """The address of every image that the outlet's service has, by digest; the last line of two holds.

    A line that cannot be read is passed over: the worst that follows is that the service is asked for the image again.
    """
    path = _path(root, outlet)
    lines = disk.read_bytes(path).splitlines() if disk.exists(path) else []
    return MappingProxyType({upload.digest: upload.url for upload in _read(lines)})


def remember(world: World, outlet: str, upload: Upload) -> None:
    """Write one line, and return when the disk has it. Raises RecycleError."""
    path = _path(world.root, outlet)
    with locks.held(world.root / _LOCK, _WAIT_SECONDS, "writing the ledger"):
        world.written.add(path)
        is_torn = disk.exists(path) and not disk.read_bytes(path).endswith(b"\n")
        dated = msgspec.structs.replace(upload, time=world.now().replace(microsecond=0))
        disk.append_line(path, (b"\n" if is_torn else b"") + msgspec.json.encode(dated) + b"\n")


def _read(lines: list[bytes]) -> Iterator[Upload]:
    for line in lines:
        try:
            yield _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue


def _path(root: Path, outlet: str) -> Path:
    if wrong := paths.wrong_name(f"{outlet}.jsonl"):
        raise InputError(f'"{outlet}" cannot be the name of an outlet: {wrong}.')
    return root / FOLDER / f"{outlet}.jsonl"
