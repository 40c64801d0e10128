"""Whose files lie where: two outlets, or two pieces at one, must not write over each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.destinations.protocol import Filing
from recycle.errors import DestinationError, InputError
from recycle.ledger import sent
from recycle.ledger.files import all_pieces
from recycle.model import Placement, State, Variant
from recycle.steps.record import Record
from recycle.steps.results import Wait
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.world.paths import same_on_disk


class Holder(NamedTuple):
    """A use that has a file, with the digest of what was written, and that of the whole variant (empty in a dry run)."""

    piece: str
    outlet: str
    digest: str
    use: int = 0
    words: str = ""


class Holders:
    """The files that pieces have at the outlets that write some, as the ledger and this run know it.

    The ledgers of other pieces are read only when a file is in the way, and once in a run.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._brought: dict[str, list[Holder]] = defaultdict(list)

    def taken(self, record: Record, outlet: Outlet, variant: Variant, before: Placement | None) -> Wait:
        """Who has a file that the variant would be, and what to do about that.

        Images may be shared, as long as they are the same file in the workspace or have the same bytes.
        """
        if not isinstance(outlet.destination, Filing):
            return Wait()
        try:
            files = outlet.destination.files(variant)
        except DestinationError:
            return Wait()  # the destination says so itself
        images = {asset.digest: asset.path for asset in variant.assets}
        held = before.held if before else {}
        for name, digest in files.items():
            image = images.get(digest, "")
            is_ours = name in held and (not image or held[name] == digest)
            for other in self._others(record, outlet, name, everywhere=not is_ours):
                if not image:
                    return Wait(_file_taken(name, other, record.piece, outlet))
                if other.digest != digest and not self._has_image(other, image):
                    where = f"{other.piece} at {other.outlet}"
                    return Wait(f"{name} is an image of {where} already, and {image} is another one: rename one")
                if other.digest != digest and name not in held:
                    why = f"{image} has changed since {other.piece} went to {other.outlet}, and it changes there first"
                    return Wait(why, ends=True)
        return Wait()

    def bring(self, piece: str, outlet: Outlet, variant: Variant) -> None:
        """Know that this run has written the variant, or in a dry run would have."""
        if isinstance(outlet.destination, Filing):
            for name, digest in outlet.destination.files(variant).items():
                self._brought[self._place(name)].append(Holder(piece, outlet.name, digest))

    def spared(self, record: Record, outlet: Outlet, placement: Placement, variant: Variant | None = None) -> Placement:
        """The placement without the files that others have, too: they stay when it is withdrawn, or becomes ``variant``."""
        if not isinstance(outlet.destination, Filing):
            return placement
        try:
            stay = outlet.destination.files(variant) if variant else {}
        except DestinationError:
            return placement  # nothing will be written
        gone = [name for name in placement.held if name not in stay]
        shared = {name for name in gone if any(self._others(record, outlet, name, everywhere=True))}
        return replace(placement, held={name: digest for name, digest in placement.held.items() if name not in shared})

    def _others(self, record: Record, outlet: Outlet, name: str, *, everywhere: bool) -> Iterator[Holder]:
        """Who else has the file ``name``: other outlets with the same piece, and where ``everywhere`` is said all other pieces."""
        place = self._place(name)
        own = (record.piece, outlet.name)
        yield from (holder for holder in self._brought.get(place, ()) if holder[:2] != own)
        yield from (holder for where, holder in self._of(record) if holder[:2] != own and self._place(where) == place)
        if everywhere and disk.exists(self._workspace.root / name):
            yield from (holder for holder in self._everybody.get(place, ()) if holder.piece != record.piece)

    @cached_property
    def _everybody(self) -> Mapping[str, Iterable[Holder]]:
        found: dict[str, list[Holder]] = defaultdict(list)
        for piece in all_pieces(self._workspace.root):
            for name, holder in self._of(Record(self._workspace.world, piece)):
                found[self._place(name)].append(holder)
        return found

    def _of(self, record: Record) -> Iterator[tuple[str, Holder]]:
        """The files that stand of one piece. What an outlet has whose destination writes no files is something else."""
        for name, standing in record.standings.items():
            outlet = self._workspace.config.outlets.get(name)
            if (
                outlet
                and isinstance(outlet.destination, Filing)
                and standing.placement
                and standing.state is not State.WITHDRAWN
            ):
                for file, digest in standing.placement.held.items():
                    yield file, Holder(record.piece, name, digest, standing.use, standing.digest)

    def _has_image(self, other: Holder, path: str) -> bool:
        """Whether the image there is made of this file: then both change together."""
        try:
            variant = sent.load(self._workspace.root, other.words, f"{other.piece}/{other.outlet}/{other.use}")
        except InputError:
            return False
        return variant is not None and any(asset.path == path for asset in variant.assets)

    def _place(self, name: str) -> str:
        """One name for all that lead to the same file on some system: through links, in capitals, in either form of Unicode."""
        return same_on_disk(str(disk.real(self._workspace.root / name)))


def _file_taken(name: str, other: Holder, piece: str, outlet: Outlet) -> str:
    if other.piece == piece:
        out = f"leave the piece out of one with `outlets: {{{outlet.name}: false}}`"
        return f"{name} is where it stands at {other.outlet}: give {outlet.name} another `path:` in config.yaml, or {out}"
    how = f"put {{slug}} into the `path:` of {outlet.name} in config.yaml, or give that outlet a folder of its own"
    if isinstance(outlet.destination, Filing) and other.outlet == outlet.name and "{slug}" in outlet.destination.path:
        how = "give one of the two another `slug:`"
    return f"{name} is where the piece {other.piece} stands at {other.outlet}: {how}"
