"""A Mastodon server as its API documentation has it: statuses, their source, and keys that make a second try the first post."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from tests.services.stand_in import Asked, Reply, StandIn, as_json

TOKEN = "a-token-of-mastodon"
LINK = re.compile(r"https?://\S+")
LONGEST, ANY_LINK = 500, 23
NOT_FOUND = as_json(404, {"error": "Record not found"})


@dataclass
class Status:
    id: str
    text: str


class Mastodon(StandIn):
    def __init__(self) -> None:
        super().__init__()
        self.statuses: dict[str, Status] = {}
        self.keys: dict[str, str] = {}
        self.numbers = count(103254962155278888)

    @property
    def texts(self) -> list[str]:
        return [status.text for status in self.statuses.values()]

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return as_json(401, {"error": "The access token is invalid"})
        match asked.method, asked.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["accounts", "verify_credentials"]:
                return as_json(200, {"id": "1", "username": "notes", "acct": "notes"})
            case "GET", ["accounts", "1", "statuses"] if int(asked.one("limit", "20")) <= 40:
                newest = reversed(list(self.statuses.values()))
                return as_json(200, [self.shown(status) for status in newest][: int(asked.one("limit", "20"))])
            case "POST", ["statuses"]:
                return self.create(asked)
            case method, ["statuses", number, *rest] if number in self.statuses:
                return self.about(method, self.statuses[number], rest, asked)
        return NOT_FOUND

    def create(self, asked: Asked) -> Reply:
        key = asked.headers.get("idempotency-key", "")
        if key in self.keys:
            return as_json(200, self.shown(self.statuses[self.keys[key]]))
        if wrong := faulty(asked):
            return wrong
        status = Status(str(next(self.numbers)), text_of(asked))
        self.statuses[status.id] = status
        if key:
            self.keys[key] = status.id
        return as_json(200, self.shown(status))

    def about(self, method: str, status: Status, rest: list[str], asked: Asked) -> Reply:
        match method, rest:
            case "GET", []:
                return as_json(200, self.shown(status))
            case "GET", ["source"]:
                return as_json(200, {"id": status.id, "text": status.text, "spoiler_text": ""})
            case "PUT", []:
                if wrong := faulty(asked):
                    return wrong
                status.text = text_of(asked)
                return as_json(200, self.shown(status))
            case "DELETE", []:
                del self.statuses[status.id]
                return as_json(200, {**self.shown(status), "text": status.text})
        return NOT_FOUND

    def shown(self, status: Status) -> dict[str, Any]:
        paragraphs = "</p><p>".join(map(html.escape, status.text.split("\n\n")))
        content = LINK.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', f"<p>{paragraphs}</p>".replace("</p>", " </p>"))
        return {"id": status.id, "url": f"{self.url}/@notes/{status.id}", "content": content, "visibility": "public"}


def text_of(asked: Asked) -> str:
    return parse_qs(asked.body.decode()).get("status", [""])[0]


def faulty(asked: Asked) -> Reply | None:
    text = text_of(asked)
    if not text:
        return as_json(422, {"error": "Validation failed: Text can't be blank"})
    if len(LINK.sub("x" * ANY_LINK, text)) > LONGEST:
        return as_json(422, {"error": "Validation failed: Text character limit of 500 exceeded"})
    return None
