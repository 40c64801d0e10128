"""Micropub, the W3C's interface for posting to one's own site: WordPress with its plug-in, Micro.blog, Indiekit, and many more.

Source: https://www.w3.org/TR/micropub/. What the sites do beyond it is in ``micropub_endpoint`` and ``micropub_entry``.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations import keys
from recycle.destinations.found import as_found
from recycle.destinations.micropub.endpoint import Endpoint, checked
from recycle.destinations.micropub.entry import How, Post, delete, entry, html_of, update
from recycle.destinations.micropub.gap import held_when_found
from recycle.destinations.micropub.media import Media
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset, Finding, Piece, Placement, Variant
from recycle.spelling import one_of
from recycle.world.web import Response

_ALL = 50
"""Pages of the list of posts. A site with more is not asked for what it may have."""
_ACCEPTED = "accepted"
"""In ``Placement.held`` of what the site still has to make: nothing is known of its words yet."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which site, and how posts are made there."""

    endpoint: Annotated[str, Says(description="The Micropub endpoint; or say `site` instead.")] = ""
    site: Annotated[str, Says(description="A page of the site that names its endpoint (`rel=micropub`).")] = ""
    token: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the access token.")]
    status: Annotated[
        Literal["published", "draft"], Says(description="What a post is made as, where the site knows drafts.")
    ] = "published"
    syndicate_to: Annotated[
        tuple[str, ...],
        Says(description="Where the site itself shall send copies: the `uid` of each, as `recycle doctor` shows them."),
    ] = ()
    media_endpoint: Annotated[
        str, Says(description="Where images go, when that is another host than the endpoint's: the token is sent there, too.")
    ] = ""
    settling: Annotated[float, Says(ge=0, description="Seconds after which a post that was made is surely listed.")] = 10.0


