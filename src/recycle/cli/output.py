"""Printing: results on standard output, everything else on standard error, colours only for people who want them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec

from recycle.cli.printable import harmless, no_commands
from recycle.cli.tables import Cell, Row, Words, as_records, grid_on_screen, on_screen
from recycle.errors import RecycleError
from recycle.late import regex
from recycle.model import Finding
from recycle.world import streams

JSON_SHAPE = 1
"""The number of the shape of all ``--json`` output; it grows when a field is removed or changes its meaning."""


_SPACE = regex(r"\s+")
_ESCAPE = "\x1b["
_BOLD, _DIM, _RED, _GREEN, _YELLOW = "1", "2", "31", "32", "33"
"""How a terminal is told: ECMA-48, section 8.3.117."""
_COLOURED = frozenset(("what", "state", "severity"))
"""The columns whose fields begin with a word that has a colour."""
_COLOURS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("placed", "revised", "ok"), _GREEN)
    | dict.fromkeys(("stale", "waiting", "pending", "skipped", "later", "warning"), _YELLOW)
    | dict.fromkeys(("failed", "refused", "unknown", "error"), _RED)
)
_FADED = frozenset(("unchanged", "off", "never", "left", "withdrawn"))


class Output:
    """Where a command's words go. ``is_heard``: a runner reads along that carries out the commands that it finds."""

    def __init__(
        self, *, quiet: bool, no_color: bool, is_heard: bool = False, environ: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.quiet = quiet
        self.no_color = no_color
        self._environ = environ
        self._plain = no_commands if is_heard else str

    def line(self, text: str = "") -> None:
        """A line of the result."""
        self._styled(harmless(text))

    def marked(self, word: str, text: str) -> None:
        """A line of the result that begins with ``word`` in its colour."""
        self._styled(f"{self._painted(word, word)}  {harmless(text)}")

    def raw(self, data: str | bytes) -> None:
        """A result as it is: bytes to the byte, text without another line end."""
        _say(data, nl=False, color=False)

    def note(self, text: str) -> None:
        """Something worth knowing beside the result; ``--quiet`` leaves it out."""
        if not self.quiet:
            self._styled(harmless(text), err=True)

    def warn(self, text: str) -> None:
        """Something that a person should see even with ``--quiet``."""
        self._styled(harmless(text), err=True)

    def finding(self, finding: Finding) -> None:
        """One finding: file, line, severity, sentence, rule and outlet."""
        place = f"{finding.path}:{finding.line}: " if finding.line else f"{finding.path}: " if finding.path else ""
        severity = self._painted(finding.severity, finding.severity)
        outlet = f" {finding.outlet}" if finding.outlet else ""
        self._styled(harmless(place) + severity + harmless(f": {finding.message} [{finding.rule}{outlet}]"))

    def json(self, command: str, **facts: Any) -> None:
        """The result as JSON: one object with the command's name, the shape's number, and the facts."""
        data = msgspec.json.encode({"command": command, "shape": JSON_SHAPE, **facts})
        _say(msgspec.json.format(data, indent=2).decode(), color=False)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Rows under a header: laid out for the screen where a terminal is, a line for each row anywhere else.

        A field that is prose is ``Words`` or a ``Title``; any other stays whole.
        """
        body = [_clean(row) for row in rows]
        if width := self.width:
            self._lines(on_screen(_painted(header, body), width))
        else:
            self._lines(as_records([header, *body]))

    def grid(self, header: Sequence[str], rows: Iterable[Sequence[str]], turned: tuple[str, str]) -> None:
        """A table with a field for every row and every column. ``turned``: what the columns and the fields are called.

        Where it does not fit, there is a line for each field below the first field of its row.
        """
        body = [_clean(row) for row in rows]
        if width := self.width:
            tall = [(row[0], *pair) for row in body for pair in zip(header[1:], row[1:], strict=True)]
            cells = _painted(header, body, coloured=frozenset(header[1:]))
            self._lines(grid_on_screen(cells, width, _painted((header[0], *turned), tall)))
        else:
            self._lines(as_records([header, *body]))

    @property
    def width(self) -> int:
        """The columns of the screen; 0 where nobody looks at one."""
        return streams.columns(self._environ) if sys.stdout.isatty() else 0

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._styled(line)

    def _painted(self, word: str, text: str) -> str:
        """``text`` in the colour of ``word``, where somebody sees colours."""
        return _paint(word)(text) if sys.stdout.isatty() and not self.no_color else text

    def _styled(self, text: str, *, err: bool = False) -> None:
        _say(self._plain(text), err=err, color=False if self.no_color else None)


def _painted(header: Sequence[str], rows: Iterable[Sequence[str]], coloured: frozenset[str] = _COLOURED) -> list[Row]:
    """The header and the rows as fields of a screen's table."""
    return [
        [Cell(Words(name), _bold) for name in header],
        *(
            [Cell(text, _paint(text) if name in coloured else str) for name, text in zip(header, row, strict=True)]
            for row in rows
        ),
    ]


def _paint(text: str) -> Callable[[str], str]:
    first = re.split("[ ,]", text, maxsplit=1)[0]
    if first in _FADED:
        return partial(_coloured, how=_DIM)
    return partial(_coloured, how=_COLOURS[first]) if first in _COLOURS else str


def _bold(text: str) -> str:
    return _coloured(text, _BOLD)


def _coloured(text: str, how: str) -> str:
    return f"{_ESCAPE}{how}m{text}{_ESCAPE}0m"


def _clean(row: Sequence[str]) -> list[str]:
    """The fields of a row, of which each is one line; what is prose stays that."""
    return [
        type(text)(harmless(_SPACE.sub(" ", text))) if isinstance(text, Words) else harmless(text, all_of_it=True)
        for text in row
    ]


def _say(data: str | bytes, *, nl: bool = True, err: bool = False, color: bool | None = None) -> None:
    stream = sys.stderr if err else sys.stdout
    try:
        if isinstance(data, str) and _ESCAPE not in data:
            print(data, end="\n" if nl else "", file=stream, flush=True)
        else:
            import click  # knows every terminal, and takes a while to import

            click.echo(data, nl=nl, err=err, color=color)
    except OSError as error:
        streams.forget(stream)
        if isinstance(error, BrokenPipeError):  # somebody has read enough; that is no fault
            raise
        raise RecycleError(f"what was to be said here could not be written: {error.strerror or error}.") from error
