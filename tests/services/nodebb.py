"""A stand-in for NodeBB 4, made after its OpenAPI files and, where these are silent, its controllers.

Stricter than it: a field that is not documented is refused.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

USER, UID, TOKEN = "Writer One", 3, "0b7c1f3e-nodebb-user-token-5d2a"
SLUG = "writer-one"
OTHER = 2
STRIPPED = re.compile(r"""[,/#!$%^*;:{}=_`<>'"~()?|]""")
CATEGORIES = (
    {"cid": 1, "name": "Announcements", "slug": "1/announcements", "children": []},
    {
        "cid": 2,
        "name": "General &amp; more",
        "slug": "2/general-more",
        "children": [{"cid": 5, "name": "Writing", "slug": "5/writing", "children": []}],
    },
    {
        "cid": 6,
        "name": "Help",
        "slug": "6/help",
        "children": [{"cid": 7, "name": "Writing", "slug": "7/writing", "children": []}],
    },
)


@dataclass
class Topic:
    tid: int
    pid: int
    uid: int
    cid: int
    title: str
    content: str
    tags: list[str] = field(default_factory=list)
    posts: int = 1
    deleted: bool = False

    @property
    def slug(self) -> str:
        return f"{self.tid}/{'-'.join(re.findall(r'[a-z0-9]+', self.title.lower())) or 'topic'}"


class NodebbStandIn(StandIn):
    """``moderated``: new topics wait. ``delay``: seconds between two posts. ``now`` is a clock that only tests move."""

    def __init__(self, *, moderated: bool = False, delay: int = 0, newbie: bool = False) -> None:
        super().__init__()
        self.moderated = moderated
        self.delay = delay
        self.newbie = newbie
        self.may_tag = True
        self.whitelist: frozenset[str] = frozenset()
        self.topics: dict[int, Topic] = {}
        self.queue: dict[str, dict[str, Any]] = {}
        self.reply_limit = 0
        self.edit_seconds = 0
        self.now = 1000.0
        self.last_post = 0.0
        self.last = 10

    # ── what happens there without us ────────────────────────────────────────────────────────────

    def make(self, title: str, content: str, *, uid: int = OTHER, cid: int = 5, tags: tuple[str, ...] = ()) -> Topic:
        self.last += 1
        topic = Topic(self.last, self.last + 1000, uid, cid, title, content, list(tags))
        self.topics[topic.tid] = topic
        return topic

    def let_through(self, name: str, title: str = "") -> Topic:
        """What a moderator does. The topic has all that was sent, also its tags."""
        waited = self.queue.pop(name)
        return self.make(title or waited["title"], waited["content"], uid=UID, cid=waited["cid"], tags=tuple(waited["tags"]))

    # ── the interface ────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        uid = UID if asked.headers.get("authorization") == f"Bearer {TOKEN}" else 0
        steps = asked.path.strip("/").split("/")
        if steps[:2] == ["api", "v3"]:
            if uid == 0 and asked.method != "GET":
                return refusal(401, "A valid login session was not found. Please log in and try again.")
            return self.of_the_write_interface(asked, steps[2:])
        # A token that it does not know makes nobody of us, but is no error.
        return self.of_the_read_interface(asked, steps[1:], uid)

    def of_the_read_interface(self, asked: Asked, steps: list[str], uid: int) -> Reply:
        match steps:
            case ["self"]:
                if uid == 0:
                    return refusal(401, "A valid login session was not found. Please log in and try again.")
                return as_json(200, {"uid": uid, "username": USER, "userslug": SLUG, "reputation": 0, "postcount": 1})
            case ["recent"]:
                return self.listed(list(self.topics.values())[::-1])
            case ["tags", tag]:
                return self.listed([one for one in self.topics.values() if cleaned(tag) in one.tags])
            case ["user", slug, "topics"]:
                mine = [one for one in self.topics.values() if one.uid == UID] if slug == SLUG else []
                return self.listed(sorted(mine, key=lambda one: -one.tid))
            case ["post-queue"]:
                return self.queued(asked, uid)
            case ["categories"]:
                page = int(asked.one("page", "1"))
                shown = [CATEGORIES[:2], CATEGORIES[2:]][page - 1] if page <= 2 else ()
                return as_json(
                    200, {"title": "Categories", "categories": shown, "pagination": {"pageCount": 2, "currentPage": page}}
                )
            case ["post", "upload"] if asked.method == "POST":
                # This route knows no tokens: it wants the session of a browser, and the CSRF token that belongs to it.
                return Reply(403, b"Forbidden", {"Content-Type": "text/plain; charset=utf-8"})
            case ["category", number, _]:
                may = {"topics:create": int(number) != 1, "topics:tag": self.may_tag, "topics:read": True, "uid": uid}
                return as_json(200, {"cid": int(number), "privileges": may})
        return as_json(404, {"path": asked.path, "title": "Not Found"})

    def listed(self, topics: list[Topic]) -> Reply:
        shown = [self.shown(one) for one in topics if not one.deleted][:20]
        return as_json(200, {"topics": shown, "pagination": {"pageCount": 1}})

    def shown(self, topic: Topic) -> dict[str, Any]:
        names = {"title": html.escape(topic.title), "titleRaw": topic.title, "slug": topic.slug}
        tags = [{"value": tag, "valueEscaped": tag, "class": tag} for tag in topic.tags]
        numbers = {"tid": topic.tid, "uid": topic.uid, "cid": topic.cid, "mainPid": topic.pid, "postcount": topic.posts}
        return {**numbers, **names, "deleted": int(topic.deleted), "tags": tags}

    def queued(self, asked: Asked, uid: int) -> Reply:
        if uid == 0:
            return as_json(404, {"path": "/post-queue", "title": "Not Found"})
        page = int(asked.one("page", "1"))
        waiting = [
            {
                "id": name,
                "uid": one["uid"],
                "type": "topic",
                "data": {
                    "title": html.escape(one["title"]),
                    "rawContent": html.escape(one["content"]).replace("/", "&#x2F;"),
                    "content": "<p>…</p>",
                    "tags": one["tags"],
                    "cid": one["cid"],
                },
                "canEdit": True,
            }
            for name, one in self.queue.items()
            if one["uid"] == uid
        ]
        count = max(1, -(-len(waiting) // 20))
        return as_json(200, {"posts": waiting[(page - 1) * 20 : page * 20], "enabled": 1, "pagination": {"pageCount": count}})

    def of_the_write_interface(self, asked: Asked, steps: list[str]) -> Reply:
        match asked.method, steps:
            case "GET", ["topics", number]:
                topic = self.topics.get(int(number))
                if topic and topic.deleted and topic.uid != UID:
                    return done(None)  # its author may see what was deleted
                return done(self.shown(topic)) if topic else refusal(404, "Topic does not exist")
            case "GET", ["posts", number, "raw"]:
                topic = self.with_post(number)
                return done({"content": topic.content}) if topic else refusal(404, "Post does not exist")
            case "GET", ["categories", number]:
                found = [one for one in flat(CATEGORIES) if one["cid"] == int(number)]
                return done(found[0]) if found else refusal(404, "Category does not exist")
            case "POST", ["topics"]:
                return self.created(asked.json)
            case "PUT", ["posts", number]:
                return self.changed(self.with_post(number), asked.json)
            case "DELETE", ["topics", number, "state"]:
                return self.deleted(self.topics.get(int(number)))
            case "DELETE", ["posts", "queue", name]:
                if self.queue.pop(name, None) is None:
                    return refusal(403, "You do not have enough privileges for this action.")
                return done({})
        return refusal(404, "Not found")

    def with_post(self, number: str) -> Topic | None:
        return next((one for one in self.topics.values() if one.pid == int(number)), None)

    # ── writes ───────────────────────────────────────────────────────────────────────────────────

    def created(self, data: dict[str, Any]) -> Reply:
        if missing := {"cid", "title", "content"} - set(data):
            return refusal(400, f"Required parameters were missing from this API call: {', '.join(missing)}")
        if set(data) - {"cid", "title", "content", "tags"} or not isinstance(data["cid"], int):
            return refusal(400, "Invalid Data")
        if wrong := self.invalid(data) or self.flooded():
            return refusal(403 if "privileges" in wrong else 400, wrong)
        self.last_post = self.now
        tags = self.kept(data.get("tags", []))
        words = {**data, "uid": UID, "tags": tags, "content": data["content"].rstrip()}
        if self.moderated:
            self.last += 1
            name = f"topic-{1_700_000_000_000 + self.last}"
            self.queue[name] = words
            waits = {"id": name, "type": "topic", "queued": True, "message": "[[success:post-queued]]"}
            return as_json(202, {"status": {"code": "accepted", "message": "Accepted"}, "response": waits})
        topic = self.make(data["title"].strip(), words["content"], uid=UID, cid=data["cid"], tags=tuple(tags))
        return done({**self.shown(topic), "mainPost": {"pid": topic.pid}})

    def invalid(self, data: dict[str, Any]) -> str:
        title, content, tags = data["title"].strip(), data["content"].strip(), data.get("tags", [])
        checks = (
            (not any(one["cid"] == data["cid"] for one in flat(CATEGORIES)), "Category does not exist"),
            (len(title) < 3, "Please enter a longer title. Titles should contain at least 3 character(s)."),
            (len(title) > 255, "Please enter a shorter title. Titles can't be longer than 255 character(s)."),
            (len(content) < 8, "Please enter a longer post. Posts should contain at least 8 character(s)."),
            (len(content) > 32767, "Please enter a shorter post. Posts can't be longer than 32767 character(s)."),
            (len(tags) > 5, "Too many tags. A topic can't have more than 5 tag(s)"),
            (data["cid"] == 1 or (bool(tags) and not self.may_tag), "You do not have enough privileges for this action."),
        )
        return next((words for is_wrong, words in checks if is_wrong), "")

    def flooded(self) -> str:
        if self.now - self.last_post >= self.delay:
            return ""
        if self.newbie:
            return (
                f"As a new user, you can only post once every {self.delay} second(s) until you have earned 3 reputation"
                " - please wait before posting again"
            )
        return f"You can only post once every {self.delay} second(s) - please wait before posting again"

    def kept(self, tags: list[str]) -> list[str]:
        clean = [tag for name in tags if len(tag := cleaned(name)) >= 3]
        return [tag for tag in dict.fromkeys(clean) if not self.whitelist or tag in self.whitelist]

    def changed(self, topic: Topic | None, data: dict[str, Any]) -> Reply:
        if topic is None or topic.deleted:
            return refusal(404, "Post does not exist")
        if set(data) - {"content", "title", "tags"} or "content" not in data:
            return refusal(400, "Invalid Data")
        if topic.uid != UID:
            return refusal(403, "You do not have enough privileges for this action.")
        if self.edit_seconds:
            return refusal(400, f"You are only allowed to edit posts for {self.edit_seconds} second(s) after posting")
        topic.content, topic.title = data["content"].rstrip(), data.get("title", topic.title).strip()
        if "tags" in data:
            topic.tags = self.kept(data["tags"])
        return done({"pid": topic.pid, "tid": topic.tid, "content": "<p>…</p>", "edited": 1})

    def deleted(self, topic: Topic | None) -> Reply:
        if topic is None:
            return refusal(404, "Topic does not exist")
        if self.reply_limit and topic.posts > self.reply_limit:
            return refusal(400, "You can't delete your topic after it has a reply")
        if topic.deleted:
            return refusal(400, "This topic has already been deleted")
        topic.deleted = True
        return done({})


def flat(categories: Any) -> list[dict[str, Any]]:
    return [found for one in categories for found in (one, *flat(one["children"]))]


def cleaned(tag: str) -> str:
    """``utils.cleanUpTag``: no signs, small letters, 15 characters."""
    return STRIPPED.sub("", tag).strip().lower()[:15]


def done(data: Any) -> Reply:
    return as_json(200, {"status": {"code": "ok", "message": "OK"}, "response": data})


CODES = {400: "bad-request", 401: "not-authorised", 403: "forbidden", 404: "not-found"}


def refusal(status: int, words: str) -> Reply:
    return as_json(status, {"status": {"code": CODES[status], "message": words}, "response": {}})
