"""A stand-in for a forum of Misago 0.39: sessions and forged requests, floods, categories, moderators, and who may change what.

After the forum's own code (``misago/threads/api``), and held against it by ``tests/servers/test_misago.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from tests.misago_markup import html
from tests.services.stand_in import Asked, Reply, StandIn, as_json

USER, PASSWORD = "writer", "the-password-of-writer"
ME, OTHER = 2, 7
CATEGORIES = ((3, "First category", True), (4, "Announcements", False), (5, "Talk", True), (6, "Talk", True))
PAGE = 3
FLOOD = 3.0


@dataclass
class Thread:
    id: int
    post: int
    starter: int
    category: int
    title: str
    text: str
    last_post: int
    is_hidden: bool = False
    is_unapproved: bool = False
    answers: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        slug = "".join(sign if sign.isalnum() else "-" for sign in self.title.lower())
        return f"/t/{slug}/{self.id}/"


class MisagoStandIn(StandIn):
    """The forum. ``moderated``: new threads and changes wait for a moderator. ``may_hide``: 0 no, 1 hide, 2 delete their own."""

    def __init__(self, *, moderated: bool = False, may_hide: int = 2) -> None:
        super().__init__()
        self.moderated = moderated
        self.may_hide = may_hide
        self.may_edit = True
        self.has_flood_protection = False
        self.threads: dict[int, Thread] = {}
        self.sessions: set[str] = set()
        self.now = 1000.0
        self.last_posted = 0.0
        self.last = 10

    # ── what happens there without us ────────────────────────────────────────────────────────────

    def sleep(self, seconds: float) -> None:
        """Time passes for the forum as it does for who waits."""
        self.now += seconds

    def make(self, title: str, text: str, *, starter: int = ME, category: int = 3) -> Thread:
        self.last += 1
        thread = Thread(self.last, self.last + 1000, starter, category, title, text.strip(), self.last + 1000)
        self.threads[thread.id] = thread
        return thread

    def reply(self, thread: Thread, text: str) -> None:
        self.last += 1
        thread.answers.append(text)
        thread.last_post = self.last + 1000

    @property
    def shown(self) -> list[Thread]:
        """What readers see."""
        return [one for one in self.threads.values() if not one.is_hidden and not one.is_unapproved]

    # ── the interface ────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        cookies = SimpleCookie(asked.headers.get("cookie", ""))
        token = cookies["csrftoken"].value if "csrftoken" in cookies else ""
        session = cookies["sessionid"].value if "sessionid" in cookies else ""
        if asked.path == "/":
            return Reply(200, b"<html>", {"Content-Type": "text/html", "Set-Cookie": "csrftoken=0123456789abcdef; Path=/"})
        if asked.method != "GET" and (not token or asked.headers.get("x-csrftoken") != token):
            return as_json(403, {"detail": "Your request was rejected because your browser didn't send the CSRF cookie."})
        steps = asked.path.strip("/").split("/")
        if steps == ["api", "auth"]:
            return self.logged_in(asked)
        if session not in self.sessions:
            return as_json(403, {"detail": "This action is not available to guests."})
        return self.of_threads(asked, steps[2:]) if steps[:2] == ["api", "threads"] else as_json(404, {"detail": "Not found."})

    def logged_in(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            return as_json(200, {"id": None, "acl": {}})
        if (asked.json.get("username"), asked.json.get("password")) != (USER, PASSWORD):
            return as_json(400, {"detail": "Login or password is incorrect.", "code": "invalid_login"})
        self.sessions.add("a-session-of-writer")
        cookie = "sessionid=a-session-of-writer; HttpOnly; Path=/"
        return as_json(200, {"id": ME, "username": USER, "threads": 0}, {"Set-Cookie": cookie})

    def of_threads(self, asked: Asked, steps: list[str]) -> Reply:
        match asked.method, steps:
            case "GET", []:
                return self.listed(asked)
            case "POST", []:
                return self.started(asked)
            case "GET", ["editor"]:
                may = {"close": False, "hide": False, "pin": 0}
                return as_json(
                    200, [{"id": at, "name": name, "level": 0, "post": may if post else False} for at, name, post in CATEGORIES]
                )
        thread = self.threads.get(int(steps[0]))
        if thread is None or thread.is_hidden or (thread.is_unapproved and thread.starter != ME):
            return as_json(404, {"detail": "Not found."})
        match asked.method, steps[1:]:
            case "GET", ["posts"]:
                return as_json(200, self.described(thread))
            case "GET", ["posts", _, "post_editor"]:
                return (
                    as_json(200, {"id": thread.post, "post": thread.text})
                    if self.may_change(thread)
                    else forbidden("edit posts")
                )
            case "PUT", ["posts", post] if int(post) == thread.post:
                return self.changed(thread, asked)
            case "PATCH", []:
                return self.patched(thread, asked.json)
            case "DELETE", []:
                if self.may_hide < 2 or thread.starter != ME:
                    return forbidden("delete threads")
                del self.threads[thread.id]
                return as_json(200, {})
        return as_json(405, {"detail": f'Method "{asked.method}" not allowed.'})

    def listed(self, asked: Asked) -> Reply:
        assert asked.one("list") == "my"
        mine = sorted(
            (one for one in self.threads.values() if one.starter == ME and not one.is_hidden), key=lambda one: -one.last_post
        )
        start = int(asked.one("start", "0"))
        rest = [one for one in mine if not start or one.last_post <= start]
        after = rest[PAGE].last_post if len(rest) > PAGE else None
        results = [{"id": one.id, "title": one.title, "is_hidden": False, "category": one.category} for one in rest[:PAGE]]
        return as_json(200, {"results": results, "subcategories": [], "next": after})

    def started(self, asked: Asked) -> Reply:
        said = asked.json
        wrong = wrong_with(said.get("title"), said.get("post"))
        if not any(at == said.get("category") and post for at, _, post in CATEGORIES):
            wrong["category"] = ["Selected category doesn't exist or you don't have permission to browse it."]
        if wrong:
            return as_json(400, wrong)
        if self.has_flood_protection and self.now - self.last_posted < FLOOD:
            return as_json(403, {"detail": "You can't post message so quickly after previous one."})
        self.last_posted = self.now
        thread = self.make(said["title"].strip(), said["post"], category=said["category"])
        thread.is_unapproved = self.moderated
        return as_json(200, {"id": thread.id, "title": thread.title, "url": thread.url})

    def changed(self, thread: Thread, asked: Asked) -> Reply:
        if not self.may_change(thread):
            return forbidden("edit posts")
        if wrong := wrong_with(None, asked.json.get("post")):
            return as_json(400, wrong)
        thread.text = asked.json["post"].strip()
        thread.is_unapproved = self.moderated
        return as_json(200, {"id": thread.post})

    def patched(self, thread: Thread, orders: list[dict[str, Any]]) -> Reply:
        for order in orders:
            assert order["op"] == "replace"
            match order["path"]:
                case "title" if not self.may_change(thread):
                    return refused(thread, "You can't edit threads in this category.")
                case "title":
                    if wrong := wrong_with(order["value"], None):
                        return refused(thread, wrong["title"][0])
                    thread.title = order["value"].strip()
                    self.reply(thread, "changed the title")
                case "is-hidden":
                    if self.may_hide < 1 or thread.starter != ME:
                        return refused(thread, "You can't hide threads in this category.")
                    thread.is_hidden = order["value"]
        return as_json(200, {"id": thread.id, "detail": ["ok"]})

    def may_change(self, thread: Thread) -> bool:
        return self.may_edit and thread.starter == ME

    def described(self, thread: Thread) -> dict[str, Any]:
        may = self.may_change(thread)
        posts = [
            {"id": thread.post, "content": html(thread.text), "is_event": False, "acl": {"can_edit": may, "can_hide": False}}
        ]
        posts += [
            {"id": thread.post + 1 + at, "content": None, "is_event": True, "acl": {}} for at in range(len(thread.answers))
        ]
        mine = thread.starter == ME
        return {
            "id": thread.id,
            "title": thread.title,
            "is_hidden": False,
            "is_unapproved": thread.is_unapproved,
            "url": {"index": thread.url},
            "acl": {"can_edit": may, "can_hide": mine and self.may_hide > 0, "can_delete": mine and self.may_hide > 1},
            "post_set": {"results": posts, "page": 1, "pages": 1},
        }


def wrong_with(title: str | None, post: str | None) -> dict[str, list[str]]:
    """What the forum's validators say; None is not looked at."""
    wrong = {}
    for name, value, least, most, what in (
        ("title", title, 5, 90, "Thread title"),
        ("post", post, 5, 60_000, "Posted message"),
    ):
        long = len((value or "").strip())
        if value is not None and not least <= long <= most:
            wrong[name] = [f"{what} should be at least {least} characters long (it has {long})."]
    return wrong


def forbidden(what: str) -> Reply:
    return as_json(403, {"detail": f"You can't {what} in this category."})


def refused(thread: Thread, why: str) -> Reply:
    return as_json(400, {"id": thread.id, "detail": [why]})
