"""Suggestions in an edit: passages of other pieces between lines of colons, which a person keeps or leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from recycle.model import Finding
from recycle.readers.fences import COLONS, Fence, fences

SUGGESTED = "suggested"
KEPT = ("kept", "keep")
_FROM = "from"


class Suggestion(NamedTuple):
    """Where a suggested passage comes from, as the text says it, and the line of the text that it begins on, from 1."""

    source: str
    line: int


class Settled(NamedTuple):
    """A text as it may leave: what is only suggested is blank, what is kept stands without its colons, on the lines where it was."""

    text: str
    kept: tuple[Suggestion, ...]
    left: tuple[Suggestion, ...]
    broken: tuple[tuple[int, str], ...]
    """Lines, and what is wrong there. Nothing is taken away there, since nobody knows how far it goes."""

    @property
    def broken_lines(self) -> frozenset[int]:
        """The lines alone."""
        return frozenset(line for line, _ in self.broken)


def settle(text: str) -> Settled:
    """What of an edit's ``text`` a reader gets of its suggestions."""
    lines = text.split("\n")
    kept: list[Suggestion] = []
    left: list[Suggestion] = []
    broken: list[tuple[int, str]] = []
    for fence in filter(_is_ours, fences(text)):
        if fault := _fault(fence):
            broken.append((fence.first, fault))
        elif fence.words[0].casefold() in KEPT:
            kept.append(Suggestion(" ".join(fence.words[2:]), fence.first))
            _blank(lines, (fence.first, fence.last))
        else:
            left.append(Suggestion(" ".join(fence.words[2:]), fence.first))
            _blank(lines, range(fence.first, fence.last + 1))
    return Settled("\n".join(lines), tuple(kept), tuple(left), tuple(broken))


def suggestion_findings(
    settled: Settled, path: str, place: Callable[[int], int], is_piece: Callable[[str], bool]
) -> Iterator[Finding]:
    """What is to be said of the suggestions in the file at ``path``. ``place`` makes a line of the file of a line of the text."""
    for line, fault in settled.broken:
        yield Finding("edit-suggestion-broken", fault, path, place(line))
    for one in settled.kept:
        if not is_piece(one.source):
            message = f'there is no piece "{one.source}", whose use would be remembered; correct the name, or take both lines of colons away.'
            yield Finding("edit-suggestion-source", message, path, place(one.line))
    for one in settled.left:
        message = f"what is suggested from {one.source} is left out: write kept for suggested to use it, or delete it."
        yield Finding("edit-suggestion-open", message, path, place(one.line), "warning")


def fenced(source: str, markdown: str) -> str:
    """``markdown`` as a suggestion from the piece ``source``."""
    rows = markdown.strip("\n").split("\n")
    colons = [len(row) - len(row.lstrip(":")) for row in map(str.lstrip, rows) if row.startswith(COLONS)]
    fence = ":" * max(3, *(count + 1 for count in colons), 3)
    return "\n".join((f"{fence} {SUGGESTED} {_FROM} {source}", *rows, fence))


def _is_ours(fence: Fence) -> bool:
    return fence.words[:1] in ((SUGGESTED,), *((word,) for word in KEPT)) or fence.words[1:2] == (_FROM,)


def _fault(fence: Fence) -> str:
    word, *rest = fence.words
    if word.casefold() not in (SUGGESTED, *KEPT):
        return f'"::: {word}" is not known here: write ::: kept to use the passage, ::: suggested to leave it.'
    if len(rest) < 2 or rest[0] != _FROM:
        return f"::: {word} needs the piece that the passage is from: ::: {word} from PIECE."
    if not fence.is_closed:
        return "this suggestion is not closed; end it with a line that holds nothing but its colons."
    return ""


def _blank(lines: list[str], numbers: Sequence[int]) -> None:
    """Empty the lines, so that all others keep their numbers; what stands before the colons holds a quotation together."""
    head = lines[numbers[0] - 1].partition(COLONS)[0]
    for number in numbers:
        lines[number - 1] = head.rstrip() if not head.strip(" >") else ""
