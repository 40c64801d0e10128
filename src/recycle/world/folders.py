"""What lies in a folder, as the folder itself tells it: asking for each file would take longer than reading it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from recycle.world.faults import cannot_read


class Child(NamedTuple):
    """A name in a folder. A symbolic link is neither file nor folder here, wherever it leads."""

    name: str
    is_file: bool
    is_folder: bool
    is_link: bool


def listing(folder: Path) -> tuple[Child, ...]:
    """What lies in ``folder``, sorted by name; nothing when there is no such folder. Raises InputError when it is not readable."""
    try:
        with os.scandir(folder) as found:
            return tuple(sorted(map(_child, found)))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise cannot_read(folder, error) from error


def _child(one: os.DirEntry[str]) -> Child:
    return Child(one.name, one.is_file(follow_symlinks=False), one.is_dir(follow_symlinks=False), one.is_symlink())
