"""``rewrite:`` of an outlet: a command that gets an outlet's words and answers with others, kept as an edit on what it saw.

What it answered lies in ``edits/<id>/<outlet>.rewrite.md``, what it saw in ``<outlet>.rewrite.base.md``, both for git: so that every
machine has the same words, and so that it is run again only for other words or by another command.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.errors import InputError, RecycleError
from recycle.merge.marked import markers
from recycle.model import Finding, Meta, Piece
from recycle.readers import READERS
from recycle.steps.loading import edit_files
from recycle.steps.loading.edit_files import BASE, REWRITE, Edit, EditText, Field, path_of
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.rendering.editing import body_of, fields_of, is_nothing, merge, reworded, with_lines_of
from recycle.steps.rendering.facts import new_in
from recycle.steps.workspace import INSIDE, Workspace, without_secrets
from recycle.tree.nodes import Document
from recycle.world import bounded, disk, paths

SECONDS = 120.0
"""How long a command may take, and longer than any language model should for a text."""
_BY, _END = "\n<!-- recycle: rewritten by ", " -->\n"


class Words(Struct, frozen=True):
    """Fields and Markdown."""

    fields: Mapping[str, Field]
    body: str

    @property
    def text(self) -> str:
        """The whole file, as the command gets it."""
        return edit_files.compose(self.fields, self.body)


class Rewriting:
    """The command of one outlet and one piece, to be called by a form before a person's edit. ``findings`` is filled by the call."""

    def __init__(self, workspace: Workspace, piece: Piece, outlet: Outlet, briefing: Briefing) -> None:
        self._workspace, self._piece, self._outlet, self._briefing = workspace, piece, outlet, briefing
        self._findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """That the command has not seen these words, if that is so, and what is wrong with its own."""
        return self._findings

    def __call__(self, meta: Meta, document: Document) -> tuple[Meta, Document]:
        """The meta data and the document as rewritten. Raises RecycleError when the command fails."""
        names = self._outlet.form.words
        fresh = Words(fields_of(meta, names), body_of(self._briefing.as_written(document)))
        words, self._findings = rewritten(self._workspace, self._piece, self._outlet, fresh)
        if words == fresh:
            return meta, document
        read = READERS["gfm"](words.body)
        shown = self._briefing.as_shown(read.document)
        path = path_of(self._piece.id, self._outlet.name, REWRITE)
        if is_nothing(shown, document):
            raise _failed(self._piece, self._outlet, f"{self._outlet.rewrite[0]} left nothing of the text, see {path}")
        wrong = (*read.findings, *new_in(self._workspace, self._briefing.archive, self._piece, read.document))
        # Words that the command has not seen are merged with its last answer, and stand in no file.
        above = 0 if self._findings else words.text.count("\n") - words.body.count("\n")
        self._findings += tuple(
            replace(found, path=path, line=found.line + above if above and found.line else 0) for found in wrong
        )
        return reworded(meta, words.fields, names), with_lines_of(document, shown)


def rewriting_of(workspace: Workspace, piece: Piece, outlet: Outlet, briefing: Briefing) -> Rewriting | None:
    """The outlet's command, None where it has none."""
    return Rewriting(workspace, piece, outlet, briefing) if outlet.rewrite else None


def rewritten(workspace: Workspace, piece: Piece, outlet: Outlet, fresh: Words) -> tuple[Words, tuple[Finding, ...]]:
    """What the command makes of ``fresh``: its answer of an earlier time when it saw the same words then, else a new one.

    Where no command may be run now (`check`, `status`, a dry run, a hook), its last answer is merged into the fresh words, and a
    finding says so. No words are no matter for a command. Raises RecycleError, with nothing kept, when the command fails.
    """
    if not fresh.body.strip():
        return fresh, ()
    base_path, path = path_of(piece.id, outlet.name, REWRITE + BASE), path_of(piece.id, outlet.name, REWRITE)
    base, by = _kept_base(edit_files.source_of(workspace.root, base_path))
    answer = edit_files.source_of(workspace.root, path)
    mark = _digest(outlet.rewrite, fresh.text)
    if base is not None and answer is not None and by == mark:
        return _decided(edit_files.parse(answer, path), fresh), ()
    if workspace.rewrites:
        answer = _answer(workspace, piece, outlet, fresh)
        _keep(workspace, {path: answer, base_path: f"{fresh.text}{_BY}{mark}{_END}"})
        return _words(edit_files.parse(answer, path)), ()
    message = f"the command under `rewrite:` of {outlet.name} has not seen these words yet; publish, render and show run it."
    due = (Finding("rewrite-due", message, piece.path, severity="warning"),)
    if base is None or answer is None:
        return fresh, due
    merged = merge(Edit(edit_files.parse(answer, path), edit_files.parse(base, base_path)), fresh.fields, fresh.body)
    return (fresh if merged.conflicts or merged.clashes else Words(merged.fields, merged.body)), due


