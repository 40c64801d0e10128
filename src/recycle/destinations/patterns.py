"""Paths and addresses with ``{slug}`` and other names in braces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from msgspec import Struct

from recycle.errors import DestinationError, InputError
from recycle.spelling import did_you_mean, one_of

COMMON = frozenset({"slug", "id", "outlet", "use", "year", "month", "day", "date"})
"""What a path and an address may both name."""

PATH = COMMON | {"part", "suffix"}
"""What a path may name: an address is the same for all parts."""


class Pattern(Struct, frozen=True):
    """A text with names in braces, each of them known to be allowed: literal text and the name after it, in turn."""

    text: str
    pieces: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, text: str, allowed: frozenset[str], setting: str) -> Pattern:
        """Raises InputError for an unknown name, a brace without its other half, or anything but a name in the braces."""
        pieces = _plain_pieces(text)
        if any(name and name not in allowed for _, name in pieces) or not pieces:
            pieces = _pieces(text, allowed, setting)
        return cls(text, pieces)

    @property
    def names(self) -> frozenset[str]:
        """The names in it."""
        return frozenset(name for _, name in self.pieces if name)

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with the values in place. Raises DestinationError for a name that this piece has nothing for."""
        return "".join(literal + (self._value(name, values) if name else "") for literal, name in self.pieces)

    def fill_address(self, values: Mapping[str, str]) -> str:
        """The same with every value made safe for a URL."""
        return self.fill({name: quote(value, safe="") for name, value in values.items()})

    def _value(self, name: str, values: Mapping[str, str]) -> str:
        value = values.get(name, "")
        if not value:
            what = "date" if name in {"year", "month", "day", "date"} else name
            raise DestinationError(f'the piece has no {what}, and "{self.text}" needs one: add it to the front matter.')
        if "/" in value or "\\" in value or value in {".", ".."}:
            raise DestinationError(f'the {name} "{value}" cannot be part of a path: take the slashes out.')
        return value


def _plain_pieces(text: str) -> tuple[tuple[str, str], ...]:
    """The literal texts and names of nearly every pattern; nothing where there is more in its braces than names, or less."""
    literal, *rest = text.split("{")
    pieces: list[tuple[str, str]] = []
    for part in rest:
        name, brace, after = part.partition("}")
        if not (brace and name.isidentifier()) or "}" in literal:
            return ()
        pieces.append((literal, name))
        literal = after
    return () if "}" in literal else (*pieces, (literal, "")) if literal else tuple(pieces)


def _pieces(text: str, allowed: frozenset[str], setting: str) -> tuple[tuple[str, str], ...]:
    from string import Formatter  # it takes long to import

    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise InputError(f'{setting}: "{text}" cannot be read ({error}).') from error
    for _, name, spec, conversion in parsed:
        if name is not None and (name not in allowed or spec or conversion):
            raise InputError(f'{setting}: "{{{name}}}" is not known.{did_you_mean(name, allowed)} Known: {one_of(allowed)}.')
    return tuple((literal, name or "") for literal, name, _, _ in parsed)


def dated(date: dt.date | None) -> Mapping[str, str]:
    """The names that a date gives: year, month, day, date. None of them without a date."""
    if date is None:
        return MappingProxyType({})
    said = date.isoformat()[:10]  # some dates are more exact than a day
    return MappingProxyType({"year": said[:4], "month": said[5:7], "day": said[8:], "date": said})
