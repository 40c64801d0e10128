"""Which sign an emphasis can be written with, by CommonMark's rules for delimiter runs.

See https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis. The signs written here are always isolated (no run touches
another of its character) and both ends of a pair are equally long, so that the rules come down to: the first sign can open,
the last can close, and a sign inside another pair of its character cannot be taken for that pair's end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_ROUNDS = (("del", ("~~",)), ("strong", ("**", "__")), ("em", ("*", "_")))
_UNSEEN = "~"
"""Parsers with strikethrough look past its sign for the characters around another sign."""


class Pair:
    """Two places in the pieces of a block that hold the beginning and the end of one emphasis; ``outer`` is the pair around it."""

    __slots__ = ("begin", "end", "forbidden", "outer", "sign", "tag")

    def __init__(self, tag: str, begin: int, outer: int | None) -> None:
        self.tag = tag
        self.begin = begin
        self.end = begin
        self.outer = outer
        self.sign = ""
        self.forbidden = ""


def settle(pieces: list[str], pairs: list[Pair]) -> None:
    """Replace the HTML elements of ``pairs`` in ``pieces`` by signs wherever these will be read as the same.

    Strong before em: so a strong emphasis of an emphasis is ``**_x_**``.
    """
    for tag, signs in _ROUNDS:
        for pair in pairs:
            if pair.tag == tag:
                _settle_one(pieces, pairs, pair, signs)


def _settle_one(pieces: list[str], pairs: list[Pair], pair: Pair, signs: tuple[str, ...]) -> None:
    opening = _Place(pieces, pair.begin)
    closing = _Place(pieces, pair.end)
    for sign in signs:
        character = sign[0]
        if character in pair.forbidden or opening.touches(character) or closing.touches(character):
            continue
        if not (opening.can_open(character) and closing.can_close(character)):
            continue
        around = tuple(_around(pairs, pair))
        if opening.can_close(character):
            if any(outer.sign[:1] == character for outer in around):
                continue
            for outer in around:
                outer.forbidden += character
        pair.sign = sign
        pieces[pair.begin] = pieces[pair.end] = sign
        return


def _around(pairs: list[Pair], pair: Pair) -> Iterator[Pair]:
    while pair.outer is not None:
        pair = pairs[pair.outer]
        yield pair


class _Place:
    """The characters before and after a sign, and what CommonMark says a sign between them can do."""

    def __init__(self, pieces: list[str], at: int) -> None:
        self.neighbours = (pieces[at - 1][-1] if at else "\n", pieces[at + 1][0] if at + 1 < len(pieces) else "\n")
        before, after = _seen_before(pieces, at), _seen_after(pieces, at)
        space_before, space_after = before.isspace(), after.isspace()
        self.mark_before, self.mark_after = _is_punctuation(before), _is_punctuation(after)
        self.left = not space_after and (not self.mark_after or space_before or self.mark_before)
        self.right = not space_before and (not self.mark_before or space_after or self.mark_after)

    def touches(self, character: str) -> bool:
        return character in self.neighbours

    def can_open(self, character: str) -> bool:
        return self.left and (character != "_" or not self.right or self.mark_before)

    def can_close(self, character: str) -> bool:
        return self.right and (character != "_" or not self.left or self.mark_after)


def _seen_before(pieces: list[str], at: int) -> str:
    for index in range(at - 1, -1, -1):
        if seen := pieces[index].rstrip(_UNSEEN):
            return seen[-1]
    return "\n"


def _seen_after(pieces: list[str], at: int) -> str:
    for index in range(at + 1, len(pieces)):
        if seen := pieces[index].lstrip(_UNSEEN):
            return seen[0]
    return "\n"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
