"""Hypothesis strategies for merges: a text of words that are all different, and what two people make of it.

A text is a row of blocks, a block a kind and its parts (sentences, items, rows, lines), a part a row of words; so what is said of a
merged text can be told word by word. Words of several scripts, with marks, links, code and addresses around some. The row of a table
has signs between its cells among its words: who changes a word there changes one cell, and leaves the others where they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from hypothesis import strategies as st

Part = tuple[str, ...]
_WORD = re.compile(r"(?:w|ß|שלום|한|😀|👩‍💻)\d+|[\u4e00-\u9fff]")
_SHAPES = (
    "{}",
    "{}",
    "{}",
    "{}",
    "{}.",
    "{},",
    "*{}*",
    "**{}**",
    "`{}`",
    "[{}](https://example.com/a_b)",
    "![{}](a.png)",
    "“{}”",
    "{}[^n{}]",
)
_SIGNS = ("w", "w", "w", "ß", "שלום", "한", "😀", "👩‍💻", "漢")
KINDS = (
    "prose",
    "prose",
    "prose",
    "heading",
    "bullets",
    "loose",
    "numbers",
    "nested",
    "table",
    "code",
    "quote",
    "passage",
    "note",
    "html",
    "wrapped",
)
COLUMNS = 3
_CELL = "|"


class Block(NamedTuple):
    """``number`` tells blocks of one kind apart where Markdown needs that: the footnotes."""

    kind: str
    parts: tuple[Part, ...]
    number: int = 0


Text = tuple[Block, ...]


class Versions(NamedTuple):
    """Three texts as Markdown."""

    base: str
    edit: str
    fresh: str


def told(text: str) -> list[str]:
    """The words of a text, in order, without what is around them."""
    return _WORD.findall(text)


# ── how it is written ────────────────────────────────────────────────────────────────────────────


def written(text: Text) -> str:
    """The text as Markdown; two lists that would be one are kept apart by a comment, as our writer does."""
    found: list[str] = []
    for at, block in enumerate(text):
        before = text[at - 1] if at else None
        if before and _LISTS.get(before.kind) is not None and _LISTS.get(before.kind) == _LISTS.get(block.kind):
            found.append("<!-- -->")
        found.append(_WRITTEN[block.kind](block))
    return "\n\n".join(found) + "\n"


_LISTS = MappingProxyType({"bullets": "-", "loose": "-", "nested": "-", "numbers": "."})


def _joined(part: Part) -> str:
    return " ".join(part)


def _list(block: Block, between: str) -> str:
    return between.join(f"- {_joined(part)}" for part in block.parts)


def _nested(block: Block) -> str:
    return "\n".join(f"{'  ' if at % 3 else ''}- {_joined(part)}" for at, part in enumerate(block.parts))


def _table(block: Block) -> str:
    rows = [_row(part) for part in block.parts]
    return "\n".join([rows[0], "|" + " --- |" * COLUMNS, *rows[1:]])


def _row(part: Part) -> str:
    return f"| {_joined(part)} |"


def _bare(block: Block) -> list[str]:
    return [_joined(tuple("".join(told(word)) for word in part)) for part in block.parts]


_WRITTEN: MappingProxyType[str, Callable[[Block], str]] = MappingProxyType(
    {
        "prose": lambda block: " ".join(map(_joined, block.parts)),
        "wrapped": lambda block: "\n".join(map(_joined, block.parts)),
        "heading": lambda block: f"## {_joined(block.parts[0])}",
        "bullets": lambda block: _list(block, "\n"),
        "loose": lambda block: _list(block, "\n\n"),
        "numbers": lambda block: "\n".join(f"{at}. {_joined(part)}" for at, part in enumerate(block.parts, 1)),
        "nested": _nested,
        "table": _table,
        "code": lambda block: "\n".join(["```", *_bare(block), "```"]),
        "quote": lambda block: "\n>\n".join(f"> {_joined(part)}" for part in block.parts),
        "passage": lambda block: "\n\n".join(["::: only blog", *map(_joined, block.parts), ":::"]),
        "note": lambda block: f"[^n{block.number}]: " + "\n\n    ".join(map(_joined, block.parts)),
        "html": lambda block: "\n".join(["<div>", *_bare(block), "</div>"]),
    }
)

# ── how it is made ───────────────────────────────────────────────────────────────────────────────


class _Words:
    """Words that nobody has had yet."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.count = 0

    def word(self) -> str:
        self.count += 1
        sign = self.chance.choice(_SIGNS)
        said = chr(0x4E00 + self.count) if sign == "漢" else f"{sign}{self.count}"
        return self.chance.choice(_SHAPES).format(said, self.chance.randint(1, 40))

    def part(self, kind: str) -> Part:
        words = tuple(self.word() for _ in range(self.chance.randint(COLUMNS if kind == "table" else 1, 7)))
        if kind != "table":
            return words
        size = -(-len(words) // COLUMNS)
        cells = [words[at * size : (at + 1) * size] for at in range(COLUMNS)]
        return (*cells[0], *(word for cell in cells[1:] for word in (_CELL, *cell)))

    def block(self) -> Block:
        kind = self.chance.choice(KINDS)
        self.count += 1
        return Block(kind, tuple(self.part(kind) for _ in range(self.chance.randint(1, 4))), self.count)


def _with(text: Text, at: int, *blocks: Block) -> Text:
    return (*text[:at], *blocks, *text[at + 1 :])


def _changed(words: _Words, text: Text) -> Text:
    """One change, as people make them."""
    if not text:
        return (words.block(),)
    at = words.chance.randint(0, len(text) - 1)
    match words.chance.choice(("word", "word", "word", "word", "part", "part", "put in", "take away", "move")):
        case "word":
            return _with(text, at, _with_a_word(words, text[at]))
        case "part":
            return _with(text, at, _with_a_part(words, text[at]))
        case "put in":
            return _with(text, at, text[at], words.block())
        case "take away":
            return _with(text, at)
        case _:
            rest = _with(text, at)
            to = words.chance.randint(0, len(rest))
            return (*rest[:to], text[at], *rest[to:])


def _with_a_word(words: _Words, block: Block) -> Block:
    at = words.chance.randint(0, len(block.parts) - 1)
    part = block.parts[at]
    places = [place for place, word in enumerate(part) if word != _CELL]
    place = words.chance.choice(places)
    match words.chance.choice(("replace", "put in", "take away", "mark")):
        case "replace":
            new = (*part[:place], words.word(), *part[place + 1 :])
        case "put in":
            new = (*part[:place], words.word(), *part[place:])
        case "take away" if len(places) > 1:
            new = (*part[:place], *part[place + 1 :])
        case _:
            new = (*part[:place], f"**{told(part[place])[0]}**", *part[place + 1 :])
    return block._replace(parts=(*block.parts[:at], new, *block.parts[at + 1 :]))


def _with_a_part(words: _Words, block: Block) -> Block:
    at = words.chance.randint(0, len(block.parts) - 1)
    if len(block.parts) > 1 and words.chance.random() < 0.5:
        return block._replace(parts=(*block.parts[:at], *block.parts[at + 1 :]))
    new = words.part(block.kind)
    return block._replace(parts=(*block.parts[: at + 1], new, *block.parts[at + 1 :]))


def versions(most: int = 3) -> st.SearchStrategy[Versions]:
    """A text, and what two have made of it in up to ``most`` changes each; no word is in it twice, and no two put in the same one."""
    return st.builds(made, st.integers(0, 1 << 32), st.integers(1, 5), st.integers(1, most), st.integers(1, most))


def made(seed: int, blocks: int, *changes: int) -> Versions:
    """A text of so many blocks, and so many changes on each side; the same for the same numbers."""
    words = _Words(Random(seed))
    base: Text = tuple(words.block() for _ in range(blocks))
    sides: list[Text] = []
    for count in changes:
        side = base
        for _ in range(count):
            side = _changed(words, side)
        sides.append(side)
    return Versions(written(base), *map(written, sides))


_PIECES: Sequence[str] = (
    "word a b ab* * ** _ ` ``` ~~~ [ ] ( ) [x]( ![ [^1] [^1]: > >> # ## - + 1. 2) | || |---| --- === ::: :::: </div> <div> <b> </b> <!-- --> "
    "<pre> \\ \\| &amp; & 漢 字。 שלום 😀 é \x00 \x0b \x0c \x1c \x85 \u2028 \u00a0 <<<<<<< ======= >>>>>>> |||||||"
).split(" ")


def anything() -> st.SearchStrategy[str]:
    """Any text, much of it signs that mean something in Markdown, with all kinds of line ends."""
    between = st.sampled_from(
        (" ", " ", "", "\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n    ", "\n  ", "\t", "  \n", "\n> ")
    )
    sign = st.sampled_from(_PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
    return st.lists(st.tuples(sign, between).map("".join), max_size=14).map("".join)


@st.composite
def relatives(draw: st.DrawFn) -> Versions:
    """Any text, and two more that share much of it."""
    pieces = draw(st.lists(anything(), min_size=1, max_size=4))
    other = st.lists(st.sampled_from(pieces) | anything(), max_size=5).map("".join)
    return Versions("".join(pieces), draw(other), draw(other))
