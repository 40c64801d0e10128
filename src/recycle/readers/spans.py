"""Where the top-level blocks of a Markdown text begin and end in its source."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import comrak

from recycle.late import regex
from recycle.readers.comrak_options import with_places

# What comrak says of each block. Everything that came from the text is escaped, so that no text can look like it.
_PLACE = regex(r'<(?!section)\w+(?: class="[^"]*")? data-sourcepos="(\d+):\d+-(\d+):(\d+)"')
_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_NOTE = regex(r" {0,3}\[\^[^\]\s]+\]:")
_SET_IN = regex(r" {4}| {0,3}\t")
# HTML that goes on over blank lines, and what ends it: CommonMark 0.31.2, section 4.6, conditions 1 to 5.
_RAW = tuple(
    (regex(rf" {{0,3}}{start}", re.IGNORECASE), regex(end, re.IGNORECASE))
    for start, end in (
        (r"<(?:script|pre|style|textarea)(?:\s|>|\Z)", r"</(?:script|pre|style|textarea)>"),
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (r"<![a-z]", r">"),
    )
)


def spans(text: str) -> tuple[str, ...]:
    """The source of each top-level block with the blank lines after it: joined, they are ``text`` again.

    Lists, quotes, tables, code, passages and footnotes are whole. What no tree shows, such as HTML and link definitions, is in
    spans too. The blank lines before the first block belong to it; a text without any block is one span, an empty text none.
    """
    lines = _lines(text)
    starts = sorted(set(_starts(lines, _placed(text, len(lines)))))
    bounds = [0, *starts[1:], len(lines)] if starts else [0, len(lines)]
    return tuple("".join(lines[first:last]) for first, last in itertools.pairwise(bounds) if first < last)


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]


def _placed(text: str, count: int) -> Iterator[tuple[int, int]]:
    """First and last line, from 0, of each outermost block, in the order of the text."""
    found = sorted((int(start) - 1, -_last(int(end), int(column))) for start, end, column in _PLACE.findall(_html(text)))
    after = 0
    for start, end in found:
        if after <= start < count:
            after = max(-end, start) + 1
            yield start, after - 1


def _html(text: str) -> str:
    return str(comrak.render_markdown(text, *with_places()))


def _last(end: int, column: int) -> int:
    """A block that ends in column 0 of a line does not reach into it."""
    return end - 1 if column else end - 2


def _starts(lines: list[str], placed: Iterator[tuple[int, int]]) -> Iterator[int]:
    """Where spans begin: at every block, and at what stands between two blocks and is in no tree."""
    after = 0
    for start, end in placed:
        yield from _unplaced(lines, after, start)
        yield start
        after = end + 1
    yield from _unplaced(lines, after, len(lines))


def _unplaced(lines: list[str], first: int, last: int) -> Iterator[int]:
    """Where HTML, link definitions, and footnotes that nothing points at begin: behind a blank line, and each such footnote."""
    begun = is_html = False
    is_apart = True
    end: re.Pattern[str] | None = None
    for at in range(first, last):
        line = lines[at]
        if end is None and line.strip():
            if not begun or (not lines[at - 1].strip() and not _SET_IN.match(line)):
                begun, is_html = True, line.lstrip().startswith("<")
                yield at
            elif not is_html and _NOTE.match(line):
                yield at
            end = _raw_end(line) if is_apart else None
        is_apart = not line.strip() if end is None else end.search(line) is not None
        end = None if is_apart else end


def _raw_end(line: str) -> re.Pattern[str] | None:
    """What ends the HTML that begins here, if that goes on over blank lines."""
    return next((end for start, end in _RAW if start.match(line)), None)
