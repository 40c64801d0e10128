"""Services work side by side, one request at a time each; what has no service goes one after the other, in this thread."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import pytest

from recycle.model import Kind, Placement
from recycle.steps.publishing.attempt import Attempt, Outcome
from recycle.steps.publishing.publish import Way, _together
from recycle.steps.results import Action, Result


class Service:
    """Everything that makes a destination ``Online``."""

    settling = 0.0

    def __init__(self, service: str) -> None:
        self.service = service

    def look(self, placement: object) -> object:
        raise AssertionError

    def account(self) -> str:
        raise AssertionError


class Work:
    """Takes the place of ``Bringing``: every outlet has an attempt, whose sending is ``act``."""

    def __init__(self, act: Any) -> None:
        self.act = act
        self.finished_by: set[str] = set()
        self.finished: dict[str, Kind] = {}
        self.at_finish: Any = lambda: None

    def prepare(self, outlet: Any) -> Attempt:
        act = self.act

        class Acting(Attempt):
            def carry_out(self) -> Outcome:
                act(outlet.name)
                return Outcome(Kind.PLACED, Placement(remote=outlet.name))

        return Acting(outlet, cast("Any", None), cast("Any", None), None, {})

    def carry_out(self, attempt: Attempt) -> Outcome:
        return attempt.carry_out()

    def finish(self, attempt: Attempt, outcome: Outcome) -> Result:
        self.at_finish()
        self.finished_by.add(threading.current_thread().name)
        self.finished[attempt.outlet.name] = outcome.kind
        return Result(piece="p", outlet=attempt.outlet.name, action=Action.PLACED)


def outlets(*services: str) -> list[Any]:
    return [
        SimpleNamespace(name=f"{number}", destination=Service(service) if service else object())
        for number, service in enumerate(services)
    ]


def run(work: Work, *services: str) -> list[str]:
    with ThreadPoolExecutor(8) as pool:
        return [result.outlet for result in _together(cast("Any", work), outlets(*services), Way(pool, None))]


def test_two_services_at_once() -> None:
    both = threading.Barrier(2, timeout=10)
    work = Work(lambda _: both.wait())
    assert run(work, "one", "two") == ["0", "1"]
    assert work.finished_by == {threading.current_thread().name}


def test_one_service_gets_one_at_a_time() -> None:
    free = threading.Lock()
    overlaps: list[str] = []

    def act(name: str) -> None:
        if not free.acquire(blocking=False):
            overlaps.append(name)
            return
        threading.Event().wait(0.02)
        free.release()

    assert run(Work(act), "one", "one", "one") == ["0", "1", "2"]
    assert overlaps == []


def test_what_has_no_service_stays_in_this_thread_and_in_order() -> None:
    seen: list[tuple[str, bool]] = []
    here = threading.get_ident()
    assert run(Work(lambda name: seen.append((name, threading.get_ident() == here))), "", "one", "") == ["0", "1", "2"]
    assert [name for name, is_here in seen if is_here] == ["0", "2"]
    assert ("1", False) in seen


def test_stopped_what_has_begun_is_remembered_and_the_rest_is_not_sent() -> None:
    second_is_at_it, may_end = threading.Event(), threading.Event()
    sent: list[str] = []

    def act(name: str) -> None:
        sent.append(name)
        if name == "1":
            second_is_at_it.set()
            may_end.wait(10)
        else:
            second_is_at_it.wait(10)

    def stopped() -> None:
        work.at_finish = may_end.set
        raise KeyboardInterrupt

    work = Work(act)
    work.at_finish = stopped
    with pytest.raises(KeyboardInterrupt):
        run(work, "one", "two", "two")
    assert sent == ["0", "1"] or sent == ["1", "0"]
    assert work.finished == {"0": Kind.PLACED, "1": Kind.PLACED, "2": Kind.FAILED}
