"""Secrets: named in config.yaml, kept in the environment, shown nowhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from recycle.errors import DestinationError, InputError
from recycle.late import regex

MARK = "env:"
SHOWN = "***"
_NAME = regex(r"env:[A-Za-z_][A-Za-z0-9_]*\Z")
_ESCAPES = regex(
    r"(?:%[0-9a-fA-F]{2})+|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,6});|(?:\\u[0-9a-fA-F]{4})+|\\[nrtbf\"'\\/]|[\s+]+"
)
"""Those of addresses, HTML and JSON; and white space, which becomes a + or nothing on many ways."""
_UNITS = regex(r"\\u([0-9a-fA-F]{4})")
_DEEPEST = 4
_SHORTEST = 4
"""Bytes. What is shorter is in every other word, and no secret."""


class Secret:
    """A secret by the name of its environment variable. Printing it shows the name."""

    def __init__(self, said: str, environ: Mapping[str, str], setting: str) -> None:
        # Whatever else stands there may be the secret itself, so that no message repeats it.
        if not _NAME.match(said):
            raise InputError(f"{setting}: write env:NAME and put the secret into the environment variable NAME.")
        self.name = said.removeprefix(MARK)
        self._environ = environ

    def __repr__(self) -> str:
        return f"{MARK}{self.name}"

    @property
    def is_set(self) -> bool:
        """Whether the variable has a value."""
        return bool(self._environ.get(self.name, "").strip())

    def value(self) -> str:
        """The secret. Raises DestinationError when the variable is not set."""
        found = self._environ.get(self.name, "").strip()
        if not found:
            raise DestinationError(f"the environment variable {self.name} is not set; it holds the secret for this outlet.")
        return found


def without(text: str, secrets: Iterable[Secret], also: Iterable[str] = ()) -> str:
    """``text`` with every secret's value, and whatever else is told to be one, put out of sight.

    Services sometimes repeat what they were sent, as it is or as addresses, JSON, HTML or Basic authentication spell it.
    """
    values = (*(secret.value() for secret in secrets if secret.is_set), *also)
    said = {value for value in values if len(value.encode(errors="replace")) >= _SHORTEST}
    coded = {base64.b64encode(value.encode(errors="replace")).decode() for value in said}
    # What contains another goes first, so that no end of it is left over.
    wanted = sorted(said | coded, key=len, reverse=True)
    for value in wanted:
        text = text.replace(value, SHOWN)
    return _without_spellings(text, wanted) if wanted else text


def _without_spellings(text: str, wanted: Iterable[str]) -> str:
    letters = tuple(word for value in wanted if len((word := _letters(value)).encode(errors="replace")) >= _SHORTEST)
    found = _letters(text)
    if not any(word in found for word in letters):
        return text
    plain = _plain(text)
    hidden: list[tuple[int, int]] = []
    for word in letters:
        at = plain.letters.find(word)
        while at >= 0:
            hidden.append((plain.starts[at], plain.ends[at + len(word) - 1]))
            at = plain.letters.find(word, at + len(word))
    for start, end in reversed(_joined(hidden)):
        text = f"{text[:start]}{SHOWN}{text[end:]}"
    return text


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in their order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


class _Plain(NamedTuple):
    """A text without escapes and white space, and where in the text each of its letters begins and ends."""

    letters: str
    starts: list[int]
    ends: list[int]


def _letters(text: str) -> str:
    """The letters of ``_plain`` alone, which takes a tenth of the time."""
    for _ in range(_DEEPEST):
        fewer = _ESCAPES.sub(lambda found: _meant(found[0]), text)
        if fewer == text:
            break
        text = fewer
    return text


def _plain(text: str) -> _Plain:
    plain = _Plain(text, list(range(len(text))), list(range(1, len(text) + 1)))
    for _ in range(_DEEPEST):
        fewer = _one_deep(plain)
        if fewer.letters == plain.letters:
            break
        plain = fewer
    return plain


def _one_deep(plain: _Plain) -> _Plain:
    """The text with one layer of escapes less: ``%2526`` is ``%26`` first and ``&`` then."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in _ESCAPES.finditer(plain.letters):
        start, end = found.span()
        meant = _meant(found[0])
        letters += (plain.letters[done:start], meant)
        starts += plain.starts[done:start] + [plain.starts[start]] * len(meant)
        ends += plain.ends[done:start] + [plain.ends[end - 1]] * len(meant)
        done = end
    return _Plain("".join((*letters, plain.letters[done:])), starts + plain.starts[done:], ends + plain.ends[done:])


def _meant(escape: str) -> str:
    match escape[0]:
        case "%":
            return unquote(escape, errors="replace")
        case "&":
            from html import unescape

            return unescape(escape)
        case "\\" if escape[1] == "u":
            return (
                _UNITS.sub(lambda unit: chr(int(unit[1], 16)), escape)
                .encode("utf-16", "surrogatepass")
                .decode("utf-16", "replace")
            )
        case "\\":
            return "" if escape[1] in "nrtbf" else escape[1]
        case _:
            return ""
