"""What a post has beside its words: slug, status, date, terms, cover, author, comments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from recycle.destinations.wordpress.media import Media
from recycle.destinations.wordpress.posts import OUT, TRASH, Post
from recycle.destinations.wordpress.settings import Settings
from recycle.destinations.wordpress.site import Site
from recycle.destinations.wordpress.terms import Terms
from recycle.model import Variant
from recycle.world import clock

_NO_COVER = "its cover image is not in the library there, so it was not made the featured image"


class Fields:
    """From names to the numbers that WordPress has for them. All of it raises DestinationError, and no post is touched."""

    def __init__(self, site: Site, settings: Settings, media: Media) -> None:
        self._settings = settings
        self._media = media
        self._terms = Terms(site)

    def new(self, variant: Variant) -> tuple[dict[str, Any], str]:
        """What makes a post of a draft, sent in one go; and what a person should know."""
        settings = self._settings
        fields: dict[str, Any] = {"slug": variant.meta.slug, "status": settings.status}
        if when := _due(variant):
            fields["date_gmt"] = when
            if settings.status == "publish":
                fields["status"] = "future"
        elif when := _written(variant):
            fields["date_gmt"] = when
        if settings.categories:
            fields["categories"] = self._terms.ids("categories", settings.categories)
        if names := self._tags(variant):
            fields["tags"] = self._terms.ids("tags", names)
        if settings.comments:
            fields["comment_status"] = settings.comments
        if author := self.author():
            fields["author"] = author
        cover, note = self._cover(variant)
        return fields | ({"featured_media": cover} if cover else {}), note

    def author(self) -> int:
        """The number of whom posts are by, when that is somebody else than the account; else 0."""
        return self._terms.author(self._settings.author) if self._settings.author else 0

    def others(self, variant: Variant, post: Post) -> tuple[dict[str, Any], str]:
        """What of the post is to be changed for the variant, as far as it has changed; and what a person should know."""
        fields: dict[str, Any] = {}
        if self._settings.tags:
            tags = self._terms.ids("tags", variant.meta.tags)
            if set(tags) != set(post.tags):
                fields["tags"] = tags
        when = _due(variant)
        if when and post.status == "future" and when != post.date_gmt:
            fields |= {"status": "future", "date_gmt": when}
        cover, note = self._cover(variant)
        return fields | ({"featured_media": cover} if cover not in (0, post.featured_media) else {}), note

    def are_on(self, post: Post, variant: Variant) -> bool:
        """Whether the post has what makes it a post of the variant, as far as it can be seen without asking more."""
        tags = {name.casefold() for name in self._tags(variant)}
        categories = {name.casefold() for name in self._settings.categories}
        is_where = post.status in OUT if self._settings.status == "publish" else post.status != TRASH
        return is_where and len(post.tags) >= len(tags) and len(post.categories) >= len(categories)

    def described(self, variant: Variant) -> str:
        """``new`` in words, for people, without asking anybody."""
        settings, when = self._settings, _due(variant)
        status = "future" if when and settings.status == "publish" else settings.status
        said = {
            "slug": variant.meta.slug,
            "status": status,
            "date": f"{when} UTC" if when else "",
            "categories": ", ".join(settings.categories),
            **self._often(variant),
            "comments": settings.comments or "",
            "author": settings.author,
        }
        return _in_words(said)

    def described_others(self, variant: Variant) -> str:
        """``others`` in words, for people, without asking anybody; empty when there is nothing of the kind."""
        return _in_words(self._often(variant))

    def _often(self, variant: Variant) -> dict[str, str]:
        return {"tags": ", ".join(self._tags(variant)), "featured image": variant.meta.cover_image}

    def _tags(self, variant: Variant) -> tuple[str, ...]:
        return variant.meta.tags if self._settings.tags else ()

    def _cover(self, variant: Variant) -> tuple[int, str]:
        url = variant.meta.cover_image
        number = self._media.featured(url, variant.meta.cover_alt) if url else 0
        return number, _NO_COVER if url and not number else ""


def _written(variant: Variant) -> str:
    """The date of a piece that is older than its post, in the same spelling. A day without a time is its noon, which is that day nearly everywhere."""
    said = variant.meta.date
    if said is None:
        return ""
    moment = said if isinstance(said, dt.datetime) else dt.datetime.combine(said, dt.time(12))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return _spelled(moment) if moment < clock.now() else ""


def _due(variant: Variant) -> str:
    """When it is to come out, as WordPress writes it: UTC without saying so. Empty when nobody has said."""
    when = variant.meta.not_before
    return _spelled(when) if when else ""


def _spelled(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _in_words(said: dict[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in said.items() if value)
