"""Files: read them whole, replace them in one step, append to them so that a crash leaves the old or the new."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from recycle.errors import InputError
from recycle.world.faults import cannot_read, cannot_write

_BINARY: int = getattr(os, "O_BINARY", 0)
"""Windows opens files as text unless told otherwise, and would turn every ``\\n`` into two bytes."""

_AT_ONCE = 4096  # bytes that are asked for of a file that says it is empty, as those of the kernel do
_MARK = b"\xef\xbb\xbf"
_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL})
"""How systems say that there is no such file, or cannot be one of that name."""

_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM})
"""How systems say that a folder cannot be synced at all, as opposed to: this time it went wrong."""


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises InputError when it is missing, a folder, or not readable."""
    try:
        return _whole(path)
    except OSError as error:
        raise cannot_read(path, error) from error


def _whole(path: Path) -> bytes:
    # A thousand pieces are read before a command begins: Python's own files, with their buffers, would take twice as long.
    handle = os.open(path, os.O_RDONLY | _BINARY)
    try:
        at_once, data = max(os.fstat(handle).st_size + 1, _AT_ONCE), b""
        while part := os.read(handle, at_once):
            data += part
        return data
    finally:
        os.close(handle)


def read_text(path: Path) -> str:
    """The file's text: UTF-8, without the byte order mark that some editors put first. Line ends stay as they are.

    Raises InputError when the file cannot be read, or with the line of the first byte that is not UTF-8.
    """
    data = read_bytes(path).removeprefix(_MARK)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"byte {error.start + 1} (0x{data[error.start]:02x}) is not UTF-8: save the file as UTF-8"
        raise InputError(wrong, path=str(path), line=line) from error


def exists(path: Path) -> bool:
    """Whether there is anything of this name. Raises InputError where one is not allowed to look: that is no "no"."""
    return _mode(path) != 0


def is_file(path: Path) -> bool:
    """Whether there is a file. Raises InputError as ``exists`` does."""
    return stat.S_ISREG(_mode(path))


def size_of(path: Path) -> int:
    """How many bytes the file has; 0 where there is none, or none that we may look at."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_folder(path: Path) -> bool:
    """Whether there is a folder. Raises InputError as ``exists`` does."""
    return stat.S_ISDIR(_mode(path))


def is_special(path: Path) -> bool:
    """Whether there is something that is neither file nor folder, such as a named pipe: reading it may never end."""
    mode = _mode(path)
    return mode != 0 and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_link(path: Path) -> bool:
    """Whether there is a symbolic link of this name."""
    return path.is_symlink()


def is_there(path: Path) -> bool:
    """Whether the name is taken, be it by a link that leads nowhere."""
    return os.path.lexists(path)


def absolute(path: Path) -> Path:
    """``path`` from the top. Raises InputError when the folder that we are in has been removed."""
    try:
        return path.absolute()
    except OSError as error:
        raise InputError("the folder that this runs in is gone: change to another one.") from error


def real(path: Path) -> Path:
    """Where ``path`` leads in the end, links followed."""
    return Path(os.path.realpath(path))


def children(folder: Path) -> tuple[Path, ...]:
    """What lies in ``folder``, sorted by name; nothing when there is no such folder. Raises InputError when it is not readable."""
    try:
        return tuple(sorted(folder.iterdir()))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise cannot_read(folder, error) from error


def spelled(path: Path) -> str:
    """The file's name as its folder lists it, which may differ in case from ``path`` on macOS and Windows."""
    names = [child.name for child in children(path.parent)]
    return next((name for name in (path.name, *names) if name in names and name.casefold() == path.name.casefold()), path.name)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both paths lead to one and the same file."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes in hexadecimal, or an empty string when there is no file."""
    from hashlib import sha256  # brings OpenSSL along

    return sha256(read_bytes(path)).hexdigest() if is_file(path) else ""


def _mode(path: Path) -> int:
    # Not pathlib's own questions: what they make of "not allowed to look" and "too long a name" depends on Python's version,
    # and a ledger taken for missing would be a second send.
    try:
        return path.stat().st_mode
    except ValueError:  # a NUL in the name: no disk has such a file
        return 0
    except OSError as error:
        if error.errno in _NOT_THERE:
            return 0
        raise cannot_read(path, error) from error


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def write_atomic(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Makes ``data`` the file's whole content in one step and says whether anything had to be written.

    Missing folders are made. Equal bytes are left alone, time stamp and all. A symbolic link keeps pointing where it
    points. ``durable`` waits until the disk has it; without, a power cut may lose it (right for output that can be made
    again). Raises RecycleError (disk full, no permission, ...), and then the file is as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if _holds(target, data):
            return False
        _make_folder(target.parent)
        _replace(target, data, durable=durable)
    except OSError as error:
        raise cannot_write(path, error) from error
    return True


def append_line(path: Path, data: bytes) -> None:
    """Adds ``data`` to the end of the file and waits until the disk has it; makes the file and its folders when missing.

    Raises RecycleError, and then the file is as long as it was.
    """
    try:
        _make_folder(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o666)
        try:
            size = os.fstat(handle).st_size
            _append(handle, size, data)
        finally:
            os.close(handle)
        if size == 0:
            _sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def truncate(path: Path, size: int) -> None:
    """Cuts the file to ``size`` bytes and waits until the disk has it. Raises RecycleError."""
    try:
        handle = os.open(path, os.O_WRONLY | _BINARY)
        try:
            os.ftruncate(handle, size)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise cannot_write(path, error) from error


def remove(path: Path) -> bool:
    """Removes a file and says whether there was one. Raises RecycleError."""
    try:
        path.unlink()
        _sync_folder(path.parent)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot_write(path, error) from error
    return True


def remove_folder_if_empty(folder: Path) -> bool:
    """Removes a folder that holds nothing and says whether it did; any other is left alone."""
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _replace(target: Path, data: bytes, *, durable: bool) -> None:
    # Beside the target, because a rename is one step only inside one file system; a short name, because the target's may
    # already be as long as the file system allows.
    spare = target.with_name(f".recycle-{os.urandom(6).hex()}.tmp")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        try:
            _write_all(handle, data)
            if durable:
                os.fsync(handle)
        finally:
            os.close(handle)
        if target.exists():
            spare.chmod(target.stat().st_mode)
        spare.replace(target)
    except BaseException:
        spare.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(target.parent)


def _append(handle: int, size: int, data: bytes) -> None:
    try:
        # Two attempts at most: a full disk may take a part of the line and name its reason only when asked for the rest.
        written = os.write(handle, data)
        if written < len(data):
            _write_all(handle, data[written:])
        os.fsync(handle)
    except BaseException:
        os.ftruncate(handle, size)
        raise


def _write_all(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    # A new name survives a power cut only when its folder is on the disk too. Windows has no such call and needs none, and
    # some file systems refuse it; the file itself is safe there, as far as that can be had.
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
