"""Files in the workspace, for a site generator, a mailer or a person to take from there."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations import writing
from recycle.destinations.addresses import is_web_address
from recycle.destinations.patterns import COMMON, PATH, Pattern, dated
from recycle.destinations.protocol import Answer, Row, Surroundings
from recycle.destinations.writing import Action, Target
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.model import Finding, Part, Piece, Placement, Variant
from recycle.world import disk, paths

_OURS = frozenset({".git", ".recycle", "content", "edits", "ledger", "out", "templates"})
"""Folders of the workspace in which no variant may lie. In ``content`` it would be taken for a piece."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the files go, and where readers will find them.

    Nothing is written over what another outlet or another piece has: each needs a `path` of its own.

    Names in braces, for both: `{slug}` `{id}` `{outlet}` `{use}` `{year}` `{month}` `{day}` `{date}`; for `path` also `{part}` and
    `{suffix}` (`.html`).
    """

    path: Annotated[
        str, Says(description="Below the workspace, such as `site/{slug}/index.html` or `outbox/{slug}/{part}{suffix}`.")
    ]
    url: Annotated[str, Says(description="The public address, such as `https://example.com/{slug}/`, when there is one.")] = ""


class Files:
    """One file a part, with the variant's images beside it. Never writes over a file that recycle did not write."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._root = surroundings.root
        self._path = Pattern.read(settings.path, PATH, "path")
        self._url = Pattern.read(settings.url, COMMON, "url")
        if not settings.path or _is_ours(settings.path):
            raise InputError(f'path: "{settings.path}" cannot be used: choose a folder of its own for what is published.')
        try:
            paths.inside(surroundings.root, self._path.fill(dict.fromkeys(PATH, "x")))
        except InputError as error:
            raise InputError(f'path: "{settings.path}" cannot be used: {error.message}') from None
        if settings.url and not is_web_address(self._url.fill_address(dict.fromkeys(COMMON, "x"))):
            raise InputError(f'url: "{settings.url}" is not a web address: it starts with https:// or http://.')

    def address(self, piece: Piece, outlet: str) -> str:
        """From the ``url`` pattern; empty without one, or when it needs a date and the piece has none."""
        values = {"slug": piece.slug, "id": piece.id, "outlet": outlet, "use": "1", **dated(piece.date)}
        return self._url.fill_address(values) if all(values.get(name) for name in self._url.names) else ""

    @property
    def path(self) -> str:
        """As the settings have it."""
        return self._path.text

    def files(self, variant: Variant) -> Mapping[str, str]:
        """Of the parts, and of the images beside them. Raises DestinationError."""
        return {target.name: target.digest for target in self._targets(variant)}

    def would_be(self, piece: Piece, outlet: str, use: int) -> str:
        """From the ``path`` pattern."""
        values = {**_known(piece, outlet, use), "part": "{part}", "suffix": "{suffix}"}
        return self._path.fill(values) if all(values.get(name) for name in self._path.names) else ""

    def refused(self, piece: Piece, outlet: str, use: int, parts: Iterable[tuple[str, str]]) -> str:
        """Parts of one name, a folder of the workspace itself, a file where a folder has to be or a folder in place of the file."""
        known = _known(piece, outlet, use)
        named: dict[str, None] = {}
        try:
            for part, suffix in parts:
                name = self._path.fill({**known, "part": part, "suffix": suffix})
                _refuse_twin(part, name, named)
                named[name] = None
            _refuse_names(named)
            for name in named:
                writing.refuse_place(self._root, name)
        except RecycleError as error:
            return error.message
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        """A file in the way, one changed by hand, a path that cannot be."""
        try:
            self._changes(variant, placement)
        except DestinationError as error:
            return error.message
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """One line a file: written, replaced, left as it is, removed; or why it would be refused."""
        try:
            changes = self._changes(variant, placement)
        except DestinationError as error:
            return f"nothing: {error.message}"
        return "\n".join((*changes.described(), *(f"remove {name}" for name in self._left_behind(changes, placement))))

    def place(self, variant: Variant) -> Placement:
        """Writes the files that do not hold the variant's bytes yet. Raises DestinationError with everything as it was."""
        return self._write(variant, None)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """The same over files that still hold what was written there; where the path has changed, the old files go."""
        return self._write(variant, placement)

    def withdraw(self, placement: Placement) -> None:
        """Removes the files, all of them or, when one was changed by hand (DestinationError), none."""
        for name, digest in placement.held.items():
            if disk.digest_of(self._inside(name)) not in {"", digest}:
                raise DestinationError(f"{name} was changed by hand, so it was not removed: remove it yourself.", path=name)
        self._remove(tuple(placement.held))

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Looks at the files. A part of them with the rest as before is ABSENT: writing them again finishes it."""
        try:
            changes = self._changes(variant, before)
        except DestinationError:
            return Answer.CANNOT_ASK
        if self._left_behind(changes, before) or any(action is not Action.LEAVE for _, action in changes.steps):
            return Answer.ABSENT
        return self._placement(variant, changes.targets)

    def intact(self, placement: Placement) -> bool:
        """Whether every file still holds the bytes that were written."""
        return all(disk.digest_of(self._inside(name)) == digest for name, digest in placement.held.items())

    def check(self) -> tuple[Finding, ...]:
        """Nothing can be wrong that building it has not said."""
        return ()

    def _write(self, variant: Variant, placement: Placement | None) -> Placement:
        changes = self._changes(variant, placement)
        writing.write(self._root, variant.key, changes)
        try:
            self._remove(self._left_behind(changes, placement))
        except DestinationError as error:
            raise UnansweredError(f"the new files are written, but an old one is still there: {error}") from error
        return self._placement(variant, changes.targets)

    def _changes(self, variant: Variant, placement: Placement | None) -> writing.Changes:
        held = placement.held if placement else {}
        return writing.plan(self._root, variant.key, self._targets(variant), held)

    def _targets(self, variant: Variant) -> tuple[Target, ...]:
        """Every file of the variant, each path once. Raises DestinationError."""
        named: dict[str, Target] = {}
        for part in variant.parts:
            name = self._path.fill(_values(variant, part))
            _refuse_twin(part.name, name, named)
            named[name] = Target.of_bytes(name, part.data)
        for folder in {posixpath.dirname(name) for name in named}:
            for asset in variant.assets:
                name = posixpath.normpath(posixpath.join(folder, asset.name))
                target = named.setdefault(name, Target(name=name, digest=asset.digest, source=asset.path))
                if target.digest != asset.digest:
                    raise DestinationError(f"{asset.path} and another file of this piece would both be {name}: rename one.")
        for name in named:
            self._inside(name)
        _refuse_names(named)
        return tuple(named.values())

    def _placement(self, variant: Variant, targets: tuple[Target, ...]) -> Placement:
        url = self._url.fill_address(_values(variant, variant.parts[0])) if self._url.text else ""
        return Placement(remote=targets[0].name, url=url, held={target.name: target.digest for target in targets})

    def _left_behind(self, changes: writing.Changes, placement: Placement | None) -> tuple[str, ...]:
        held = placement.held if placement else {}
        now = {target.name.casefold(): target.name for target in changes.targets}
        return tuple(name for name in held if disk.exists(self._inside(name)) and not self._is_kept(name, now))

    def _is_kept(self, name: str, now: Mapping[str, str]) -> bool:
        # On a disk that does not tell A from a, a file that was only renamed so is the new one and must not be removed.
        same = now.get(name.casefold())
        return same is not None and (same == name or disk.is_same_file(self._inside(name), self._inside(same)))

    def _remove(self, names: tuple[str, ...]) -> None:
        ours = [self._inside(name) for name in names]
        try:
            for path in ours:
                disk.remove(path)
                disk.remove_folder_if_empty(path.parent)
        except RecycleError as error:
            raise DestinationError(error.message, path=error.path) from error

    def _inside(self, name: str) -> Path:
        try:
            return paths.inside(self._root, name)
        except InputError as error:
            raise DestinationError(error.message) from error


def _is_ours(path: str) -> bool:
    return path.split("/", 1)[0].casefold() in _OURS


def _refuse_twin(part: str, name: str, named: Container[str]) -> None:
    if name in named:
        raise DestinationError(
            f'two parts of the variant ("{part}" is one) would be the same file {name}: add {{part}} to the path.'
        )


def _refuse_names(names: Iterable[str]) -> None:
    folded: dict[str, str] = {}
    for name in names:
        if _is_ours(name):
            raise DestinationError(f"{name} lies in a folder of the workspace itself: give the path a folder of its own.")
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            raise DestinationError(f"{other} and {name} are one file on macOS and Windows: rename one.")


def _known(piece: Piece, outlet: str, use: int) -> Mapping[str, str]:
    return {"slug": piece.slug, "id": piece.id, "outlet": outlet, "use": str(use), **dated(piece.date)}


def _values(variant: Variant, part: Part) -> Mapping[str, str]:
    return {
        "slug": variant.meta.slug,
        "id": variant.piece,
        "outlet": variant.outlet,
        "use": variant.key.rpartition("/")[2],
        "part": part.name,
        "suffix": part.suffix,
        **dated(variant.meta.date),
    }


ROW = Row("files", Settings, Files, carries_files=True)
