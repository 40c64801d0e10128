"""Which pieces differ from a commit, for pipelines that need not look at the whole archive."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from recycle.config.load import FILE_NAME
from recycle.errors import InputError
from recycle.steps.commits.snapshot import TEMPLATES, is_text
from recycle.steps.loading import edit_files
from recycle.steps.loading.issue_files import ISSUES
from recycle.steps.loading.load import Archive, Header, Loading, sayable
from recycle.steps.loading.piece_files import CONTENT
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.git import HEAD, Repository

_WATCHED = (FILE_NAME, CONTENT, ISSUES, edit_files.FOLDER, TEMPLATES)


def changed_since(workspace: Workspace, archive: Archive, rev: str) -> Loading:
    """The pieces whose text, images or edits are not as they were where the history of ``rev`` parts from what is checked out.

    Settings and templates concern all of them. What cannot be read is among the errors when it differs. ``rev`` of noughts is what
    CI calls the commit before a new branch: everything differs. Raises InputError when there is no such commit.
    """
    return _loading(workspace, archive, commit_since(workspace, rev))


def changed_here(workspace: Workspace, archive: Archive) -> Loading:
    """The pieces that differ from the upstream branch, or from the commit before where there is none or where it was cloned shallowly.

    Before the first two commits there is nothing to compare with: everything differs. Raises InputError where it was not fetched.
    """
    return _loading(workspace, archive, commit_here(workspace))


def commit_since(workspace: Workspace, rev: str) -> str:
    """The commit that ``rev`` is; empty for noughts. Raises InputError when there is none."""
    repository = Repository(workspace.root, workspace.world.environ)
    if not rev:
        raise InputError("--since is empty: whatever was to name a commit there holds nothing.")
    commit = repository.commit_of(rev) if rev.strip("0") else ""
    if not commit and rev.strip("0"):
        if not repository.has(HEAD):
            raise InputError("there is no commit here yet: leave --since out until there is one.")
        raise InputError(f"there is no commit {rev} here{_remedy(repository)}")
    return commit


def commit_here(workspace: Workspace) -> str:
    """The upstream branch, or the commit before; empty where there is neither. Raises InputError where it was not fetched."""
    repository = Repository(workspace.root, workspace.world.environ)
    upstream = "" if repository.is_shallow() else repository.commit_of("@{upstream}")
    commit = upstream or repository.commit_of(f"{HEAD}~1")
    if not commit and repository.is_shallow():
        raise InputError(f"the commit before this one is not here{_remedy(repository)}")
    return commit


def _loading(workspace: Workspace, archive: Archive, commit: str) -> Loading:
    if not commit:
        return Loading(workspace, archive.pick(()), archive.errors)
    return _differing(workspace, archive, Repository(workspace.root, workspace.world.environ), commit)


def _remedy(repository: Repository) -> str:
    if repository.is_shallow():
        return ": this clone is shallow. Have CI fetch more of the history (fetch-depth: 0), or run `git fetch --unshallow`."
    return ": look at `git log` for its name."


def _differing(workspace: Workspace, archive: Archive, repository: Repository, commit: str) -> Loading:
    base = repository.merge_base(commit, HEAD) or commit
    prefix = repository.prefix(workspace.root)
    found = repository.differing(base, (f"{prefix}{name}" for name in _WATCHED))
    paths = frozenset(path.removeprefix(prefix) for path in found)
    if any(path == FILE_NAME or path.startswith(f"{TEMPLATES}/") for path in paths):
        return Loading(workspace, archive.pick(()), archive.errors)
    wanted = {header.path for header in _concerned(workspace, archive, paths)}
    headers = tuple(header for header in archive.pick(()) if header.path in wanted)
    named = frozenset(map(sayable, paths))
    return Loading(workspace, headers, (error for error in archive.errors if error.path in named))


def _concerned(workspace: Workspace, archive: Archive, paths: frozenset[str]) -> Iterator[Header]:
    """The pieces that changed, those that speak of a file that did, and the issues that have one of them in."""
    edited = {path.split("/")[1] for path in paths if path.startswith(f"{edit_files.FOLDER}/") and path.count("/") == 2}
    own = [header for header in archive.headers.values() if header.path in paths or header.id in edited]
    yield from own
    others = [path for path in paths if path.startswith(f"{CONTENT}/") and not (is_text(path) and path in archive.headers)]
    # A link to a text that is gone is written as its path, one to a folder's index as the folder.
    words = frozenset(map(_word_for, others))
    pieces = frozenset(word for header in own if not header.issue for word in (header.path, header.id, header.slug))
    if not words and not pieces:
        return
    for path, text in _texts(workspace, archive.headers, words=bool(words)):
        header = archive.headers[path]
        plain = unquote(text) if words else ""
        if any(word in text or word in plain for word in words) or (header.issue and any(word in text for word in pieces)):
            yield header


def _word_for(path: str) -> str:
    """What a text that links to this file or shows it has in it, percent signs aside."""
    name = posixpath.basename(path)
    return posixpath.basename(posixpath.dirname(path)) if name.startswith("index.") else name


def _texts(workspace: Workspace, headers: Mapping[str, Header], *, words: bool) -> Iterable[tuple[str, str]]:
    """Path and text, of all or only of issues. What is not UTF-8 any more is an error elsewhere."""
    for path, header in headers.items():
        if words or header.issue:
            yield path, disk.read_bytes(workspace.root / path).decode(errors="replace")
