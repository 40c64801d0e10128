"""How long a text takes to read."""

from __future__ import annotations

# Adults reading English non-fiction silently: M. Brysbaert, "How many words do we read per minute?",
# Journal of Memory and Language 109 (2019), 104047.
WORDS_PER_MINUTE = 238


def reading_minutes(words: int, speed: int = WORDS_PER_MINUTE) -> int:
    """How long ``words`` take at ``speed`` words a minute, to the nearest minute and never less than one."""
    return max(1, (words + speed // 2) // speed)
