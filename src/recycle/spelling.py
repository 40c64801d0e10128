"""Near names for wrong ones."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean "x"?`` with a space before it, or an empty string when nothing known is near ``word``."""
    from difflib import get_close_matches  # a wrong name is rare

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def is_misspelt(word: str, meant: str) -> bool:
    """Whether ``word`` is ``meant`` with more around it, or with a letter or two wrong: nearer than it takes for a hint."""
    from difflib import get_close_matches  # as above

    return word != meant and (meant in word or bool(get_close_matches(word, (meant,), cutoff=0.8)))


def one_of(known: Iterable[str]) -> str:
    """The known names in a row, for messages: ``blog, forum or article``."""
    names = sorted(known)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else "none"
