"""Installing: Debian's packages as root or with sudo, and what all servers ask before they install anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from tests.servers.places import one_at_a_time
from tests.servers.processes import ServerProblem, run

LOCKED_LONGEST = ("--option", "DPkg::Lock::Timeout=300")  # seconds to wait for another apt-get
QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def apt(packages: Sequence[str], preset: str = "") -> None:
    """Install those of Debian's packages that are not there. ``preset`` answers what one would ask. Quick when all are there."""
    if not _missing(packages):
        return
    if not shutil.which("apt-get"):
        raise ServerProblem(f"These servers need Debian or its like, with apt-get, for {', '.join(packages)}.")
    with one_at_a_time("apt"):
        if preset:
            _as_root(["sh", "-c", f"echo '{preset}' | debconf-set-selections"])
        _as_root(["apt-get", "update"])
        _as_root(["apt-get", "install", "--yes", "--no-install-recommends", *LOCKED_LONGEST, *_missing(packages)])


def _missing(packages: Sequence[str]) -> list[str]:
    return [name for name in packages if not _is_installed(name)]


def _is_installed(package: str) -> bool:
    said = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Status}", package], capture_output=True, text=True, check=False
    )
    return said.stdout.endswith(" installed")


def _as_root(command: Sequence[str]) -> None:
    try:
        run([*_root(), *command], env=QUIET)
    except ServerProblem as problem:
        raise ServerProblem(f"Debian's packages cannot be installed: {problem}") from problem


def _root() -> list[str]:
    if os.getuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise ServerProblem("Debian's packages are missing; run make test-servers as root, or install sudo.")
    return ["sudo", "--non-interactive", "DEBIAN_FRONTEND=noninteractive"]
