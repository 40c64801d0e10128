"""What is wrong with a YAML text, in a sentence for its writer, with the line to write instead."""

from __future__ import annotations

from typing import Any

import yaml

from recycle.errors import InputError
from recycle.late import regex
from recycle.yaml_rows import quoted

_LINE_END = regex("\r\n|\n|\r")
_UNPRINTABLE = regex("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROW = regex(r"(?P<lead>\s*(?:-\s+)?)(?P<key>[^\s:#'\"\[{][^:]*):\s+(?P<value>\S.*?)\s*\Z")
_ITEM = regex(r"(?P<lead>\s*-\s+)(?P<value>\S.*?)\s*\Z")
_NO_SPACE = regex(r"(?P<key>\s*[\w-]+):(?P<value>[^\s/:].*)\Z")
_LINE_UP = "this line does not line up with the lines around it: give all keys of one block, and all items of one list, the same indentation"


def line_of(text: str, mark: Any) -> int:
    """The mark's line in ``text``, from 0. Counted anew because YAML 1.1 takes three more characters for line ends."""
    return len(_LINE_END.findall(text[: mark.index]))


def explain(error: Exception, text: str, path: str, first_line: int) -> InputError:
    """The parser's complaint as a sentence that says what to write. ``first_line`` is the file's line that ``text`` begins on."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        at, message = _marked(error, text)
    else:
        at, message = _unprintable(text)
    return InputError(f"{message}.", path=path, line=at + first_line)


def no_mapping(event: Any, text: str, path: str, line: int) -> InputError:
    """For a text that is a list or a sentence where ``key: value`` lines belong."""
    row = _rows(text)[line_of(text, event.start_mark)]
    if spaced := _with_space(row):
        message = f"there is no space after the colon: write {spaced}"
    elif isinstance(event, yaml.SequenceStartEvent):
        message = "this is a list, and lines such as title: My title belong here. Write a key before it, such as tags:"
    else:
        message = "lines such as title: My title belong here, and this is none: write a key, a colon, a space and the value"
    return InputError(f"{message}.", path=path, line=line)


def _unprintable(text: str) -> tuple[int, str]:
    found = _UNPRINTABLE.search(text)
    if found is None:
        return 0, "this cannot be read as YAML: put every value in quotes to find the one that is meant otherwise"
    before = len(_LINE_END.findall(text[: found.start()]))
    return before, f"there is an invisible character (U+{ord(found[0]):04X}) in this line: delete it"


def _marked(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    problem, context = error.problem or "", error.context or ""
    mark: Any = error.problem_mark
    opening: Any = error.context_mark
    if opening is not None and "quoted scalar" in context and "escape" not in problem:
        return line_of(
            text, opening
        ), "the quotation mark that opens here is never closed: write another one at the end of the value"
    if opening is not None and "flow" in context:
        sign, end = ("[", "]") if "sequence" in context else ("{", "}")
        said = f"the {sign} that opens here is not closed where it should be: write {end} at its end"
        return line_of(text, opening), f"{said}, or put the whole value in quotes if it is text"
    at = line_of(text, mark)
    return at, _by_row(_rows(text), at, mark.column)


def _by_row(rows: list[str], at: int, column: int) -> str:
    """What is wrong in row ``at``, by the look of it; the parser stopped at ``column``."""
    row = rows[at]
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return "a tab stands at the beginning of this line, and YAML takes spaces only: write two spaces for it"
    for near in (row, rows[at - 1] if at else ""):
        if spaced := _with_space(near):
            return f"there is no space after the colon: write {spaced}"
    if column > (len(row) - len(row.lstrip())) and (line := _in_quotes(row, column)):
        return f"this value needs quotes: write {line}"
    if at and ":" not in rows[at - 1] and not rows[at - 1].lstrip().startswith("-"):
        return (
            "the line above has no key. Indent it by two spaces if it goes on with the value before it, or write key: before it"
        )
    if ":" not in row and not row.lstrip().startswith("-"):
        return "this line has no key. Indent it by two spaces if it goes on with the value before it, or write key: before it"
    return _LINE_UP


def _with_space(row: str) -> str:
    """``title: x`` for a row such as ``title:x``, or an empty string for any other row."""
    found = _NO_SPACE.match(row)
    return f"{found['key'].strip()}: {found['value'].strip()}" if found else ""


def _in_quotes(row: str, column: int) -> str:
    """The row with its value in quotes, when the parser stopped inside the value; otherwise an empty string."""
    found = _ROW.match(row) or _ITEM.match(row)
    if found is None or column < found.start("value"):
        return ""
    key = f"{found['key']}: " if "key" in found.groupdict() else ""
    value = found["value"]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    return f"{found['lead']}{key}{quoted(value)}".strip()


def _rows(text: str) -> list[str]:
    return [*_LINE_END.split(text), ""]
