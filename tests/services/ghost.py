"""A stand-in for Ghost 6's Admin API, made after its documentation and after what Ghost 6.65 answered.

Stricter than it: a field that recycle has no business with is refused, and a token must be of this very minute.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import time
from email import policy
from email.parser import BytesParser
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

KEY_NAME, SECRET = "6b02f1caf934f320b8673560", "60d9350b61268bbafdd789338dc453b2e38c494c392524a5a640dca8d80bcfbb"
KEY = f"{KEY_NAME}:{SECRET}"
ADMIN = "/ghost/api/admin"
LENGTHS = {
    "title": 255,
    "slug": 191,
    "custom_excerpt": 300,
    "feature_image_alt": 191,
    "canonical_url": 2000,
    "email_subject": 300,
}
FIELDS = {*LENGTHS, "lexical", "tags", "status", "visibility", "email_only", "feature_image", "published_at", "updated_at"}
STATUSES, OUT = ("draft", "published", "scheduled"), ("published", "sent")
MONTH = "2026/11"

Record = dict[str, Any]


class GhostStandIn(StandIn):
    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, Record] = {}
        self.newsletters = {"weekly": "active", "old": "archived"}
        self.images: dict[str, tuple[str, bytes]] = {}
        self.mailed: list[tuple[str, str]] = []
        """Newsletter and title of each e-mail that was made: never two for one post."""
        self.mail_states = ["submitted"]
        """What the e-mail's status is each time that it is looked at; the last one stays."""
        self.mail_error: str | None = None
        self.can_mail = True
        self.ticks = 0

    # ── what a test does by hand ─────────────────────────────────────────────────────────────────

    def edit(self, identity: str, **fields: Any) -> None:
        """As a person would in the editor."""
        self.posts[identity] |= {**fields, "updated_at": self.tick()}

    def write(self, **fields: Any) -> str:
        """A post that somebody else has written."""
        return str(
            self.make({"title": "Theirs", "status": "published", "tags": [], "lexical": card("<p>Theirs</p>"), **fields})["id"]
        )

    def tick(self) -> str:
        """The next second."""
        self.ticks += 1
        return f"2026-11-22T10:{self.ticks // 60:02}:{self.ticks % 60:02}.000Z"

    # ── answers ──────────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/content/images/"):
            kind, data = self.images.get(asked.path, ("", b""))
            return Reply(200, data, {"Content-Type": kind}) if kind else Reply(404)
        path = asked.path.removeprefix(ADMIN)
        if path == "/site/":
            return self.site()
        if refused := self.stranger(asked.headers.get("authorization", "")):
            return refused
        match asked.method, path.strip("/").split("/"):
            case "GET", ["newsletters"]:
                return as_json(200, {"newsletters": [{"slug": s, "status": status} for s, status in self.newsletters.items()]})
            case "GET", ["config"]:
                return as_json(200, {"config": {"mailgunIsConfigured": self.can_mail}})
            case "GET", ["posts"]:
                return self.browse(asked)
            case "POST", ["posts"]:
                return self.create(asked.json["posts"][0])
            case "POST", ["images", "upload"]:
                return self.keep_image(asked)
            case "GET", ["posts", "slug", slug]:
                found = [self.seen(post) for post in self.posts.values() if post["slug"] == slug]
                return as_json(200, {"posts": found}) if found else refusal(404, "NotFoundError", "Post not found.")
            case method, ["posts", identity] if identity in self.posts:
                return self.one(method, identity, asked)
            case _:
                return refusal(404, "NotFoundError", "Resource not found error, cannot read post.", "Post not found.")

    def site(self) -> Reply:
        told = {"title": "Field notes", "url": f"{self.url}/", "version": "6.65"}
        return as_json(200, {"site": told}, {"Date": "Sun, 22 Nov 2026 10:00:00 GMT"})

    def stranger(self, authorization: str) -> Reply | None:
        kind, _, token = authorization.partition(" ")
        if kind != "Ghost":
            return refusal(403, "NoPermissionError", "Authorization failed", "Unable to determine the authenticated user.")
        head, claims, signature = token.split(".")
        if decoded(head) != {"alg": "HS256", "typ": "JWT", "kid": KEY_NAME}:
            return refusal(401, "UnauthorizedError", "Unknown Admin API Key", code="UNKNOWN_ADMIN_API_KEY")
        wanted = hmac.digest(bytes.fromhex(SECRET), f"{head}.{claims}".encode(), hashlib.sha256)
        said = decoded(claims)
        is_fresh = abs(time.time() - said["iat"]) < 60 and said["exp"] - said["iat"] <= 300 and said["aud"] == "/admin/"
        if base64.urlsafe_b64encode(wanted).rstrip(b"=").decode() != signature or not is_fresh:
            return refusal(401, "UnauthorizedError", "Invalid token: invalid signature", code="INVALID_JWT")
        return None

    def browse(self, asked: Asked) -> Reply:
        mark = re.fullmatch(r"tag:hash-(rcy[a-z2-7]+)", asked.one("filter"))
        assert mark, "nothing but our own posts is looked for"
        found = [post for post in self.posts.values() if f"#{mark[1]}" in [tag["name"] for tag in post["tags"]]]
        return as_json(200, {"posts": [self.seen(post) for post in found[: int(asked.one("limit", "15"))]]})

    def one(self, method: str, identity: str, asked: Asked) -> Reply:
        post = self.posts[identity]
        match method:
            case "GET":
                return as_json(200, {"posts": [self.seen(post)]})
            case "DELETE":
                del self.posts[identity]
                return Reply(204)
            case _:
                return self.change(post, asked)

    def create(self, said: Record) -> Reply:
        return self.wrong(said) or as_json(201, {"posts": [self.seen(self.make(said))]})

    def make(self, said: Record) -> Record:
        identity = f"{len(self.posts) + 1:024x}"
        wanted = said.get("slug") or "untitled"
        taken = {post["slug"] for post in self.posts.values()}
        slug = next(name for name in [wanted, *(f"{wanted}-{n}" for n in range(2, 99))] if name not in taken)
        post = {"id": identity, "published_at": None, "email": None, **said, "slug": slug, "updated_at": self.tick()}
        self.posts[identity] = post
        self.keep_words(post)
        return post

    def change(self, post: Record, asked: Asked) -> Reply:
        said = asked.json["posts"][0]
        if "updated_at" not in said:
            return refusal(422, "ValidationError", "Validation error, cannot edit post.")
        if refused := self.wrong(said):
            return refused
        changed = {name for name, value in said.items() if name != "updated_at" and value != post.get(name)}
        if said["updated_at"] != post["updated_at"] and changed:
            told = "Saving failed! Someone else is editing this post."
            return refusal(409, "UpdateCollisionError", told, told, code="UPDATE_COLLISION")
        newsletter = asked.one("newsletter")
        goes_out = said.get("status") in OUT and post["status"] not in OUT
        if newsletter and (goes_out or said.get("status") == "scheduled"):
            if newsletter not in self.newsletters:
                return refusal(500, "EmailError", "Error sending email!", "The post does not have a newsletter relation")
            post["newsletter"] = newsletter
        if post["status"] == "published" and said.get("status") == "scheduled":
            return refusal(422, "ValidationError", "Validation error, cannot edit post.", "Your post is already published.")
        post |= {**said, "updated_at": self.tick()}
        self.keep_words(post)
        if goes_out:
            self.bring_out(post)
        return as_json(200, {"posts": [self.seen(post)]})

    def bring_out(self, post: Record) -> None:
        """Out to readers; by mail too, when it has a newsletter and was never mailed before."""
        post["published_at"] = post["published_at"] or post["updated_at"]
        if post.get("email_only"):
            post["status"] = "sent"
        if post.get("newsletter") and post["email"] is None:
            self.mailed.append((post["newsletter"], post["title"]))
            post["email"] = {"email_count": 3, "error": self.mail_error}

    def wrong(self, said: Record) -> Reply | None:
        too_long = [name for name, most in LENGTHS.items() if len(said.get(name) or "") > most]
        unknown = set(said) - FIELDS
        tags = [tag.get("name", "") for tag in said.get("tags", [])]
        bad = [name for name in tags if not 0 < len(name) <= 191 or name[0] == ","]
        if too_long or unknown or bad or said.get("status", "draft") not in STATUSES:
            return refusal(422, "ValidationError", "Validation error, cannot save post.", f"{too_long} {unknown} {bad}")
        return None

    def keep_words(self, post: Record) -> None:
        """Relative links become whole ones, and the page is made."""
        document = json.loads(post["lexical"])
        for node in document["root"]["children"]:
            if node["type"] == "html":
                node["html"] = node["html"].replace('href="/', f'href="{self.url}/')
        post["lexical"] = json.dumps(document)
        post["html"] = "".join(node.get("html", "") for node in document["root"]["children"])

    def seen(self, post: Record) -> Record:
        email = post["email"]
        if email is not None:
            state = self.mail_states.pop(0) if len(self.mail_states) > 1 else self.mail_states[0]
            email = {**email, "status": state, "error": self.mail_error if state == "failed" else None}
        tags = [{"name": tag["name"], "visibility": "internal" if tag["name"][0] == "#" else "public"} for tag in post["tags"]]
        at = {"published": post["slug"], "sent": f"email/{post['id']}"}.get(post["status"], f"p/{post['id']}")
        return {**post, "tags": tags, "email": email, "url": f"{self.url}/{at}/"}

    def keep_image(self, asked: Asked) -> Reply:
        head = b"Content-Type: " + asked.headers["content-type"].encode() + b"\r\n\r\n"
        parts = {
            part.get_param("name", header="content-disposition"): part
            for part in BytesParser(policy=policy.HTTP).parsebytes(head + asked.body).iter_parts()
        }
        file = parts["file"]
        name = str(file.get_filename())
        data = bytes(file.get_payload(decode=True))
        if not data.startswith((b"\x89PNG", b"<svg")):
            return refusal(415, "UnsupportedMediaTypeError", "Please select a valid image.")
        stem, _, suffix = name.rpartition(".")
        names = [name, *(f"{stem}-{n}.{suffix}" for n in range(1, 9))]
        path = next(at for name in names if (at := f"/content/images/{MONTH}/{name}") not in self.images)
        self.images[path] = (file.get_content_type(), data)
        ref = parts["ref"].get_payload() if "ref" in parts else None
        return as_json(201, {"images": [{"url": f"{self.url}{path}", "ref": ref}]})


def card(html: str) -> str:
    return json.dumps({"root": {"children": [{"type": "html", "version": 1, "html": html}], "type": "root", "version": 1}})


def refusal(status: int, kind: str, message: str, context: str | None = None, code: str | None = None) -> Reply:
    return as_json(status, {"errors": [{"message": message, "context": context, "type": kind, "code": code}]})


def decoded(part: str) -> Record:
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def soon() -> dt.datetime:
    """A moment that is still to come."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=1)
