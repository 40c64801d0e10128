"""A stand-in for WordPress's REST API, made after its handbook and after what WordPress 6.1 answered.

Stricter than it: a field that recycle has no business with is refused. The real one has tests of its own (``tests/servers``); this one has
the switches that a real one cannot be given in a moment, and needs no installation.
"""

from __future__ import annotations

import base64
import html
import re
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

USER, PASSWORD = "writer", "abcd EFGH 1234 ijkl MNOP 5678"
ROLES = {
    "contributor": frozenset({"edit_posts"}),
    "author": frozenset({"edit_posts", "publish_posts", "edit_published_posts", "upload_files"}),
    "subscriber": frozenset(),
}
ROLES["editor"] = ROLES["author"] | {"manage_categories", "edit_others_posts", "unfiltered_html"}
TEXTS = ("title", "content", "excerpt")
FIELDS = {*TEXTS, "slug", "status", "date_gmt", "tags", "categories", "featured_media", "author", "comment_status"}
STATUSES = ("draft", "pending", "publish", "future", "private")
KINDS = {".png": "image/png", ".jpg": "image/jpeg"}

Record = dict[str, Any]


class WordpressStandIn(StandIn):
    """``plain``: permalinks are switched off. ``trash``: there is one. ``comments``: HTML comments stay in a text."""

    def __init__(self, role: str = "editor", *, plain: bool = False) -> None:
        super().__init__()
        self.role = role
        self.plain = plain
        self.trash = self.comments = self.search = True
        self.passwords = True
        self.posts: dict[int, Record] = {}
        self.media: dict[int, Record] = {}
        self.terms: dict[str, dict[int, str]] = {"tags": {}, "categories": {1: "Uncategorized"}}
        self.files: dict[str, bytes] = {}
        self.old_slugs: dict[str, int] = {}
        self.remembers_slugs = True

    def may(self, capability: str) -> bool:
        return capability in ROLES[self.role]

    def write(self, **fields: Any) -> int:
        """A post that somebody has written by hand."""
        given = {"title": "T", "content": "<p>x</p>", "excerpt": "", "status": "publish", "author": 9, "slug": "by-hand"}
        number = self._number()
        self._put(number, {**given, **fields})
        return number

    def edit(self, number: int, **fields: Any) -> None:
        """As a person would in the editor."""
        self.posts[number] |= fields

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        route = asked.one("rest_route") if self.plain else asked.path.removeprefix("/wp-json")
        if (asked.method, asked.path) == ("HEAD", "/"):
            return self.visited(asked)
        if not route.startswith("/wp/v2/") or (not self.plain and not asked.path.startswith("/wp-json/")):
            return Reply(404, b"<h1>Not found</h1>", {"Content-Type": "text/html"})
        both = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {both}" or not self.passwords:
            return refusal(401, "rest_not_logged_in", "You are not currently logged in.")
        match asked.method, route.removeprefix("/wp/v2/").split("/"):
            case "GET", ["users", "me"]:
                granted = dict.fromkeys(ROLES[self.role], True)
                return as_json(200, {"id": 7, "name": "A writer", "roles": [self.role], "capabilities": granted})
            case "GET", ["users"]:
                found = (
                    [{"id": 8, "name": "Another"}] if (asked.one("who"), asked.one("slug")) == ("authors", "another") else []
                )
                return as_json(200, found)
            case "GET", ["posts"]:
                return self.listed(asked)
            case "POST", ["posts"]:
                return self.changed(0, asked)
            case method, ["posts", number] if number.isdecimal():
                return self.one_post(method, int(number), asked)
            case "GET", [("tags" | "categories") as kind]:
                wanted = asked.one("search").lower()
                names = self.terms[kind].items()
                rows = [{"id": number, "name": html.escape(name)} for number, name in names if wanted in name.lower()]
                return as_json(200, rows[: int(asked.one("per_page", "10"))])
            case "POST", [("tags" | "categories") as kind]:
                return self.made(kind, asked.json["name"])
            case "GET", ["media"]:
                slugs = asked.one("slug").split(",")
                return as_json(200, [one for one in self.media.values() if one["slug"] in slugs])
            case "POST", ["media"]:
                return self.uploaded(asked)
            case "POST", ["media", number]:
                self.media[int(number)] |= {"alt_text": asked.json["alt_text"]}
                return as_json(200, self.media[int(number)])
            case _:
                return refusal(404, "rest_no_route", "No route was found.")

    def visited(self, asked: Asked) -> Reply:
        """The page of a post, or the way there from the name that it had before it was out."""
        assert "authorization" not in asked.headers, "no page is asked for with the password"
        number = self.old_slugs.get(asked.one("name"), int(asked.one("p", "0")))
        if number not in self.posts:
            return Reply(404)
        at = f"{self.url}/?p={number}"
        return Reply(200, b"", {"Link": f"<{at}>; rel=shortlink"}) if asked.one("p") else Reply(301, b"", {"Location": at})

    def listed(self, asked: Asked) -> Reply:
        if not self.may("edit_posts"):
            return refusal(403, "rest_forbidden_status", "Status is forbidden.")
        statuses = asked.one("status", "publish").split(",")
        if not set(statuses) <= {"any", "trash", *STATUSES} or int(asked.one("per_page", "10")) > 100:
            return refusal(400, "rest_invalid_param", "Invalid parameter(s): status")
        slugs, wanted = asked.one("slug"), asked.one("search")
        found = [
            post
            for _, post in sorted(self.posts.items())
            if post["status"] in statuses or ("any" in statuses and post["status"] != "trash")
            if not slugs or post["slug"] in slugs.split(",")
            if not wanted or (self.search and any(wanted in post[name] for name in TEXTS))
        ]
        shown = [post for post in found if asked.one("context") != "edit" or self.may_change(post)]
        rows = [self.shown(post, asked) for post in shown]
        return as_json(200, rows, {"X-WP-Total": str(len(found))})

    def one_post(self, method: str, number: int, asked: Asked) -> Reply:
        post = self.posts.get(number)
        if post is None:
            return refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        match method:
            case "GET" if asked.one("context") == "edit" and not self.may_change(post):
                return refusal(403, "rest_forbidden_context", "Sorry, you are not allowed to edit this post.")
            case "GET":
                return as_json(200, self.shown(post, asked))
            case "POST" if not self.may_change(post):
                return refusal(403, "rest_cannot_edit", "Sorry, you are not allowed to edit this post.")
            case "POST":
                return self.changed(number, asked)
            case "DELETE" if asked.one("force") == "true":
                del self.posts[number]
                return as_json(200, {"deleted": True})
            case "DELETE" if not self.trash:
                return refusal(
                    501, "rest_trash_not_supported", "The post does not support trashing. Set 'force=true' to delete."
                )
            case "DELETE" if post["status"] == "trash":
                return refusal(410, "rest_already_trashed", "The post has already been deleted.")
            case "DELETE":
                post |= {"status": "trash", "slug": f"{post['slug']}__trashed"}
                return as_json(200, self.shown(post, asked))
            case _:
                return refusal(404, "rest_no_route", "No route was found.")

    def changed(self, number: int, asked: Asked) -> Reply:
        given: Record = asked.json
        if asked.headers.get("content-type") != "application/json" or not set(given) <= FIELDS:
            return refusal(400, "rest_invalid_param", f"Invalid parameter(s): {', '.join(set(given) - FIELDS)}")
        if given.get("status") not in (None, *STATUSES):
            return refusal(400, "rest_invalid_param", "Invalid parameter(s): status")
        if given.get("status") in ("publish", "future", "private") and not self.may("publish_posts"):
            return refusal(403, "rest_cannot_publish", "Sorry, you are not allowed to publish posts in this post type.")
        if given.get("author", 7) != 7 and not self.may("edit_others_posts"):
            return refusal(403, "rest_cannot_edit_others", "Sorry, you are not allowed to create posts as this user.")
        if not set(given.get("tags", ())) <= set(self.terms["tags"]):
            return refusal(400, "rest_invalid_param", "Invalid parameter(s): tags")
        return as_json(200 if number else 201, self.shown(self._put(number or self._number(), given), asked))

    def made(self, kind: str, name: str) -> Reply:
        if kind == "categories" and not self.may("manage_categories"):
            return refusal(403, "rest_cannot_create", "Sorry, you are not allowed to create terms in this taxonomy.")
        for number, known in self.terms[kind].items():
            if known.lower() == name.lower().strip():
                said = "A term with the name provided already exists in this taxonomy."
                return as_json(400, {"code": "term_exists", "message": said, "data": {"status": 400, "term_id": number}})
        self.terms[kind][number := self._number()] = name.strip()
        return as_json(201, {"id": number, "name": html.escape(name.strip())})

    def uploaded(self, asked: Asked) -> Reply:
        found = re.fullmatch(r'attachment; filename="([\w.-]+)"', asked.headers.get("content-disposition", ""))
        stem, dot, suffix = (found[1] if found else "").rpartition(".")
        if KINDS.get(f"{dot}{suffix}") != asked.headers.get("content-type") or not asked.body:
            return refusal(500, "rest_upload_sideload_error", "Sorry, you are not allowed to upload this file type.")
        names = [stem, *(f"{stem}-{number}" for number in range(1, 9))]
        stem = next(name for name in names if f"{name}.{suffix}" not in self.files)
        self.files[f"{stem}.{suffix}"] = asked.body
        number = self._number()
        self.media[number] = {"id": number, "slug": stem, "source_url": f"{self.url}/up/{stem}.{suffix}", "alt_text": ""}
        return as_json(201, self.media[number])

    # ── posts ────────────────────────────────────────────────────────────────────────────────────

    def may_change(self, post: Record) -> bool:
        is_ours = post["author"] == 7 or self.may("edit_others_posts")
        return self.may("edit_posts") and is_ours and (post["status"] != "publish" or self.may("edit_published_posts"))

    def _number(self) -> int:
        return max((0, *self.posts, *self.media, *(number for known in self.terms.values() for number in known))) + 1

    def _put(self, number: int, given: Record) -> Record:
        new = {"id": number, "status": "draft", "slug": "", "tags": [], "categories": [1], "featured_media": 0, "author": 7}
        post = self.posts.setdefault(number, {**new, "comment_status": "open", "date_gmt": "2026-11-22T08:00:00"})
        taken = {one["slug"] for one in self.posts.values() if one is not post}
        if "slug" in given:
            names = [given["slug"], *(f"{given['slug']}-{count}" for count in range(2, 99))]
            given = {**given, "slug": next(name for name in names if name not in taken)}
        if self.remembers_slugs and given.get("status", post["status"]) == "publish" and post["slug"]:
            self.old_slugs[post["slug"]] = number
        post |= given
        if not self.comments:
            post["content"] = re.sub(r"<!--.*?-->\n?", "", post["content"])
        if post["status"] == "future" and post["date_gmt"] < "2026-11-22T09:00:00":
            post["status"] = "publish"
        return post

    def shown(self, post: Record, asked: Asked) -> Record:
        is_raw = asked.method == "POST" or asked.one("context") == "edit"
        texts = {name: {"raw" if is_raw else "rendered": post[name]} for name in TEXTS}
        is_out = post["status"] == "publish"
        link = f"{self.url}/{post['slug']}/" if is_out and not self.plain else f"{self.url}/?p={post['id']}"
        more = {} if self.plain else {"permalink_template": f"{self.url}/%postname%/"}
        return {**post, **texts, "link": link, **more}


def refusal(status: int, code: str, message: str) -> Reply:
    return as_json(status, {"code": code, "message": message, "data": {"status": status}})
