"""A stand-in for listmonk 4 to 6, made after its API documentation and, where that is silent, its code.

Stricter than it: a field that the documentation does not name is refused, and so is a page of more than 50.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

USER, TOKEN = "recycle", "s3cret-listmonk-token"
FIELDS = frozenset(
    "name subject lists from_email type content_type body altbody send_at messenger template_id tags headers".split()
)
FUNCTIONS = frozenset({"UnsubscribeURL", "MessageURL", "ManageURL", "OptinURL", "TrackView", '"{{"'})
EDITABLE = ("draft", "scheduled", "paused")
RIGHTS = frozenset({"campaigns:get", "campaigns:manage", "campaigns:send", "templates:get", "media:get", "media:manage"})
ROOT = "https://lists.example.com"
# As somebody has set it: listmonk takes every file until it is told otherwise.
EXTENSIONS = ("jpg", "jpeg", "png", "gif", "svg")
KINDS = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "svg": "image/svg+xml"}


class ListmonkStandIn(StandIn):
    def __init__(self, rights: Iterable[str] = RIGHTS) -> None:
        super().__init__()
        self.rights = frozenset(rights)
        self.campaigns: dict[int, dict[str, Any]] = {}
        self.lists = {1: "Default list", 2: "Readers"}
        self.templates = {
            1: ("Default template", '<div>{{ template "content" . }}</div>'),
            2: ("Bare", '{{ template "content" . }}'),
        }
        self.last = 0
        self.root = ROOT
        self.ending = ""
        self.files: dict[int, tuple[str, bytes]] = {}

    @property
    def started(self) -> list[int]:
        """The campaigns whose mail is leaving: what must never be two for one piece."""
        return [number for number, one in self.campaigns.items() if one["status"] in ("running", "finished")]

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"token {USER}:{TOKEN}":
            return refusal(403, "invalid API credentials")
        match asked.method, asked.path.strip("/").split("/"):
            case "GET", ["api", "profile"]:
                role = {"id": 2, "name": "Publisher", "permissions": sorted(self.rights)}
                return found({"id": 7, "username": USER, "type": "api", "password": TOKEN, "user_role": role})
            case "GET", ["api", "lists"]:
                return self.page(asked, [{"id": number, "name": name} for number, name in self.lists.items()])
            case "GET", ["api", "templates"]:
                return self.with_right("templates:get") or found(self.all_templates())
            case "GET", ["api", "campaigns"]:
                return self.with_right("campaigns:get") or self.page(asked, self.searched(asked))
            case "POST", ["api", "campaigns"]:
                return self.with_right("campaigns:manage") or self.make(asked)
            case "PUT", ["api", "campaigns", number, "status"]:
                return self.with_right("campaigns:send") or self.turn(int(number), asked.json["status"])
            case "GET" | "PUT" | "DELETE", ["api", "campaigns", number]:
                return self.with_right("campaigns:get" if asked.method == "GET" else "campaigns:manage") or self.one(
                    int(number), asked
                )
            case "GET", ["api", "media"]:
                return self.with_right("media:get") or self.page(asked, self.library(asked.one("query").lower()))
            case "POST", ["api", "media"]:
                return self.with_right("media:manage") or self.take(asked)
            case _:
                return refusal(404, "Not Found")

    def with_right(self, right: str) -> Reply | None:
        return None if right in self.rights else refusal(403, f"permission denied: {right}")

    def all_templates(self) -> list[dict[str, Any]]:
        return [
            {"id": number, "name": name, "body": body, "type": "campaign", "is_default": number == 1}
            for number, (name, body) in self.templates.items()
        ]

    def searched(self, asked: Asked) -> list[dict[str, Any]]:
        wanted = asked.one("query").lower()
        listed = [one for one in self.campaigns.values() if wanted in f"{one['name']} {one['subject']}".lower()]
        return [{**one, "body": ""} if asked.one("no_body") == "true" else one for one in reversed(listed)]

    def page(self, asked: Asked, everything: list[dict[str, Any]]) -> Reply:
        size, page = int(asked.one("per_page", "20")), int(asked.one("page", "1"))
        if size > 50:
            return refusal(400, "per_page is too large")
        shown = everything[(page - 1) * size : page * size]
        if not shown:
            return found({"results": [], "total": 0, "per_page": 0, "page": 0})
        return found({"results": shown, "total": len(everything), "per_page": size, "page": page})

    def library(self, wanted: str = "") -> list[dict[str, Any]]:
        return [
            {
                "id": number,
                "uuid": f"62e32e97-d6ca-4441-923f-{number:012d}",
                "filename": name,
                "content_type": KINDS[name.rpartition(".")[2]],
                "thumb_url": f"{self.root}/uploads/thumb_{name}",
                "provider": "filesystem",
                "meta": {},
                "url": f"{self.root}/uploads/{name}{self.ending}",
            }
            for number, (name, _) in sorted(self.files.items(), reverse=True)
            if wanted in name.lower()
        ]

    def take(self, asked: Asked) -> Reply:
        """What UploadMedia does: one field `file`, an extension that is allowed, and letters after a name that is taken."""
        kind, _, boundary = asked.headers["content-type"].partition("; boundary=")
        parts = [part.partition(b"\r\n\r\n") for part in asked.body.split(f"--{boundary}".encode())[1:-1]]
        head = parts[0][0].decode() if parts else ""
        said = re.search(r'name="file"; filename="([^"]+)"\r\nContent-Type: (\S+)', head)
        if kind != "multipart/form-data" or len(parts) != 1 or not said:
            return refusal(400, "Invalid file: http: no such file")
        stem, _, extension = said[1].rpartition(".")
        if extension.lower() not in EXTENSIONS:
            return refusal(400, f"Unsupported file type ({extension.lower()})")
        if said[2] != KINDS[extension.lower()]:
            return refusal(400, f"not what the file is: {said[2]}")
        is_taken = any(name == said[1] for name, _ in self.files.values())
        number = max(self.files, default=0) + 1
        self.files[number] = (f"{stem}_Ab{number:04d}.{extension}" if is_taken else said[1], parts[0][2].removesuffix(b"\r\n"))
        return found(next(one for one in self.library() if one["id"] == number))

    def make(self, asked: Asked) -> Reply:
        data = {"template_id": 1, "altbody": None, "send_at": None, **asked.json}
        if wrong := invalid(data, self.templates):
            return refusal(400, wrong)
        self.last += 1
        self.campaigns[self.last] = {**stored(data, self.lists), "id": self.last, "status": "draft"}
        return found(self.campaigns[self.last])

    def one(self, number: int, asked: Asked) -> Reply:
        there = self.campaigns.get(number)
        if there is None:
            return refusal(400, "Campaign not found")
        if asked.method == "DELETE":
            del self.campaigns[number]
            return found(True)
        if asked.method == "PUT":
            if there["status"] not in EDITABLE:
                return refusal(400, "Cannot update a running or a finished campaign.")
            kept = {name: there[name] for name in FIELDS if name in there and name != "lists"}
            data = {**kept, "lists": [], **asked.json}
            if wrong := invalid(data, self.templates):
                return refusal(400, wrong)
            is_unscheduled = there["status"] == "scheduled" and data["send_at"] is None
            there |= {**stored(data, self.lists), "status": "draft" if is_unscheduled else there["status"]}
        return found(there)

    def turn(self, number: int, status: str) -> Reply:
        there = self.campaigns.get(number)
        if there is None:
            return refusal(400, "Campaign not found")
        allowed = {
            "draft": ("scheduled",),
            "scheduled": ("draft", "paused"),
            "running": ("draft", "paused"),
            "paused": ("running",),
            "cancelled": ("running", "paused"),
        }
        if there["status"] not in allowed[status]:
            return refusal(400, f"A campaign that is {there['status']} cannot be {status}.")
        if status == "scheduled" and there["send_at"] is None:
            return refusal(400, "Campaign needs a `send_at` date to be scheduled.")
        there["status"] = "scheduled" if status == "running" and there["send_at"] else status
        return found({**there, "status": status})


def invalid(data: dict[str, Any], templates: dict[int, Any]) -> str:
    """What validateCampaignFields says."""
    if unknown := set(data) - FIELDS:
        return f"not documented: {unknown}"
    if not 1 <= len(data["name"].encode()) <= 2000:
        return "Invalid length for `name`."
    if not 1 <= len(data["subject"].encode()) <= 2000:
        return "Invalid length for `subject`."
    if data["type"] not in ("regular", "optin") or data["content_type"] not in ("richtext", "html", "markdown", "plain"):
        return "Invalid type."
    if data["send_at"] is not None and dt.datetime.fromisoformat(data["send_at"]) <= dt.datetime.now(dt.UTC):
        return "Scheduled date should be in the future."
    if not data["lists"] or not all(isinstance(number, int) for number in data["lists"]):
        return "Invalid list IDs."
    if data["messenger"] != "email":
        return "Unknown messenger."
    if data["template_id"] not in templates:
        return "Template not found."
    for text in (data["subject"], data["body"], data["altbody"] or ""):
        if wrong := uncompiled(text):
            return f"Error compiling campaign body: {wrong}"
    return ""


def uncompiled(text: str) -> str:
    """What Go's template language finds wrong, as far as it matters here: a function that there is not, an open brace."""
    while "{{" in text:
        expression, closed, text = text.partition("{{")[2].partition("}}")
        if not closed:
            return "unclosed action"
        if expression.strip() not in FUNCTIONS:
            return f'function "{expression.strip()}" not defined'
    return ""


def stored(data: dict[str, Any], lists: dict[int, str]) -> dict[str, Any]:
    kept = [{"id": number, "name": lists[number]} for number in data["lists"] if number in lists]
    return {"from_email": "listmonk <noreply@example.com>", **data, "lists": kept, "altbody": data["altbody"] or None}


def found(data: Any) -> Reply:
    return as_json(200, {"data": data})


def refusal(status: int, words: str) -> Reply:
    return as_json(status, {"message": words})
