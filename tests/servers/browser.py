"""A real browser without a window: what readers see once a page's scripts have run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile

from tests.servers import packages
from tests.servers.processes import ServerProblem

PACKAGE = "chromium"
SECONDS = 120
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def install() -> None:
    """Chromium, from Debian, unless there is one."""
    if not shutil.which(PACKAGE):
        packages.apt([PACKAGE])


def in_a_browser(url: str) -> str:
    """The page at ``url`` as HTML, as it stands after its scripts."""
    program = shutil.which(PACKAGE)
    if program is None:
        raise ServerProblem("There is no chromium; install the Debian package, or run: make test-servers")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *OPTIONS, f"--user-data-dir={profile}", "--dump-dom", url]
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
