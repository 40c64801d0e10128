"""Emails as Buttondown takes and gives them.

Sources: https://docs.buttondown.com/api-emails-introduction, /api-emails-create, /api-emails-update, /api-emails-status, /editor-modes,
/naked-mode, and the schemas in https://github.com/buttondown/openapi.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct

from recycle.destinations import keys
from recycle.destinations.addresses import is_web_address
from recycle.destinations.markup import same_html
from recycle.late import regex
from recycle.model import Placement, Variant

KEY, DIGEST = "recycle", "recycle_digest"
"""In the metadata, which no reader sees."""
EDITABLE = frozenset({"draft", "scheduled"})
DELETED = "deleted"
_LEAVING = frozenset({"about_to_send", "in_flight", "throttled", "resending", "sent"})
_MODE = "<!-- buttondown-editor-mode:"
_EXPRESSION = regex(r"\{\{|\{%|\{#")


class Email(Struct, frozen=True):
    """An email as the API gives it, as far as it matters here."""

    id: str
    status: str = "draft"
    subject: str = ""
    body: str = ""
    metadata: dict[str, Any] | None = None
    absolute_url: str | None = None
    publish_date: str | None = None

    @property
    def held(self) -> dict[str, str]:
        """Digests of the words, for ``Placement.held``."""
        return keys.held(self.texts)

    @property
    def texts(self) -> dict[str, str]:
        """The words."""
        return {"subject": self.subject, "body": self.body}

    @property
    def page(self) -> str:
        """Where a person sees and sends it."""
        return f"https://buttondown.com/emails/{self.id}"

    @property
    def url(self) -> str:
        """Where readers find it, once it is on its way."""
        is_out = self.status in _LEAVING and is_web_address(self.absolute_url or "")
        return self.absolute_url or "" if is_out else ""

    def said(self, name: str) -> str:
        """A value of the metadata, empty when there is none."""
        return str((self.metadata or {}).get(name, ""))


class Page(Struct, frozen=True):
    """A page of the list of emails."""

    results: tuple[Email, ...] = ()
    next: str | None = None


def fields(variant: Variant, mode: str, *, is_new: bool) -> dict[str, Any]:
    """What an email is created and changed with. A change says nothing of the status, which a person may have changed."""
    meta = variant.meta
    return {
        "subject": guarded(meta.subject or meta.title),
        **({"status": "draft"} if is_new else {}),
        "description": meta.preview or meta.description,
        "canonical_url": meta.canonical_url if is_web_address(meta.canonical_url) else "",
        "image": meta.cover_image if is_web_address(meta.cover_image) else "",
        "metadata": _metadata(variant),
        "body": f"{_MODE} {mode} -->\n{html_of(variant)}",
    }


def same_words_and_marks(sent: str, there: str) -> bool:
    """Whether both mean the same. The first line of a body, which says how it is to be edited, may be kept elsewhere."""
    return same_html(sent, there) or (sent.startswith(_MODE) and same_html(sent.partition("\n")[2], there))


def launch(variant: Variant, now: dt.datetime) -> dict[str, Any]:
    """What sends a draft. The metadata is said again, since the schema of a change gives ``{}`` as its default."""
    at, metadata = variant.meta.not_before, _metadata(variant)
    if at is None or at <= now:
        return {"status": "about_to_send", "metadata": metadata}
    when = at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"status": "scheduled", "publish_date": when, "metadata": metadata}


def guarded(subject: str) -> str:
    """``subject`` so that Buttondown, to which it is a template of Django's, prints it as it is."""
    return _EXPRESSION.sub(lambda mark: f'{{{{ "{mark[0]}" }}}}', subject)


def placement_from(there: Email) -> Placement:
    """Where the email is, and what a person should know of it."""
    notes = {
        "draft": f"it is a draft: look at it and send it at {there.page}",
        "scheduled": f"Buttondown sends it at {there.publish_date}: {there.page}",
    }
    other = "" if there.status in _LEAVING else f"Buttondown says that it is {plain(there.status)}: {there.page}"
    return Placement(remote=there.id, url=there.url, held=there.held, note=notes.get(there.status, other))


def html_of(variant: Variant) -> str:
    """The HTML part; empty when the form gives none."""
    part = variant.part("html")
    return part.data.decode() if part else ""


def plain(status: str) -> str:
    """A status in words."""
    return status.replace("_", " ")


def _metadata(variant: Variant) -> dict[str, str]:
    return {KEY: keys.token(variant.key), DIGEST: variant.digest}
