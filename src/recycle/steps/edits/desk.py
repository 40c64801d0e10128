"""Where a text lies while a person's editor has it, so that an editor that fails, a kill or a slip in the front matter loses no word."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.model import Piece
from recycle.steps.edits.edit import Fresh, Opened
from recycle.steps.loading import edit_files
from recycle.steps.workspace import Workspace
from recycle.world import disk, paths
from recycle.world.locks import held

FOLDER = ".recycle/edits"
_TEXT, _FRESH, _BEFORE = "text.md", "base.md", "before.md"


class Desk:
    """The place of one piece's text for one outlet. Beside the text lies what it was made of, and the edit that it is to replace."""

    def __init__(self, workspace: Workspace, piece: Piece, outlet: Outlet) -> None:
        self._root = workspace.root
        self.piece, self.outlet = piece, outlet
        self._edit = edit_files.path_of(piece.id, outlet.name)
        self._folder = f"{FOLDER}/{piece.id}/{outlet.name}"
        self.path = f"{self._folder}/{_TEXT}"
        """Of the text, in the workspace."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else edits the same text meanwhile: an open text would look like one that was left. Raises NeedsPersonError."""
        name = hashlib.sha256(self.path.encode()).hexdigest()[:16]
        with held(self._root / ".recycle" / f"edit-{name}.lock", 0, f"editing {self._edit}"):
            yield

    @property
    def is_taken(self) -> bool:
        """Whether a text lies there that was never kept."""
        return disk.is_there(self._root / self.path)

    def lay_down(self, opened: Opened, text: str) -> None:
        """Put a text there, with all that is needed to go on with it another day. Raises RecycleError."""
        self._write(_FRESH, opened.fresh.text)
        if opened.before is None:
            disk.remove(self._file(_BEFORE))
        else:
            self._write(_BEFORE, opened.before)
        self._write(_TEXT, text)

    def text(self) -> str:
        """The text as it lies there. Raises InputError."""
        try:
            return edit_files.source_of(self._root, self.path) or ""
        except InputError as error:
            message = f"{error.message.rstrip('.')}. Mend it or remove it, then run this again; nothing was kept."
            raise InputError(message, path=self.path, line=error.line) from None

    def opened(self) -> Opened:
        """What lies there as it was opened: what the piece has changed since then is not taken for taken back.

        An edit that somebody has kept meanwhile is put aside, since this one is to replace it. Raises RecycleError.
        """
        said = edit_files.parse(edit_files.source_of(self._root, f"{self._folder}/{_FRESH}") or "", self.path)
        before = edit_files.source_of(self._root, f"{self._folder}/{_BEFORE}")
        note = f"{self.path} was left by an edit that was broken off; it is opened again."
        now = edit_files.source_of(self._root, self._edit)
        if now is not None and now != before:
            note += f" {self._edit} has been changed since, and this will replace it: what it said is in {self.put_aside(now)}."
        return Opened(text=self.text(), fresh=Fresh(said.fields, said.body), before=now, note=note)

    def put_aside(self, text: str) -> str:
        """Keep a text that another is to replace, under a name of its own, which is returned. Nothing ever takes it away."""
        name = f"aside-{hashlib.sha256(text.encode()).hexdigest()[:12]}.md"
        self._write(name, text)
        return f"{self._folder}/{name}"

    def clear(self) -> None:
        """Take everything away."""
        for name in (_TEXT, _FRESH, _BEFORE):
            disk.remove(self._file(name))
        folder = self._root / self._folder
        for empty in (folder, folder.parent, folder.parent.parent):
            disk.remove_folder_if_empty(empty)

    def _write(self, name: str, text: str) -> None:
        if disk.is_link(self._file(name)):
            disk.remove(self._file(name))
        disk.write_atomic(self._file(name), text.encode())

    def _file(self, name: str) -> Path:
        # An editor may leave a link for the file, wherever that leads; ours is then the link.
        return paths.inside(self._root, self._folder) / name
