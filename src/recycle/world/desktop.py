"""The person's own desktop: clipboard and browser. Both are a courtesy: where there is none, the answer is no."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

_SECONDS = 5.0

_CLIPBOARDS = (
    (("pbcopy",), "utf-8", ""),
    (("wl-copy",), "utf-8", "WAYLAND_DISPLAY"),
    (("xclip", "-selection", "clipboard"), "utf-8", "DISPLAY"),
    (("xsel", "--clipboard", "--input"), "utf-8", "DISPLAY"),
    # clip.exe takes bytes for the old code page of the console unless a byte order mark says otherwise.
    (("clip.exe",), "utf-16", ""),
)
"""Command, the encoding it reads, and the variable without which it has no screen to talk to."""


def copy_to_clipboard(text: str, environ: Mapping[str, str] | None = None) -> bool:
    """Puts ``text`` on the clipboard and says whether that worked. Never raises."""
    variables = os.environ if environ is None else environ
    return any(
        _feed(command, text.encode(encoding, "replace"), variables)
        for command, encoding, needs in _CLIPBOARDS
        if not needs or variables.get(needs)
    )


def open_url(url: str, environ: Mapping[str, str] | None = None) -> bool:
    """Opens a web page in the person's browser and says whether one was found. Only http and https; never raises."""
    variables = os.environ if environ is None else environ
    if not _is_web(url) or not _has_screen(variables):
        return False
    import webbrowser  # slow to import, like subprocess

    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False


def _feed(command: tuple[str, ...], data: bytes, variables: Mapping[str, str]) -> bool:
    import subprocess  # slow to import, and only publishing by hand needs it

    program = shutil.which(command[0], path=variables.get("PATH", ""))
    if program is None:
        return False
    # pbcopy reads its input in the locale's encoding. No pipe for what the program says: xclip and wl-copy stay behind
    # to serve the clipboard, and would keep such a pipe open.
    try:
        done = subprocess.run(  # noqa: S603  # the commands are the table above; the text goes in as input
            [program, *command[1:]],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**variables, "LC_CTYPE": "UTF-8"} if command[0] == "pbcopy" else dict(variables),
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def _has_screen(variables: Mapping[str, str]) -> bool:
    # Without a screen Python would start a text browser inside the terminal in which the person is reading.
    if sys.platform in {"win32", "darwin", "cygwin"}:
        return True
    return any(variables.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
