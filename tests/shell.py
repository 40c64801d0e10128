"""Sessions in Markdown: every ``console`` fence is run, and what it prints must be what stands there.

A line that begins with ``$ `` is a command, a line that begins with ``> `` goes on with it while it is not finished (a here-document
or a quotation is open, or a backslash ends the line), and the lines up to the next command are all that it prints, standard output
and standard error as they come; ``[exit 1]`` follows when it fails. ``recycle`` runs in this very process with a clock and ids of its
own, ``terminal 60 recycle`` runs it as if a terminal of so many columns (and of no colours) showed the result; anything else is
given to the shell. All fences of a file share one folder.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from recycle.cli.main import run
from recycle.world import World
from recycle.world.clock import spell_id

PLUGIN = Path(__file__).parent / "plugins" / "outbox"
FENCE = "```console"
END = "```"
START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
HERE_DOCUMENT = re.compile(r"(?<!<)<<(?!<)\s*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)")
NEEDS_A_SHELL = frozenset("|<>;&*`$")


def worlds(environ: Mapping[str, str] | None = None) -> Callable[[Path], World]:
    """A maker of worlds whose clock goes on by a minute whenever somebody looks, and whose ids count up."""
    minutes, ids = count(), count(1)

    def make(root: Path) -> World:
        return World(
            root=root,
            now=lambda: START + dt.timedelta(minutes=next(minutes)),
            new_id=lambda: spell_id(next(ids), b"\0" * 10),
            environ=environ or {},
        )

    return make


def check_session(file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *, accept: bool) -> None:
    """Run the sessions of ``file`` in ``folder`` and compare; with ``accept`` rewrite the file instead."""
    text = file.read_text(encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(PLUGIN)
    happened = "\n".join(_run_fences(text.split("\n"), worlds()))
    if accept and happened != text:
        file.write_text(happened, encoding="utf-8", newline="\n")
    assert happened == file.read_text(encoding="utf-8")


def _run_fences(lines: list[str], make_world: Callable[[Path], World]) -> Iterator[str]:
    inside = False
    command: list[str] = []
    for line in lines:
        begins = inside and line.startswith("$ ")
        typed = [row[2:] for row in command]
        if typed and inside and (line.startswith("> ") or line == ">") and is_unfinished(typed):
            command.append(line)
            continue
        if command and (begins or line == END):
            yield from command
            yield from _outcome("\n".join(typed), make_world)
            command = []
        if begins:
            command = [line]
        elif not inside or line == END or not command:
            yield line
        inside = line == FENCE if not inside else line != END


def is_unfinished(typed: Sequence[str]) -> bool:
    """Whether a shell would ask for another line after these; an output line may begin with ``> `` as well."""
    end, script = "", []
    for line in typed:
        if end:
            end = "" if line == end else end
            continue
        script.append(line)
        opening = HERE_DOCUMENT.search(line)
        end = opening["end"] if opening else ""
    try:
        shlex.split("\n".join(script))
    except ValueError:  # a quotation is open, or nothing follows a backslash
        return True
    return bool(end)


def _outcome(command: str, make_world: Callable[[Path], World]) -> Iterator[str]:
    words = shlex.split(command) if NEEDS_A_SHELL.isdisjoint(command) else []
    match words:
        case ["recycle", *arguments]:
            code, printed = run_recycle(arguments, make_world)
        case ["terminal", columns, "recycle", *arguments]:
            code, printed = run_recycle(arguments, make_world, columns=int(columns))
        case _:
            code, printed = _shell(command)
    yield from printed.replace(str(Path.cwd()), "…").removesuffix("\n").split("\n") if printed else ()
    if code:
        yield f"[exit {code}]"


class Screen(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run_recycle(
    arguments: list[str], make_world: Callable[[Path], World], stdin: str = "", columns: int = 0
) -> tuple[int, str]:
    """The exit code and all that is printed by one command, run in this process; ``columns`` of a terminal, 0 for none."""
    printed = io.BytesIO()
    stream = io.TextIOWrapper(printed, encoding="utf-8", newline="\n", write_through=True)
    screen = Screen(printed, encoding="utf-8", newline="\n", write_through=True) if columns else stream
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    sys.stdout, sys.stderr = screen, stream
    try:
        code = run(arguments, _shown(make_world, columns) if columns else make_world)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    return code, printed.getvalue().decode()


def _shown(make_world: Callable[[Path], World], columns: int) -> Callable[[Path], World]:
    """Worlds with a terminal that knows no colours."""

    def make(root: Path) -> World:
        world = make_world(root)
        return replace(world, environ={**world.environ, "COLUMNS": str(columns), "TERM": "dumb"})

    return make


def _shell(command: str) -> tuple[int, str]:
    environ = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "HOME": str(Path.cwd()),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "A writer",
        "GIT_AUTHOR_EMAIL": "writer@example.com",
        "GIT_COMMITTER_NAME": "A writer",
        "GIT_COMMITTER_EMAIL": "writer@example.com",
    }
    done = subprocess.run(
        ["bash", "-c", command], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60
    )
    return done.returncode, done.stdout.decode()
