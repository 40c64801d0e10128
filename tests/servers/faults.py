"""What a fault proxy can do to a request, who decides when, and the record of what it did."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

CONNECT, MAIL = "CONNECT", "MAIL"


class Fault(StrEnum):
    """With EFFECT the server does what it is asked, and the client sees something else; without, the server is not asked."""

    NONE = "none"
    # For HTTP.
    CUT_BEFORE = "cut before"  # nothing of the request reaches the server
    CUT_MIDDLE = "cut in the middle"  # half of the request does
    LOST_REPLY = "lost reply"  # the server acts; its answer does not come out
    HALF_REPLY = "half a reply"  # the server acts; the head of its answer comes out, and half of the body
    LATE = "late"  # the server acts; its answer waits for as long as the proxy was told. For SMTP as well
    STATUS_429_WITHOUT_EFFECT = "429 without effect"
    STATUS_429_WITH_EFFECT = "429 with effect"
    STATUS_500_WITHOUT_EFFECT = "500 without effect"
    STATUS_500_WITH_EFFECT = "500 with effect"
    STATUS_502_WITHOUT_EFFECT = "502 without effect"
    STATUS_502_WITH_EFFECT = "502 with effect"
    STATUS_503_WITHOUT_EFFECT = "503 without effect"
    STATUS_503_WITH_EFFECT = "503 with effect"
    GARBAGE_WITHOUT_EFFECT = "garbage without effect"  # bytes that are no HTTP
    GARBAGE_WITH_EFFECT = "garbage with effect"
    WRONG_PAGE_WITHOUT_EFFECT = "wrong page without effect"  # 200 and a page for people, as a login portal gives
    WRONG_PAGE_WITH_EFFECT = "wrong page with effect"
    # For SMTP.
    CUT_BEFORE_GREETING = "cut before greeting"
    CUT_BEFORE_MAIL = "cut before MAIL"
    CUT_IN_DATA = "cut in DATA"  # half of the message reaches the server, the final dot does not
    CUT_AFTER_DOT = "cut after the dot"  # the server has taken the message; its 250 does not come out
    REPLY_421_WITHOUT_EFFECT = "421 without effect"
    REPLY_421_WITH_EFFECT = "421 with effect"
    REPLY_451_WITHOUT_EFFECT = "451 without effect"
    REPLY_451_WITH_EFFECT = "451 with effect"

    @property
    def has_effect(self) -> bool:
        """Whether the server does what it is asked."""
        return self.value.endswith("with effect") or self in _ACTED

    @property
    def status(self) -> int:
        """The number that the client sees in place of the server's, 0 when the fault brings none."""
        found = re.match(r"\d{3}", self.value)
        return int(found[0]) if found else 0

    def fits(self, method: str) -> bool:
        """Whether it can happen to this method. CONNECT and MAIL are SMTP's, all others HTTP's."""
        match method:
            case "CONNECT":
                return self in (Fault.NONE, Fault.CUT_BEFORE_GREETING)
            case "MAIL":
                return self in (Fault.NONE, Fault.LATE) or (self in SMTP_FAULTS and self is not Fault.CUT_BEFORE_GREETING)
            case _:
                return self not in SMTP_FAULTS


_ACTED = frozenset({Fault.NONE, Fault.LOST_REPLY, Fault.HALF_REPLY, Fault.LATE, Fault.CUT_AFTER_DOT})
SMTP_FAULTS = frozenset(
    {Fault.CUT_BEFORE_GREETING, Fault.CUT_BEFORE_MAIL, Fault.CUT_IN_DATA, Fault.CUT_AFTER_DOT}
    | {Fault.REPLY_421_WITHOUT_EFFECT, Fault.REPLY_421_WITH_EFFECT}
    | {Fault.REPLY_451_WITHOUT_EFFECT, Fault.REPLY_451_WITH_EFFECT}
)
ALL_FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)

Plan = Callable[[int, str, str], Fault]
"""(how many requests came before, method, path) -> what happens to this one. For SMTP: a connection is ``(n, "CONNECT", "")``,
a message ``(n, "MAIL", sender)``."""


@dataclass(frozen=True)
class Entry:
    """What became of one request. ``status`` is the server's own answer, 0 when it gave none or was not asked."""

    n: int
    method: str
    path: str
    fault: Fault
    status: int = 0


def no_faults(n: int, method: str, path: str) -> Fault:
    """A plan: everything goes through."""
    return Fault.NONE


def random_plan(seed: int, share: float = 0.3, faults: Sequence[Fault] = ALL_FAULTS) -> Plan:
    """Of all requests this share is disturbed, each by one of the faults that fit. The same for the same seed."""

    def plan(n: int, method: str, path: str) -> Fault:
        chance = random.Random(f"{seed}:{n}")
        fitting = [fault for fault in faults if fault.fits(method)]
        return chance.choice(fitting) if fitting and chance.random() < share else Fault.NONE

    return plan


class Once:
    """A plan: the first requests of the method to a path in which ``part`` stands are disturbed, all others go through."""

    def __init__(self, fault: Fault, method: str, part: str = "", times: int = 1) -> None:
        self._fault, self._method, self._part, self._left = fault, method, part, times
        self._lock = threading.Lock()

    def __call__(self, n: int, method: str, path: str) -> Fault:
        with self._lock:
            if self._left == 0 or method != self._method or self._part not in path:
                return Fault.NONE
            self._left -= 1
            return self._fault
