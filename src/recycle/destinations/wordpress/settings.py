"""What an outlet at a WordPress can be told."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta as Says
from msgspec import Struct


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site of WordPress, and the account that posts there."""

    url: Annotated[str, Says(description="The site's address, as its front page has it: `https://example.com`.")]
    user: Annotated[str, Says(min_length=1, description="The name that the account logs in with.")]
    password: Annotated[
        str, Says(description="`env:NAME`, where the environment variable NAME holds an application password of the account.")
    ]
    status: Annotated[
        Literal["publish", "draft", "pending"],
        Says(description="What becomes of a new post: readers see it, it stays a draft, or it waits for an editor."),
    ] = "publish"
    categories: Annotated[tuple[str, ...], Says(description="The categories of new posts. What is missing there is made.")] = ()
    tags: Annotated[bool, Says(description="Give posts the tags of the piece. What is missing there is made.")] = True
    comments: Annotated[
        Literal["open", "closed"] | None,
        Says(description="Whether readers may comment on new posts; the site's own rule when it is not said."),
    ] = None
    author: Annotated[
        str,
        Says(
            description="Under whose name new posts appear: the name in the address of that author's page. For an editor's account."
        ),
    ] = ""
    settling: Annotated[float, Says(ge=0, description="Seconds until what was sent is surely found there.")] = 10.0
