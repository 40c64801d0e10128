"""A stand-in for Buttondown's API of 2026-04-01, made after its OpenAPI description and its documentation.

Stricter than it: a field that is not described is refused, and metadata that is left out of a change is gone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

KEY = "b7f0c1d2-secret-buttondown-key"
VERSION = "2026-04-01"
PAGE = 10
FIELDS = frozenset(
    "subject body description canonical_url image slug publish_date status metadata secondary_id filters commenting_mode"
    " related_email_ids featured should_trigger_pay_per_email_billing template archival_mode email_type attachments".split()
)
CREATED_AS = ("draft", "about_to_send", "scheduled", "imported", "transactional")
NAKED = "<!-- buttondown-editor-mode: naked -->"


class ButtondownStandIn(StandIn):
    def __init__(self) -> None:
        super().__init__()
        self.emails: dict[str, dict[str, Any]] = {}
        self.may_read = True

    @property
    def started(self) -> list[str]:
        """The emails that are on their way: what must never be two for one piece."""
        return [name for name, one in self.emails.items() if one["status"] in ("about_to_send", "in_flight", "sent")]

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Token {KEY}":
            return refusal(401, "Invalid token.")
        if asked.path != "/v1/accounts/me" and asked.headers.get("x-api-version") != VERSION:
            return refusal(400, "Invalid API version.", "api_version_invalid")
        if asked.body and asked.headers.get("content-type") != "application/json":
            return refusal(415, "Unsupported media type.")
        match asked.method, asked.path.removeprefix("/v1/").split("/"):
            case "GET", ["accounts", "me"]:
                return as_json(200, {"username": "example", "email_address": "example@example.com"})
            case "GET", ["emails"]:
                return self.listed(asked) if self.may_read else refusal(403, "This key may not read emails.")
            case "POST", ["emails"]:
                return self.make(asked)
            case "GET", ["emails", name] if name in self.emails:
                return as_json(200, self.emails[name])
            case "PATCH", ["emails", name] if name in self.emails:
                return self.change(self.emails[name], asked.json)
            case "DELETE", ["emails", name] if name in self.emails:
                del self.emails[name]
                return Reply(204)
            case _:
                return refusal(404, "Not found.")

    def listed(self, asked: Asked) -> Reply:
        if asked.one("ordering") not in ("", "creation_date", "-creation_date"):
            return refusal(400, "Invalid ordering.")
        number, hidden = int(asked.one("page", "1")), asked.query.get("excluded_fields", [])
        everything = list(self.emails.values())
        if asked.one("ordering") == "-creation_date":
            everything.reverse()
        shown = everything[(number - 1) * PAGE : number * PAGE]
        if not shown and number > 1:
            return refusal(404, "Invalid page.")
        following = f"{self.url}/v1/emails?page={number + 1}" if number * PAGE < len(everything) else None
        results = [{name: value for name, value in one.items() if name not in hidden} for one in shown]
        return as_json(200, {"results": results, "next": following, "previous": None, "count": len(everything)})

    def make(self, asked: Asked) -> Reply:
        data = {"status": "draft", "body": "", "metadata": {}, **asked.json}
        if wrong := invalid(data):
            return wrong
        if data["status"] not in CREATED_AS:
            return refusal(400, "Invalid status.", "status_invalid")
        if data["status"] == "about_to_send" and asked.headers.get("x-buttondown-live-dangerously") != "true":
            return refusal(400, "Sending requires confirmation.", "sending_requires_confirmation")
        words = (data["subject"], data["body"])
        if any(words == (one["subject"], one["body"]) for one in self.emails.values()):
            return refusal(400, "An email with the same identifiers already exists.", "email_duplicate")
        name = f"em_{len(self.emails) + 1:026}"
        self.emails[name] = {**full(data), "id": name}
        return as_json(201, self.emails[name])

    def change(self, there: dict[str, Any], said: dict[str, Any]) -> Reply:
        data = {**there, "metadata": {}, **said}
        if wrong := invalid({name: value for name, value in data.items() if name in FIELDS or name in said}):
            return wrong
        if said.get("status") in ("about_to_send", "scheduled") and there["status"] not in ("draft", "scheduled"):
            return refusal(400, "Invalid status.", "status_invalid")
        if said.get("status") == "about_to_send" and NAKED in data["body"] and "{{ unsubscribe_url }}" not in data["body"]:
            return refusal(400, "The body has no unsubscribe link.", "body_invalid")
        there |= data
        return as_json(200, there)


def invalid(data: dict[str, Any]) -> Reply | None:
    if unknown := set(data) - FIELDS:
        return refusal(422, f"not described: {unknown}")
    if not isinstance(data.get("subject"), str) or not 1 <= len(data["subject"]) <= 2000:
        return refusal(400, "Invalid subject.", "subject_invalid")
    if data["body"].startswith("---"):
        return refusal(400, "The body has front matter.", "body_contains_frontmatter")
    for name in ("canonical_url", "image"):
        if data.get(name) and not data[name].startswith(("https://", "http://")):
            return refusal(400, f"Invalid {name}.", f"{name}_invalid")
    if data["status"] == "scheduled":
        if not data.get("publish_date"):
            return refusal(400, "A publish date is required.", "publish_date_missing")
        if dt.datetime.fromisoformat(data["publish_date"]) <= dt.datetime.now(dt.UTC):
            return refusal(400, "Invalid publish date.", "publish_date_invalid")
    return None


def full(data: dict[str, Any]) -> dict[str, Any]:
    """With everything that Buttondown always gives."""
    return {
        "creation_date": "2026-11-22T11:50:23Z",
        "modification_date": "2026-11-22T11:50:23Z",
        "publish_date": None,
        "absolute_url": "https://buttondown.example/example/archive/on-lists/",
        "slug": "on-lists",
        "source": "api",
        **data,
    }


def refusal(status: int, detail: str, code: str = "") -> Reply:
    return as_json(status, {"detail": detail, **({"code": code} if code else {})})
