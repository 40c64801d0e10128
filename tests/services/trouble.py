"""A destination in trouble: faults by chance, and runs that go on until one of them says that it is done."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from recycle.destinations.protocol import Destination
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Placement, Variant
from tests.services.stand_in import StandIn

SEEDS = range(40)
_RUNS = 12


def trouble(there: StandIn, seed: int, writes: Iterable[str]) -> None:
    """Up to four faults among the next requests: cut or answered badly, before or after they were done.

    At most one of them meets a read: those are repeated at once the first time, and after a while the second.
    """
    chance = random.Random(seed)
    methods = [*writes, *writes, "GET"]
    for _ in range(chance.randrange(5)):
        method = chance.choice(methods)
        if method == "GET":
            methods.remove(method)
        there.fail(method, status=chance.choice((0, 0, 429, 500, 502, 503)), acts=chance.random() < 0.5)


def brought(made: Callable[[], Destination], variant: Variant) -> Placement:
    """As ``steps`` does it, run after run: what nobody answered is asked after, and only what is surely not there is sent again."""
    is_open = False
    for _ in range(_RUNS):
        destination = made()
        try:
            found = destination.find(variant, None) if is_open else None
            if isinstance(found, Placement):
                return found
            return destination.place(variant)
        except UnansweredError:
            is_open = True
        except DestinationError:
            continue
    raise AssertionError("it was never done")
