"""A person's edit of an outlet's words, merged into what the piece says now while its variant is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.merge.fields import merge_field, merge_tags
from recycle.merge.marked import Conflict, markers
from recycle.merge.texts import merge_texts
from recycle.model import Finding, Meta, Piece
from recycle.readers import READERS
from recycle.readers.spans import spans
from recycle.steps.loading.edit_files import BASE, FIELDS, Edit, EditText, Field, path_of
from recycle.steps.loading.suggestions import settle, suggestion_findings
from recycle.steps.rendering.briefing import Briefing
from recycle.transforms import images
from recycle.tree.nodes import Block, Document
from recycle.tree.text import plain_document
from recycle.tree.walk import without_lines
from recycle.writers.gfm import write_gfm


class Merged(Struct, frozen=True):
    """What comes of an edit and of the piece's words now. ``conflicts`` are the places in ``body`` where a person has to choose."""

    fields: Mapping[str, Field]
    body: str
    conflicts: tuple[Conflict, ...] = ()
    clashes: tuple[str, ...] = ()
    """The fields that both have changed, each in another way."""


class Editing:
    """The edit of one piece at one outlet, to be called by its form.

    ``is_piece`` says whether a name is that of a piece, ``judge`` what is wrong with the words, by their own lines. ``findings`` is
    filled by the call.
    """

    def __init__(
        self,
        edit: Edit,
        piece: Piece,
        outlet: Outlet,
        briefing: Briefing,
        *,
        is_piece: Callable[[str], bool] = bool,
        judge: Callable[[Document], Iterable[Finding]] = lambda _: (),
    ) -> None:
        self._edit = edit
        self._names = outlet.form.words
        self._path = path_of(piece.id, outlet.name)
        self._base_path = path_of(piece.id, outlet.name, BASE)
        self._command = f"`recycle edit {piece.slug} {outlet.name}`"
        self._as_written, self._as_shown = briefing.as_written, briefing.as_shown
        self._is_piece, self._judge = is_piece, judge
        self._findings: list[Finding] = []
        self._is_used = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the edit; that its form has not asked for it, if that is so."""
        if self._is_used:
            return tuple(self._findings)
        message = (
            "the form of this outlet takes no edits, so this one would be lost; change the piece instead, and discard the edit."
        )
        return (Finding("edit-not-taken", message, self._path),)

    def __call__(self, meta: Meta, document: Document) -> tuple[Meta, Document]:
        """The meta data and the document as edited; as they are where a person has to look first, which is a finding then."""
        self._is_used = True
        if unsolved := unsolved_findings(self._edit, self._path, self._base_path, self._command):
            self._findings += unsolved
            return meta, document
        self._findings += self._unused()
        merged = merge(self._edit, fields_of(meta, self._names), body_of(self._as_written(document)))
        if merged.conflicts or merged.clashes:
            self._findings += self._conflicts(merged)
            return meta, document
        return reworded(meta, merged.fields, self._names), self._read(merged.body, document)

    def _read(self, body: str, fresh: Document) -> Document:
        mine = self._edit.mine
        settled = settle(body)
        try:
            result = READERS["gfm"](settled.text)
        except InputError as error:
            raise InputError(error.message, path=self._path) from None
        # A line is told only where it is sure to be that of the file.
        offset = mine.body_line - 1 if body == mine.body else None
        self._findings += (
            replace(found, path=self._path, line=0 if offset is None else found.line + offset)
            for found in result.findings
            if found.line not in settled.broken_lines
        )
        rows = body.split("\n")

        def place(line: int) -> int:
            return _line_in(mine, rows[line - 1]) if offset is None else line + offset

        self._findings += suggestion_findings(settled, self._path, place, self._is_piece)
        self._findings += (
            replace(found, path=self._path, line=place(found.line) if found.line else 0)
            for found in self._judge(result.document)
        )
        shown = self._as_shown(result.document)
        if is_nothing(shown, fresh):
            message = (
                f"this edit leaves nothing of the text: write in it, or throw it away with {self._command[:-1]} --discard`."
            )
            raise InputError(message, path=self._path, line=mine.body_line)
        return with_lines_of(fresh, shown)

    def _unused(self) -> list[Finding]:
        """What is reworded and shown by nobody."""
        lines = self._edit.mine.lines
        return [
            Finding(
                "edit-field", f"this outlet shows no {name}: take the line away.", self._path, lines.get(name, 1), "warning"
            )
            for name in self._edit.mine.fields
            if name not in self._names
        ]

    def _conflicts(self, merged: Merged) -> list[Finding]:
        done = f"{self._command} shows both."
        found = [
            Finding(
                "edit-conflict",
                f"the piece and this edit have both changed the {name}, each in another way; {done}",
                self._path,
                self._edit.mine.lines.get(name, 1),
            )
            for name in merged.clashes
        ]
        for conflict in merged.conflicts:
            line = _line_in(self._edit.mine, conflict.edit)
            message = f"the piece and this edit have both changed these words, each in another way; {done}"
            found.append(Finding("edit-conflict", message, self._path, line))
        return found


def fields_of(meta: Meta, names: Iterable[str]) -> Mapping[str, Field]:
    """What a person may reword beside the text, as far as there is any of it."""
    return MappingProxyType({name: value for name in names if (value := getattr(meta, name))})


def body_of(document: Document) -> str:
    """The document as Markdown that reads as the same document again."""
    written = write_gfm(document).text
    return written if isinstance(written, str) else written.decode()


def reworded(meta: Meta, fields: Mapping[str, Field], names: Iterable[str]) -> Meta:
    """``meta`` with the words of ``fields``; of ``names`` those that are not among them are empty."""
    changed: dict[str, Any] = {name: fields.get(name, () if name == "tags" else "") for name in names}
    return replace(meta, **changed)


def merge(edit: Edit, fields: Mapping[str, Field], body: str) -> Merged:
    """The edit, with all that the piece has changed since it was made. ``fields`` and ``body`` are the piece's words now."""
    base = edit.base or edit.mine
    text = merge_texts(base.body, edit.mine.body, body, spans)
    together: dict[str, Field] = {}
    clashes = []
    for name in FIELDS:
        value = _merged_field(base.fields.get(name), edit.mine.fields.get(name), fields.get(name))
        if value is None:
            clashes.append(name)
        elif value or not edit.mine.fields.get(name, True):
            together[name] = value  # an empty line of the edit stays: without it, the piece's words would be there again
    return Merged(MappingProxyType(together), text.text, text.conflicts, tuple(clashes))


