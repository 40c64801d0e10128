"""A workspace as git's index or a commit has it: the files that are asked for, in a folder of their own, for every other step to read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from recycle.config.load import FILE_NAME
from recycle.config.load import load as load_config
from recycle.destinations.protocol import Surroundings
from recycle.late import regex
from recycle.ledger.files import FOLDER as LEDGER
from recycle.ledger.files import SUFFIX as LOG
from recycle.ledger.files import read
from recycle.steps.loading import edit_files
from recycle.steps.loading.issue_files import ISSUES
from recycle.steps.loading.issue_files import SUFFIX as ISSUE
from recycle.steps.loading.piece_files import CONTENT, SUFFIXES
from recycle.steps.workspace import Workspace
from recycle.world import World, disk, git

TEMPLATES = "templates"
UPLOADS = f"{LEDGER}/uploads"
_SENT = f"{LEDGER}/sent"
_LISTED = (FILE_NAME, CONTENT, ISSUES, edit_files.FOLDER, TEMPLATES, UPLOADS)
_IN_CONTENT = f"{CONTENT}/"
_FOLDERS = tuple(f"{name}/" for name in _LISTED if name != FILE_NAME)
_ENDS = tuple(sorted(SUFFIXES))
_ISSUE = regex(rf"{ISSUES}/[^/]+/[^/]+{re.escape(ISSUE)}\Z")
_HOPS = 8
"""Links to links that are followed."""


class Snapshot:
    """The files of one workspace at one moment. ``entries`` are all but the ledger's, by their paths in the workspace."""

    def __init__(self, entries: git.Entries, blobs: git.Blobs, prefix: str, folder: Path, rev: str = "") -> None:
        """``prefix`` is the workspace's folder in the repository, ``folder`` an empty one, ``rev`` a commit (empty: the index).

        ``entries`` are what is there below what is ``listed``.
        """
        self.entries = entries.below(prefix)
        self.folder, self.blobs, self.prefix, self.rev = folder, blobs, prefix, rev
        self._spec = f"{rev}:{prefix}"
        self._brought: dict[str, bool] = {}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The paths of all pieces and issues."""
        return tuple(filter(is_text, self.entries))

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """The paths of all that is not under ``content/``."""
        return tuple(path for path in map(self.entries.path, self.entries.beside(CONTENT)) if path)

    def open(self, world: World) -> Workspace:
        """The workspace with the settings and templates of that moment. ``world`` is that of the workspace on the disk.

        Destinations are built as they are there: a program that one of them starts may lie beside config.yaml. Settings and templates
        that are not in git at all are those on the disk. Raises InputError.
        """
        self.bring((FILE_NAME, *(path for path in self.beside if path.startswith((f"{TEMPLATES}/", f"{UPLOADS}/")))))
        if not self._brought[FILE_NAME]:
            self._copy(world.root / FILE_NAME, FILE_NAME)
        if not any(path.startswith(f"{TEMPLATES}/") for path in self._brought) and disk.is_folder(world.root / TEMPLATES):
            self._copy(world.root / TEMPLATES, TEMPLATES)
        here = replace(world, root=self.folder)
        return Workspace(here, load_config(here, Surroundings(world.root, world.environ)))

    def bring(self, wanted: Iterable[str]) -> None:
        """Has these files in the folder, as far as there are such files."""
        for path in wanted:
            if path not in self._brought:
                self._brought[path] = self._write(path)

    def bring_history(self, piece_id: str) -> None:
        """Has what the ledger knows of a piece in the folder, and the words that were sent of it."""
        self.bring((f"{LEDGER}/{piece_id}{LOG}",))
        self.bring(f"{_SENT}/{event.digest}.json" for event in read(self.folder, piece_id).events if event.digest)

    def size(self, path: str) -> int:
        """How many bytes a file has; 0 when there is none."""
        entry = self.entries.get(path)
        return len(self.blobs.read(entry.blob) or b"") if entry else 0

    def has_history(self, piece_id: str) -> bool:
        """Whether the ledger knows anything of a piece."""
        return self.blobs.read(f"{self._spec}{LEDGER}/{piece_id}{LOG}") is not None

    def edits(self, piece_id: str) -> tuple[str, ...]:
        """The paths of the edits of a piece, with what is kept beside them."""
        return tuple(path for path in self.beside if path.startswith(f"{edit_files.FOLDER}/{piece_id}/"))

    def forget(self) -> None:
        """Takes everything out of the folder again but settings and templates."""
        for path, is_there in list(self._brought.items()):
            if not path.startswith((FILE_NAME, f"{TEMPLATES}/", f"{UPLOADS}/")):
                if is_there:
                    disk.remove(self.folder / path)
                del self._brought[path]

    def _copy(self, place: Path, path: str) -> None:
        """Has a file, or all in a folder, as it is on the disk."""
        if disk.is_folder(place):
            for child in disk.children(place):
                leads_astray = disk.is_link(child) and (disk.is_folder(child) or not disk.exists(child))
                if not child.name.startswith(".") and not leads_astray:
                    self._copy(child, f"{path}/{child.name}")
        else:
            disk.write_atomic(self.folder / path, disk.read_bytes(place), durable=False)

    def _write(self, path: str) -> bool:
        if not {"", ".", ".."}.isdisjoint(path.split("/")):
            return False  # what speaks of other files may say anything
        data = self._data(path, _HOPS)
        if data is not None:
            disk.write_atomic(self.folder / path, data, durable=False)
        return data is not None

    def _data(self, path: str, hops: int) -> bytes | None:
        entry = self.entries.get(path)
        if entry is None:
            behind = self.behind_link(path) if hops else ""
            return self._data(behind, hops - 1) if behind else self._beyond(path)
        if entry.mode == git.SUBMODULE or not hops:
            return None
        if entry.mode != git.LINK:
            return self.blobs.read(entry.blob)
        target = self._led_to(path)
        found = self._data(target, hops - 1)
        # What lies elsewhere is there, whether git has it or not: git-annex keeps large files so.
        is_elsewhere = posixpath.normpath(f"{self.prefix}{target}").startswith(("/", "..", ".git/")) or target.startswith("/")
        return b"" if found is None and is_elsewhere and path.startswith(_IN_CONTENT) and not is_text(path) else found

    def behind_link(self, path: str) -> str:
        """Where a path leads of which a folder is a link; empty when none is."""
        at = path.find("/") if self._links else -1
        while at >= 0 and path[:at] not in self._links:
            at = path.find("/", at + 1)
        return posixpath.join(self._led_to(path[:at]), path[at + 1 :]) if at >= 0 else ""

    @cached_property
    def _links(self) -> frozenset[str]:
        return frozenset(self.entries.of_mode(git.LINK))

    def _led_to(self, path: str) -> str:
        said = (self.blobs.read(self.entries[path].blob) or b"").decode(errors="surrogateescape")
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), said))

    def _beyond(self, path: str) -> bytes | None:
        """The bytes of a file of the repository that lies in none of the folders that are listed."""
        if path == FILE_NAME or path.startswith(_FOLDERS):
            return None
        place = posixpath.normpath(f"{self.prefix}{path}")
        return None if place.startswith(("..", "/")) else self.blobs.read(f"{self.rev}:{place}")


def listed(prefix: str) -> tuple[str, ...]:
    """The files and folders of a workspace that a snapshot is made of; ``prefix`` is its folder in the repository."""
    return tuple(f"{prefix}{name}" for name in _LISTED)


def is_text(path: str) -> bool:
    """Whether a file of this path in the workspace is a piece or an issue, by its name alone."""
    if path.startswith(_IN_CONTENT):
        return path.endswith(_ENDS) and "/." not in path and "/_" not in path
    return _ISSUE.match(path) is not None and "/." not in path and "/_" not in path
