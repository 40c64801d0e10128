"""Ledgers, worlds and variants for tests: everything that reality gives by chance is given here by count."""

from __future__ import annotations

import datetime as dt
from itertools import count
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from recycle.ledger.order import heads
from recycle.model import Asset, Event, Kind, Meta, Part, Variant
from recycle.world import World
from recycle.world.clock import spell_id

START = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def world(root: Path) -> World:
    """A world whose clock goes on by a minute each time somebody looks, and whose ids count."""
    minutes, numbers = count(), count(1)
    return World(
        root=root,
        now=lambda: START + dt.timedelta(minutes=next(minutes)),
        new_id=lambda: spell_id(1_700_000_000_000 + next(numbers), bytes(10)),
        environ=MappingProxyType({}),
    )


def event(kind: Kind, *, piece: str = "on-lists", outlet: str = "forum", use: int = 1, digest: str = "") -> Event:
    """An event that the ledger still has to give its id, time and place."""
    return Event(id="", time=START, piece=piece, outlet=outlet, kind=kind, use=use, digest=digest)


def variant(*parts: Part, title: str = "On lists", key: str = "on-lists/blog/1", assets: tuple[Asset, ...] = ()) -> Variant:
    """A small variant; one HTML part if no other is given."""
    piece, outlet, _ = key.rsplit("/", 2)
    return Variant(
        piece=piece,
        outlet=outlet,
        form="blog",
        key=key,
        meta=Meta(title=title, slug=piece, date=dt.date(2026, 3, 1)),
        parts=parts or (Part("main", "html", ".html", "<p>Words</p>\n"),),
        assets=assets,
    )


_DIGESTS = ("", "a" * 64, "b" * 64)
_URLS = ("", "https://example.org/1", "https://example.org/2")
_CHOICES = (tuple(Kind), ("forum", "blog"), (1, 0, 2), _DIGESTS, _URLS, (0, 1, 2), (0, -3, 3, 1))
"""What differs between one event of a history and another; the last two are its branch and by how many hours the clock is wrong."""


def _chosen(number: int) -> list[Any]:
    """One of each of the choices. A single number for all of them makes a history five times as fast to generate."""
    chosen: list[Any] = []
    for options in _CHOICES:
        number, at = divmod(number, len(options))
        chosen.append(options[at])
    return chosen


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """Events of one piece as git branches would leave them: each comes after what its branch had seen, clocks may be wrong."""
    numbers = draw(st.lists(st.integers(0, prod(map(len, _CHOICES)) - 1), max_size=12))
    branches: list[dict[str, Event]] = [{}, {}, {}]
    for number, (kind, outlet, use, digest, url, branch, skew) in enumerate(map(_chosen, numbers)):
        if kind is Kind.SEEN and url:  # every now and then one branch takes over what another has
            branches[branch].update(branches[(branch + 1) % 3])
        event = Event(
            id=f"e{number:02}",
            time=START + dt.timedelta(hours=number + skew),
            piece="on-lists",
            outlet=outlet,
            kind=kind,
            use=use,
            after=" ".join(heads(tuple(branches[branch].values()))),
            digest=digest,
            url=url,
            remote=url[-1:],
        )
        branches[branch][event.id] = event
    return tuple({event.id: event for branch in branches for event in branch.values()}.values())
