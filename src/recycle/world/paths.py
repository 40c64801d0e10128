"""Names that stay where they belong: inside the workspace, and valid on every system that a writer may clone it to."""

from __future__ import annotations

import os
from pathlib import Path

from recycle.errors import InputError

_FORBIDDEN = frozenset('<>:"|?*\\')
"""Characters that Windows keeps for itself."""

_RESERVED = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"COM{number}" for number in range(1, 10)), *(f"LPT{number}" for number in range(1, 10)))
)
"""Names of devices on Windows, with any suffix: ``nul.txt`` is no file there."""

_LONGEST = 255
"""Bytes in one name on the usual file systems of Linux; macOS and Windows count characters and allow no more."""


def inside(root: Path, relative: str) -> Path:
    """``root / relative``, sure to lie below ``root``, symbolic links included. ``relative`` has ``/`` between its names.

    Raises InputError for an absolute path, ``..``, a link that leads out, and names that some system does not allow.
    """
    for name in relative.split("/"):
        wrong = wrong_name(name)
        if wrong:
            raise InputError(f'the path "{relative}" cannot be used: {wrong}.')
    path = root / relative
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise InputError(f'the path "{relative}" leads out of {root} through a symbolic link.')
    return path


def same_on_disk(path: str) -> str:
    """Equal for paths that macOS or Windows takes for the same: capitals and the form of Unicode make no difference there."""
    if path.isascii():
        return path.lower()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", path).casefold())


def wrong_name(name: str) -> str:
    """Why ``name`` cannot be the name of a file or folder everywhere; empty when it can."""
    if name in {"", ".", ".."}:
        return f'"{name}" is not a name (a path starts without "/" and cannot go up)'
    found = sorted(_FORBIDDEN.intersection(name)) + [char for char in name if char < " " or char == "\x7f"]
    if found:
        return f"{found[0]!r} cannot be in a file name on every system"
    if name[-1] in ". ":
        return f'"{name}" ends in a dot or a space, which Windows drops'
    if name.split(".", maxsplit=1)[0].rstrip().upper() in _RESERVED:
        return f'"{name}" is the name of a device on Windows'
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST:
        return f'"{name[:20]}..." is longer than {_LONGEST} bytes'
    return ""
