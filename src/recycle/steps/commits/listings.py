"""The files of the last commit that was looked at, so that of ten thousand those few are looked through that are others now."""

from __future__ import annotations

from binascii import crc32
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct

from recycle.errors import InputError, RecycleError
from recycle.world import disk

_FILE = "recycle/listing-1{}"
"""In git's own folder of one work tree. The number is that of what stands in it."""


def mark_of(prefix: str) -> str:
    """What tells the files for one workspace of a repository from those for another."""
    return f"-{crc32(prefix.encode(errors='surrogatepass')):08x}" if prefix else ""


def file_for(prefix: str) -> str:
    """Where the last list is remembered of the workspace in the folder ``prefix`` of the repository."""
    return _FILE.format(mark_of(prefix))


class Listing(Struct, frozen=True):
    """A list of files all of whose names are known. ``odd``: the paths of those that may be called otherwise than their file says, by what they
    are called in small letters, both as bytes.
    """

    listed: bytes = b""
    odd: Mapping[bytes, tuple[bytes, ...]] = MappingProxyType({})


class _Kept(Struct, frozen=True, array_like=True):
    """``names`` is the length of all that was known of names then."""

    names: int
    checksum: int
    listing: Listing


def remembered(file: Path, names: bytes) -> Listing:
    """What ``keep`` wrote; an empty one where it cannot be read, or where ``names`` do not begin with those that were known then."""
    with suppress(InputError, msgspec.DecodeError, UnicodeDecodeError):
        kept = msgspec.msgpack.decode(disk.read_bytes(file) if disk.is_file(file) else b"", type=_Kept)
        if len(names) >= kept.names and crc32(names[: kept.names]) == kept.checksum:
            return kept.listing
    return Listing()


def keep(file: Path, names: bytes, listing: Listing) -> None:
    """Write down that the names of all files of ``listing`` stand in ``names``. That it cannot be written is no matter."""
    with suppress(RecycleError):
        disk.write_atomic(file, msgspec.msgpack.encode(_Kept(len(names), crc32(names), listing)), durable=False)
