"""Posts of one WordPress: what is sent for a variant, what comes back, and where its copies are.

https://developer.wordpress.org/rest-api/reference/posts/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import unescape
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recycle.destinations.found import as_found, held_when_found
from recycle.destinations.keys import held, token
from recycle.destinations.markup import same_but_for_what_is_gone, same_html
from recycle.destinations.protocol import Look
from recycle.destinations.wordpress import words
from recycle.destinations.wordpress.site import Site
from recycle.errors import DestinationError
from recycle.late import regex
from recycle.model import Placement, Variant
from recycle.world.web import Request

TRASH = "trash"
OUT = frozenset({"publish", "future", "private"})
"""The statuses in which a post is what its writer wanted readers to have."""
_FIELDS = "id,author,slug,status,link,title,content,excerpt,tags,categories,featured_media,date_gmt,permalink_template"
_RAW = _FIELDS.replace("title,content,excerpt", "title.raw,content.raw,excerpt.raw")
"""Without the texts as they are shown: to make them costs the server most of its time."""
_EVERYWHERE = "any,trash"
""""any" leaves the trash out, and has the statuses that plug-ins add."""
_MOST_SLUGS = 9
_NUMBER = regex(r"[?&]p=(\d+)>; rel=\"?shortlink")
"""Where a page says which post it shows (``wp_shortlink_header``)."""


class _Words(Struct, frozen=True):
    raw: str = ""
    rendered: str = ""


class Post(Struct, frozen=True):
    """A post as WordPress has it. Who may not change it does not get the raw texts."""

    id: int
    author: int = 0
    slug: str = ""
    status: str = ""
    link: str = ""
    title: _Words = _Words()
    content: _Words = _Words()
    excerpt: _Words = _Words()
    tags: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    featured_media: int = 0
    date_gmt: str | None = None
    permalink_template: str = ""

    @property
    def url(self) -> str:
        """The address that readers have or will have; before there is one, the one that will lead to it."""
        if self.status == "future" and "%postname%" in self.permalink_template:
            return self.permalink_template.replace("%postname%", self.slug)
        return self.link

    def is_copy_of(self, mark: str) -> bool:
        """Whether it is a copy of the use with this token: by the mark in its text, or as what is unfinished yet."""
        return self.slug.startswith(mark) or words.mark(mark) in (self.content.raw or self.content.rendered)

    @property
    def is_nobodys(self) -> bool:
        """Whether it has no use's mark."""
        return not words.is_marked(self.content.raw or self.content.rendered)

    @property
    def texts(self) -> dict[str, str]:
        """What a person may change of its words, as WordPress keeps it."""
        return {"title": self.title.raw, "text": self.content.raw, "excerpt": self.excerpt.raw}

    def is_unfinished(self, mark: str) -> bool:
        """Whether it was made and not yet given its own slug, its status and its terms, which it gets all at once."""
        return self.slug.startswith(mark)


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


def text_for(variant: Variant) -> dict[str, Any]:
    """What a post says. Raises DestinationError for a variant without HTML."""
    html = next((part.body for part in variant.parts if part.dialect == "html" and isinstance(part.body, str)), None)
    if html is None:
        raise DestinationError("there is no HTML in what the form has made.")
    return {
        "title": words.plain(variant.meta.title),
        "content": words.content(html, token(variant.key), variant.digest),
        "excerpt": words.plain(variant.meta.description),
    }


def draft_for(variant: Variant) -> dict[str, Any]:
    """The draft that a post begins as, hidden, and under the token so that it is found by its slug alone."""
    return {**text_for(variant), "slug": token(variant.key), "status": "draft"}


# ── what came back ───────────────────────────────────────────────────────────────────────────────


def placement_from(post: Post, variant: Variant, note: str = "") -> Placement:
    """Where the post is that was made of ``variant``, with what WordPress changed in that as its note."""
    lost = words.lost(text_for(variant)["content"], post.content.raw) if post.content.raw else ""
    return Placement(str(post.id), post.url, held_by(post), waits(post), "; ".join(filter(None, (note, state(post), lost))))


def found(post: Post, variant: Variant, note: str = "", *, is_trusted: bool) -> Placement:
    """The same for a post whose words were sent by a run that got no answer: somebody may have changed them since.

    From an account that is not trusted with all HTML, WordPress takes some of it out.
    """
    placement = placement_from(post, variant, note)
    if not post.content.raw:
        return placement
    as_sent = held_when_found(texts_for(variant), post.texts, same_html if is_trusted else same_but_for_what_is_gone)
    notes = "; ".join(filter(None, (note, state(post))))
    return placement if as_sent == placement.held else as_found(replace(placement, note=notes), as_sent)


def texts_for(variant: Variant) -> dict[str, str]:
    """What ``Post.texts`` is right after the variant was sent, where WordPress keeps it to the letter."""
    sent = text_for(variant)
    return {"title": sent["title"], "text": sent["content"], "excerpt": sent["excerpt"]}


def held_by(post: Post) -> Mapping[str, str]:
    """Digests of what a person could have changed; none when WordPress does not let us see it."""
    if not post.content.raw:
        return {}
    return held(post.texts)


