"""The files of an edit: ``edits/<id>/<outlet>.md``, and beside it ``<outlet>.base.md``, the words that it started from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from recycle.errors import InputError
from recycle.importers.compose import rows
from recycle.readers.field_values import Section, line_text_of, section, text_of, words_of
from recycle.readers.header import split
from recycle.spelling import did_you_mean, one_of
from recycle.world import disk, paths

FOLDER = "edits"
SUFFIX = ".md"
BASE = ".base"
REWRITE = ".rewrite"
_KEPT_APART = (BASE, REWRITE, REWRITE + BASE)
"""What no outlet's name may end in, in whatever case, since some disks see none: one's edit would be another's base."""
FIELDS = ("title", "description", "subject", "preview", "question", "tags")
"""What may be reworded beside the text, in the order in which it is shown."""

Field = str | tuple[str, ...]
NO_FIELDS: Mapping[str, Field] = MappingProxyType({})


class EditText(Struct, frozen=True, kw_only=True):
    """One file of an edit. A field that is not there is left as the piece has it; ``body_line`` is the body's first line."""

    fields: Mapping[str, Field] = NO_FIELDS
    body: str = ""
    path: str = ""
    body_line: int = 1
    lines: Mapping[str, int] = MappingProxyType({})


class Edit(Struct, frozen=True):
    """What a person has made of an outlet's words, and the words that it was made of (None: that file is gone)."""

    mine: EditText
    base: EditText | None


def path_of(piece_id: str, outlet: str, kind: str = "") -> str:
    """The path of an edit, or with ``kind`` of what is kept beside it. Raises InputError for an outlet that cannot have one."""
    if outlet.casefold().endswith(_KEPT_APART):
        raise InputError(f'an outlet called "{outlet}" cannot be edited: its file would be taken for another\'s. Rename it.')
    return f"{FOLDER}/{piece_id}/{outlet}{kind}{SUFFIX}"


def has_edit(root: Path, piece_id: str, outlet: str) -> bool:
    """Whether there is an edit."""
    return not outlet.casefold().endswith(_KEPT_APART) and disk.exists(root / path_of(piece_id, outlet))


def source_of(root: Path, path: str) -> str | None:
    """The text of a file with ``\\n`` as line ends; None when it is not there. Raises InputError when it cannot be read."""
    if not disk.exists(root / path):
        return None
    if disk.is_special(root / path):
        raise InputError("this is neither a file nor a folder: take it away.", path=path)
    try:
        return disk.read_text(root / path).replace("\r\n", "\n")
    except InputError as error:
        raise InputError(error.message, path=path, line=error.line) from None


def parse(text: str, path: str) -> EditText:
    """The fields and the body of a file. Raises InputError with file and line for a key or a value that means nothing here."""
    text = text.replace("\r\n", "\n")
    if line := _mark_in_fields(text):
        raise InputError(
            "here two wordings stand one above the other: keep one, delete the rows of marks.", path=path, line=line
        )
    parts = split(text, path)
    said = section(parts.header_data, "", parts.lines, parts.texts, path)
    for key, value in said.values():
        if key.replace("-", "_").lower() not in FIELDS:
            hint = did_you_mean(key, FIELDS)
            raise value.error(f"{key} cannot be reworded here.{hint} What can be: {one_of(FIELDS)}")
    fields = {name: field for name in FIELDS if (field := _field(said, name)) is not None}
    # Empty lines around the text mean nothing, and editors differ in them.
    lead = len(parts.body) - len(parts.body.lstrip("\n"))
    body = parts.body.strip("\n")
    return EditText(
        fields=MappingProxyType(fields),
        body=f"{body}\n" if body else "",
        path=path,
        body_line=parts.body_line + lead,
        lines=parts.lines,
    )


def compose(fields: Mapping[str, Field], body: str) -> str:
    """The whole file: reading it gives the same fields and the same body."""
    head = rows({name: list(field) if isinstance(field, tuple) else field for name, field in fields.items()})
    text = body.strip("\n")
    return f"---\n{head}---\n" + (f"\n{text}\n" if text else "")


def read(root: Path, piece_id: str, outlet: str) -> Edit | None:
    """The edit of a piece at an outlet, None when there is none. Raises InputError with file and line."""
    mine = _parsed(root, path_of(piece_id, outlet))
    return Edit(mine, _parsed(root, path_of(piece_id, outlet, BASE))) if mine else None


def _parsed(root: Path, path: str) -> EditText | None:
    text = source_of(root, path)
    return None if text is None else parse(text, path)


def write(root: Path, piece_id: str, outlet: str, *, mine: str, base: str) -> str:
    """Keep an edit with its base, and return its path. Raises RecycleError; then what was there is there still.

    The edit is written first. With the new edit and the old base, all that the piece has changed since is on both sides, and the same
    change twice is one change. The other way round, the old edit would seem to have taken that change back.
    """
    path = path_of(piece_id, outlet)
    disk.write_atomic(paths.inside(root, path), mine.encode())
    disk.write_atomic(paths.inside(root, path_of(piece_id, outlet, BASE)), base.encode())
    return path


def discard(root: Path, piece_id: str, outlet: str) -> bool:
    """Remove an edit and its base, and say whether there was one. Raises RecycleError."""
    was_there = disk.remove(paths.inside(root, path_of(piece_id, outlet)))
    disk.remove(paths.inside(root, path_of(piece_id, outlet, BASE)))
    disk.remove_folder_if_empty(root / FOLDER / piece_id)
    disk.remove_folder_if_empty(root / FOLDER)
    return was_there


def all_edits(root: Path) -> tuple[tuple[str, str], ...]:
    """The id of the piece and the name of the outlet of every edit, sorted."""
    return tuple((piece_id, stem) for piece_id, stem in _stems(root) if not stem.casefold().endswith(_KEPT_APART))


def all_rewrites(root: Path) -> tuple[tuple[str, str], ...]:
    """The id of the piece and the name of the outlet of everything that a command has answered, sorted."""
    return tuple((piece_id, stem.removesuffix(REWRITE)) for piece_id, stem in _stems(root) if stem.endswith(REWRITE))


def _stems(root: Path) -> list[tuple[str, str]]:
    folders = [folder for folder in disk.children(root / FOLDER) if disk.is_folder(folder)]
    return sorted((folder.name, file.stem) for folder in folders for file in disk.children(folder) if file.suffix == SUFFIX)


def _mark_in_fields(text: str) -> int:
    """The line of the first mark of a conflict above the text, 0 when there is none. A file may begin with one, and with no fence."""
    for number, row in enumerate(text.splitlines(), 1):
        if row.startswith(("<<<<<<< ", ">>>>>>> ")):
            return number
        if (row.rstrip() == "---") == (number > 1):
            break
    return 0


def _field(said: Section, name: str) -> Field | None:
    value = said.get(name)
    if value is None:
        return None
    if name == "tags":
        return words_of(said, value) if value.data is not None else ()
    return text_of(value) if name == "question" else line_text_of(value)
