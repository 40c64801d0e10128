"""Readable cases: ``.test`` files with prose, and fenced cases of an input and what is expected of it.

    Why this case is here.

    ```
    **the input**
    . phpbb
    [b]the input[/b]
    . phpbb losses
    ```

A line with a full stop, alone or with a name after it, begins an expected part; the part's text is every line up to the next one.
A fence may be longer than three backticks when the input has fences itself. ``pytest --accept`` rewrites what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"`{3,}")
_PART = re.compile(r"\.(?: (.+))?")
_HERE = Path(__file__).parent


class Part(NamedTuple):
    """One expected text; ``first`` and ``last`` are the lines it fills in its file, from 0 and with the last not in it."""

    name: str
    text: str
    first: int
    last: int


class Case(NamedTuple):
    """``line`` is the number of the first line of the input, for people."""

    input: str
    parts: tuple[Part, ...]
    line: int


def case_files(folder: str) -> list[Path]:
    """The ``.test`` files of a folder in ``tests/``, sorted; fails when there are none, so that a renamed folder is noticed."""
    found = sorted((_HERE / folder).glob("*.test"))
    assert found, f"no .test files in tests/{folder}"
    return found


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, in order."""
    lines = path.read_text(encoding="utf-8").split("\n")
    cases, at = [], 0
    while at < len(lines):
        fence = lines[at]
        at += 1
        if _FENCE.fullmatch(fence):
            end = lines.index(fence, at)
            cases.append(_case(lines, at, end))
            at = end + 1
    return cases


def _case(lines: list[str], start: int, end: int) -> Case:
    dots = [at for at in range(start, end) if _PART.fullmatch(lines[at])]
    assert dots, f"the case at line {start + 1} expects nothing"
    parts = []
    for at, after in zip(dots, [*dots[1:], end], strict=True):
        name = lines[at][2:]
        parts.append(Part(name, _joined(lines[at + 1 : after]), at + 1, after))
    return Case(_joined(lines[start : dots[0]]), tuple(parts), start + 1)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def check_cases(path: Path, produce: Callable[[str, str], str], *, accept: bool) -> None:
    """Compare every part with ``produce(input, part's name)``; with ``accept`` write what was produced into the file instead."""
    wrong: list[tuple[Case, Part, str]] = []
    for case in read_cases(path):
        for part in case.parts:
            produced = produce(case.input, part.name)
            if produced != part.text:
                wrong.append((case, part, produced))
    if accept:
        _rewrite(path, wrong)
    else:
        assert not wrong, "\n".join(_difference(path, *one) for one in wrong)


def _rewrite(path: Path, wrong: list[tuple[Case, Part, str]]) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for _, part, produced in reversed(wrong):
        lines[part.first : part.last] = produced.removesuffix("\n").split("\n") if produced else []
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _difference(path: Path, case: Case, part: Part, produced: str) -> str:
    return f"\n{path.name}:{case.line} . {part.name}\n--- expected\n{part.text}--- produced\n{produced}---"
