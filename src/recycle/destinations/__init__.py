"""How variants get to their places. A destination is one module here and one row in this table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.destinations import (
    buttondown,
    by_hand,
    command,
    discourse,
    files,
    forem,
    ghost,
    listmonk,
    micropub,
    misago,
    nodebb,
    smtp,
    wordpress,
)
from recycle.destinations.protocol import Row

DESTINATIONS: Mapping[str, Row] = MappingProxyType(
    {
        "files": Row("files", files.Settings, files.Files, carries_files=True),
        "by_hand": Row("by_hand", by_hand.Settings, by_hand.ByHand),
        "wordpress": wordpress.ROW,
        "ghost": ghost.ROW,
        "micropub": micropub.ROW,
        "discourse": discourse.ROW,
        "nodebb": nodebb.ROW,
        "misago": misago.ROW,
        "forem": forem.ROW,
        "smtp": smtp.ROW,
        "listmonk": listmonk.ROW,
        "buttondown": buttondown.ROW,
        "command": command.ROW,
    }
)
