"""One event and one line of the ledger: from one to the other and back."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from recycle.model import Event, Kind

_ENCODER = msgspec.json.Encoder(order=None)
_DECODER = msgspec.json.Decoder(Event)
_KINDS = frozenset(kind.value for kind in Kind)


class _Label(Struct, frozen=True):
    """What an event has at least, of whatever version of recycle."""

    id: str
    kind: str


_LABELS = msgspec.json.Decoder(_Label)


class Stranger(Struct, frozen=True):
    """An event of a kind that this version does not know."""

    id: str
    kind: str


class Damage(Struct, frozen=True):
    """A line that is no event, and why."""

    reason: str


def encode(event: Event) -> bytes:
    """The event as one line with its ``\\n``: JSON in UTF-8, fields in the order of Event, empty ones left out.

    Half a character (a lone surrogate, as in the name of a file that is not UTF-8) is written as ``?``.
    """
    try:
        return _ENCODER.encode(event) + b"\n"
    except UnicodeEncodeError:
        # What happened must be recorded, whatever a service has put into its error message.
        return _ENCODER.encode(_readable(event)) + b"\n"


def decode(line: bytes) -> Event | Stranger | Damage:
    """The event in one line. Fields that Event does not have are passed over (the line itself is never rewritten)."""
    try:
        event = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _stranger(line) or Damage(str(error))
    except RecursionError:
        return Damage("it is nested too deep")
    return _implausible(event) or event


def parents(event: Event) -> tuple[str, ...]:
    """The ids in ``after``: none for a piece's first event, one as a rule, several where branches came together."""
    return tuple(event.after.split())


def _readable(event: Event) -> Event:
    words = {name: value for name, value in msgspec.structs.asdict(event).items() if isinstance(value, str)}
    return msgspec.structs.replace(event, **{name: value.encode("utf-8", "replace").decode() for name, value in words.items()})


def _stranger(line: bytes) -> Stranger | None:
    try:
        label = _LABELS.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if label.kind in _KINDS or not label.id else Stranger(label.id, label.kind)


def _implausible(event: Event) -> Damage | None:
    if not event.id or event.id.split() != [event.id]:
        return Damage('its "id" is empty or has a space in it')
    if event.time.utcoffset() is None:
        return Damage('its "time" has no zone, such as +01:00')
    if event.until is not None and event.until.utcoffset() is None:
        return Damage('its "until" has no zone, such as +01:00')
    if event.use < 0:
        return Damage('its "use" is below 0')
    return None
