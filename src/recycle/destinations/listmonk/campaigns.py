"""Campaigns as listmonk takes and gives them.

Sources: https://listmonk.app/docs/apis/campaigns/ and /docs/templating/. Where these leave something open, listmonk's own code
says it: ``cmd/campaigns.go``, ``internal/core/campaigns.go``, ``models/campaigns.go`` and ``queries/campaigns.sql``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from msgspec import Struct

from recycle.destinations import keys
from recycle.model import Variant

OUT = frozenset({"running", "paused", "finished", "cancelled"})
"""Once it has begun. Readers have it, or have it in part: a paused one goes on where it was."""
EDITABLE = frozenset({"draft", "scheduled", "paused"})
"""What listmonk lets anybody change (``canEditCampaign``)."""
_LONGEST_NAME = 300
"""Characters. listmonk takes 2,000 bytes, and the name is for its lists of campaigns only."""
_MARK, _PRINTED = "{{", '{{ "{{" }}'


class Named(Struct, frozen=True):
    """The beginning of every thing that listmonk has."""

    id: int
    name: str


class Template(Named, frozen=True):
    """What stands around a campaign's body."""

    body: str = ""
    is_default: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it adds nothing to the body."""
        return "".join(self.body.split()) == '{{template"content".}}'


class Campaign(Named, frozen=True):
    """One mail to lists. listmonk keeps subject, body and altbody as they were sent to it."""

    status: str = "draft"
    subject: str = ""
    body: str = ""
    altbody: str | None = None
    send_at: str | None = None

    @property
    def held(self) -> dict[str, str]:
        """Digests of the words, for ``Placement.held``."""
        return keys.held(self.texts)

    @property
    def texts(self) -> dict[str, str]:
        """The words."""
        return {"subject": self.subject, "body": self.body, "altbody": self.altbody or ""}

    def says(self, data: dict[str, Any]) -> bool:
        """Whether its words are those of ``data``, a request's."""
        return all(text == data[name] for name, text in self.texts.items())


class Target(NamedTuple):
    """Where a campaign goes: numbers of lists, and of the template (None: listmonk's default one)."""

    lists: tuple[int | str, ...]
    template: int | str | None


def name_of(variant: Variant) -> str:
    """The campaign's name, which no reader sees: the title for people, the key for ``find``."""
    title = " ".join(variant.meta.title.split())[:_LONGEST_NAME]
    return f"{title} {ending(variant)}".lstrip()


def ending(variant: Variant) -> str:
    """What the names of all copies of one use end in."""
    return f"[{keys.token(variant.key)}]"


def fields(variant: Variant, target: Target, now: dt.datetime) -> dict[str, Any]:
    """What a campaign is created and changed with.

    ``send_at`` is None rather than a time that has passed, which listmonk refuses; and None rather than left out, since with
    one that is left over it schedules what it is told to start.
    """
    data: dict[str, Any] = {
        "name": name_of(variant),
        "subject": guarded(variant.meta.subject or variant.meta.title),
        "lists": target.lists,
        "type": "regular",
        "content_type": "html",
        "messenger": "email",
        "send_at": _send_at(variant, now),
        "body": _text(variant, "html"),
        "altbody": _text(variant, "text"),
    }
    if target.template is not None:
        data["template_id"] = target.template
    return data


def guarded(subject: str) -> str:
    """``subject`` so that listmonk, to which it is a template too, prints it as it is."""
    return subject.replace(_MARK, _PRINTED)


def _send_at(variant: Variant, now: dt.datetime) -> str | None:
    at = variant.meta.not_before
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at and at > now else None


def _text(variant: Variant, name: str) -> str:
    part = variant.part(name)
    return part.data.decode() if part else ""
