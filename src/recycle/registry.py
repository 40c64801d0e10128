"""Tables of things by name (readers, dialects, forms, destinations), open to plug-ins through entry points."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from recycle.errors import InputError
from recycle.spelling import did_you_mean, one_of
from recycle.world.installed import may_have_entry_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")
PREFIX = "recycle."


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
    rows: dict[str, Any] = dict(table)
    for point in _plugins(tuple(sys.path)):
        if point.group != f"{PREFIX}{group}":
            continue
        if point.name in rows:
            raise InputError(f'two {group} are called "{point.name}": one comes from {point.value}. Uninstall or rename one.')
        try:
            rows[point.name] = point.load()
        except Exception as error:  # a plug-in may raise anything when it is imported
            wrong = f"{type(error).__name__}: {error}"
            raise InputError(
                f'the plug-in "{point.name}" ({point.value}) cannot be loaded: {wrong}. Mend or uninstall it.'
            ) from error
    return MappingProxyType(rows)


@lru_cache(maxsize=1)
def _plugins(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Every entry point of ours that is installed on ``path``."""
    if not may_have_entry_points(PREFIX, path):
        return ()
    from importlib.metadata import distributions

    points = (point for found in distributions(path=list(path)) for point in found.entry_points)
    ours = (point for point in points if point.group.startswith(PREFIX))
    return tuple({(point.group, point.name, point.value): point for point in ours}.values())
