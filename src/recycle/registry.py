"""Tables of things by name (readers, dialects, forms, destinations), open to plug-ins through entry points."""

from __future__ import annotations

import sys
from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from recycle.errors import InputError
from recycle.spelling import did_you_mean, one_of
from recycle.world.installed import may_have_entry_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")
PREFIX = "recycle."


class OnDemand(Mapping[str, T]):
    """A table whose rows are imported when they are asked for. To go through the names imports nothing.

    ``rows`` says where each is found, as ``module:attribute`` below ``package``: entry points are written like that too.
    """

    def __init__(self, package: str, rows: Mapping[str, str]) -> None:
        self._package, self._rows = package, rows

    def __getitem__(self, name: str) -> T:
        module, _, attribute = self._rows[name].partition(":")
        row: T = getattr(import_module(f"{self._package}.{module}"), attribute)
        return row

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def over(rows: Mapping[str, T], table: Mapping[str, T]) -> Mapping[str, T]:
    """``table`` with ``rows`` in it, before its own of the same name. Imports no row."""
    return MappingProxyType(ChainMap(cast("MutableMapping[str, T]", rows), cast("MutableMapping[str, T]", table)))


def find(table: Mapping[str, T], name: str, what: str) -> T:
    """The row called ``name``. Raises InputError with a near name when there is none; ``what`` names the kind of thing."""
    try:
        return table[name]
    except KeyError:
        hint = did_you_mean(name, table)
        raise InputError(f'there is no {what} called "{name}".{hint} Known: {one_of(table)}.') from None


def with_plugins(table: Mapping[str, T], group: str) -> Mapping[str, T]:
    """``table`` and what installed packages add under ``recycle.<group>``.

    Raises InputError when two share a name, and when one cannot be loaded.
    """
    rows: dict[str, Any] = {}
    for point in _plugins(tuple(sys.path)):
        if point.group != f"{PREFIX}{group}":
            continue
        if point.name in rows or point.name in table:
            raise InputError(f'two {group} are called "{point.name}": one comes from {point.value}. Uninstall or rename one.')
        try:
            rows[point.name] = point.load()
        except Exception as error:  # a plug-in may raise anything when it is imported
            wrong = f"{type(error).__name__}: {error}"
            raise InputError(
                f'the plug-in "{point.name}" ({point.value}) cannot be loaded: {wrong}. Mend or uninstall it.'
            ) from error
    return over(rows, table) if rows else table


@lru_cache(maxsize=1)
def _plugins(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Every entry point of ours that is installed on ``path``."""
    if not may_have_entry_points(PREFIX, path):
        return ()
    from importlib.metadata import distributions

    points = (point for found in distributions(path=list(path)) for point in found.entry_points)
    ours = (point for point in points if point.group.startswith(PREFIX))
    return tuple({(point.group, point.name, point.value): point for point in ours}.values())
