"""A stand-in for a site with Micropub, made after the W3C Recommendation and the extensions at indieweb.org/Micropub-extensions.

Sites differ in what they keep and tell; ``Habits`` says how this one does. Stricter than most: whatever is no list where the
Recommendation wants one is refused, and so is what it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

TOKEN = "s3cret-micropub-token"
SCOPES = frozenset({"create", "update", "delete", "media"})
TARGETS = ("https://social.example/@me", "https://news.example.net/")


@dataclass
class Habits:
    """What the Recommendation leaves to the server."""

    works_later: bool = False
    keeps_properties: bool = True
    keeps_comments: bool = True
    knows_source: bool = True
    says_queries: bool = True
    lists: bool = True
    paging: str = "after"  # or "offset", or "" for as many as are asked for and no way to the rest
    most: int = 1000
    keeps_limits: bool = True
    lists_drafts: bool = True
    answers_any_url_with_the_list: bool = False
    media: str = "/media"
    keeps_file_names: bool = True
    in_header: bool = False
    page: str = '<!doctype html><link rel="stylesheet" href="/x.css"><link rel="webmention micropub" href="/micropub">'
    scopes: frozenset[str] = field(default_factory=lambda: SCOPES)


class MicropubStandIn(StandIn):
    def __init__(self, **habits: Any) -> None:
        super().__init__()
        self.habits = Habits(**habits)
        self.posts: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.pending: set[str] = set()

    def answer(self, asked: Asked) -> Reply:
        match asked.path.strip("/").split("/"):
            case [""] if asked.method == "GET":
                return self.front_page()
            case ["posts", _] | ["files", _] if asked.method == "GET":
                return self.public(asked.path)
            case ["micropub"] | ["media"] if asked.headers.get("authorization") != f"Bearer {TOKEN}":
                return error(401, "unauthorized", "No access token that is known.")
            case ["micropub"]:
                return self.query(asked) if asked.method == "GET" else self.act(asked)
            case ["media"]:
                return self.media_query(asked) if asked.method == "GET" else self.take_file(asked)
            case _:
                return error(404, "not_found", "")

    # ── for everybody ────────────────────────────────────────────────────────────────────────────

    def front_page(self) -> Reply:
        if self.habits.in_header:
            links = f'<https://other.example/>; rel="preconnect", <{self.url}/micropub?x=1>; title="a, b; c"; rel=micropub'
            return Reply(200, b"", {"Content-Type": "text/html", "Link": links})
        return Reply(200, self.habits.page.encode(), {"Content-Type": "text/html"})

    def public(self, path: str) -> Reply:
        post = self.posts.get(f"{self.url}{path}")
        is_there = path.rpartition("/")[2] in self.files or (
            post is not None and path not in self.pending and post.get("post-status") != ["draft"]
        )
        return Reply(200 if is_there else 404, b"<!doctype html>", {"Content-Type": "text/html"})

    # ── queries ──────────────────────────────────────────────────────────────────────────────────

    def query(self, asked: Asked) -> Reply:
        match asked.one("q"):
            case "config":
                queries = {"q": ["config", "syndicate-to", *(["source"] if self.habits.knows_source else [])]}
                media = (
                    {"media-endpoint": self.habits.media.replace("/media", f"{self.url}/media")} if self.habits.media else {}
                )
                targets = [{"uid": uid, "name": uid} for uid in TARGETS]
                return as_json(200, {**media, "syndicate-to": targets, **(queries if self.habits.says_queries else {})})
            case "source" if "url" in asked.query and not self.habits.answers_any_url_with_the_list:
                post = self.posts.get(asked.one("url"))
                if not self.habits.knows_source or post is None or asked.one("url").removeprefix(self.url) in self.pending:
                    return error(400, "invalid_request", "The post with the requested URL was not found")
                return as_json(200, self.shown(asked.one("url")))
            case "source" if self.habits.lists:
                return self.listed(asked)
            case _:
                return error(400, "invalid_request", "unknown query")

    def shown(self, url: str) -> dict[str, Any]:
        return {"type": ["h-entry"], "properties": {**self.posts[url], "url": [url]}}

    def listed(self, asked: Asked) -> Reply:
        urls = [
            url
            for url, post in reversed(self.posts.items())
            if url.removeprefix(self.url) not in self.pending
            and (self.habits.lists_drafts or post.get("post-status") != ["draft"])
        ]
        size = min(int(asked.one("limit", "10")) if self.habits.keeps_limits else 20, self.habits.most)
        first = 0
        if self.habits.paging:
            first = int(asked.one("after" if self.habits.paging == "after" else "offset", "0"))
        page = {"items": [self.shown(url) for url in urls[first : first + size]]}
        rest = {"after": str(first + size)} if first + size < len(urls) else {}
        return as_json(200, {**page, **({"paging": rest} if self.habits.paging == "after" else {})})

    # ── what changes something ───────────────────────────────────────────────────────────────────

    def act(self, asked: Asked) -> Reply:
        if asked.headers.get("content-type") != "application/json":
            return error(400, "invalid_request", "not JSON")
        data = asked.json
        action = data.get("action", "create")
        if action not in self.habits.scopes:
            return error(401, "insufficient_scope", f"the token may not {action}")
        match action:
            case "create":
                return self.create(data)
            case "update":
                return self.update(data)
            case "delete":
                if data.get("url") not in self.posts:
                    return error(400, "invalid_request", f"{data.get('url')} not found")
                del self.posts[data["url"]]
                return Reply(204)
            case _:
                return error(400, "invalid_request", "unknown action")

    def create(self, data: dict[str, Any]) -> Reply:
        properties = data.get("properties") or {}
        if set(data) != {"type", "properties"} or data["type"] != ["h-entry"]:
            return error(400, "invalid_request", "not an entry")
        if wrong := invalid(properties):
            return error(400, "invalid_request", wrong)
        slug = wanted = properties.get("mp-slug", ["post"])[0]
        number = 1
        while f"{self.url}/posts/{slug}" in self.posts:
            number += 1
            slug = f"{wanted}-{number}"
        url = f"{self.url}/posts/{slug}"
        self.posts[url] = self.kept(properties)
        if self.habits.works_later:
            self.pending.add(f"/posts/{slug}")
        return Reply(202 if self.habits.works_later else 201, b"", {"Location": f"/posts/{slug}"})

    def update(self, data: dict[str, Any]) -> Reply:
        url = data.get("url")
        if url not in self.posts:
            return error(400, "invalid_request", f"{url} not found")
        replace, gone = data.get("replace", {}), data.get("delete", [])
        if set(data) - {"action", "url", "replace", "add", "delete"} or not (replace or gone) or (wrong := invalid(replace)):
            return error(400, "invalid_request", wrong if replace else "nothing to do")
        there = {**self.posts.pop(url), **self.kept(replace)}
        for name in gone:
            there.pop(name, None)
        # As WordPress does it: a new name without a slug is a new address.
        slug = replace["mp-slug"][0] if "mp-slug" in replace else replace["name"][0].lower().replace(" ", "-")
        is_same = url.rpartition("/")[2].startswith(slug)
        moved = url if is_same else f"{self.url}/posts/{slug}"
        self.posts[moved] = there
        return Reply(204) if is_same else Reply(201, b"", {"Location": moved})

    def kept(self, properties: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in properties.items() if not name.startswith("mp-")}
        if not self.habits.keeps_properties:
            kept.pop("x-recycle", None)
        if not self.habits.keeps_comments and "content" in kept:
            kept["content"] = [{"html": kept["content"][0]["html"].partition("<!--")[0]}]
        return kept

    # ── the media endpoint ───────────────────────────────────────────────────────────────────────

    def take_file(self, asked: Asked) -> Reply:
        if "media" not in self.habits.scopes:
            return error(401, "insufficient_scope", "the token may not upload")
        head = f"Content-Type: {asked.headers.get('content-type')}\r\n\r\n".encode()
        parts = message_from_bytes(head + asked.body).get_payload()
        part = parts[0] if isinstance(parts, list) and len(parts) == 1 else None
        if not isinstance(part, Message):
            return error(400, "invalid_request", "one part is wanted")
        name, data = part.get_filename(), part.get_payload(decode=True)
        if part.get_param("name", header="content-disposition") != "file" or not name or not isinstance(data, bytes):
            return error(400, "invalid_request", "a file is wanted")
        stored = name if self.habits.keeps_file_names else f"{len(self.files):08x}.png"
        self.files[stored] = data
        return Reply(201, b"", {"Location": f"{self.url}/files/{stored}"})

    def media_query(self, asked: Asked) -> Reply:
        urls = [{"url": f"{self.url}/files/{name}"} for name in reversed(self.files)]
        match asked.one("q"):
            case "source" if self.habits.lists:
                return as_json(200, {"items": urls})
            case "last" if self.habits.says_queries:
                return as_json(200, urls[0] if urls else {})
            case _:
                return error(400, "invalid_request", "unknown query")


def invalid(properties: Any) -> str:
    """What is wrong with the properties; empty when nothing is."""
    if not isinstance(properties, dict) or not all(isinstance(value, list) and value for value in properties.values()):
        return "every value is a list"
    content = properties.get("content", [])
    if len(content) != 1 or not isinstance(content[0], dict) or not isinstance(content[0].get("html"), str):
        return "content is missing"
    if unknown := set(properties.get("mp-syndicate-to", [])) - set(TARGETS):
        return f"unknown syndication targets {unknown}"
    if properties.get("post-status", ["published"]) not in (["published"], ["draft"]):
        return "unknown post-status"
    return ""


def error(status: int, code: str, words: str) -> Reply:
    return as_json(status, {"error": code, "error_description": words})
