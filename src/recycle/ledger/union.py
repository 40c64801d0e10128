"""Two copies of one file of the ledger made into one: lines are added, and none is ever taken away."""

from __future__ import annotations

import msgspec


def union(ours: bytes, theirs: bytes) -> bytes:
    """``ours`` with the events of ``theirs`` that it does not have. ``ours`` itself when there are none.

    Only whole lines that may be events are taken over: no line that was cut off, and no mark of a conflict. A last line of ``ours``
    that was cut off stays the last.
    """
    known = frozenset(_lines(ours))
    missing = [line for line in dict.fromkeys(_lines(_parted(theirs)[0])[:-1]) if line not in known and _may_be_event(line)]
    if not missing:
        return ours
    whole, torn = _parted(ours)
    return whole + b"".join(line + b"\n" for line in missing) + torn


def lost(before: bytes, now: bytes) -> int:
    """How many lines ``now`` does not have any more."""
    kept = frozenset(_lines(now))
    return sum(line not in kept for line in _lines(before)[:-1] if _may_be_event(line))


def has_all(data: bytes, older: bytes) -> bool:
    """Whether no line of ``older`` is missing in ``data``, whatever stands in it."""
    return {*_lines(older)} - {b""} <= {*_lines(data)}


def _lines(data: bytes) -> list[bytes]:
    # core.autocrlf has them end otherwise on the disk than in commits.
    return [line.removesuffix(b"\r") for line in data.split(b"\n")]


def _may_be_event(line: bytes) -> bool:
    return line.startswith(b"{") and line.rstrip().endswith(b"}")


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """The whole lines, and what follows the last of them."""
    end = data.rfind(b"\n") + 1
    rest = data[end:]
    return (data[:end] + rest + b"\n", b"") if _is_whole(rest) else (data[:end], rest)


def _is_whole(line: bytes) -> bool:
    """Whether a line without its end is an event all the same."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
