"""What settings say of the writer's own place, of outlets' house rules, and of those of places that words come from."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta as Says
from msgspec import Struct


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The writer's own place: what templates and links need to know of it."""

    name: Annotated[str, Says(description="What it is called.")] = ""
    url: Annotated[
        str, Says(description="Its address. Relative links are made whole with it, and campaign tags go on links to it.")
    ] = ""
    author: Annotated[str, Says(description="Who writes, when a piece does not say so itself.")] = ""
    language: Annotated[str, Says(description="The language of the texts and of the words around them: `en`, `de`.")] = "en"
    timezone: Annotated[
        str,
        Says(
            description="The zone that a `date` or `not_before` without one is meant in: `Europe/Berlin`. Without it, `not_before` needs its own."
        ),
    ] = ""
    author_note: Annotated[str, Says(description="Two lines about the author, for the end of an article.")] = ""
    author_url: Annotated[str, Says(description="The author's own page.")] = ""


Reprint = Literal["yes", "link", "no"]


class SourceRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a place that pieces come from (the host of `source: url:`) says of using again what was written there."""

    reprint: Annotated[
        Reprint,
        Says(
            description="Whether its texts may be published elsewhere: `yes`, `link` (with a link to where they stand), or `no`."
        ),
    ]
    own: Annotated[
        Reprint | None,
        Says(
            description="The same for what you have written there yourself, where its rules tell it apart. Otherwise `reprint` binds you too."
        ),
    ] = None
    licence: Annotated[str, Says(description="The licence that its texts are under, for pieces that do not say one.")] = ""

    def for_words(self, *, own: bool) -> Reprint:
        """Whether words of the writer's ``own``, or of somebody else, may be published elsewhere."""
        return self.own or self.reprint if own else self.reprint


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An outlet's house rules. What is not set is no rule."""

    title_max: Annotated[int | None, Says(description="The longest title, in characters.")] = None
    title_min: Annotated[int | None, Says(description="The shortest title, in characters.")] = None
    words_min: Annotated[int | None, Says(description="The fewest words.")] = None
    words_max: Annotated[int | None, Says(description="The most words.")] = None
    links_max: Annotated[int | None, Says(description="The most links to different addresses.")] = None
    tags_max: Annotated[int | None, Says(description="The most tags.")] = None
    tag_pattern: Annotated[str | None, Says(description="A regular expression that every tag must match as a whole.")] = None
    subject_max: Annotated[int | None, Says(description="The longest subject of a mail, in characters.")] = None
    preview_min: Annotated[int | None, Says(description="The shortest preview text of a mail, in characters.")] = None
    preview_max: Annotated[int | None, Says(description="The longest preview text of a mail, in characters.")] = None
    link_back: Annotated[
        Literal["last", "none"] | None, Says(description="The link to the piece's own page: as the last line, or not at all.")
    ] = None
