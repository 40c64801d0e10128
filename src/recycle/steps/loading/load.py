"""Pieces, from the files in ``content/``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from msgspec import Struct, structs
from msgspec.structs import replace

from recycle.errors import InputError
from recycle.late import regex
from recycle.ledger.files import all_pieces
from recycle.model import Finding, Piece
from recycle.readers.front_matter import Fields, fields
from recycle.readers.header import split
from recycle.registry import find
from recycle.spelling import did_you_mean
from recycle.steps.loading.issue_files import IssueFile, as_worded, issue_files, must_be_merged
from recycle.steps.loading.piece_files import Found, piece_files, slug_at
from recycle.steps.loading.times import check_times
from recycle.steps.workspace import Workspace
from recycle.transforms import images, links
from recycle.tree.nodes import Document
from recycle.world import disk
from recycle.world.paths import same_on_disk

_UNSAYABLE = regex("[\x00-\x1f\x7f\ud800-\udfff]")
"""What would break a table or a line of JSON: control characters, and what Python makes of bytes that are not UTF-8."""


def sayable(path: str) -> str:
    """A path as it stands in messages."""
    return _UNSAYABLE.sub("?", path)


class Header(Struct, frozen=True, kw_only=True, gc=False):
    """A piece before its text is read: enough to list it, to find it by name and to link to it."""

    path: str
    id: str
    slug: str
    fields: Fields
    findings: tuple[Finding, ...]
    body_line: int = 1
    """The first line of its text."""
    issue: str = ""
    """The outlet that it is an issue of; empty for a piece."""


class Archive(Struct, frozen=True):
    """All the headers of a workspace by path, and what could not be read."""

    headers: Mapping[str, Header]
    errors: tuple[InputError, ...]
    root: Path = Path()

    def piece_at(self, path: str) -> Piece | None:
        """The piece, without its text, whose file (or whose folder) is ``path``; None when there is none."""
        header = self.headers.get(path) or self.headers.get(f"{path}/index.md")
        return _piece(header, "", Document(()), ()) if header else None

    def called(self, name: str) -> Header | None:
        """The header of the piece that has ``name`` as its id or its slug; None when none has."""
        return next((header for header in self.headers.values() if name in (header.id, header.slug)), None)

    def others(self, piece: Piece) -> tuple[Piece, ...]:
        """All pieces but this one, without their texts."""
        return tuple(_piece(header, "", Document(()), ()) for header in self.headers.values() if header.path != piece.path)

    def pick(self, names: Iterable[str]) -> tuple[Header, ...]:
        """The pieces called ``names`` by slug, id or path, each once, all of them when there are no names; issues last.

        Raises InputError.
        """
        wanted = tuple(names)
        found = {header.path: header for header in map(self._one, wanted)} if wanted else self.headers
        return tuple(sorted(found.values(), key=lambda header: bool(header.issue)))

    def _one(self, name: str) -> Header:
        path = posixpath.normpath(name.replace("\\", "/"))
        for header in self.headers.values():
            if name in (header.slug, header.id) or path == header.path:
                return header
        if found := next((header for header in self.headers.values() if self._is_at(path, header.path)), None):
            return found
        broken = next(
            (error for error in self.errors if self._is_at(path, error.path) or PurePosixPath(error.path).stem == name), None
        )
        if broken:
            raise broken
        known = [header.slug for header in self.headers.values()]
        raise InputError(f'there is no piece called "{name}".{did_you_mean(name, known)} `recycle list` shows them all.')

    def _is_at(self, path: str, own: str) -> bool:
        """Whether ``path`` is that of the piece's file ``own``, from the workspace or from a folder that it lies in, as git has it."""
        if path == own:
            return True
        folder = path.removesuffix(f"/{own}")
        if not own or folder == path:
            return False
        root = disk.real(self.root).as_posix()
        return root == folder or root.endswith(f"/{folder}")


class Loading:
    """Pieces with their text, read one at a time, so that memory holds one of them and not the archive.

    ``errors`` is what could not be read, ``count`` how many could be, as far as somebody has asked for them.
    """

    def __init__(self, workspace: Workspace, headers: tuple[Header, ...], errors: Iterable[InputError]) -> None:
        self._workspace = workspace
        self._headers = headers
        self.errors = list(errors)
        self.count = 0

    def __len__(self) -> int:
        return len(self._headers)

    @property
    def paths(self) -> frozenset[str]:
        """The files of the pieces."""
        return frozenset(header.path for header in self._headers)

    def __iter__(self) -> Iterator[Piece]:
        for header in self._headers:
            try:
                piece = read(self._workspace, header)
            except InputError as error:
                self.errors.append(error)
                continue
            self.count += 1
            yield piece


