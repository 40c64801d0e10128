"""Ghost: posts on its site, and the same posts as a newsletter. https://docs.ghost.org/admin-api/ describes its interface."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Literal

from recycle.destinations.found import as_found
from recycle.destinations.ghost import gap, jwt
from recycle.destinations.ghost import images as ghost_images
from recycle.destinations.ghost import post as ghost_post
from recycle.destinations.ghost.post import Post, placement_from
from recycle.destinations.ghost.requests import change_for, request_for, spelled
from recycle.destinations.ghost.settings import Settings
from recycle.destinations.ghost.site import POSTS, Site
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Asset, Finding, Limits, Piece, Placement, Variant
from recycle.world.clock import now
from recycle.world.web import Request

_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between two looks at a mail that is being sent."""


class Ghost:
    """One site. Every post has an internal tag made of its use's key, by which it is found again."""

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        settings.refuse_what_does_nothing()
        self._settings = settings
        self._web = surroundings.web
        self._key = Secret(settings.key, surroundings.environ, "key")
        self._site = Site(surroundings, settings.url, self._key)

    @property
    def final(self) -> bool:
        """Mail alone is; a page can be changed although it was mailed."""
        return self._settings.only_mail

    @property
    def _is_mailed(self) -> bool:
        return bool(self._settings.newsletter)

    @property
    def service(self) -> str:
        """Where Ghost is."""
        return self._site.api.name

    @property
    def settling(self) -> float:
        """As set."""
        return self._settings.settling

    # ── before ───────────────────────────────────────────────────────────────────────────────────

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # asked of every destination alike
        """Never known: the site says how its addresses are made, and gives none twice."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # as above
        """What Ghost would refuse because it is too long."""
        meta = variant.meta
        if not ghost_post.body_of(variant):
            return "Ghost takes HTML, and this form writes none."
        for name, value, most in (
            ("preview" if meta.preview else "description", meta.preview or meta.description, ghost_post.EXCERPT_MAX),
            ("alternative text of the cover image", meta.cover_alt, ghost_post.ALT_MAX),
            ("slug", meta.slug, ghost_post.SLUG_MAX),
        ):
            if len(value) > most:
                return f"the {name} has {len(value)} characters, and Ghost takes {most}: write a shorter one."
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The first request, whole, and the other in a line. ``updated_at`` of a revise is what Ghost says then."""
        api, goal = self._site.api, self._goal(variant)
        if placement:
            there = Post(placement.remote, url=placement.url, updated_at="what Ghost says when it is asked")
            return api.shown(change_for(api, there, self._fields(variant, there)))
        shown = api.shown(request_for(api, self._settings, variant, now()))
        if goal == "draft":
            return shown
        query = f"?newsletter={self._settings.newsletter}" if self._settings.newsletter else ""
        return f"{shown}\n\nthen PUT {api.url}{POSTS}ID/{query} with the status {goal}"

    # ── there ────────────────────────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """A draft, looked for before it is made, and then published; mail leaves with that step, and only with that.

        Raises DestinationError for a clear no, UnansweredError when Ghost did not say what became of it, or somebody has changed
        what an earlier attempt has left.
        """
        self._check_newsletter()
        api, post = self._site.api, self._ours(variant)
        if post and self._is_due(post, variant) and (reason := gap.theirs(post, variant, mailed=self._is_mailed)):
            raise UnansweredError(reason)
        if post and not self._is_due(post, variant) and gap.has_arrived(post, variant):
            return self._found(post, variant, None)
        post = post or self._site.send(request_for(api, self._settings, variant, now()))
        is_stale = ghost_post.signature_of(post) != ghost_post.signed(variant)
        fields = self._fields(variant, post) if is_stale else {}
        query: dict[str, str] = {}
        if self._is_due(post, variant):
            fields |= self._time(variant)
            # A post has one e-mail at most. Where this one has it already, somebody has made it a draft again afterwards.
            if self._settings.newsletter and post.email is None:
                query = {"newsletter": self._settings.newsletter, "email_segment": self._settings.segment}
        return self._placed(self._site.send(change_for(api, post, fields, query)) if fields else post, variant)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Changes the post, and never mails it again. Its address, its status and who may read it stay as they are there.

        Raises DestinationError when it is gone, or somebody is at it in this moment.
        """
        post = self._site.post(placement.remote)
        if post is None:
            raise DestinationError("it was deleted there; --again places it anew.")
        return self._placed(self._site.send(change_for(self._site.api, post, self._fields(variant, post))), variant)

    def withdraw(self, placement: Placement) -> None:
        """Deletes the post for good: Ghost has no trash. What was mailed stays with its readers."""
        if post := self._site.post(placement.remote):
            self._site.delete(post.id)

    def _placed(self, post: Post, variant: Variant) -> Placement:
        """Where the post is, after a while for its e-mail to be handed over. Raises nothing: the post is there."""
        waited = 0.0
        for pause in _PAUSES:
            waited += pause
            if waited > self._settings.patience or not (post.is_out and post.email and post.email.is_on_its_way):
                break
            self._web.wait(pause)
            try:
                post = self._site.post(post.id) or post
            except DestinationError:
                break
        return placement_from(post, slug=variant.meta.slug, mailed=self._is_mailed)

    # ── asked ────────────────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Looks for the words of the variant. A draft that should be out is ABSENT, since ``place`` finishes it.

        Raises DestinationError when somebody has changed such a draft.
        """
        post = self._site.post(before.remote) if before else self._ours(variant)
        if post is None:
            return Answer.ABSENT
        has_arrived = gap.has_arrived(post, variant)
        if before is None:
            if not self._is_due(post, variant):
                return self._found(post, variant, None) if has_arrived else Answer.ABSENT
            if reason := gap.theirs(post, variant, mailed=self._is_mailed):
                raise DestinationError(reason)
            return Answer.ABSENT
        if before.waits:  # whoever publishes a draft may have written it anew before
            return self._placed(post, variant) if has_arrived else Answer.ABSENT
        is_new = ghost_post.signature_of(post) == ghost_post.signed(variant)
        return self._found(post, variant, before) if is_new else Answer.ABSENT

    def _found(self, post: Post, variant: Variant, before: Placement | None) -> Placement:
        """Where a post is of which nobody has answered that it was sent."""
        held = gap.held_when_found(post, variant, before, mailed=self._is_mailed)
        return as_found(self._placed(post, variant), held)

    def look(self, placement: Placement) -> Look | Answer:
        """The words that Ghost has now. Raises DestinationError when it does not say."""
        post = self._site.post(placement.remote)
        if post is None:
            return Answer.ABSENT
        there = placement_from(post)
        return Look(held=there.held, url=there.url, title=post.title, text=ghost_post.text_of(post))

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # ``look`` asks
        """Not known without asking."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """A key that is not there, or is none."""
        try:
            jwt.split(self._key)
        except DestinationError as error:
            return (Finding("ghost-key", error.message),)
        return ()

    def account(self) -> str:
        """Which site lets us in. Raises DestinationError when it does not, or cannot mail what it should."""
        site, newsletter = self._site.about(), self._settings.newsletter
        self._site.newsletters()  # the site tells everybody of itself; this it tells only those with a key
        may = f'"{site.title}" (Ghost {site.version}) lets us in to write and delete posts and to upload images; its key has no end'
        if not newsletter:
            return may
        self._check_newsletter()
        if not self._site.can_mail():
            raise DestinationError(f'"{site.title}" cannot send mail: set up Mailgun in Ghost, or leave out newsletter.')
        return f"{may}. Posts are mailed as {newsletter}"

    def _check_newsletter(self) -> None:
        """Raises DestinationError for a newsletter that is not there; Ghost would break over it (500), not say no."""
        wanted = self._settings.newsletter
        there = [one.slug for one in self._site.newsletters() if one.status == "active"] if wanted else []
        if wanted and wanted not in there:
            named = f"there are {', '.join(there)}" if there else "there is none"
            raise DestinationError(f'{self.service} has no newsletter "{wanted}" that is active: {named}.')

    def _ours(self, variant: Variant) -> Post | None:
        mark = token(variant.key)
        found = self._site.marked(mark)
        if len(found) > 1:
            named = " and ".join(f'"{post.title}" ({post.url})' for post in found)
            raise DestinationError(f"{named} have the same internal tag #{mark}: leave it to one of them.")
        return found[0] if found else None

    # ── images ───────────────────────────────────────────────────────────────────────────────────

    def upload(self, asset: Asset, data: bytes) -> str:
        """The address of an image that was not there. Raises as ``place`` does."""
        return self._site.send_image(ghost_images.request_for(self._site.api.url, asset, data))

    def uploaded(self, asset: Asset) -> str:
        """The address of an image that was uploaded this month or last, else empty. Raises DestinationError."""
        site = self._site.about()
        for address in ghost_images.addresses(site.url, asset, site.date):
            # Without the key: the pages of a site may be elsewhere than its editor.
            answer = self._web.service(address).read(Request(method="HEAD", url=address))
            if ghost_images.is_there(address, answer):
                return address
        return ""

    # ── what is sent ─────────────────────────────────────────────────────────────────────────────

    def _fields(self, variant: Variant, own: Post) -> dict[str, Any]:
        """What the variant says, with its time where the post has one still to come."""
        fields = ghost_post.fields_of(variant, tags=self._settings.tags, mailed=self._is_mailed, own=own)
        return fields | (self._time(variant) if own.status == "scheduled" else {})

    def _time(self, variant: Variant) -> dict[str, str]:
        due, goal = variant.meta.not_before, self._goal(variant)
        return {"status": goal, "published_at": spelled(due)} if due and goal == "scheduled" else {"status": goal}

    def _goal(self, variant: Variant) -> Literal["draft", "scheduled", "published"]:
        if self._settings.status == "draft":
            return "draft"
        due = variant.meta.not_before
        return "scheduled" if due and due > now() else "published"

    def _is_due(self, post: Post, variant: Variant) -> bool:
        """Whether an attempt has been broken off before the draft was published."""
        return post.status == "draft" and self._goal(variant) != "draft"


__all__ = ["ROW", "Ghost", "Settings", "request_for"]

ROW = Row(
    "ghost",
    Settings,
    Ghost,
    dialects=ghost_post.DIALECTS,
    uploads=True,
    forms=MappingProxyType(
        {
            "blog": MappingProxyType({"output": "fragment"}),
            "article": MappingProxyType({"outputs": ["fragment"]}),
            "newsletter": MappingProxyType({"output": "fragment"}),
        }
    ),
    # Measured with Ghost 6.65: 422 for more. A tag that begins with # is internal, one with a comma in front none.
    limits=Limits(title_max=255, subject_max=300, tag_pattern=r"[^#,\s].{0,190}"),
    gives_address=True,
    schedules=True,
)
