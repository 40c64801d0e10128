"""The bytes of a ledger file as events, and what is wrong with them."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct

from recycle.ledger.events import Damage, Stranger, decode
from recycle.ledger.order import circle, heads, in_order, missing
from recycle.model import Event, Finding, Severity

_MARKERS = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")


class Log(Struct, frozen=True, kw_only=True):
    """All that is known of one piece. ``events`` are in order, each once; ``path`` is relative to the workspace.

    ``torn`` is a last line that a crash cut off (the next writer takes it away), ``unfinished`` a whole one that only lacks
    its line end. ``tips`` are the ids that the next event comes after.
    """

    piece: str
    path: str
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    torn: bytes = b""
    unfinished: bool = False
    tips: tuple[str, ...] = ()

    @property
    def damage(self) -> Finding | None:
        """The first finding that must be mended before anything may be published, or None."""
        return next((finding for finding in self.findings if finding.severity == "error"), None)


class _Line(Struct, frozen=True):
    number: int
    event: Event | Stranger | Damage


def log_of(piece_id: str, path: str, data: bytes) -> Log:
    """The file's bytes as a Log. Nothing raises: whatever is wrong is a finding with its line."""
    whole, cut, tail = data.removeprefix(b"\xef\xbb\xbf").rpartition(b"\n")
    lines = _lines((whole + cut).split(b"\n"))
    last = decode(tail) if tail.strip() else None
    torn = tail if isinstance(last, Damage) else b""
    if last is not None and not torn:
        lines = (*lines, _Line(whole.count(b"\n") + bool(cut) + 1, last))
    numbers, events = _events(lines)
    strangers = tuple(line.event.id for line in lines if isinstance(line.event, Stranger))
    findings = (
        *_conflict_findings(path, data),
        *_line_findings(piece_id, path, lines),
        *_order_findings(path, numbers, events, strangers),
        *(_torn_finding(path, data) if torn else ()),
    )
    ordered = in_order(events)
    return Log(
        piece=piece_id,
        path=path,
        events=ordered,
        findings=findings,
        torn=torn,
        unfinished=bool(tail.strip()) and not torn,
        tips=heads(ordered),
    )


def _lines(lines: list[bytes]) -> tuple[_Line, ...]:
    told = ((number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith(_MARKERS))
    return tuple(_Line(number, decode(line)) for number, line in told)


def _events(lines: tuple[_Line, ...]) -> tuple[dict[str, int], tuple[Event, ...]]:
    events = tuple((line.number, line.event) for line in lines if isinstance(line.event, Event))
    return {event.id: number for number, event in events}, tuple(event for _, event in events)


def _line_findings(piece_id: str, path: str, lines: tuple[_Line, ...]) -> tuple[Finding, ...]:
    seen: dict[str, Event] = {}
    found: list[Finding] = []
    for line in lines:
        match line.event:
            case Damage(reason):
                wrong = f"this line is not an event ({reason}): restore it from git"
                found.append(_finding("ledger-damaged", wrong, path, line.number))
            case Stranger(_, kind):
                newer = (
                    f'an event of the kind "{kind}" was written by a newer recycle: install that version to publish this piece'
                )
                found.append(_finding("ledger-newer", newer, path, line.number))
            case Event() as event:
                found.extend(_event_findings(piece_id, path, line.number, event, seen.setdefault(event.id, event)))
            case _:
                assert_never(line.event)
    return tuple(found)


def _event_findings(piece_id: str, path: str, number: int, event: Event, first: Event) -> tuple[Finding, ...]:
    if event.piece != piece_id:
        wrong = f'this event is of the piece "{event.piece}": move the line to that piece\'s own file'
        return (_finding("ledger-other-piece", wrong, path, number),)
    if event != first:
        wrong = f"two different events have the id {event.id}: one was changed by hand; restore it from git"
        return (_finding("ledger-changed", wrong, path, number),)
    return ()


def _conflict_findings(path: str, data: bytes) -> tuple[Finding, ...]:
    marked = next((number for number, line in enumerate(data.split(b"\n"), 1) if line.startswith(_MARKERS)), 0)
    if not marked:
        return ()
    wrong = (
        "git could not merge this file: keep every event, delete the lines that start with <<<<<<<, |||||||, ======= or "
        '>>>>>>>, and put "*.jsonl merge=union" into .gitattributes'
    )
    return (_finding("ledger-conflict", wrong, path, marked),)


def _torn_finding(path: str, data: bytes) -> tuple[Finding, ...]:
    wrong = (
        "the last line was cut off, by a crash or a full disk: what it was to say is not recorded. The next publish puts the "
        "rest of it into .recycle/torn and goes on"
    )
    return (_finding("ledger-torn", wrong, path, data.count(b"\n") + 1, "warning"),)


def _order_findings(
    path: str, numbers: dict[str, int], events: tuple[Event, ...], strangers: tuple[str, ...]
) -> tuple[Finding, ...]:
    lost = (
        _finding(
            "ledger-missing",
            f"the event {parent} that came before this one is gone: restore its line from git",
            path,
            numbers[event.id],
        )
        for event, parent in missing(events, strangers)
    )
    round_and_round = (
        _finding(
            "ledger-circle", f"the event {event.id} comes after itself: restore the file from git", path, numbers[event.id]
        )
        for event in circle(events)
    )
    return (*dict.fromkeys(lost), *dict.fromkeys(round_and_round))


def _finding(rule: str, message: str, path: str, line: int, severity: Severity = "error") -> Finding:
    return Finding(rule=rule, message=message, path=path, line=line, severity=severity)