def survey(workspace: Workspace) -> Archive:
    """The headers of every piece, and of every issue after them. A file that cannot be read does not hide the others; its error is kept.

    Pieces of which one's id or slug is the id or slug of another are errors too: a command could mean either, and so could
    what the ledger says. None of them is used.
    """
    found: dict[str, Header] = {}
    errors: list[InputError] = []
    for place in piece_files(workspace.root, errors):
        try:
            found[place.path] = _header(workspace, place)
        except InputError as error:
            errors.append(error)
    for file in issue_files(workspace, errors):
        try:
            found[file.path] = _issue_header(workspace, file)
        except InputError as error:
            errors.append(error)
    for twin, name, first in _twins(tuple(found.values())):
        # The first one goes too: it may be a copy, and with the other's id it would take over what that one has placed.
        found.pop(first.path, None)
        found.pop(twin.path, None)
        message = f'the id or slug "{name}" is taken by {first.path}; give this piece or that one another `id:` and file name.'
        errors.append(InputError(message, path=twin.path, line=twin.fields.lines.get("id", 1), rule="name-twice"))
    return Archive(MappingProxyType(found), tuple(errors), workspace.root)


def id_of(workspace: Workspace, name: str) -> str:
    """The id of the piece called ``name`` by slug, id or path, or of one that has a history and no file any more."""
    try:
        return survey(workspace).pick((name,))[0].id
    except InputError:
        if name in all_pieces(workspace.root):
            return name
        raise


def load(
    workspace: Workspace, names: Iterable[str] = (), archive: Archive | None = None, *, only_issues: bool = False
) -> Loading:
    """The pieces called ``names`` (all of them when there are none) with their text read into trees.

    ``only_issues``: where nothing goes out by itself, the other files need not be read. Raises InputError for a name that no piece has. A piece that cannot be read is among the errors.
    """
    wanted = tuple(names)
    known = archive or survey(workspace)
    headers = tuple(header for header in known.pick(wanted) if header.issue or not only_issues)
    return Loading(workspace, headers, () if wanted else known.errors)


def read(workspace: Workspace, header: Header) -> Piece:
    """The piece that ``header`` stands for. Raises InputError with file and line."""
    said = header.fields
    markup = "gfm" if header.issue else said.markup or workspace.config.markup
    text = split(_text(workspace.root / header.path, header.path), header.path)
    try:
        reader = find(workspace.config.readers, markup, "markup")
        # As many empty lines as the front matter has make the reader count lines as people do: from the top of the file.
        result = reader("\n" * (text.body_line - 1) + text.body)
    except InputError as error:
        raise InputError(error.message, path=header.path, line=error.line or header.fields.lines.get("markup", 0)) from None
    findings = tuple(replace(found, path=header.path) for found in result.findings)
    return _piece(header, markup, result.document, tuple(map(_of_issue, findings)) if header.issue else findings)


def _of_issue(finding: Finding) -> Finding:
    """In an issue a misspelt passage is a piece that would stay out unseen."""
    return replace(finding, severity="error") if finding.rule == "passage-unknown" else finding


def _piece(header: Header, markup: str, document: Document, findings: tuple[Finding, ...]) -> Piece:
    said = {
        **structs.asdict(header.fields),
        "id": header.id,
        "slug": header.slug,
        "path": header.path,
        "markup": markup,
        "document": document,
        "links": frozenset(link.url for link, _ in links.placed(document)),
        "images": frozenset(image.url for image, _ in images.placed(document)),
        "body_line": header.body_line,
        "findings": header.findings + findings,
        "issue": header.issue,
    }
    return Piece(**said)


def _header(workspace: Workspace, place: Found) -> Header:
    path = place.path
    if not path.isprintable() and _UNSAYABLE.search(path):
        raise InputError("this name has an invisible character in it, or is not UTF-8: rename it.", path=sayable(path))
    file = workspace.root / path
    if not place.is_file and disk.is_special(file):
        raise InputError("this is neither a file nor a folder: take it out of content/.", path=path)
    parts = split(_text(file, path), path)
    said, findings = fields(parts, path)
    try:
        check_times(said, workspace.config.site)
    except InputError as error:
        raise InputError(error.message, path=path, line=error.line, rule=error.rule) from None
    slug = said.slug or slug_at(path)
    return Header(path=path, id=said.id or slug, slug=slug, fields=said, findings=findings, body_line=parts.body_line)


def _issue_header(workspace: Workspace, file: IssueFile) -> Header:
    place = workspace.root / file.path
    if disk.is_special(place):
        raise InputError("this is neither a file nor a folder: take it out of issues/.", path=file.path)
    text = _text(place, file.path)
    must_be_merged(text, file)
    parts = as_worded(split(text, file.path), file)
    said, findings = fields(parts, file.path)
    try:
        check_times(said, workspace.config.site)
    except InputError as error:
        raise InputError(error.message, path=file.path, line=error.line, rule=error.rule) from None
    slug, line = said.slug or file.id, parts.body_line
    return Header(path=file.path, id=file.id, slug=slug, fields=said, findings=findings, body_line=line, issue=file.outlet)


def _text(file: Path, path: str) -> str:
    try:
        return disk.read_text(file)
    except InputError as error:
        raise InputError(error.message, path=path, line=error.line) from None


def _twins(headers: Iterable[Header]) -> list[tuple[Header, str, Header]]:
    """Each piece that has a name, by id or by slug, of an earlier one: the piece, that name, the earlier one."""
    taken: dict[str, Header] = {}
    found: list[tuple[Header, str, Header]] = []
    for header in headers:
        names = (header.id, header.slug)
        clash = next((name for name in names if same_on_disk(name) in taken), None)
        if clash is None:
            taken.update((same_on_disk(name), header) for name in names)
        else:
            found.append((header, clash, taken[same_on_disk(clash)]))
    return found
