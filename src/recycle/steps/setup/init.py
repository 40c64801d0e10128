"""A new workspace, from the files under ``templates/init/``."""

from __future__ import annotations

from pathlib import Path

from recycle.config.load import FILE_NAME
from recycle.errors import InputError
from recycle.templating import built_in
from recycle.world import disk

STARTERS = (("config.yaml", FILE_NAME), ("first-reply.md", "content/first-reply.md"))
GIT_FILES = (("gitattributes", ".gitattributes"), ("gitignore", ".gitignore"))


def init(folder: Path) -> tuple[str, ...]:
    """Make a workspace in ``folder`` and return the files that were written.

    Nothing that is there is overwritten: a piece in ``content/`` is left alone, and lines are only added to git's files. Raises
    InputError when there is a config.yaml already.
    """
    if disk.exists(folder / FILE_NAME):
        raise InputError(f"there is a {FILE_NAME} already; nothing was changed.", path=str(folder))
    if disk.exists(folder) and not disk.is_folder(folder):
        raise InputError("this is a file; give the name of a folder.", path=str(folder))
    has_content = bool(disk.children(folder / "content"))
    wanted = [(name, path) for name, path in STARTERS if path == FILE_NAME or not has_content]
    written = [path for name, path in wanted if _write(folder / path, _starter(name))]
    return (*written, *(path for name, path in GIT_FILES if _add_lines(folder / path, _starter(name))))


def _starter(name: str) -> str:
    return disk.read_text(built_in() / "init" / name)


def _write(file: Path, text: str) -> bool:
    return disk.write_atomic(file, text.encode())


def _add_lines(file: Path, wanted: str) -> bool:
    """Add the lines of ``wanted`` that the file does not have, and say whether there were any."""
    old = disk.read_text(file) if disk.exists(file) else ""
    missing = [line for line in wanted.splitlines() if line.strip() and line not in old.splitlines()]
    if not missing:
        return False
    joint = "" if not old or old.endswith("\n") else "\n"
    return disk.write_atomic(file, f"{old}{joint}{chr(10).join(missing)}\n".encode())
