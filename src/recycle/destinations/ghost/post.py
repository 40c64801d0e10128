"""What a variant is as a post of Ghost's, and what a post of Ghost's is as a placement. Nothing here asks anybody.

The text goes as one HTML card, since Ghost keeps that to the letter, on the page and in mail. What it makes of HTML by itself
loses ``kbd``, ``dl``, ``details``, footnotes and the space beside them. The card's last line is a comment with the
marker and the digest of the words, so that it can be told which words have arrived.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from recycle.destinations.keys import held, token
from recycle.model import Placement, Variant

DIALECTS = frozenset({"html", "email"})
EXCERPT_MAX, ALT_MAX, SLUG_MAX = 300, 191, 191
"""Characters; Ghost answers 422 to more (measured with Ghost 6.65)."""

_OPEN, _CLOSE = "<!-- ", " -->"
_PERSONAL = ("%%{", "%recipient.")
"""What Ghost, then Mailgun, puts a reader's name or address in place of."""


class Tag(Struct, frozen=True):
    """What a post is about; an ``internal`` one begins with # and is for themes and programs."""

    name: str
    visibility: str = "public"


class Email(Struct, frozen=True):
    """The one e-mail that a post can have. ``status`` is pending, submitting, submitted or failed."""

    status: str
    error: str | None = None
    email_count: int = 0

    @property
    def is_on_its_way(self) -> bool:
        """Whether Ghost has still to hand it over, to all or to some."""
        return self.status in ("pending", "submitting")


class Post(Struct, frozen=True):
    """A post as Ghost tells of it (https://docs.ghost.org/admin-api/posts/overview), as far as it matters here."""

    id: str
    slug: str = ""
    status: str = ""
    url: str = ""
    updated_at: str = ""
    title: str = ""
    published_at: str | None = None
    lexical: str | None = None
    html: str | None = None
    custom_excerpt: str | None = None
    tags: tuple[Tag, ...] = ()
    email: Email | None = None

    @property
    def is_out(self) -> bool:
        """Whether readers can have it: on the site, or only (``sent``) in their mail."""
        return self.status in ("published", "sent")


# ── from a variant to a post ─────────────────────────────────────────────────────────────────────


def fields_of(variant: Variant, *, tags: bool, mailed: bool, own: Post | None = None) -> dict[str, Any]:
    """What a post says that says what the variant says. What the piece does not say is not in it, and stays as it is there.

    ``own`` is the post as it stands: tags for the theme that a person has given it are kept, and its own address is not
    named as that of another page.
    """
    meta = variant.meta
    subject = meta.subject if meta.subject != meta.title else ""
    canonical = meta.canonical_url if own is None or meta.canonical_url != own.url else ""
    optional = {
        "custom_excerpt": summary_of(variant),
        "canonical_url": canonical,
        "feature_image": meta.cover_image,
        "feature_image_alt": meta.cover_alt if meta.cover_image else "",
        "email_subject": subject,
    }
    return {
        "title": meta.title,
        "lexical": lexical(card_of(variant, mailed=mailed)),
        **{name: value for name, value in optional.items() if value},
        "tags": _tags(variant, own, tags=tags),
    }


def _tags(variant: Variant, own: Post | None, *, tags: bool) -> list[dict[str, str]]:
    ours = [{"name": name} for name in variant.meta.tags] if tags else []
    mark = {"name": f"#{token(variant.key)}"}
    kept = [tag.name for tag in own.tags if not ours or tag.visibility == "internal"] if own else []
    return [*ours, *({"name": name} for name in kept if name != mark["name"]), mark]


def card_of(variant: Variant, *, mailed: bool) -> str:
    """The variant's HTML and, as its last line, which words of which use these are."""
    text = body_of(variant)
    for mark in _PERSONAL if mailed else ():
        # Ghost reads character references before it looks for these, so that only another character helps: U+200B has no width.
        text = text.replace(mark, f"{mark[0]}\u200b{mark[1:]}")
    return f"{text.rstrip()}\n{signed(variant)}"


