"""Looking at a few texts of a snapshot with the same eyes as ``recycle check``: whatever they speak of is brought there first."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from recycle.errors import InputError
from recycle.model import Finding, Piece
from recycle.steps.checking.check import check
from recycle.steps.checking.renamed import renamed
from recycle.steps.commits import listings, names
from recycle.steps.commits.names import Names, names_of
from recycle.steps.commits.snapshot import Snapshot
from recycle.steps.loading.issue_files import ISSUES
from recycle.steps.loading.load import Archive, load, survey
from recycle.steps.loading.suggestions import settle
from recycle.transforms.links import is_relative, leads_to
from recycle.tree.nodes import Passage
from recycle.tree.walk import iter_blocks
from recycle.world import World, disk, git


class Looked(Struct, frozen=True):
    """What is to be said of some texts."""

    findings: tuple[Finding, ...] = ()
    errors: tuple[InputError, ...] = ()
    pieces: int = 0
    """How many could be read."""

    def without(self, before: Looked) -> Looked:
        """What ``before`` did not say, wherever in the file it stood."""
        known = {_bare(finding) for finding in before.findings}
        said = {(error.path, error.message) for error in before.errors}
        return Looked(
            tuple(finding for finding in self.findings if _bare(finding) not in known),
            tuple(error for error in self.errors if (error.path, error.message) not in said),
            self.pieces,
        )


def _bare(finding: Finding) -> tuple[str, ...]:
    return (finding.rule, finding.message, finding.path, finding.outlet, finding.severity)


class Judge:
    """One snapshot with its settings. Raises InputError when these cannot be read."""

    def __init__(self, snapshot: Snapshot, world: World, repository: git.Repository) -> None:
        self.snapshot = snapshot
        last = None if snapshot.rev else repository.git_dir / listings.file_for(snapshot.prefix)
        file = repository.common_dir / names.file_for(snapshot.prefix)
        self.names: Names = names_of(snapshot.entries, snapshot.blobs, file, last)
        try:
            self.workspace = snapshot.open(world)
        except InputError as error:
            raise self._told_error(error) from None

    def look(self, paths: Sequence[str], gone: Iterable[str] = ()) -> Looked:
        """What ``recycle check`` would say of the texts at ``paths``, as far as they are in the snapshot.

        ``gone`` are the ids of pieces that are not there any more: one of the texts may be such a one with another name.
        """
        wanted = [path for path in paths if path in self.snapshot.entries]
        if not wanted:
            return Looked()
        archive = self.gather(wanted)
        told = {*wanted, *(twin for path in wanted for twin in self.names.twins(path))}
        readable = [path for path in wanted if path in archive.headers]
        outlets = tuple(self.workspace.config.outlets.values())
        # A name that cannot be printed is told as another one.
        errors = [error for error in archive.errors if error.path in told or error.path not in self.snapshot.entries]
        found: list[Finding] = []
        if readable:
            loaded = load(self.workspace, readable, archive)
            found = [finding for piece in loaded for finding in check(self.workspace, archive, piece, outlets)]
            for piece_id in gone:
                self.snapshot.bring_history(piece_id)
            found += (one for path, lost in renamed(self.workspace, archive).items() if path in readable for one in lost)
            errors += loaded.errors
        return Looked(tuple(map(self._told, found)), tuple(map(self._told_error, errors)), len(readable))

    def gather(self, paths: Sequence[str]) -> Archive:
        """The archive of the texts at ``paths`` and of all that they speak of, with these files in the snapshot's folder."""
        self.snapshot.forget()
        for path in paths:
            self._bring(path)
        issues = [path for path in paths if path.startswith(f"{ISSUES}/")]
        full = dict.fromkeys((*paths, *(other for issue in self._read(issues) for other in self._within(issue))))
        for path in full:
            self._bring(path)
            self.snapshot.bring(self.names.twins(path))
        for piece in self._read(full):
            for other in self._spoken_of(piece):
                self._bring(other)
        return survey(self.workspace)

    def _read(self, paths: Iterable[str]) -> Iterator[Piece]:
        """The texts at ``paths`` that can be read, with what was brought until now."""
        wanted = tuple(paths)
        archive = survey(self.workspace) if wanted else None
        readable = [path for path in wanted if archive and path in archive.headers]
        if readable:
            yield from load(self.workspace, readable, archive)

    def _within(self, issue: Piece) -> Iterator[str]:
        """The paths of the pieces that stand in an issue."""
        for block in iter_blocks(issue.document):
            if isinstance(block, Passage) and block.piece:
                yield from self.names.called(posixpath.normpath(block.piece))

    def _bring(self, path: str) -> None:
        """The text with its history and its edits, or the file that is none."""
        self.snapshot.bring((path,))
        if name := self.names.at(path):
            self.snapshot.bring_history(name.id)
            self.snapshot.bring(self.snapshot.edits(name.id))

    def _spoken_of(self, piece: Piece) -> Iterator[str]:
        """The paths of what the text links to or shows, and of the pieces that its edits have passages of."""
        folder = posixpath.dirname(piece.path)
        for said in filter(None, map(_path_of, (*piece.links, *piece.images, piece.cover_image))):
            target = posixpath.normpath(posixpath.join(folder, said))
            places = (target, f"{target}/index.md")
            there = [path for path in places if path in self.snapshot.entries or self.snapshot.behind_link(path)]
            yield from there or self.snapshot.entries.one_in(target)
        for page in (url.partition("#")[0].rstrip("/") for url in piece.links if "/" in url and "#" in url):
            if is_relative(page) or leads_to(page, self.workspace.config.site.url):
                yield from self.names.called(posixpath.splitext(posixpath.basename(page))[0])
        for path in self.snapshot.edits(piece.id):
            text = disk.read_bytes(self.workspace.root / path).decode(errors="replace")
            for one in settle(text).kept:
                self.snapshot.bring_history(one.source)
                yield from self.names.called(one.source)

    def _told(self, finding: Finding) -> Finding:
        return replace(finding, path=self._outside(finding.path), message=self._outside(finding.message))

    def _told_error(self, error: InputError) -> InputError:
        return InputError(self._outside(error.message), path=self._outside(error.path), line=error.line, rule=error.rule)

    def _outside(self, said: str) -> str:
        """Words that may name the snapshot's folder as they would be said of the workspace."""
        return said.replace(f"{self.snapshot.folder}/", "")


def _path_of(url: str) -> str:
    """The path in an address without a host; empty for every other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else unquote(parts.path)
