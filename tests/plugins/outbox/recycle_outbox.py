"""A service that is nothing but a file with one line for every request that reached it.

It is a plug-in like anybody's, found through its entry point. As real services do, it takes the same post as often as it is sent, so
that whoever sends twice is seen to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from recycle.destinations.protocol import Answer, Row, Surroundings
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Finding, Piece, Placement, Variant


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``behaviour`` is what it does with a request; a service that is not ``askable`` cannot be looked into."""

    file: str
    behaviour: Literal["answers", "silent", "refuses", "breaks"] = "answers"
    askable: bool = True
    final: bool = False


class Outbox:
    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self.settings = settings
        self.file = surroundings.root / settings.file
        self.final = settings.final

    def address(self, piece: Piece, outlet: str) -> str:
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        return f"{'PUT' if placement else 'POST'} {variant.key}"

    def place(self, variant: Variant) -> Placement:
        return self._take("POST", variant)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        return self._take("PUT", variant)

    def withdraw(self, placement: Placement) -> None:
        receive(self.file, f"DELETE {placement.remote}")

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        if not self.settings.askable:
            return Answer.CANNOT_ASK
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        there = any(line.endswith(f" {variant.key} {variant.digest}") for line in lines)
        return _placement(variant) if there else Answer.ABSENT

    def intact(self, placement: Placement) -> bool:
        return True

    def check(self) -> tuple[Finding, ...]:
        return ()

    def _take(self, verb: str, variant: Variant) -> Placement:
        if self.settings.behaviour == "refuses":
            raise DestinationError("the service said no")
        receive(self.file, f"{verb} {variant.key} {variant.digest}")
        if self.settings.behaviour == "silent":
            raise UnansweredError("the service did not answer")
        if self.settings.behaviour == "breaks":
            raise ZeroDivisionError
        return _placement(variant)


def receive(file: Path, line: str) -> None:
    """One line reaches the service."""
    with file.open("a") as service:
        service.write(f"{line}\n")


def _placement(variant: Variant) -> Placement:
    return Placement(remote=variant.key, url=f"https://service.example.org/{variant.key}")


ROW = Row("outbox", Settings, Outbox, schedules=True)
