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
    """A table of which each row is a module's attribute, imported when it is asked for. To go through the names imports nothing."""

    def __init__(self, package: str, attribute: str, names: tuple[str, ...]) -> None:
        self._package, self._attribute, self._names = package, attribute, names

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        row: T = getattr(import_module(f"{self._package}.{name}"), self._attribute)
        return row

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


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
    return MappingProxyType(ChainMap(rows, cast("MutableMapping[str, Any]", table))) if rows else table


@lru_cache(maxsize=1)
def _plugins(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Every entry point of ours that is installed on ``path``."""
    if not may_have_entry_points(PREFIX, path):
        return ()
    from importlib.metadata import distributions

    points = (point for found in distributions(path=list(path)) for point in found.entry_points)
    ours = (point for point in points if point.group.startswith(PREFIX))
    return tuple({(point.group, point.name, point.value): point for point in ours}.values())
