"""Rendered variants that are committed with their pieces: brought up to date with what is staged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from recycle.errors import InputError, RecycleError
from recycle.steps.commits.closure import Judge
from recycle.steps.commits.snapshot import Snapshot, listed
from recycle.steps.commits.staged import Commit, wanted
from recycle.steps.loading.load import load
from recycle.steps.rendering.write_out import OUT, write_out
from recycle.world import World, disk, git, scratch
from recycle.world.paths import inside

_AT_ONCE = 100


class Refreshed(Struct, frozen=True, kw_only=True):
    """Files that were written anew, files that are as they should be and not staged so, and what could not be rendered."""

    written: tuple[str, ...] = ()
    unstaged: tuple[str, ...] = ()
    errors: tuple[RecycleError, ...] = ()


def refresh(world: World, repository: git.Repository, files: Sequence[str] = ()) -> Refreshed:
    """Writes the variants of what is staged, and of ``files``, under ``out/``, where they are not what they should be.

    Raises InputError where git ignores them.
    """
    commit = Commit(world, repository)
    if not commit.staged.own and not files:
        return Refreshed()
    if repository.is_ignored(f"{commit.prefix}{OUT}/x"):
        raise InputError(
            f"git ignores {OUT}/, so that no variant is ever committed: take it out of .gitignore, or this hook away."
        )
    with repository.reader() as blobs, scratch.folder() as folder:
        entries = repository.entries("", listed(commit.prefix))
        judge = Judge(Snapshot(entries, blobs, commit.prefix, folder), world, repository)
        asked = wanted(commit, judge.snapshot, judge.names, files, history=True)
        paths = (*asked.texts, *asked.also)
        made: list[str] = []
        errors: list[RecycleError] = []
        for at in range(0, len(paths), _AT_ONCE):
            _render(judge, paths[at : at + _AT_ONCE], made, errors)
        written = tuple(path for path in made if _copy(folder, world.root, path))
    return Refreshed(written=written, unstaged=_unstaged(commit, made), errors=tuple(errors))


def _render(judge: Judge, paths: Sequence[str], made: list[str], errors: list[RecycleError]) -> None:
    archive = judge.gather(paths)
    errors += (error for error in archive.errors if error.path in paths)
    readable = [path for path in paths if path in archive.headers]
    loaded = load(judge.workspace, readable, archive) if readable else None
    for piece in loaded or ():
        for seen in write_out(judge.workspace, archive, piece, judge.workspace.config.outlets.values()):
            made += seen.files
            errors += (seen.error,) if seen.error else ()
    errors += loaded.errors if loaded else ()


def _copy(made: Path, root: Path, path: str) -> bool:
    return disk.write_atomic(inside(root, path), disk.read_bytes(made / path), durable=False)


def _unstaged(commit: Commit, made: Sequence[str]) -> tuple[str, ...]:
    paths = [f"{commit.prefix}{path}" for path in made]
    staged: Mapping[str, git.Entry] = commit.repository.entries("", (f"{commit.prefix}{OUT}",)) if made else {}
    ids = commit.repository.ids_of(paths) if made else ()
    found = zip(made, paths, ids, strict=True)
    return tuple(path for path, whole, blob in found if whole not in staged or staged[whole].blob != blob)
