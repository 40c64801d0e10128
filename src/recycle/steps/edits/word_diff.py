"""What was changed between two texts, word by word, for people to read."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator

from recycle.late import regex

_TOKEN = regex(r"[^\W\d_]+|\d+|\s|[^\w\s]|_", re.UNICODE)
_ALIKE = 0.4
"""Lines that have less in common than this are one taken out and another put in, not one that was changed."""


def word_diff(old: str, new: str) -> str:
    """The lines that differ, with ``[-taken out-]`` and ``{+put in+}``; empty when the texts are the same."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    shown: list[str] = []
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag != "equal":
            shown += _changed(before[start:end], after[begin:stop])
    return "\n".join(line for line in shown if line.strip())


def _changed(before: list[str], after: list[str]) -> Iterator[str]:
    while before and after:
        yield from _pair(before.pop(0), after.pop(0))
    yield from (f"[-{line}-]" for line in before if line.strip())
    yield from (f"{{+{line}+}}" for line in after if line.strip())


def _pair(old: str, new: str) -> Iterator[str]:
    """One line that became another: as one line where they have enough in common."""
    words, others = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield from (f"[-{old}-]" if old.strip() else "", f"{{+{new}+}}" if new.strip() else "")
        return
    yield "".join(_marked(words, others, matcher))


def _marked(words: list[str], others: list[str], matcher: difflib.SequenceMatcher[str]) -> Iterator[str]:
    for tag, start, end, begin, stop in _coarse(words, matcher):
        out, put = "".join(words[start:end]), "".join(others[begin:stop])
        if tag == "equal":
            yield out
        else:
            yield f"[-{out}-]" if out else ""
            yield f"{{+{put}+}}" if put else ""


def _coarse(words: list[str], matcher: difflib.SequenceMatcher[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The changes, with those made one that only white space stands between: many small marks are hard to read."""
    codes = matcher.get_opcodes()
    held = codes[0] if codes else None
    for code, following in itertools.zip_longest(codes[1:], codes[2:]):
        is_gap = code[0] == "equal" and following is not None and not "".join(words[code[1] : code[2]]).strip()
        if held and held[0] != "equal" and (is_gap or code[0] != "equal"):
            held = ("replace", held[1], code[2], held[3], code[4])
        elif held:
            yield held
            held = code
    if held:
        yield held
