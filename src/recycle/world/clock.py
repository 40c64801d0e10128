"""The time, and ids that sort by it."""

from __future__ import annotations

import datetime as dt
import os
import time

from recycle.errors import InputError
from recycle.spelling import did_you_mean

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that an id can be read aloud and is never a word."""

_OF_THE_MACHINE = frozenset({"localtime", "posixrules"})


def now() -> dt.datetime:
    """This moment, in the local zone."""
    return dt.datetime.now().astimezone()


def new_id() -> str:
    """A fresh id of 26 characters: 48 bits of time in milliseconds, then 80 random bits (the layout of a ULID)."""
    return spell_id(time.time_ns() // 1_000_000, os.urandom(10))


def spell_id(milliseconds: int, chance: bytes) -> str:
    """The id for a time since 1970 and ten random bytes. A later time always sorts after an earlier one."""
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(chance, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def zone(name: str) -> dt.tzinfo:
    """The time zone that the IANA database calls ``name`` (``Europe/Berlin``). Raises InputError with a near name."""
    import zoneinfo

    try:
        found = zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        if not known:
            raise InputError("this machine has no list of time zones: `pip install tzdata` brings one.") from None
        raise InputError(f'there is no time zone called "{name}".{did_you_mean(name, known)}') from None
    if name in _OF_THE_MACHINE:
        raise InputError(f'"{name}" is another time zone on every machine: write one such as Europe/Berlin.')
    return found