def _decided(answer: EditText, fresh: Words) -> Words:
    """The answer's words. Two branches may have had two answers to the same words, and git merges their files line by line."""
    if lines := markers(answer.body, fresh.body):
        message = (
            "here two answers of the command stand one above the other: keep the words that you want and delete the rows of marks,"
            " or delete this file, and the command is run again."
        )
        raise InputError(message, path=answer.path, line=answer.body_line + lines[0] - 1)
    return _words(answer)


def _words(text: EditText) -> Words:
    return Words(text.fields, text.body)


def _digest(command: tuple[str, ...], text: str) -> str:
    return hashlib.sha256(msgspec.json.encode([list(command), text])).hexdigest()


def _kept_base(text: str | None) -> tuple[str | None, str]:
    """The words that the command saw, and the digest of them and of the command."""
    base, mark, rest = (text or "").rpartition(_BY)
    return (base, rest.removesuffix(_END)) if mark else (None, "")


def _keep(workspace: Workspace, files: Mapping[str, str]) -> None:
    """The answer first: a base without its answer would be taken for answered."""
    for path, text in files.items():
        file = paths.inside(workspace.root, path)
        workspace.world.written.add(file)
        disk.write_atomic(file, text.encode())


# ── running it ───────────────────────────────────────────────────────────────────────────────────


def _answer(workspace: Workspace, piece: Piece, outlet: Outlet, fresh: Words) -> str:
    """What the command prints, as the file of an edit. Raises RecycleError."""
    name, *rest = outlet.rewrite
    environ = without_secrets(workspace)
    environ[INSIDE] = "1"
    found = bounded.program(name, workspace.root, environ)
    if found is None:
        raise _failed(piece, outlet, f"there is no program {name}, or it may not be run")
    ran = bounded.run_program((str(found), *rest), fresh.text.encode(), environ=environ, folder=workspace.root, seconds=SECONDS)
    if ran.code is None:
        raise _failed(piece, outlet, f"{name} took longer than {SECONDS:.0f} seconds and was stopped")
    if ran.code < 0:
        raise _failed(piece, outlet, f"{name} was killed by signal {-ran.code}{_complaint(ran.err)}")
    if ran.code > 0:
        raise _failed(piece, outlet, f"{name} ended with exit code {ran.code}{_complaint(ran.err)}")
    if len(ran.out) >= bounded.LARGEST_OUTPUT:
        raise _failed(piece, outlet, f"{name} printed more than {bounded.LARGEST_OUTPUT} bytes")
    try:
        said = ran.out.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _failed(piece, outlet, f"{name} printed something that is not UTF-8") from None
    return _whole(piece, outlet, fresh, said)


def _whole(piece: Piece, outlet: Outlet, fresh: Words, said: str) -> str:
    """The answer with its fields; those of the words that it was given when it has none."""
    name = outlet.rewrite[0]
    text = said if said.lstrip().startswith("---\n") else edit_files.compose(fresh.fields, said)
    try:
        read = edit_files.parse(text.lstrip(), "its answer")
        READERS["gfm"](read.body)
    except InputError as error:
        raise _failed(
            piece, outlet, f"{name} answered what cannot be read ({error.message.rstrip('.')}, line {error.line})"
        ) from None
    if markers(read.body, fresh.body):
        raise _failed(piece, outlet, f"{name} printed rows of marks, <<<<<<< and >>>>>>>, which nobody is to read")
    if is_nothing(READERS["gfm"](read.body).document, READERS["gfm"](fresh.body).document):
        raise _failed(piece, outlet, f"{name} printed no text")
    return edit_files.compose(read.fields, read.body)


def _failed(piece: Piece, outlet: Outlet, reason: str) -> RecycleError:
    return RecycleError(f"{piece.slug} could not be rewritten for {outlet.name}: {reason}. Nothing was kept.")


def _complaint(err: bytes) -> str:
    lines = [line for line in err.decode(errors="replace").splitlines() if line.strip()]
    shown = "".join(sign if sign.isprintable() else " " for sign in lines[-1]).strip()[:300].rstrip(".") if lines else ""
    return f": {shown}" if shown else ""