class Micropub:
    """Finds its posts by a key in them, where the site lists its posts and keeps the key; else a person has to look."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if bool(settings.endpoint) == bool(settings.site):
            raise InputError("write either `endpoint`, or `site` for a page that names its endpoint.")
        for setting in ("endpoint", "site", "media_endpoint"):
            if said := getattr(settings, setting):
                checked(said, setting)
        self._settings = settings
        self._how = How(settings.status, settings.syndicate_to)
        self._token = Secret(settings.token, surroundings.environ, "token")
        self._endpoint = Endpoint(
            surroundings, self._token, endpoint=settings.endpoint, site=settings.site, hides=settings.status == "draft"
        )
        self._media = Media(self._endpoint, settings.media_endpoint)

    @property
    def service(self) -> str:
        """Where the endpoint is, or the site."""
        return self._endpoint.service

    @property
    def settling(self) -> float:
        """As the settings say."""
        return self._settings.settling

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # the site makes it
        """Never known."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # asked of every destination alike
        """A form that gives no HTML."""
        return "" if html_of(variant) else "this outlet's form gives no HTML, which is what the site is sent."

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request that makes or changes the post. Asks nobody."""
        return self._endpoint.shown(self._data(variant, placement.remote if placement else ""))

    def place(self, variant: Variant) -> Placement:
        """Makes the post. One that a broken-off attempt has made, if it is among the newest, is changed instead.

        Raises DestinationError when two posts have the key. A site that works later answers 202: the placement waits.
        """
        listing = self._endpoint.posts(pages=1)
        there = _marked(listing.posts, variant) if listing else None
        if there:
            return self._written(variant, there.url)
        answer = self._endpoint.act(self._data(variant, ""))
        url = self._location(answer)
        if not url:
            raise UnansweredError(f"{self.service} made the post and did not say where it is.")
        if answer.status == HTTPStatus.ACCEPTED:
            return Placement(
                url, url, keys.held({_ACCEPTED: url}), waits="the site has taken it and still has to make the page"
            )
        return self._placement(url)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Replaces the words of the post at its address. The address may change by that."""
        return self._written(variant, placement.remote)

    def withdraw(self, placement: Placement) -> None:
        """Deletes the post."""
        try:
            self._endpoint.act(delete(placement.remote))
        except DestinationError:
            if not self._is_gone(placement.remote):
                raise

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """A first place is looked for in the site's list, a revision and what waits at its address."""
        if before is None:
            return self._find_in_list(variant)
        there = self._endpoint.source(before.remote)
        if _ACCEPTED in before.held:
            if isinstance(there, Post) or (there is Answer.CANNOT_ASK and self._endpoint.is_public(before.remote)):
                return self._placement(before.remote)
            return Placement(before.remote, before.url, before.held, waits="the site has not made the page yet")
        if isinstance(there, Answer) or not there.key:
            return Answer.ABSENT if there is Answer.ABSENT else Answer.CANNOT_ASK
        return self._found(there, variant, before.remote) if there.digest == variant.digest else Answer.ABSENT

    def look(self, placement: Placement) -> Look | Answer:
        """The post as the site has it."""
        there = self._endpoint.source(placement.remote)
        if isinstance(there, Answer):
            return there
        dialect = "html" if there.is_html else "text"
        return Look(held=there.held, url=placement.url, title=there.name, text=there.words, dialect=dialect)

    def upload(self, asset: Asset, data: bytes) -> str:
        """Sends the image to the site's media endpoint."""
        return self._media.upload(asset, data)

    def uploaded(self, asset: Asset) -> str:
        """By its name, where the media endpoint keeps names and can be asked."""
        return self._media.uploaded(asset)

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # only the site knows, and `look` asks it
        """Not asked here."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Whether there is a token."""
        missing = f"the environment variable {self._token.name} is not set; it holds the site's access token."
        return () if self._token.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """What the endpoint can do. Raises DestinationError for a wrong token, and for copies that the site does not make."""
        config = self._endpoint.config()
        targets = config.get("syndicate-to")
        known = [str(one.get("uid")) for one in targets if isinstance(one, dict)] if isinstance(targets, list) else []
        if strange := [uid for uid in self._settings.syndicate_to if uid not in known]:
            raise DestinationError(f"syndicate_to: the site has no {one_of(strange)}; it has {one_of(known)}.")
        copies = f"; it can syndicate to {', '.join(known)}" if known else ""
        try:
            images = f"images go to {self._media.url()}"
        except DestinationError as error:
            images = error.message.rstrip(".")
        listing = self._endpoint.posts(pages=1)
        lists = "it lists its posts" if listing else "it does not list its posts, so that you have to look after a lost answer"
        return f"{self._endpoint.url()} takes the token; {lists}; {images}{copies}"

    # ── what is sent, and what comes of it ───────────────────────────────────────────────────────

    def _data(self, variant: Variant, url: str) -> dict[str, Any]:
        return update(variant, self._how, url) if url else entry(variant, self._how)

    def _written(self, variant: Variant, url: str) -> Placement:
        try:
            answer = self._endpoint.act(self._data(variant, url))
        except DestinationError:
            if self._is_gone(url):
                raise DestinationError(f"{url} was deleted there.") from None
            raise
        return self._placement(self._location(answer) or url)

    def _location(self, answer: Response) -> str:
        location = answer.headers.get("location", "")
        return urljoin(self._endpoint.url(), location) if location else ""

    def _placement(self, url: str) -> Placement:
        """Where it is now. That the site does not show it yet is no reason to doubt that it is there."""
        try:
            there = self._endpoint.source(url)
        except DestinationError:
            there = Answer.CANNOT_ASK
        held = there.held if isinstance(there, Post) else {}
        notes = [
            f"it is a draft: {url}" if self._settings.status == "draft" else "",
            "the site does not keep the key of recycle" if isinstance(there, Post) and not there.key else "",
        ]
        note = "; ".join(one for one in notes if one)
        return Placement(url, "" if self._settings.status == "draft" else url, held, note=note)

    def _is_gone(self, url: str) -> bool:
        try:
            return self._endpoint.source(url) is Answer.ABSENT
        except DestinationError:
            return False

    def _found(self, there: Post | Answer, variant: Variant, url: str) -> Placement:
        """Where a post is of which nobody has answered that it was sent; ``there`` is what the site says of it."""
        placement = self._placement(url)
        return as_found(placement, held_when_found(there, variant)) if isinstance(there, Post) and placement.held else placement

    def _find_in_list(self, variant: Variant) -> Placement | Answer:
        """ABSENT only when the list is whole, drafts are in it if this is one, and nothing in it can be the post without its key.

        Raises DestinationError for what can be that although the site keeps keys.
        """
        listing = self._endpoint.posts(_ALL)
        if listing is None:
            return Answer.CANNOT_ASK
        there = _marked(listing.posts, variant)
        if there:
            is_new = there.digest == variant.digest
            return self._found(self._endpoint.source(there.url), variant, there.url) if is_new else Answer.ABSENT
        if not listing.is_complete:
            return Answer.CANNOT_ASK
        if self._settings.status == "draft" and not any(post.status == "draft" for post in listing.posts):
            return Answer.CANNOT_ASK
        twin = next((post for post in listing.posts if _may_be(post, variant)), None)
        if twin is None or any(post.has_own_key for post in listing.posts):
            return Answer.ABSENT
        if any(post.key for post in listing.posts):
            # The key is only in the text here, where somebody may have taken it out.
            named = twin.url or twin.name
            raise DestinationError(f"{named} has its name or its slug, and not the key by which recycle finds its posts again.")
        return Answer.CANNOT_ASK


def _marked(posts: tuple[Post, ...], variant: Variant) -> Post | None:
    found = [post for post in posts if post.key == keys.token(variant.key)]
    if len(found) > 1:
        raise DestinationError(f"the site has this post {len(found)} times: {' and '.join(post.url for post in found)}.")
    if found and not found[0].url:
        raise DestinationError("the site has this post already, and does not say where: look there.")
    return found[0] if found else None


def _may_be(post: Post, variant: Variant) -> bool:
    """Whether the post has no key and looks like the variant."""
    if post.key:
        return False
    last = urlsplit(post.url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return post.name.strip() == variant.meta.title.strip() or (bool(last) and last.startswith(variant.meta.slug))


ROW = Row(
    "micropub",
    Settings,
    Micropub,
    uploads=True,
    forms={"blog": {"output": "fragment"}, "article": {"outputs": ["fragment"]}},
    gives_address=True,
)
