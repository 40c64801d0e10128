"""husky, which looks after a repository's hooks itself: git calls its folder ``.husky/_``, and that calls ``.husky/pre-commit``.

https://typicode.github.io/husky/how-to.html: whatever lies in ``.husky/_`` is written anew, what lies beside it is the person's own.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from recycle.world import disk

_COMMAND = ("hook", "run")


def is_in(folder: Path) -> bool:
    """Whether ``folder``, where git looks for hooks, is husky's."""
    return folder.parent.name == ".husky" and folder.name == "_"


def file_of(folder: Path, name: str) -> Path:
    """The file of the person's own that husky calls for the hook ``name``."""
    return folder.parent / name


def calls_recycle(file: Path) -> bool:
    """Whether a line of ``file`` calls ``recycle hook run``, however that is started there."""
    text = disk.read_bytes(file).decode(errors="replace") if disk.is_file(file) else ""
    return any(_is_call(line.partition("#")[0].split()) for line in text.splitlines())


def line_for(workspace: str) -> str:
    """The line to put there, for the workspace in the folder ``workspace`` (from the top, ``.`` for the top)."""
    return "recycle hook run" if workspace == "." else f"recycle hook run --workspace {shlex.quote(workspace)}"


def _is_call(words: list[str]) -> bool:
    begins = next(
        (at for at, word in enumerate(words) if word.strip("\"'").replace("\\", "/").rpartition("/")[2] == "recycle"), None
    )
    return begins is not None and _COMMAND in zip(words[begins:], words[begins + 1 :], strict=False)
