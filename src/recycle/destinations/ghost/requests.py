"""The requests that make and change a post. Nothing here asks anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from recycle.destinations.api import Api
from recycle.destinations.ghost.post import Post, fields_of
from recycle.destinations.ghost.settings import Settings
from recycle.destinations.ghost.site import POSTS, path_of
from recycle.model import Meta, Variant
from recycle.world.web import Request


def request_for(api: Api, settings: Settings, variant: Variant, at: dt.datetime) -> Request:
    """The request that makes the variant's draft at the moment ``at``."""
    once = {
        "slug": variant.meta.slug,
        "status": "draft",
        "visibility": settings.visibility,
        "email_only": settings.only_mail,
        **_dated(variant.meta, at),
    }
    fields = fields_of(variant, tags=settings.tags, mailed=bool(settings.newsletter))
    return api.request("POST", POSTS, data={"posts": [{**fields, **once}]})


def change_for(api: Api, post: Post, fields: dict[str, Any], query: dict[str, str] | None = None) -> Request:
    """The request that changes ``fields`` of the post, unless somebody else has changed it after it was read."""
    data = {"posts": [{**fields, "updated_at": post.updated_at}]}
    return api.request("PUT", path_of(post.id), query=query, data=data)


def _dated(meta: Meta, at: dt.datetime) -> dict[str, str]:
    """The date of a piece that is older than its post. A day without a time is its noon, which is that day nearly everywhere."""
    if meta.date is None:
        return {}
    moment = meta.date if isinstance(meta.date, dt.datetime) else dt.datetime.combine(meta.date, dt.time(12))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return {"published_at": spelled(moment)} if moment < at else {}


def spelled(moment: dt.datetime) -> str:
    """The moment as Ghost writes it."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.000Z"
