"""What an outlet at Discourse can be told."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which forum, who we are there, and where the topics go."""

    url: Annotated[str, Says(description="Where the forum is, such as `https://forum.example.com`.")]
    key: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the API key.")]
    user: Annotated[str, Says(min_length=1, description="The name of the member that the key is for.")]
    category: Annotated[
        str, Says(min_length=1, description="Where topics go: the category's number, its name, or its slug (`parent/child`).")
    ]
    tags: Annotated[bool, Says(description="Give topics the tags of their pieces.")] = True
    pause: Annotated[
        float, Says(ge=0, description="Seconds between two things that are sent. Members must wait 15 between two topics.")
    ] = 15.0
    settling: Annotated[float, Says(ge=0, description="Seconds after which a topic that was made can surely be found.")] = 10.0
