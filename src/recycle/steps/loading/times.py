"""Moments that a header says."""

from __future__ import annotations

from collections.abc import Mapping

from recycle.config.times import moment, zone_of
from recycle.errors import InputError
from recycle.model import Site
from recycle.readers.field_findings import EMBARGO
from recycle.readers.front_matter import Fields

KEY = "not_before"


def check_times(said: Fields, site: Site) -> None:
    """Raises InputError, with the line, for a ``not_before`` or ``embargo`` in a header that is no moment because it has no zone."""
    zone = zone_of(site)
    named = ((f"outlets.{name}.{KEY}", wording.not_before) for name, wording in said.wordings.items())
    for key, time in ((KEY, said.not_before), (EMBARGO, said.embargo), *named):
        try:
            if time is not None:
                moment(time, zone)
        except InputError as error:
            raise InputError(f"{key}: {error.message}", line=line_of(said.lines, key), rule="time-without-zone") from None


def line_of(lines: Mapping[str, int], key: str) -> int:
    """The line of ``key``, however it is capitalised or hyphenated."""
    wanted = _plain(key)
    return next((line for name, line in lines.items() if _plain(name) == wanted), 0)


def _plain(key: str) -> str:
    return key.replace("-", "_").lower()
