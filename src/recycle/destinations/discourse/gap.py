"""What somebody may have done to a topic between an answer that was lost and the run that looks for it."""

from __future__ import annotations

import re

from recycle.destinations import found
from recycle.destinations.discourse.posts import Topic, raw_of
from recycle.destinations.found import same_lines
from recycle.model import Variant


def held_when_found(topic: Topic, variant: Variant) -> dict[str, str]:
    """Digests of the topic's title and words; where somebody has changed them since they were sent, of those that were sent."""
    title = found.held_when_found({"title": variant.meta.title}, {"title": topic.title}, same_title)
    return title | found.held_when_found({"text": raw_of(variant)}, {"text": topic.raw}, same_lines)


def same_title(sent: str, there: str) -> bool:
    """Whether the title is the one that was sent, as a forum writes it that was not told otherwise (``lib/text_cleaner.rb``).

    It has one ``!`` or ``?`` for many, no full stop at the end, no space before the last sign, a capital first where the first
    word has none, and small letters where all are capitals.
    """
    plain = _plain(sent)
    lower = plain.lower() if plain == plain.upper() else plain
    first, space, rest = lower.partition(" ")
    pretty = f"{first.capitalize()}{space}{rest}" if first == first.lower() else lower
    return _plain(there) in (plain, pretty)


def _plain(title: str) -> str:
    words = " ".join(title.replace("\u200b", "").split())
    for sign in "!?":
        words = re.sub(rf"(?:{re.escape(sign)})+", sign, words)
    words = words.rstrip(".") or words
    return f"{words[:-2]}{words[-1]}" if words.endswith((" !", " ?")) else words
