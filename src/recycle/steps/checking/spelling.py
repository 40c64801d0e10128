"""The words of a piece read by a spelling program of the writer's own choice, and what it finds brought back to the lines of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recycle.checks.said import cells
from recycle.errors import InputError
from recycle.late import regex
from recycle.model import Finding, Piece
from recycle.steps.workspace import Workspace, without_secrets
from recycle.tree.nodes import (
    Code,
    Emphasis,
    FootnoteRef,
    HardBreak,
    Image,
    Inline,
    Link,
    Paragraph,
    SoftBreak,
    Span,
    Strike,
    Strong,
    Text,
)
from recycle.tree.walk import iter_blocks
from recycle.world import bounded

SECONDS = 60.0
_PLACED = regex(r"(?:[^:\s][^:\n]*:)?(?P<line>\d+)(?::\d+)*:\s*(?P<message>.+)")
_WORD = regex(r"[^\W\d_][\w'’-]*")
_ADDRESS = regex(r"\S*(?://|@)\S*|\bwww\.\S+")
_HEADER = ("title", "description", "question", "subject", "preview")


def spelling(workspace: Workspace, piece: Piece) -> Iterator[Finding]:
    """``spelling`` for each thing that the command under ``spelling:`` says. Nothing without one.

    It gets the words on standard input, each on the line that it has in the file; code, addresses and marks are left out. It answers with
    rows of ``12: what is wrong``, with a file's name before that or a column after it, or with words alone (``hunspell -l``).
    Raises InputError when it cannot be run.
    """
    command = workspace.config.spelling
    if not command:
        return
    rows = words_by_line(piece)
    text = "".join(f"{rows.get(line, '')}\n" for line in range(1, max(rows, default=0) + 1))
    for line, message in dict.fromkeys(_said(_answer(workspace, command, text), rows)):
        yield Finding("spelling", f"{message} ({command[0]}).", piece.path, line, "warning")


def words_by_line(piece: Piece) -> Mapping[int, str]:
    """The words of the piece, those of its front matter first, by the line of its file."""
    rows: dict[int, str] = {}
    for key in _HEADER:
        said = getattr(piece, key, "")
        if said and key in piece.lines:
            rows[piece.lines[key]] = _ADDRESS.sub(" ", " ".join(said.split()))
    for block in iter_blocks(piece.document):
        is_paragraph = isinstance(block, Paragraph)
        rows_of = (row for inlines in cells(block) for row in _rows(inlines))
        for at, row in enumerate(rows_of):
            line = block.line + at if is_paragraph else block.line
            if row.strip() and line:
                rows[line] = f"{rows[line]} {row}" if line in rows else row
    return rows


def _rows(inlines: tuple[Inline, ...]) -> list[str]:
    return [_ADDRESS.sub(" ", row) for row in "".join(map(_words, inlines)).split("\n")]


def _words(inline: Inline) -> str:
    match inline:
        case Text(value=value):
            return value.replace("\n", " ")
        case SoftBreak() | HardBreak():
            return "\n"
        case Emphasis() | Strong() | Strike() | Span() | Link():
            return "".join(map(_words, inline.children))
        case Code() | Image() | FootnoteRef():
            return " "


def _answer(workspace: Workspace, command: tuple[str, ...], text: str) -> str:
    environ = without_secrets(workspace)
    found = bounded.program(command[0], workspace.root, environ)
    if found is None:
        raise InputError(f"spelling: there is no program {command[0]}, or it may not be run.", path="config.yaml")
    words = (str(found), *command[1:])
    ran = bounded.run_program(words, text.encode(), environ=environ, folder=workspace.root, seconds=SECONDS)
    if ran.code is None or ran.code < 0 or (ran.code and not ran.out.strip() and ran.err.strip()):
        how = "took too long" if ran.code is None else f"ended with exit code {ran.code} and said nothing"
        raise InputError(f"spelling: {command[0]} {how}.", path="config.yaml")
    return ran.out.decode(errors="replace")


def _said(answer: str, rows: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Lines and sentences. An indented row under a placed one says what that one only quotes (codespell)."""
    line = 0
    answered = answer.replace("\r\n", "\n").split("\n")
    for at, row in enumerate(answered):
        placed = _PLACED.fullmatch(row)
        if placed and int(placed["line"]) in rows:
            line = int(placed["line"])
            if not answered[at + 1 : at + 2] or not answered[at + 1].startswith(("\t", "    ")):
                yield line, placed["message"].strip().rstrip(".")
        elif row.startswith(("\t", "    ")) and line:
            yield line, row.strip().rstrip(".")
        elif _WORD.fullmatch(row.strip()):
            yield from ((number, row.strip()) for number, words in sorted(rows.items()) if row.strip() in _WORD.findall(words))
