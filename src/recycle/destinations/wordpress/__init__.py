"""WordPress: posts over its REST API, with an application password.

A post begins as a draft that nobody sees, and gets its slug, its terms and its status in one go by its number. Each copy has a comment
with the token of its use and the digest of its words, by which it is found in whatever status and under whatever slug it is.
"""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType

from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.destinations.wordpress.fields import Fields
from recycle.destinations.wordpress.gap import theirs, without_mark
from recycle.destinations.wordpress.media import Media
from recycle.destinations.wordpress.posts import (
    OUT,
    TRASH,
    Post,
    Posts,
    found,
    has_words,
    look_of,
    placement_from,
    state,
    waits,
)
from recycle.destinations.wordpress.settings import Settings
from recycle.destinations.wordpress.site import GONE, MAY_NOT_PUBLISH, Site, code_of
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset, Finding, Limits, Piece, Placement, Variant

__all__ = ["ROW", "Settings", "WordPress"]

_ABLE = MappingProxyType(
    {
        "publish_posts": "publish",
        "upload_files": "upload images",
        "manage_categories": "make categories",
        "edit_others_posts": "write under other names",
        "unfiltered_html": "write all HTML",
    }
)
"""What recycle can need, by WordPress's names for it."""


class WordPress:
    """One account at one site."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if ":" in settings.user:
            raise InputError("user: no name that logs in has a colon in it.")
        self._settings = settings
        self._password = Secret(settings.password, surroundings.environ, "password")
        self._site = Site(surroundings, settings.url, settings.user, self._password)
        self._posts = Posts(self._site)
        self._media = Media(self._site)
        self._fields = Fields(self._site, settings, self._media)

    @property
    def service(self) -> str:
        """Scheme, host and port."""
        return self._site.api.name

    @property
    def settling(self) -> float:
        """As set."""
        return self._settings.settling

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # the site's own rule for addresses is not told
        """Only the site knows."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # nothing of them can be wrong offline
        """Nothing that can be known without asking."""
        return ""

    # ── sending ──────────────────────────────────────────────────────────────────────────────────

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request with the words, and what is sent beside it."""
        if placement is None:
            said = f"then, to the number that it has got: {self._fields.described(variant)}"
            return f"{self._site.api.shown(self._posts.request_for(variant))}\n\n{said}"
        remote = placement.remote if placement.remote.isdecimal() else "ID"
        beside = self._fields.described_others(variant)
        said = f"\n\nbefore it, where it is something else there: {beside}" if beside else ""
        return f"{self._site.api.shown(self._posts.request_for(variant, remote))}{said}"

    def place(self, variant: Variant) -> Placement:
        """A draft, then by its number all that makes it a post. What a broken-off attempt has left is finished.

        Raises DestinationError, also for a copy in the trash, which is never brought back; UnansweredError.
        """
        self._must_write()
        copy = self._copy(variant)
        if copy and self._has_arrived(copy, variant):
            return self._found(copy, variant)
        if copy and (reason := theirs(copy, variant, self._site.me())):
            raise UnansweredError(reason)
        fields, note = self._fields.new(variant)
        if copy and has_words(copy, variant):
            return self._found(self._posts.change(copy.id, fields), variant, note)
        draft = self._posts.send(self._posts.request_for(variant, str(copy.id) if copy else ""))
        _must_be_marked(draft, variant)
        return placement_from(self._posts.change(draft.id, fields), variant, note)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """First tags, cover and date where they are others, then the words, whose mark says that all is done.

        Its slug, its status and its categories stay as they are there. Raises DestinationError, UnansweredError.
        """
        post = self._standing(placement)
        if post is None:
            raise DestinationError("it was deleted there.")
        if post.status == TRASH:
            raise DestinationError(f"it is in the trash there, as post {post.id}: restore it, or place it anew with --again.")
        fields, note = self._fields.others(variant, post)
        if fields:
            self._posts.change(post.id, fields)
        return placement_from(self._posts.send(self._posts.request_for(variant, str(post.id))), variant, note)

    def withdraw(self, placement: Placement) -> None:
        """To the trash, from which WordPress removes it after 30 days; where a site has no trash, it is deleted."""
        post = self._standing(placement)
        if post is None:
            return
        response = self._site.answer(self._site.request("DELETE", f"posts/{post.id}"))
        if code_of(response) == "rest_trash_not_supported":
            response = self._site.answer(self._site.request("DELETE", f"posts/{post.id}", query={"force": "true"}))
        if response.status != HTTPStatus.OK and code_of(response) not in GONE:
            self._site.refuse(response)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Looks for the mark, then for our post without it. A draft that was begun and not finished is ABSENT: ``place`` goes on with it.

        Raises DestinationError for a copy in the trash, for two copies, for a draft that somebody has changed, and for a post of
        which nobody can tell whether it is ours: a person has to look.
        """
        if before and before.waits:
            return self._followed(before)
        if before:
            post = self._standing(before)
            return self._found(post, variant) if post and has_words(post, variant) else Answer.ABSENT
        copy = self._copy(variant)
        if copy is None:
            unmarked = without_mark(self._posts, variant, self._fields.author() or self._site.me().id)
            return self._found(unmarked, variant) if unmarked else Answer.ABSENT
        if self._has_arrived(copy, variant):
            return self._found(copy, variant)
        if reason := theirs(copy, variant, self._site.me()):
            raise DestinationError(reason)
        return Answer.ABSENT

    def look(self, placement: Placement) -> Look | Answer:
        """The post; what is in the trash is gone. Raises DestinationError."""
        post = self._standing(placement)
        return look_of(post) if post and post.status != TRASH else Answer.ABSENT

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # look() knows
        """Is not known without asking."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Is the password there."""
        missing = f"the environment variable {self._password.name} is not set; it holds the application password of {self._settings.user}."
        return () if self._password.is_set else (Finding(rule="secret-missing", message=missing),)

    def account(self) -> str:
        """Who the account is and what it may do of what recycle can need. Raises DestinationError when it may not do what is set."""
        me = self._site.me()
        self._must_write()
        may = ", ".join(("write", *(what for name, what in _ABLE.items() if me.may(name))))
        may_not = ", ".join(what for name, what in _ABLE.items() if not me.may(name))
        said = f"logged in as {me.name or self._settings.user} ({', '.join(me.roles) or 'no role'}); may {may}"
        return f"{said}; may not {may_not}" if may_not else said

    # ── images ───────────────────────────────────────────────────────────────────────────────────

    def upload(self, asset: Asset, data: bytes) -> str:
        """Into the library, named after its bytes."""
        return self._media.upload(asset, data)

    def uploaded(self, asset: Asset) -> str:
        """By that name."""
        return self._media.uploaded(asset)

    # ── what is there ────────────────────────────────────────────────────────────────────────────

    def _must_write(self) -> None:
        self._site.must("edit_posts", "may not write posts: give the account the role Author")
        if self._settings.status == "publish":
            self._site.must("publish_posts", MAY_NOT_PUBLISH)

    def _copy(self, variant: Variant) -> Post | None:
        """The one copy that there is. Raises DestinationError when a person has to look first."""
        copies = self._posts.copies(variant)
        there = [post for post in copies if post.status != TRASH]
        if len(there) > 1:
            named = " and ".join(f"post {post.id} ({post.status}, {post.url})" for post in there)
            raise DestinationError(f"it is there {len(there)} times: {named}. Move to the trash there what is too much.")
        if copies and not there:
            named = f"it is in the trash there, as post {copies[-1].id}"
            raise DestinationError(f"{named}: restore it there, or delete it there for good; then run this again.")
        return there[0] if there else None

    def _found(self, post: Post, variant: Variant, note: str = "") -> Placement:
        return found(post, variant, note, is_trusted=self._site.me().is_trusted)

    def _has_arrived(self, post: Post, variant: Variant) -> bool:
        is_finished = not post.is_unfinished(token(variant.key))
        return is_finished and has_words(post, variant) and self._fields.are_on(post, variant)

    def _standing(self, placement: Placement) -> Post | None:
        """The post that is meant; None when it is gone. Raises DestinationError when nobody can tell which it is."""
        if placement.remote.isdecimal():
            return self._posts.get(int(placement.remote))
        url = placement.url or placement.remote
        post = self._posts.at(url)
        if post is None:
            raise DestinationError(f"no post at {self._site.api.name} has the address {url}.")
        return post

    def _followed(self, before: Placement) -> Placement | Answer:
        """What became of a post that waits for an editor. Who may not change it any more may still see that it is out."""
        if not before.remote.isdecimal():
            return Answer.CANNOT_ASK
        post = self._posts.seen(int(before.remote))
        if post is None or post.status == TRASH:
            return Answer.ABSENT
        still = waits(post) or ("" if post.status in OUT else "it waits for an editor, as a draft")
        # As it was sent: what an editor has changed since is a change by hand.
        return Placement(before.remote, post.url, before.held, still, "" if still else state(post))


def _must_be_marked(post: Post, variant: Variant) -> None:
    """Before anybody sees it. What cannot be found again could be posted twice."""
    if not has_words(post, variant):
        raise DestinationError(
            f"the site takes the comment out of the text by which recycle finds its posts again, so post {post.id} stays a draft:"
            " allow HTML comments in the plug-in that cleans texts."
        )


ROW = Row(
    "wordpress",
    Settings,
    WordPress,
    dialects=frozenset({"html"}),
    uploads=True,
    forms=MappingProxyType({"blog": {"output": "fragment"}, "article": {"outputs": ["fragment"]}}),
    limits=Limits(tag_pattern=".{1,200}"),
    gives_address=True,
    schedules=True,
)
