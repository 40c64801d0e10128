"""A stand-in for Forem's API v1, made after its documentation and its source (articles_controller.rb, article.rb, the views).

Stricter than it: a field that is not described is refused, and so is front matter, which would rule over the fields.
"""

from __future__ import annotations

import re
from typing import Any

from tests.services.stand_in import Asked, Reply, StandIn, as_json

KEY = "forem-secret-key-0123456789"
ACCEPT = "application/vnd.forem.api-v1+json"
MOST = 10
"""Of a page, whatever was asked for (API_PER_PAGE_MAX)."""
FIELDS = frozenset(
    "title body_markdown published series main_image canonical_url description tags organization_id published_at".split()
)
FRONT_MATTER = re.compile(r"\A\s*---.*?---\s*$", re.DOTALL | re.MULTILINE)
TAG = re.compile(r"[^\W_]{1,30}")


class ForemStandIn(StandIn):
    def __init__(self) -> None:
        super().__init__()
        self.articles: dict[int, dict[str, Any]] = {}
        self.taken: set[str] = set()
        self.publishes = True

    @property
    def public(self) -> list[int]:
        """What readers see: what must never be two for one piece."""
        return [number for number, one in self.articles.items() if one["published"]]

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("accept") != ACCEPT:
            return refusal(406, "this is not the first version")
        if asked.headers.get("api-key") != KEY:
            return refusal(401, "unauthorized")
        if asked.body and asked.headers.get("content-type") != "application/json":
            return refusal(415, "unsupported media type")
        match asked.method, asked.path.removeprefix("/api/").split("/"):
            case "GET", ["users", "me"]:
                return as_json(200, {"type_of": "user", "id": 1, "username": "example", "name": "Example"})
            case "GET", ["articles", "me", "all"]:
                return self.listed(int(asked.one("page", "1")), int(asked.one("per_page", "30")))
            case "POST", ["articles"]:
                return self.make(asked.json)
            case "PUT", ["articles", number] if int(number) in self.articles:
                return self.change(int(number), asked.json)
            case _:
                return refusal(404, "not found")

    def listed(self, page: int, per_page: int) -> Reply:
        size = min(per_page, MOST)
        newest = sorted(self.articles, key=lambda number: (self.articles[number]["published"], -number))
        return as_json(200, [self.shown(number, in_list=True) for number in newest[(page - 1) * size : page * size]])

    def make(self, data: Any) -> Reply:
        article = {"published": False, "tags": [], **data.get("article", {})}
        number = max(self.articles, default=100) + 1
        if wrong := self.invalid(number, article):
            return refusal(422, wrong)
        self.articles[number] = article
        return as_json(201, self.shown(number), {"Location": self.url_of(number)})

    def change(self, number: int, data: Any) -> Reply:
        article = {**self.articles[number], **data.get("article", {})}
        if not self.publishes:
            article["published"] = False
        if wrong := self.invalid(number, article):
            return refusal(422, wrong)
        self.articles[number] = article
        return as_json(200, self.shown(number))

    def invalid(self, number: int, article: dict[str, Any]) -> str:
        others = [one for other, one in self.articles.items() if other != number]
        url = article.get("canonical_url")
        public = [one.get("canonical_url") for one in others if one["published"]]
        if unknown := set(article) - FIELDS:
            return f"found unpermitted parameters: {', '.join(sorted(unknown))}"
        if not 0 < len(article.get("title", "")) <= 128:
            return "Title is too long (maximum is 128 characters)"
        if FRONT_MATTER.match(article.get("body_markdown", "")):
            return "front matter rules over the fields"
        if any((one["title"], one["body_markdown"]) == (article["title"], article["body_markdown"]) for one in others):
            return "Body markdown has already been taken"
        if url and article["published"] and (url in public or url in self.taken):
            return "Canonical url has already been taken. Email help@example.com for further details."
        if not isinstance(article["tags"], list) or len(article["tags"]) > 4:
            return "Tag list exceed the maximum of 4 tags"
        wrong = [tag for tag in article["tags"] if not TAG.fullmatch(tag)]
        return f'Tag "{wrong[0]}" contains non-alphanumeric or prohibited unicode characters' if wrong else ""

    def url_of(self, number: int) -> str:
        return f"{self.url}/example/{'article' if self.articles[number]['published'] else 'temp-slug'}-{number}"

    def shown(self, number: int, *, in_list: bool = False) -> dict[str, Any]:
        one = self.articles[number]
        at = "2026-03-01T09:00:00Z" if one["published"] else ""
        seen: dict[str, Any] = {"type_of": "article", "id": number, "url": self.url_of(number), "published_timestamp": at}
        seen |= {name: one.get(name) for name in ("title", "description", "body_markdown")}
        seen["canonical_url"] = one.get("canonical_url") or self.url_of(number)
        if one.get("organization_id") == 7:
            seen["organization"] = {"name": "Example", "username": "example", "slug": "example"}
        # The list has the tags as a list and says what is published; the article alone has them as words and does not say it.
        if in_list:
            return {**seen, "published": one["published"], "tag_list": one["tags"]}
        return {**seen, "tag_list": ", ".join(one["tags"]), "tags": one["tags"], "body_html": ""}


def refusal(status: int, error: str) -> Reply:
    return as_json(status, {"error": error, "status": status})