def unsolved_findings(edit: Edit, path: str, base_path: str, command: str) -> list[Finding]:
    """What keeps an edit from being merged at all: places that nobody has decided on, and a base that is gone."""
    found = []
    for text, other in ((edit.mine, edit.base), (edit.base, edit.mine)):
        if text and (lines := markers(text.body, other.body if other else "")):
            line = text.body_line + lines[0] - 1
            if text is edit.mine:
                message = "here two wordings stand one above the other: keep the words that you want, delete the rows of marks."
            else:
                message = (
                    "git has left both sides of a merge in the words that the edit started from: keep the same side as in the edit,"
                    f" or delete this file, look through {path} and save it with {command}."
                )
            found.append(Finding("edit-unsolved", message, text.path, line))
    if edit.base is None:
        message = f"the words that this edit started from are gone: restore {base_path} from git, or look through the edit with {command}."
        found.append(Finding("edit-base-missing", message, path))
    return found


def is_nothing(document: Document, fresh: Document) -> bool:
    """Whether there is not a word or picture left of what there was: nobody means to send that."""
    return _is_bare(document) and not _is_bare(fresh)


def _is_bare(document: Document) -> bool:
    return not plain_document(document).strip() and not any(images.placed(document))


def with_lines_of(fresh: Document, document: Document) -> Document:
    """``document`` with the lines of the piece's file at those blocks that are the same in ``fresh``, and none at the others."""
    known: dict[Block, Block] = dict(zip(without_lines(fresh).blocks, fresh.blocks, strict=True))
    bare = without_lines(document)
    return replace(bare, blocks=tuple(known.get(block, block) for block in bare.blocks))


def _merged_field(base: Field | None, mine: Field | None, fresh: Field | None) -> Field | None:
    """The field's words, empty for none; None when both sides have changed it, each in another way."""
    if mine is None or mine == base:
        return fresh or ""
    if isinstance(mine, tuple):
        return merge_tags(_tags(base), mine, _tags(fresh))
    return merge_field(_text(base), mine, _text(fresh))


def _tags(field: Field | None) -> tuple[str, ...]:
    return field if isinstance(field, tuple) else ()


def _text(field: Field | None) -> str | None:
    return field if isinstance(field, str) else None


def _line_in(mine: EditText, words: str) -> int:
    """Where ``words`` stand in the file, or their first line as far as it can be told; 0 when they are not there."""
    first = next((row for row in words.splitlines() if row.strip()), "")
    at = mine.body.find(words) if words.strip() else -1
    at = mine.body.find(first) if at < 0 and first else at
    return mine.body_line + mine.body.count("\n", 0, at) if at >= 0 else 0
