"""What is installed beside us, as far as a quick look at the folders tells."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_ENTRY_POINTS = "entry_points.txt"
_INFO = (".dist-info", ".egg-info")


def may_have_entry_points(prefix: str, path: Iterable[str]) -> bool:
    """Whether a package on ``path`` names entry points under ``prefix``; true as well where only importlib could tell.

    importlib.metadata knows for sure, and to import it takes longer than this whole look.
    """
    wanted = f"[{prefix}".encode()
    return any(_in_folder(folder, wanted) for entry in path if (folder := Path(entry or ".")).exists())


def _in_folder(folder: Path, wanted: bytes) -> bool:
    try:
        infos = [found for found in folder.iterdir() if found.name.endswith(_INFO)]
    except OSError:
        return True  # an archive, or a folder that may not be listed
    return any(wanted in _read(info / _ENTRY_POINTS) for info in infos)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
