"""Printing: results on standard output, everything else on standard error, colours only for people who want them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

from recycle.errors import RecycleError
from recycle.model import Finding
from recycle.writers.columns import columns

JSON_SHAPE = 1
"""The number of the shape of all ``--json`` output; it grows when a field is removed or changes its meaning."""


_COMMAND = re.compile(r"((?:^|[\r\n])\s*:)(?=:)|(##)(?=\[)")
"""What a runner of GitHub, Forgejo or Gitea takes for a command: ``::`` where a line begins, ``##[`` anywhere."""
_JOINER = "\u2060"


class Output:
    """Where a command's words go. ``is_heard``: a runner reads along that carries out the commands that it finds."""

    def __init__(self, *, quiet: bool, no_color: bool, is_heard: bool = False) -> None:
        self.quiet = quiet
        self.no_color = no_color
        self._plain = no_commands if is_heard else str

    def line(self, text: str = "") -> None:
        """A line of the result."""
        _say(self._plain(text), color=False if self.no_color else None)

    def raw(self, data: str | bytes) -> None:
        """A result as it is: bytes to the byte, text without another line end."""
        _say(data, nl=False, color=False)

    def note(self, text: str) -> None:
        """Something worth knowing beside the result; ``--quiet`` leaves it out."""
        if not self.quiet:
            _say(self._plain(text), err=True, color=False if self.no_color else None)

    def warn(self, text: str) -> None:
        """Something that a person should see even with ``--quiet``."""
        _say(self._plain(text), err=True, color=False if self.no_color else None)

    def finding(self, finding: Finding) -> None:
        """One finding: file, line, severity, sentence, rule and outlet."""
        place = f"{finding.path}:{finding.line}: " if finding.line else f"{finding.path}: " if finding.path else ""
        colour = "red" if finding.severity == "error" else "yellow"
        outlet = f" {finding.outlet}" if finding.outlet else ""
        self.line(f"{place}{click.style(finding.severity, fg=colour)}: {finding.message} [{finding.rule}{outlet}]")

    def json(self, command: str, **facts: Any) -> None:
        """The result as JSON: one object with the command's name, the shape's number, and the facts."""
        data = msgspec.json.encode({"command": command, "shape": JSON_SHAPE, **facts})
        _say(msgspec.json.format(data, indent=2).decode(), color=False)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Rows under a header: in colour where a terminal is, in plain columns anywhere else."""
        body = [list(row) for row in rows]
        if sys.stdout.isatty() and not self.no_color:
            self._rich_table(header, body)
            return
        for line in columns(header, body, [""] * len(header)):
            self.line(line)

    def _rich_table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        table = Table(box=None, header_style="bold", pad_edge=False)
        for name in header:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(_coloured(escape(cell)) for cell in row))
        Console().print(table)


_COLOURS = (
    ("green", ("placed", "revised")),
    ("yellow", ("stale", "waiting", "pending", "skipped", "later")),
    ("red", ("failed", "refused", "unknown")),
    ("dim", ("unchanged", "off", "never", "left", "withdrawn")),
)


def _coloured(cell: str) -> str:
    first = cell.split(" ", 1)[0]
    colour = next((name for name, words in _COLOURS if first in words), "")
    return f"[{colour}]{cell}[/{colour}]" if colour else cell


def no_commands(text: str) -> str:
    """The same for the eye, with nothing in it that a runner carries out: a title or a file's name may be made to look like that."""
    return _COMMAND.sub(rf"\g<0>{_JOINER}", text)


def _say(data: str | bytes, *, nl: bool = True, err: bool = False, color: bool | None = None) -> None:
    try:
        click.echo(data, nl=nl, err=err, color=color)
    except BrokenPipeError:  # somebody has read enough; that is no fault
        raise
    except OSError as error:
        raise RecycleError(f"what was to be said here could not be written: {error.strerror or error}.") from error
