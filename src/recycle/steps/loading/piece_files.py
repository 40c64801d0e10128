"""The files of pieces: Markdown and HTML under ``content/``, and what a piece is called that says nothing else."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import NamedTuple

from recycle.errors import InputError
from recycle.late import regex
from recycle.readers.slugs import MAX_LENGTH, slugify, unsafe
from recycle.world import disk, folders

CONTENT = "content"
SUFFIXES = frozenset((".md", ".markdown", ".html"))
_PLAIN = regex(r".*/([a-z0-9]+(?:-[a-z0-9]+)+)\.[a-z]+\Z")
"""Paths of which the name is a slug beyond doubt, to be told at once: the hook asks for the names of ten thousand pieces."""


class Found(NamedTuple):
    """A path in the workspace; ``is_file``: there is a file, for sure. Otherwise it may be anything, or lead anywhere."""

    path: str
    is_file: bool


def piece_files(root: Path, errors: list[InputError]) -> list[Found]:
    """Markdown and HTML files under ``content/``, except what begins with a dot or an underscore.

    A folder below it that may not be looked into is added to the ``errors``.
    """
    found: list[Found] = []
    followed = [disk.real(root / CONTENT)]
    waiting = [CONTENT]
    while waiting:
        folder = waiting.pop()
        for child in _children(root / folder, errors):
            path = f"{folder}/{child.name}"
            if child.name.startswith((".", "_")):
                continue
            if posixpath.splitext(child.name)[1] in SUFFIXES:
                found.append(Found(path, child.is_file))
            elif child.is_folder or (child.is_link and _is_new_folder(root / path, followed)):
                waiting.append(path)
    return sorted(found)


def slug_at(path: str) -> str:
    """The slug of a piece at ``path`` whose header names none."""
    if len(path) <= MAX_LENGTH and (plain := _PLAIN.match(path)):
        return plain[1]
    folder, _, name = path.rpartition("/")
    born = name.rpartition(".")[0]
    if born == "index" and folder != CONTENT:
        born = folder.rpartition("/")[2]
    return slugify(born) if unsafe(born) else born


def _children(folder: Path, errors: list[InputError]) -> tuple[folders.Child, ...]:
    try:
        return folders.listing(folder)
    except InputError as error:
        errors.append(error)
        return ()


def _is_new_folder(link: Path, followed: list[Path]) -> bool:
    """Whether the link leads to a folder of which nothing was or will be found elsewhere. One to where we come from would never end."""
    if not disk.is_folder(link):
        return False
    target = disk.real(link)
    if any(target.is_relative_to(known) or known.is_relative_to(target) for known in followed):
        return False
    followed.append(target)
    return True
