"""How variants get to their places. A destination is one module here with its ``ROW``, and its name in this table.

A module is imported when its row is asked for: nobody has accounts everywhere, and all of them together take as long to import as the
rest of recycle.
"""

from __future__ import annotations

from collections.abc import Mapping

from recycle.destinations.protocol import Row
from recycle.registry import OnDemand

DESTINATIONS: Mapping[str, Row] = OnDemand(
    __name__,
    {
        "files": "files:ROW",
        "by_hand": "by_hand:ROW",
        "wordpress": "wordpress:ROW",
        "ghost": "ghost:ROW",
        "micropub": "micropub:ROW",
        "discourse": "discourse:ROW",
        "nodebb": "nodebb:ROW",
        "misago": "misago:ROW",
        "forem": "forem:ROW",
        "smtp": "smtp:ROW",
        "listmonk": "listmonk:ROW",
        "buttondown": "buttondown:ROW",
        "command": "command:ROW",
    },
)
