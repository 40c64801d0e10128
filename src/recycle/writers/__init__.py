"""The dialects: the table from a name to what writes it. A new one is a file in this room with its ``Dialect``, and a row here."""

from __future__ import annotations

from collections.abc import Mapping

from recycle.registry import OnDemand
from recycle.writers.protocol import Dialect

__all__ = ["DIALECTS", "Dialect"]

DIALECTS: Mapping[str, Dialect] = OnDemand(
    __name__,
    {
        "html": "html:DIALECT",
        "email": "email:DIALECT",
        "gfm": "gfm:DIALECT",
        "gfm-discourse": "gfm_plainer:FOR_DISCOURSE",
        "gfm-nodebb": "gfm_plainer:FOR_NODEBB",
        "gfm-forem": "classic:FOR_FOREM",
        "misago": "classic:FOR_MISAGO",
        "bbcode-phpbb": "bbcode:FOR_PHPBB",
        "bbcode-xenforo": "bbcode:FOR_XENFORO",
        "bbcode-mybb": "bbcode:FOR_MYBB",
        "bbcode-smf": "bbcode:FOR_SMF",
        "text": "text:DIALECT",
        "docx": "docx:DIALECT",
    },
)
