"""What somebody may have done to a post between an answer that was lost and the run that looks for it."""

from __future__ import annotations

from html import unescape

from recycle.destinations.found import left_to_them
from recycle.destinations.keys import token
from recycle.destinations.markup import same_but_for_what_is_gone, same_html, same_words, words_of
from recycle.destinations.wordpress.posts import Post, Posts, has_words, texts_for
from recycle.destinations.wordpress.site import Me
from recycle.errors import DestinationError
from recycle.model import Variant


def without_mark(posts: Posts, variant: Variant, author: int) -> Post | None:
    """Our post after somebody has taken the mark out of it, known by the name that it had as a draft.

    Raises DestinationError when there is one that may be ours and may not: it has the author, the slug, and the title or many words.
    """
    same_slug = posts.unmarked(variant, author)
    doubtful = [post for post in same_slug if _is_like(post, variant)]
    post = posts.once_called(token(variant.key))
    if post and post.is_nobodys and post.author == author:
        # Some sites send visitors of a page that is not there on to whatever is like it.
        if _is_like(post, variant) or any(one.id == post.id for one in same_slug):
            return post
        doubtful = [post, *doubtful]
    if doubtful:
        named = f'post {doubtful[0].id} there ("{unescape(doubtful[0].title.raw)}", {doubtful[0].url})'
        raise DestinationError(
            f"{named} may be it: it is like it, and lacks the comment by which recycle finds its posts again."
        )
    return None


def _is_like(post: Post, variant: Variant) -> bool:
    sent = texts_for(variant)
    words, there = set(words_of(sent["text"])), set(words_of(post.content.raw or post.content.rendered))
    return same_html(sent["title"], post.title.raw) or 2 * len(words & there) > len(words)


def theirs(copy: Post, variant: Variant, me: Me) -> str:
    """What to do about a draft that a run has left unfinished, when somebody has changed it since; empty when nobody has.

    From an account that is not trusted with all HTML, WordPress takes some of it out.
    """
    if not copy.is_unfinished(token(variant.key)):
        return ""
    sent = texts_for(variant)
    if copy.is_nobodys:
        is_touched = not same_words(sent["text"], copy.texts["text"])
    else:
        is_same = same_html if me.is_trusted else same_but_for_what_is_gone
        is_touched = has_words(copy, variant) and not all(is_same(text, copy.texts[name]) for name, text in sent.items())
    return left_to_them(f"post {copy.id}") if is_touched else ""
