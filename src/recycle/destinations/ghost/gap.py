"""What somebody may have done to a post between an answer that was lost and the run that looks for it."""

from __future__ import annotations

from recycle.destinations import found
from recycle.destinations.ghost.post import Post, card_of, signature_of, signed, summary_of, texts_of
from recycle.destinations.markup import same_html
from recycle.model import Placement, Variant


def has_arrived(post: Post, variant: Variant) -> bool:
    """Whether the variant's words arrived in its own post. Who takes our last line away has changed what did: only other words of ours do not count."""
    return signature_of(post) in ("", signed(variant))


def held_when_found(post: Post, variant: Variant, before: Placement | None, *, mailed: bool) -> dict[str, str]:
    """Digests of the post's words; where somebody has changed them since they were sent, of those that were sent."""
    held = found.held_when_found(_sent(variant, mailed=mailed), texts_of(post), _same_on(post))
    # A revision without an excerpt leaves the one that is there.
    kept = before.held.get("excerpt") if before and not summary_of(variant) else None
    return {**held, "excerpt": kept} if kept else held


def theirs(post: Post, variant: Variant, *, mailed: bool) -> str:
    """What to do about a draft that was left unfinished, when somebody has changed it since; empty when nobody has."""
    there, is_same = texts_of(post), _same_on(post)
    as_sent = (is_same(words, there[name]) for name, words in _sent(variant, mailed=mailed).items())
    is_theirs = has_arrived(post, variant) and not all(as_sent)
    return found.left_to_them(f'"{post.title}"') if is_theirs else ""


def _sent(variant: Variant, *, mailed: bool) -> dict[str, str]:
    text = card_of(variant, mailed=mailed).rpartition("\n")[0]
    return {"title": variant.meta.title, "text": text, "excerpt": summary_of(variant)}


def _same_on(post: Post) -> found.Same:
    """Ghost makes whole addresses of relative ones, and drops spaces around a title."""
    return lambda sent, there: same_html(sent.strip(), there.strip(), post.url)
