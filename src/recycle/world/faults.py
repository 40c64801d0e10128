"""What the operating system complains of, in sentences for people."""

from __future__ import annotations

import errno
from pathlib import Path
from types import MappingProxyType

from recycle.errors import InputError, RecycleError

_READING = MappingProxyType(
    {
        errno.ENOENT: "there is no such file",
        errno.EISDIR: "this is a folder, not a file",
        errno.ENOTDIR: "a part of this path is a file, not a folder",
        errno.EACCES: "you are not allowed to read this: change its permissions",
        errno.EPERM: "you are not allowed to read this: change its permissions",
        errno.ENAMETOOLONG: "this name is too long for the disk",
        errno.ELOOP: "these symbolic links go round in a circle",
    }
)

_WRITING = MappingProxyType(
    {
        errno.ENOSPC: "the disk is full: make room and run it again",
        errno.EDQUOT: "your share of the disk is used up: make room and run it again",
        errno.EFBIG: "the file would become larger than is allowed here",
        errno.EACCES: "you are not allowed to write this, or another program has it open",
        errno.EPERM: "you are not allowed to write this",
        errno.EROFS: "this disk can only be read",
        errno.EISDIR: "there is a folder of this name",
        errno.ENOTDIR: "a part of this path is a file, not a folder",
        errno.EEXIST: "a part of this path is a file, not a folder",
        errno.ENAMETOOLONG: "this name is too long for the disk: choose a shorter one",
        errno.ELOOP: "these symbolic links go round in a circle",
    }
)


def cannot_read(path: Path, error: OSError) -> InputError:
    """The InputError for a file that could not be read."""
    return InputError(_sentence(_READING.get(error.errno or 0), "it cannot be read", error), path=str(path))


def cannot_write(path: Path, error: OSError) -> RecycleError:
    """The RecycleError for a file that could not be written."""
    return RecycleError(_sentence(_WRITING.get(error.errno or 0), "it cannot be written", error), path=str(path))


def _sentence(known: str | None, otherwise: str, error: OSError) -> str:
    return known or f"{otherwise}: {error.strerror or error}"
