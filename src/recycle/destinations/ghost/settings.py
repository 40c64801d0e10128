"""What an outlet at Ghost can be told."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta as Says
from msgspec import Struct

from recycle.errors import InputError


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site made with Ghost, 5 or newer, and an Admin API key of a custom integration there."""

    url: Annotated[str, Says(description="The site's address, the one at which `/ghost/` is its editor.")]
    key: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the Admin API key.")]
    status: Annotated[Literal["publish", "draft"], Says(description="Published at once, or left for somebody to publish.")] = (
        "publish"
    )
    newsletter: Annotated[
        str,
        Says(description="The slug of the newsletter that mails the post to its readers, once; nobody gets mail without it."),
    ] = ""
    segment: Annotated[
        str, Says(description="Which readers of the newsletter: `all`, `status:free`, `status:-free`, `label:NAME`.")
    ] = "all"
    only_mail: Annotated[bool, Says(description="Only as mail, on no page of the site.")] = False
    visibility: Annotated[Literal["public", "members", "paid"], Says(description="Who may read a new post on the site.")] = (
        "public"
    )
    tags: Annotated[bool, Says(description="Whether the post gets the piece's tags; what is missing is made.")] = True
    patience: Annotated[
        float,
        Says(
            ge=0, le=60, description="How many seconds to wait for Ghost to hand the mail over; then it is asked again later."
        ),
    ] = 8.0
    settling: Annotated[float, Says(ge=0, description="After how many seconds Ghost is sure to show what was sent.")] = 10.0

    def refuse_what_does_nothing(self) -> None:
        """Raises InputError for settings that contradict each other."""
        if self.newsletter and self.status == "draft":
            raise InputError("newsletter: a draft is mailed to nobody; leave out `status: draft`, or newsletter.")
        if not self.newsletter and (self.only_mail or self.segment != "all"):
            name = "only_mail" if self.only_mail else "segment"
            raise InputError(f"{name}: nothing is mailed without newsletter; say which one it is.")
