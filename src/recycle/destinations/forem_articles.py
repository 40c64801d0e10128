"""Forem's articles: what is sent for a variant, and what is understood of what comes back. Nothing here asks anybody.

After https://developers.forem.com/api/v1 and, where that is silent, Forem itself: ``api/articles_controller.rb``, the views in
``api/v1/articles`` and the validations of ``article.rb``.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recycle.destinations.addresses import is_web_address
from recycle.destinations.api import Api
from recycle.destinations.forum_marks import carries, is_marked, mark_of, says
from recycle.destinations.found import left_to_them, same_lines
from recycle.destinations.keys import held
from recycle.errors import DestinationError
from recycle.model import Placement, Variant
from recycle.world.web import Request, origin

VERSION = "application/vnd.forem.api-v1+json"
PAGE = 100
"""Articles a page. Each comes with its text; the service allows 1,000."""
_PARTS = ("page", "body")
_DASHES = "--- ---"
"""Forem puts quotation marks around ``title: ...`` between the first two places with three dashes, code or not. These come first."""


class Article(Struct, frozen=True):
    """An article, as much of it as matters here. Answers to changes have no ``published``, lists of articles have."""

    id: int
    title: str
    body_markdown: str | None = None
    published: bool | None = None
    published_timestamp: str | None = None
    url: str = ""
    canonical_url: str | None = None
    organization: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """Its words as they were sent."""
        return self.body_markdown or ""

    @property
    def is_out(self) -> bool:
        """Whether readers see it."""
        return bool(self.published_timestamp) if self.published is None else self.published

    @property
    def name(self) -> str:
        """What people find it by."""
        return self.url if self.is_out else f"the draft {self.id}"

    @property
    def held(self) -> dict[str, str]:
        """Digests of what somebody may change there, for ``Placement.held``."""
        return held(self.texts)

    @property
    def texts(self) -> dict[str, str]:
        """What somebody may change there."""
        return {"title": self.title, "text": self.text}


class Wanted(Struct, frozen=True):
    """What the settings say of every article."""

    tags: bool = True
    organization: int | None = None


def text_of(variant: Variant) -> str:
    """The words of the article. Raises DestinationError for a form that writes none in Markdown."""
    part = next((part for part in variant.parts if part.name in _PARTS and part.suffix == ".md"), None)
    if part is None or not isinstance(part.body, str):
        raise DestinationError(f"the form {variant.form} writes no text in Markdown here: use blog or article.")
    return part.body.strip("\n")


def body_of(variant: Variant) -> str:
    """The words under the mark, a definition of a link that nothing uses: Redcarpet shows nothing for it, but does show comments.

    It is first, so that no line of dashes at the beginning is taken for front matter, which would rule over every field.
    """
    return f"[//]: # ({mark_of(variant)} {_DASHES})\n\n{text_of(variant)}\n"


def sent_texts(variant: Variant) -> dict[str, str]:
    """What ``Article.texts`` is right after the variant was sent."""
    return {"title": variant.meta.title, "text": body_of(variant)}


def theirs(there: Article, variant: Variant) -> str:
    """What to do about a draft with the variant's mark, when somebody has changed it since; empty when nobody has."""
    is_same = all(same_lines(words, there.texts[name]) for name, words in sent_texts(variant).items())
    return "" if there.is_out or is_same or not says(there.text, variant) else left_to_them(there.name)


def fields(api: Api, variant: Variant, wanted: Wanted) -> dict[str, Any]:
    """What an article is made of and changed to. What the piece does not say is left as it is there."""
    meta = variant.meta
    is_copy = is_web_address(meta.canonical_url) and origin(meta.canonical_url) != api.name
    said = {
        "description": meta.description,
        "canonical_url": meta.canonical_url if is_copy else "",
        "main_image": meta.cover_image if is_web_address(meta.cover_image) else "",
        "series": meta.series,
        "tags": list(meta.tags) if wanted.tags else [],
        "organization_id": wanted.organization,
    }
    return {"title": meta.title, "body_markdown": body_of(variant), **{name: value for name, value in said.items() if value}}


def request_for(api: Api, article: dict[str, Any], remote: int | str) -> Request:
    """The request that makes a draft of ``article``, or changes the one with the id ``remote``."""
    if remote:
        return versioned(api.request("PUT", f"/api/articles/{remote}", data={"article": article}))
    return versioned(api.request("POST", "/api/articles", data={"article": {**article, "published": False}}))


def publication(api: Api, remote: int | str, *, is_out: bool) -> Request:
    """The request that shows the article to readers, or makes it a draft again."""
    return versioned(api.request("PUT", f"/api/articles/{remote}", data={"article": {"published": is_out}}))


def versioned(request: Request) -> Request:
    """``request`` to the first version of the interface. Without this, the older one answers."""
    return replace(request, headers={"Accept": VERSION, **request.headers})


def placement_from(url: str, there: Article, note: str = "") -> Placement:
    """Where a variant is, by what the service at ``url`` has of it."""
    if there.is_out:
        return Placement(str(there.id), there.url, there.held, "", note)
    draft = f"it is a draft: look at it and publish it at {url}/dashboard"
    return Placement(str(there.id), "", there.held, "", f"{draft}; {note}" if note else draft)


def advice(said: str) -> str:
    """What to do about the service's own words for what is wrong; empty when they say it all."""
    words = said.lower()
    if "canonical url has already" in words:
        return "Another article is published there with this canonical URL. Unpublish or delete it there, then publish again."
    if "body markdown has already" in words:
        return "You have an article there with this title and this text. Delete one of them there, then publish again."
    if "title has already" in words:
        return "You have just made an article with this title there. Wait five minutes, or delete one of them."
    if "non-alphanumeric" in words:
        return "Tags are letters and digits there: change them, or set tags: false."
    return ""


# ── which article ────────────────────────────────────────────────────────────────────────────────


def marked(own: tuple[Article, ...], variant: Variant) -> Article | None:
    """The article with the mark of the use. Raises DestinationError for two."""
    found = [one for one in own if carries(one.text, variant.key)]
    if len(found) > 1:
        both = " and ".join(one.name for one in found)
        raise DestinationError(f"this piece is there {len(found)} times: {both}. Delete all but one there.")
    return found[0] if found else None


def refuse_doubtful(own: tuple[Article, ...], variant: Variant) -> None:
    """Where the mark was taken out. Raises DestinationError for an article that may be ours and may not."""
    title, url = variant.meta.title.casefold(), variant.meta.canonical_url
    for one in own:
        if not is_marked(one.text) and (one.title.casefold() == title or (url and one.canonical_url == url)):
            raise DestinationError(
                f"{one.name} has this title or canonical URL, and lacks the line by which recycle finds its articles again."
            )