def body_of(variant: Variant) -> str:
    """The HTML of the variant; empty when it has none."""
    return next((part.body for part in variant.parts if part.dialect in DIALECTS and isinstance(part.body, str)), "")


def signed(variant: Variant) -> str:
    """The comment by which the words of this variant are known."""
    return f"{_OPEN}{token(variant.key)} {variant.digest}".rstrip() + _CLOSE


def lexical(html: str) -> str:
    """The document of Ghost's editor that is one HTML card."""
    card = {"type": "html", "version": 1, "html": html}
    root = {"children": [card], "direction": None, "format": "", "indent": 0, "type": "root", "version": 1}
    return msgspec.json.encode({"root": root}).decode()


# ── from a post to a placement ───────────────────────────────────────────────────────────────────


def text_of(post: Post) -> str:
    """The post's HTML without our last line: of our one card, else (a person has been at it) as Ghost shows it."""
    card = _card(post)
    text, _, last = card.rstrip().rpartition("\n")
    return text if _is_signature(last) else card


def signature_of(post: Post) -> str:
    """The comment of ours that the post ends with; empty when somebody has taken it away."""
    last = _card(post).rstrip().rpartition("\n")[2]
    return last if _is_signature(last) else ""


def _is_signature(line: str) -> bool:
    return line.startswith(f"{_OPEN}rcy") and line.endswith(_CLOSE)


def _card(post: Post) -> str:
    try:
        only = msgspec.json.decode(post.lexical or "", type=_Document).root.children
        return only[0].html if len(only) == 1 and only[0].type == "html" else post.html or ""
    except msgspec.DecodeError:
        return post.html or ""


class _Node(Struct, frozen=True):
    type: str
    html: str = ""


class _Root(Struct, frozen=True):
    children: tuple[_Node, ...]


class _Document(Struct, frozen=True):
    root: _Root


def held_in(post: Post) -> dict[str, str]:
    """Digests of the words that Ghost has."""
    return held(texts_of(post))


def texts_of(post: Post) -> dict[str, str]:
    """The words of it that somebody may change."""
    return {"title": post.title, "text": text_of(post), "excerpt": post.custom_excerpt or ""}


def summary_of(variant: Variant) -> str:
    """The post's excerpt; empty when the piece has none."""
    return variant.meta.preview or variant.meta.description


def placement_from(post: Post, *, slug: str = "", mailed: bool = False) -> Placement:
    """Where the post is. ``slug`` is the one that was asked for, ``mailed`` says that an e-mail was.

    The address of a scheduled post shows it to those who know it, and leads to the post's own when that is there.
    """
    notes = (_time_note(post), _mail_note(post.email) if post.is_out and mailed else "", _slug_note(post, slug))
    return Placement(
        remote=post.id,
        url="" if post.status == "draft" else post.url,
        held=held_in(post),
        waits=_waits(post),
        note="; ".join(note for note in notes if note),
    )


def _waits(post: Post) -> str:
    if post.status == "draft":
        return "it is a draft in Ghost: somebody has to publish it there"
    if post.is_out and post.email and post.email.is_on_its_way:
        return f"the post is there, and Ghost is still sending its e-mail to {_readers(post.email)}"
    return ""


def _time_note(post: Post) -> str:
    return f"it is scheduled there for {post.published_at}" if post.status == "scheduled" else ""


def _mail_note(email: Email | None) -> str:
    if email is None:
        return "the post is there, but Ghost has made no e-mail of it: look there why"
    if email.status == "failed":
        said = f' ("{email.error.rstrip(".")}")' if email.error else ""
        return f"the post is there, but its e-mail to {_readers(email)} failed{said}: open the post in Ghost and retry there"
    return ""


def _readers(email: Email) -> str:
    return f"{email.email_count} reader{'s' * (email.email_count != 1)}"


def _slug_note(post: Post, slug: str) -> str:
    begin, _, number = post.slug.rpartition("-")
    if slug and begin == slug and number.isdecimal():
        return f'another post has the address "{slug}", so that Ghost gave this one "{post.slug}"'
    return ""
