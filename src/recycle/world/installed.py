"""What is installed beside us, as far as a quick look at the folders tells."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

_ENTRY_POINTS = "entry_points.txt"
_INFO = (".dist-info", ".egg-info")


def python() -> str:
    """The Python that runs this, as a path from the top; empty when it does not know."""
    return sys.executable or ""


def may_have_entry_points(prefix: str, path: Iterable[str]) -> bool:
    """Whether a package on ``path`` names entry points under ``prefix``; true as well where only importlib could tell.

    importlib.metadata knows for sure, and to import it takes longer than this whole look.
    """
    wanted = f"[{prefix}".encode()
    return any(_in_folder(entry or os.curdir, wanted) for entry in path)


def _in_folder(folder: str, wanted: bytes) -> bool:
    try:
        with os.scandir(folder) as entries:
            infos = [entry.path for entry in entries if entry.name.endswith(_INFO)]
    except FileNotFoundError:
        return False
    except OSError:
        return True  # an archive, or a folder that may not be listed
    return any(wanted in _read(Path(info, _ENTRY_POINTS)) for info in infos)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def requirement() -> str:
    """What pip would have to be told to install this very recycle elsewhere; empty when it came from a folder of this machine.

    By ``direct_url.json`` (PEP 610): a repository with its commit, or an archive. What came from an index is known by its version.
    """
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution("recycle")
    except PackageNotFoundError:
        return ""
    text = found.read_text("direct_url.json")
    if text is None:
        return f"recycle=={found.version}"
    said = json.loads(text)
    url, vcs, archive = str(said.get("url", "")), said.get("vcs_info"), said.get("archive_info")
    if url.startswith("file:"):
        return ""
    if vcs:
        return f"recycle @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    return f"recycle @ {url}" if archive is not None else ""
