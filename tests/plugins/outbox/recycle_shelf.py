"""A service that is a folder with one file a post, so that a session can change, delete and admit posts with ``sed`` and ``rm``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from recycle.destinations.keys import held
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Asset, Finding, Piece, Placement, Variant

WAITS = "it waits for a moderator"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``behaviour`` is what it does with a new post; ``settling`` are the seconds until a look is sure to show one.

    ``keeps``: it lets nothing be deleted; ``shows``: what waits has an address already.
    """

    folder: str
    behaviour: Literal["answers", "silent", "moderated", "away", "no uploads"] = "answers"
    settling: float = 0.0
    keeps: bool = False
    shows: bool = False
    url: str = "https://shelf.example.org"


class Shelf:
    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self.settings = settings
        self.folder = surroundings.root / settings.folder
        self.service = f"shelf {settings.folder}"
        self.settling = settings.settling

    def address(self, piece: Piece, outlet: str) -> str:
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        return f"{'PUT' if placement else 'POST'} {variant.key}\n\n{_text(variant)}"

    def place(self, variant: Variant) -> Placement:
        if self.settings.behaviour == "away":
            raise DestinationError("the shelf is away; nothing was sent.")
        self._write(variant, "queued" if self.settings.behaviour == "moderated" else "public")
        if self.settings.behaviour == "silent":
            raise UnansweredError("the shelf did not answer")
        return self._placement(_file(variant.key))

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        self._write(variant, "public")
        return self._placement(_at(placement))

    def withdraw(self, placement: Placement) -> None:
        if self.settings.keeps:
            raise DestinationError("the shelf lets nothing be deleted.")
        (self.folder / _at(placement)).unlink(missing_ok=True)

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        there = (self.folder / _file(variant.key)).exists()
        return self._placement(_file(variant.key)) if there else Answer.ABSENT

    def look(self, placement: Placement) -> Look | Answer:
        if self.settings.behaviour == "away":
            raise DestinationError("the shelf is away.")
        if not (self.folder / _at(placement)).exists():
            return Answer.ABSENT
        _, title, text = self._read(_at(placement))
        return Look(held=held({"title": title, "text": text}), title=title, text=text)

    def intact(self, placement: Placement) -> bool:
        return True

    def check(self) -> tuple[Finding, ...]:
        return ()

    def account(self) -> str:
        if self.settings.behaviour == "away":
            raise DestinationError("the shelf is away.")
        return "logged in as writer, who may publish"

    def upload(self, asset: Asset, data: bytes) -> str:
        if self.settings.behaviour == "no uploads":
            raise DestinationError("the shelf takes no images today.")
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "uploads.log").open("a") as log:
            log.write(f"{asset.name} {len(data)}\n")
        return f"{self.settings.url}/images/{asset.digest[:8]}.png"

    def uploaded(self, asset: Asset) -> str:
        return ""

    def _write(self, variant: Variant, state: str) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / _file(variant.key)).write_text(f"{state}\n{variant.meta.title}\n{_text(variant)}")

    def _read(self, name: str) -> tuple[str, str, str]:
        state, title, text = (self.folder / name).read_text().split("\n", 2)
        return state, title, text

    def _placement(self, name: str) -> Placement:
        state, title, text = self._read(name)
        url = f"{self.settings.url}/{name.removesuffix('.html')}"
        waits = WAITS if state == "queued" else ""
        return Placement(
            remote=name,
            url="" if waits and not self.settings.shows else url,
            held=held({"title": title, "text": text}),
            waits=waits,
        )


def _file(key: str) -> str:
    return f"{key.replace('/', '-')}.html"


def _at(placement: Placement) -> str:
    """The name of its file, also where a person has said the address."""
    return placement.remote if placement.remote.endswith(".html") else f"{placement.remote.rpartition('/')[2]}.html"


def _text(variant: Variant) -> str:
    return str(variant.parts[0].body)


ROW = Row("shelf", Settings, Shelf, uploads=True, gives_address=True, schedules=True, forms={"blog": {"output": "fragment"}})
