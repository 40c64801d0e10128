"""A stand-in for Discourse, made after https://docs.discourse.org and, where that is silent, its controllers and guardians.

Stricter than it: a field that is not documented is refused, and tags in the spelling of another version are too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

USER, KEY = "writer", "5f2d8c0a94e17b36-discourse-key"
OTHER = "someone"
EXTERNAL_ID = re.compile(r"[\w-]{1,50}\Z")
NEW = frozenset({"title", "raw", "category", "tags", "external_id"})
CATEGORIES = (
    {"id": 1, "name": "Uncategorized", "slug": "uncategorized", "permission": 1, "parent_category_id": None},
    {"id": 4, "name": "General", "slug": "general", "permission": 1, "parent_category_id": None},
    {"id": 5, "name": "Writing", "slug": "writing", "permission": 1, "parent_category_id": 4},
    {"id": 6, "name": "Writing", "slug": "writing", "permission": 1, "parent_category_id": 7},
    {"id": 7, "name": "Help", "slug": "help", "permission": 1, "parent_category_id": None},
    {"id": 8, "name": "News", "slug": "news", "permission": 3, "parent_category_id": None},
)


@dataclass
class Topic:
    id: int
    post: int
    title: str
    raw: str
    user: str
    category: int
    tags: list[str] = field(default_factory=list)
    external_id: str = ""
    posts: int = 1
    is_old: bool = False
    user_deleted: bool = False
    deleted: bool = False

    @property
    def slug(self) -> str:
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower())) or "topic"


class DiscourseStandIn(StandIn):
    """``moderated``: new topics wait. ``version``: before 2026 tags are words. ``now`` is a clock that only tests move."""

    def __init__(self, *, moderated: bool = False, version: str = "2026.10.0") -> None:
        super().__init__()
        self.moderated = moderated
        self.version = version
        self.known_tags = {"lists", "writing", "plain-words"}
        self.topics: dict[int, Topic] = {}
        self.queue: dict[int, dict[str, Any]] = {}
        self.uploads: dict[bytes, str] = {}
        self.posted: list[str] = []
        self.memo: dict[str, tuple[float, Reply]] = {}
        self.history: list[str] = []
        self.wait = 0
        self.now = 0.0
        self.last = 10

    # ── what happens there without us ────────────────────────────────────────────────────────────

    def make(self, title: str, raw: str, *, user: str = OTHER, category: int = 4, external_id: str = "") -> Topic:
        self.last += 1
        topic = Topic(self.last, self.last + 1000, title, raw, user, category, external_id=external_id)
        self.topics[topic.id] = topic
        return topic

    def let_through(self, number: int, title: str = "") -> Topic:
        """What a moderator does. The topic has no external id: the queue does not keep it."""
        waited = self.queue.pop(number)
        topic = self.make(title or cleaned(waited["title"]), waited["raw"], user=USER, category=waited["category"])
        topic.tags = waited["tags"]
        return topic

    # ── the interface ────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        if (asked.headers.get("api-key"), asked.headers.get("api-username")) != (KEY, USER):
            words = "You are not permitted to view the requested resource. The API username or key is invalid."
            return refusal(403, words, "invalid_access")
        if not asked.path.endswith(".json"):
            return refusal(404, "The requested URL or resource could not be found.", "not_found")
        steps = asked.path.removesuffix(".json").strip("/").split("/")
        if asked.method == "GET":
            return self.shown(asked, steps)
        if self.wait:
            seconds, self.wait = self.wait, 0
            words = f"You’ve performed this action too many times, please try again in {seconds} seconds."
            extras = {"extras": {"wait_seconds": seconds}}
            return as_json(429, {"errors": [words], "error_type": "rate_limit", **extras}, {"Retry-After": str(seconds)})
        match asked.method, steps:
            case "POST", ["posts"]:
                return self.remembered(asked)
            case "POST", ["uploads"]:
                return self.uploaded(asked)
            case "PUT", ["posts", number]:
                return self.changed(int(number), asked.json)
            case "PUT", ["t", "-", number]:
                return self.tagged(int(number), asked.json)
            case "DELETE", ["t", number]:
                return self.taken_back(int(number))
        return refusal(404, "The requested URL or resource could not be found.", "not_found")

    def shown(self, asked: Asked, steps: list[str]) -> Reply:
        match steps:
            case ["session", "current"]:
                return as_json(
                    200, {"current_user": {"id": 3, "username": USER, "trust_level": 1, "admin": False, "moderator": False}}
                )
            case ["about"]:
                return as_json(200, {"about": {"title": "Forum", "version": self.version}})
            case ["site"]:
                return as_json(200, {"categories": CATEGORIES})
            case ["c", number, "show"]:
                found = [one for one in CATEGORIES if one["id"] == int(number)]
                return as_json(200, {"category": found[0]}) if found else not_found()
            case ["posts", user, "pending"]:
                return as_json(200, {"pending_posts": self.pending()}) if user == USER else not_found()
            case ["topics", "created-by", user]:
                mine = sorted(
                    (one for one in self.topics.values() if one.user == user and not one.deleted), key=lambda one: -one.id
                )
                listed = [{"id": one.id, "title": one.title, "slug": one.slug, "posts_count": one.posts} for one in mine[:30]]
                return as_json(200, {"users": [], "topic_list": {"per_page": 30, "topics": listed}})
            case ["t", "external_id", key]:
                found_topic = next((one for one in self.topics.values() if one.external_id == key.lower()), None)
                if found_topic is None or found_topic.deleted:
                    return not_found()
                target = f"/t/{found_topic.slug}/{found_topic.id}.json"
                kept = "?include_raw=1" if asked.one("include_raw") and self.is_new else ""
                return Reply(301, b"", {"Location": f"{self.url}{target}{kept}"})
            case ["t", number] | ["t", _, number]:
                topic = self.topics.get(int(number))
                return (
                    not_found()
                    if topic is None or topic.deleted
                    else as_json(200, self.as_shown(topic, asked.one("include_raw")))
                )
        return not_found()

    @property
    def is_new(self) -> bool:
        return int(self.version.partition(".")[0]) >= 2026

    def as_shown(self, topic: Topic, with_raw: str) -> dict[str, Any]:
        post = {
            "id": topic.post,
            "post_number": 1,
            "username": topic.user,
            "user_deleted": topic.user_deleted,
            "cooked": "<p>…</p>",
        }
        if with_raw:
            post["raw"] = topic.raw
        tags: list[Any] = (
            [{"id": at, "name": tag, "slug": tag} for at, tag in enumerate(topic.tags, 1)] if self.is_new else topic.tags
        )
        shown = {
            "id": topic.id,
            "title": topic.title,
            "fancy_title": topic.title,
            "slug": topic.slug,
            "posts_count": topic.posts,
        }
        return {
            **shown,
            "category_id": topic.category,
            "tags": tags,
            "deleted_at": None,
            "post_stream": {"posts": [post], "stream": [topic.post]},
        }

    def pending(self) -> list[dict[str, Any]]:
        return [
            {"id": number, "title": one["title"], "raw_text": one["raw"], "topic_id": None}
            for number, one in self.queue.items()
        ]

    # ── writes ───────────────────────────────────────────────────────────────────────────────────

    def remembered(self, asked: Asked) -> Reply:
        """What was sent to the letter in the last 120 seconds gets the same answer again, whatever has become of it."""
        at, reply = self.memo.get(asked.body.decode(), (-1000.0, Reply(0)))
        if self.now - at >= 120:
            reply = self.created(asked.json)
            self.memo[asked.body.decode()] = (self.now, reply)
        return reply

    def created(self, data: dict[str, Any]) -> Reply:
        if wrong := self.misspelled(data):
            return refusal(400, wrong, "invalid_parameters")
        if errors := self.invalid(data):
            return as_json(422, {"action": "create_post", "errors": errors})
        tags = [name for name in self.names(data.get("tags", [])) if name in self.known_tags]
        self.posted.append(data["raw"])
        if self.moderated:
            self.last += 1
            self.queue[self.last] = {**data, "tags": tags}
            waits = {"id": self.last, "raw": data["raw"], "created_at": "2026-11-20T10:00:00.000Z"}
            return as_json(
                200, {"action": "enqueued", "success": True, "pending_count": len(self.queue), "pending_post": waits}
            )
        topic = self.make(
            cleaned(data["title"]), data["raw"], user=USER, category=data["category"], external_id=data.get("external_id", "")
        )
        topic.tags = tags
        return as_json(
            200, {"id": topic.post, "topic_id": topic.id, "topic_slug": topic.slug, "post_number": 1, "username": USER}
        )

    def misspelled(self, data: dict[str, Any]) -> str:
        if unknown := set(data) - NEW:
            return f"not documented: {unknown}"
        if not isinstance(data["category"], int) or data["category"] not in {one["id"] for one in CATEGORIES}:
            return "You supplied invalid parameters to the request: category"
        if "external_id" in data and not EXTERNAL_ID.match(data["external_id"]):
            return "You supplied invalid parameters to the request: external_id"
        return self.misspelled_tags(data.get("tags", []))

    def misspelled_tags(self, tags: list[Any]) -> str:
        wanted = dict if self.is_new else str
        return "" if all(isinstance(tag, wanted) for tag in tags) else "You supplied invalid parameters to the request: tags"

    def invalid(self, data: dict[str, Any]) -> list[str]:
        title, raw = cleaned(data["title"]), data["raw"]
        others = [one for one in self.topics.values() if not one.deleted]
        checks = (
            (len(title) < 15, "Title is too short (minimum is 15 characters)"),
            (len(title) > 255, "Title is too long (maximum is 255 characters)"),
            (any(one.title.lower() == title.lower() for one in others), "Title has already been used"),
            (len(re.sub(r"<!--.*?-->", "", raw).strip()) < 20, "Body is too short (minimum is 20 characters)"),
            (raw in self.posted and not self.moderated, "Body is too similar to what you recently posted"),
            (
                # Among what was deleted, too: Rails asks for uniqueness without the default scope.
                any(one.external_id == data.get("external_id", "").lower() != "" for one in self.topics.values()),
                "External has already been taken",
            ),
            (len(data.get("tags", [])) > 5, "Too many tags: the maximum is 5"),
        )
        return [words for is_wrong, words in checks if is_wrong]

    def names(self, tags: list[Any]) -> list[str]:
        said = [tag["name"] if isinstance(tag, dict) else tag for tag in tags]
        return list(dict.fromkeys("-".join(name.lower().split()) for name in said))

    def changed(self, number: int, data: dict[str, Any]) -> Reply:
        topic = next((one for one in self.topics.values() if one.post == number and not one.deleted), None)
        if topic is None:
            return not_found()
        if set(data) - {"title", "post"} or set(data["post"]) - {"raw", "original_text", "edit_reason"}:
            return refusal(400, "not documented", "invalid_parameters")
        if topic.user != USER or topic.user_deleted:
            return refusal(403, "You are not permitted to view the requested resource.", "invalid_access")
        if topic.is_old:
            return refusal(422, "That post was created too long ago. It can no longer be edited or deleted.")
        if data["post"].get("original_text", topic.raw) != topic.raw:
            return refusal(409, "That post was edited by another user and your changes can no longer be saved.")
        topic.title, topic.raw = cleaned(data.get("title", topic.title)), data["post"]["raw"]
        self.history.append(data["post"].get("edit_reason", ""))
        return as_json(200, {"post": {"id": topic.post, "raw": topic.raw, "topic_id": topic.id, "topic_slug": topic.slug}})

    def tagged(self, number: int, data: dict[str, Any]) -> Reply:
        topic = self.topics.get(number)
        if topic is None:
            return not_found()
        if set(data) != {"tags"} or self.misspelled_tags(data["tags"]):
            return refusal(400, "You supplied invalid parameters to the request: tags", "invalid_parameters")
        names = self.names(data["tags"])
        if "staff" in names:
            return refusal(422, '"staff" may only be applied by moderators')
        topic.tags = [name for name in names if name in self.known_tags or name in topic.tags]
        return as_json(200, {"basic_topic": {"id": topic.id, "title": topic.title, "tags": topic.tags}})

    def taken_back(self, number: int) -> Reply:
        topic = self.topics.get(number)
        if topic is None or topic.deleted or topic.user != USER or topic.posts > 1 or topic.is_old:
            return refusal(422, "There was an error deleting that topic. Please contact the site administrator.")
        topic.user_deleted, topic.raw = True, "(topic deleted by author)"
        return Reply(200)

    def uploaded(self, asked: Asked) -> Reply:
        kind, _, boundary = asked.headers["content-type"].partition("; boundary=")
        parts = [part.strip(b"\r\n").partition(b"\r\n\r\n") for part in asked.body.split(f"--{boundary}".encode())[1:-1]]
        fields = {name[1].decode(): (head, data) for head, _, data in parts if (name := re.search(rb'name="(\w+)"', head))}
        if kind != "multipart/form-data" or fields["type"][1] != b"composer" or "file" not in fields:
            return refusal(400, "You supplied invalid parameters to the request: type", "invalid_parameters")
        head, data = fields["file"]
        name = re.search(rb'filename="([^"]+)"', head)
        if not name or not name[1].endswith((b".png", b".jpg")):
            return as_json(
                422,
                {"errors": ["Sorry, the file you are trying to upload is not authorized (authorized extensions: jpg, png)."]},
            )
        known = self.uploads.setdefault(data, f"upload://{len(self.uploads) + 1:022d}.png")
        size = {"filesize": len(data), "width": 1, "height": 1, "original_filename": name[1].decode()}
        return as_json(200, {"id": 1, "url": f"{self.url}/uploads/default/original/1X/1.png", "short_url": known, **size})


def cleaned(title: str) -> str:
    """What TextCleaner does with title_prettify, as far as it matters here: a capital first, no full stop at the end."""
    title = " ".join(title.split()).rstrip(".")
    return title[:1].upper() + title[1:]


def refusal(status: int, words: str, kind: str = "") -> Reply:
    return as_json(status, {"errors": [words], **({"error_type": kind} if kind else {})})


def not_found() -> Reply:
    return refusal(404, "The requested URL or resource could not be found.", "not_found")