def has_words(post: Post, variant: Variant) -> bool:
    """Whether the mark says that these are the variant's words."""
    mark = words.marked(token(variant.key), variant.digest)
    return post.status != TRASH and mark in (post.content.raw or post.content.rendered)


def waits(post: Post) -> str:
    """What has to happen before readers can see it, when that is somebody else's to do."""
    return "it waits for an editor" if post.status == "pending" else ""


def look_of(post: Post) -> Look:
    """The post as somebody left it."""
    text = words.without_marks(post.content.raw)
    return Look(held=held_by(post), url=post.url, title=unescape(post.title.raw), text=text, dialect="html")


def state(post: Post) -> str:
    """What a person should know of where it is; empty when readers see it."""
    match post.status:
        case "draft":
            return "it is a draft there"
        case "future":
            return f"it is scheduled there for {(post.date_gmt or '').replace('T', ' ')} UTC"
        case "private":
            return "it is private there"
        case _:
            return ""


# ── where it is ──────────────────────────────────────────────────────────────────────────────────


class Posts:
    """Finds, makes and changes posts."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def get(self, number: int) -> Post | None:
        """The post with its raw texts, wherever it is; None when there is none. Raises DestinationError."""
        return self._site.read(f"posts/{number}", {"context": "edit", "_fields": _RAW}, Post)

    def seen(self, number: int) -> Post | None:
        """The post as one who may only read it sees it; None when there is none. Raises DestinationError."""
        return self._site.read(f"posts/{number}", {"_fields": _FIELDS}, Post)

    def request_for(self, variant: Variant, remote: str = "") -> Request:
        """The request with the words: for a new draft, or for the post whose number is ``remote``."""
        path, data = (f"posts/{remote}", text_for(variant)) if remote else ("posts", draft_for(variant))
        return self._site.request("POST", path, query={"_fields": _RAW}, data=data)

    def send(self, request: Request) -> Post:
        """The post that ``request_for`` made or changed. Raises DestinationError, UnansweredError."""
        return self._site.send(request, Post)

    def change(self, number: int, data: Mapping[str, Any]) -> Post:
        """The post with other fields. Raises DestinationError, UnansweredError."""
        return self._site.send(self._site.request("POST", f"posts/{number}", query={"_fields": _RAW}, data=data), Post)

    def copies(self, variant: Variant) -> list[Post]:
        """All copies of the variant's use, in whatever status, the oldest first. Raises DestinationError.

        The search finds the mark in every text. A search plug-in may do it in another way, so that the slugs are asked for, too:
        the token while it is unfinished, the piece's own afterwards, and what WordPress makes of both.
        """
        mark = token(variant.key)
        found: dict[int, Post] = {}
        for query in ({"slug": ",".join((*_slugs(mark), *_slugs(variant.meta.slug)))}, {"search": mark}):
            for post in self._listed(query):
                if post.is_copy_of(mark) and not (post.id in found and found[post.id].content.raw):
                    found[post.id] = post
        return [found[number] for number in sorted(found)]

    def unmarked(self, variant: Variant, author: int) -> list[Post]:
        """The author's posts that have the variant's slug, or one that WordPress makes of it, and no use's mark. Raises DestinationError."""
        wanted = _slugs(variant.meta.slug)
        listed = self._listed({"slug": ",".join(wanted)})
        return [post for post in listed if post.is_nobodys and (post.author, post.status != TRASH) == (author, True)]

    def once_called(self, slug: str) -> Post | None:
        """The post that is out and had the slug before: WordPress sends visitors on from there (``wp_old_slug_redirect``).

        None also where nobody can tell, since a site need not.
        """
        with suppress(DestinationError):
            page = self._site.front_page({"name": slug})
            if number := _NUMBER.search(page.headers.get("link", "")):
                return self.get(int(number[1]))
            if address := page.headers.get("location", ""):
                return self.at(address)
        return None

    def at(self, url: str) -> Post | None:
        """The post whose address a person gave; None when it is none of this site. Raises DestinationError."""
        last = url.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]
        number = url.partition("?p=")[2]
        if number.isdecimal():
            return self.get(int(number))
        found = [post for post in self._listed({"slug": last}) if post.link.rstrip("/") == url.rstrip("/")] if last else []
        return found[0] if len(found) == 1 else None

    def _listed(self, query: Mapping[str, str]) -> Iterator[Post]:
        """The posts, in every status. Whom WordPress does not let change a post it does not show it to in ``edit``, without a word."""
        rest = {**query, "status": _EVERYWHERE, "per_page": "100", "orderby": "id", "order": "asc"}
        response = self._site.asked("posts", {**rest, "context": "edit", "_fields": _RAW})
        posts = self._site.converted(response, list[Post], DestinationError)
        yield from posts
        total = response.headers.get("x-wp-total", "")
        if not total.isdecimal() or int(total) > len(posts):
            yield from self._site.read("posts", {**rest, "_fields": _FIELDS}, list[Post]) or ()


def _slugs(slug: str) -> tuple[str, ...]:
    """A slug, what WordPress makes of it where it is taken, and what it makes of these in the trash."""
    counted = (slug, *(f"{slug}-{number}" for number in range(2, _MOST_SLUGS + 1)))
    return (*counted, *(f"{one}__trashed" for one in counted))
