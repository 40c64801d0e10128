"""Names that somebody has typed wrong: near ones for them, and those in braces that stand for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable


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


def in_braces(said: str) -> tuple[str, ...] | None:
    """What stands between the braces of a sentence, in order; None when one of them has no other half."""
    before, *rest = said.split("{")
    parts = [part.partition("}") for part in rest]
    is_whole = "}" not in before and all(brace and "}" not in after for _, brace, after in parts)
    return tuple(name for name, _, _ in parts) if is_whole else None


def wrong_braces(said: str, known: Collection[str]) -> str:
    """What is wrong with the braces of a sentence in which only ``known`` names are filled in, and what to do; empty when nothing is."""
    typed = in_braces(said)
    wrong = next((name for name in typed or () if name not in known), None)
    if typed is not None and wrong is None:
        return ""
    names = " and ".join(", ".join(f"{{{name}}}" for name in known).rsplit(", ", 1))
    if not names:
        return "nothing is filled in here, so take the braces out."
    if wrong is None:
        return f"a brace has no other half; braces stand around what is filled in, which is {names} here."
    return f"nothing is filled in for {{{wrong}}}.{did_you_mean(wrong, known)} What is filled in here is {names}."
