"""What somebody may have done to a post between an answer that was lost and the run that looks for it.

Sites make of HTML what they like, so that only the words are compared.
"""

from __future__ import annotations

from recycle.destinations import found
from recycle.destinations.markup import same_words, words_of
from recycle.destinations.micropub.entry import Post, html_of
from recycle.late import regex
from recycle.model import Variant

_WORD = regex(r"\w+")


def held_when_found(there: Post, variant: Variant) -> dict[str, str]:
    """Digests of the post's name and content; where somebody has changed its words since they were sent, of those that were sent."""
    is_same = same_words if there.is_html else _has_words_of
    sent = {"name": variant.meta.title, "content": html_of(variant)}
    return found.held_when_found(sent, there.texts, lambda old, new: old.strip() == new.strip() or is_same(old, new))


def _has_words_of(html: str, text: str) -> bool:
    """Whether ``text`` has all the words of ``html`` and no others. In Markdown the addresses are words, too."""
    words, all_words = set(_WORD.findall(" ".join(words_of(html)))), set(_WORD.findall(html))
    return words <= set(_WORD.findall(text)) <= words | all_words
