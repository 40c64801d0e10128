"""What a block of Markdown is, by its source, and what it is made of.

Only texts that a reader took for one block come here, so the first line says enough. Where it says something wrong the
merge is coarser or finer than it could be; no word depends on it.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from recycle.late import regex
from recycle.merge.tokens import lines_of, words
from recycle.merge.units import Unit

Kind = Literal["code", "heading", "rule", "quote", "html", "passage", "note", "list", "table", "prose"]

_RULE_ROW = r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})"
_RULE = regex(_RULE_ROW)
_MARKER = regex(r"(?P<indent> {0,3})(?P<sign>[-+*]|\d{1,9}[.)])(?P<space>[ \t]+|(?=[\r\n]|\Z))")
_DELIMITERS = regex(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_HIGHEST = 999_999_999
_NUMBER = regex(r"\d+")
_FIRST: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("code", regex(r" {0,3}(?:`{3,}[^`]*\Z|~{3,})|(?: {4}| {0,3}\t)")),
    ("heading", regex(r" {0,3}#{1,6}(?:[ \t]|\Z)")),
    ("rule", regex(_RULE_ROW + r"\Z")),
    ("quote", regex(r" {0,3}>")),
    ("passage", regex(r" {0,3}:{3,}")),
    ("note", regex(r" {0,3}\[\^[^\]]+\]:")),
    ("list", _MARKER),
    ("html", regex(r" {0,3}<[A-Za-z/!?](?![A-Za-z0-9+.-]*:)")),
)


def kind(text: str) -> Kind:
    """What the block is; a paragraph, or anything that no other name fits, is prose."""
    rows = lines_of(text)
    first = rows[0].rstrip("\r\n") if rows else ""
    for name, pattern in _FIRST:
        if pattern.match(first):
            return name
    second = rows[1].rstrip("\r\n") if len(rows) > 1 else ""
    return "table" if "|" in first and _DELIMITERS.fullmatch(second) else "prose"


def is_line(text: str) -> bool:
    """Whether there is nothing but one line of words."""
    return len(lines_of(text)) == 1 and kind(text) == "prose"


def block_unit(span: str) -> Unit:
    """A block as the reader gave it."""
    text = span.rstrip(" \t\r\n")
    what = kind(text)
    label = text[: text.index("]:")].strip().casefold() if what == "note" else ""
    return Unit(text if what == "code" else " ".join(text.split()), text, span[len(text) :], label)


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def list_sign(text: str) -> str:
    """The sign that all items of the list begin with, numbers left out."""
    found = _MARKER.match(text)
    return found["sign"][-1] if found else ""


def items(text: str) -> list[Unit]:
    """The items of a list."""
    sign = list_sign(text)
    found: list[list[str]] = []
    reach = 0
    for line in lines_of(text):
        marker = _MARKER.match(line)
        is_item = marker is not None and marker["sign"][-1] == sign and not _RULE.fullmatch(line.rstrip("\r\n"))
        if marker and is_item and (not found or len(marker["indent"]) < reach):
            found.append([])
            reach = _content(marker)
        elif not found:
            found.append([])
        found[-1].append(line)
    return [_item(lines) for lines in found]


def numbers(text: str) -> list[int]:
    """What the first two items of a list are numbered with; nothing for a list without numbers."""
    found = [_MARKER.match(item.text) for item in items(text)[:2]]
    return [int(marker["sign"][:-1]) for marker in found if marker and marker["sign"][:-1]]


def with_number(text: str, number: int) -> str:
    """The item with another number; as it was where it has none, or could not be set anew."""
    marker = _MARKER.match(text)
    if marker is None or marker["sign"][:-1] in ("", str(number)) or not 0 <= number <= _HIGHEST:
        return text
    head = f"{marker['indent']}{number}{marker['sign'][-1]}{marker['space']}"
    if len(head) == len(marker[0]):
        return head + text[len(head) :]
    found = unframed(text, "list")
    return text if found is None else Frame(head, " " * len(head), "", "").around(found[1])


def _content(marker: re.Match[str]) -> int:
    """How far the text of an item is indented."""
    width = len(marker["space"])
    return len(marker["indent"]) + len(marker["sign"]) + (width if 1 <= width <= 4 else 1)


def _item(found: list[str]) -> Unit:
    span = "".join(found)
    text = span.rstrip(" \t\r\n")
    key = " ".join(text.split())
    return Unit(_NUMBER.sub("1", key, count=1) if key[:1].isdigit() else key, text, span[len(text) :])


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def rows(text: str) -> list[Unit]:
    """The rows of a table, the one with the alignments among them."""
    return [_row(line) for line in lines_of(text)]


def _row(line: str) -> Unit:
    text = line.rstrip(" \t\r\n")
    return Unit(" ".join(token.key for token in words(text)), text, line[len(text) :])


def columns(text: str) -> int:
    """How many signs part the cells of a row."""
    return sum(token.key.count("|") for token in words(text) if set(token.key) == {"|"})


# ── what stands in a frame ───────────────────────────────────────────────────────────────────────


class Frame(NamedTuple):
    """What stands before the first line, before every other line, before an empty one, and after the last, of the text in it."""

    head: str
    rest: str
    empty: str
    tail: str

    def around(self, text: str) -> str:
        """The text in its frame."""
        lines = [self._framed(line) if at else line for at, line in enumerate(lines_of(text))]
        return self.head + "".join(lines) + self.tail

    def _framed(self, line: str) -> str:
        return f"{self.rest}{line}" if line.strip("\r\n") else f"{self.empty}{line}"


def unframed(text: str, what: Kind) -> tuple[Frame, str] | None:
    """The frame of a quote, an item, a footnote or a passage, and the text in it; None when it is not set evenly."""
    frame = _frame(text, what)
    if frame is None:
        return None
    inner = text[len(frame.head) : len(text) - len(frame.tail)]
    kept: list[str] = []
    for at, line in enumerate(lines_of(inner)):
        bare = line.rstrip("\r\n")
        before = "" if not at else frame.empty if bare == frame.empty else frame.rest
        if not line.startswith(before):
            return None
        kept.append(line[len(before) :])
    bare_text = "".join(kept)
    return (frame, bare_text) if frame.around(bare_text) == text else None


def _frame(text: str, what: Kind) -> Frame | None:
    if what == "quote":
        return Frame("> ", "> ", ">", "") if text.startswith("> ") else None
    if what == "passage":
        found = lines_of(text)
        return Frame(found[0], "", "", found[-1]) if len(found) > 2 and found[-1].startswith(":::") else None
    if what == "note":
        head = text[: text.index("]:") + 2]
        head += " " if text[len(head) :].startswith(" ") else ""
        return Frame(head, "    ", "", "")
    marker = _MARKER.match(text) if what == "list" else None
    if marker is None or not 1 <= len(marker["space"]) <= 4 or "\t" in marker["space"]:
        return None
    return Frame(marker[0], " " * len(marker[0]), "", "")
