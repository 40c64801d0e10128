"""YAML as its writer meant it: headers of pieces and config.yaml, read without YAML's traps.

Plain scalars follow the core schema of YAML 1.2 (section 10.3.2), so that ``NO``, ``yes`` and ``12:30`` are words; dates stay the words
that they are typed as. What was typed for a number, a truth value or nothing is kept beside it, for keys that hold text.
Keys are always text. A key given twice, a tag, a list at the top and a document that grows when aliases are followed are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from recycle.registry import OnDemand
from recycle.yaml_rows import Rows, read_rows

_PARSER: Mapping[str, Callable[[str, str, int], Rows]] = OnDemand("recycle", {"yaml": "yaml_parser:parse"})
"""It takes as long to import as it takes to look at a piece, and most texts do without."""


class Loaded(NamedTuple):
    """What a text says: plain dicts, lists, str, int, float, bool and None.

    ``lines`` gives the line in the file of each key, nested keys joined by dots, list items by their number (``tags.0``).
    ``texts`` gives what was typed for the values that are not text (``1.10`` for 1.1), under the same names.
    """

    data: dict[str, Any]
    lines: Mapping[str, int]
    texts: Mapping[str, str]


def load(text: str, *, path: str, first_line: int = 1) -> Loaded:
    """The mapping that ``text`` says; ``first_line`` is the line of the file that ``text`` begins on.

    Raises InputError with path, line and what to write instead.
    """
    rows = read_rows(text, first_line)
    return parsed(text, path=path, first_line=first_line) if rows is None else Loaded(*rows)


def parsed(text: str, *, path: str, first_line: int = 1) -> Loaded:
    """The same by the parser alone."""
    return Loaded(*_PARSER["yaml"](text, path, first_line))
