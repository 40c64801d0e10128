"""Data from YAML into frozen types, with a sentence, a file and a line when it does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from recycle.errors import InputError
from recycle.late import regex
from recycle.spelling import did_you_mean, one_of

T = TypeVar("T")
_AT = regex(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<at>.*)`)?$", re.DOTALL)
_WANTS_TEXT = regex(r"Expected `str(?: \| null)?`, got `(?:int|float|bool)` - at `\$\.(?P<at>[^\[\]`]+)`")
_UNKNOWN = regex(r"Object contains unknown field `(?P<name>.*)`")
_NOT_ONE = regex(r"Invalid enum value ['\"]?(?P<word>.*?)['\"]?", re.DOTALL)
_MISSING = regex(r"Object missing required field `(?P<name>.*)`")
_KINDS = (
    ("int", "a whole number"),
    ("str", "text"),
    ("bool", "true or false"),
    ("array", "a list"),
    ("object", "a mapping"),
    ("date", "a date such as 2026-03-14"),
    ("null", "nothing"),
    ("float", "a number"),
)


class Place:
    """Where data stands: the file, the dotted key that it stands under, every key's line, and what was typed for numbers."""

    def __init__(self, path: str, lines: Mapping[str, int], texts: Mapping[str, str], key: str = "") -> None:
        self.path = path
        self.lines = lines
        self.texts = texts
        self.key = key

    def under(self, key: str) -> Place:
        """The place one key deeper."""
        return Place(self.path, self.lines, self.texts, f"{self.key}.{key}" if self.key else key)

    def line(self, key: str = "") -> int:
        """The line of ``key`` below this place, or of the nearest key around it that has one."""
        dotted = ".".join(part for part in (self.key, key) if part)
        while dotted and dotted not in self.lines:
            dotted = dotted.rpartition(".")[0]
        return self.lines.get(dotted, 0)

    def error(self, message: str, key: str = "") -> InputError:
        """An InputError that names this place."""
        return InputError(message, path=self.path, line=self.line(key))


def convert(data: Any, kind: type[T], place: Place) -> T:
    """``data`` as a ``kind``. Raises InputError with file, line and a sentence when it does not fit."""
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        as_typed = _with_text(data, str(error), place)
        if as_typed is None:
            raise _explained(str(error), kind, place) from None
    return convert(as_typed, kind, place)


def _with_text(data: Any, said: str, place: Place) -> Any | None:
    """``data`` with a number where text was wanted as it was typed (``name: 2024``); None when that is not what is wrong."""
    found = _WANTS_TEXT.match(said)
    keys = found["at"].split(".") if found else []
    typed = place.texts.get(".".join(filter(None, (place.key, *keys))))
    return _replaced(data, keys, typed) if keys and typed is not None else None


def _replaced(data: Any, keys: list[str], value: str) -> Any:
    if not keys:
        return value
    return {**data, keys[0]: _replaced(data[keys[0]], keys[1:], value)} if isinstance(data, dict) and keys[0] in data else data


def _explained(said: str, kind: type[Any], place: Place) -> InputError:
    found = _AT.match(said)
    what, at = (found["what"], found["at"] or "") if found else (said, "")
    key = at.replace("[...]", "").replace("[", ".").replace("]", "").strip(".")
    name = ".".join(part for part in (place.key, key) if part)
    inside = f" in {name}" if name else ""
    if unknown := _UNKNOWN.match(what):
        known = _fields(kind, key)
        hint = did_you_mean(unknown["name"], known) or f" Known here: {one_of(known)}."
        missed = f"{key}.{unknown['name']}" if key else unknown["name"]
        return place.error(f'there is no setting "{unknown["name"]}"{inside}.{hint}', missed)
    if wrong := _NOT_ONE.fullmatch(what):
        return place.error(f'{name}: "{wrong["word"]}" is not known. Known: {one_of(_choices(_under(kind, key)))}.', key)
    if missing := _MISSING.match(what):
        return place.error(f'the setting "{missing["name"]}" is missing{inside}.', key)
    return place.error(f"{name or 'the file'}: {_plainly(what)}.", key)


def _fields(kind: Any, key: str) -> list[str]:
    """The field names of ``kind``, or of the struct that its dotted ``key`` leads to."""
    return [field.encode_name for field in _struct_fields(_under(kind, key))]


def _under(kind: Any, key: str) -> Any:
    """The type that the dotted ``key`` leads to in ``kind``: a struct's, or that of the list or mapping which has it."""
    for part in key.split(".") if key else ():
        if not _struct_fields(kind):
            break  # of a list or a mapping, all items have one type
        inner = {field.name: field.type for field in _struct_fields(kind)}.get(part)
        kind = getattr(inner, "__args__", (inner,))[0] if hasattr(inner, "__metadata__") else inner
    return kind


def _choices(kind: Any) -> Iterator[str]:
    """The words that a Literal or an enum in a type allows, such as that of a list's items."""
    if get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(member.value) for member in kind)
    else:
        for inner in get_args(kind):
            yield from _choices(inner)


def _struct_fields(kind: Any) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind) if hasattr(kind, "__struct_fields__") else ()


def _plainly(what: str) -> str:
    for technical, plain in _KINDS:
        what = re.sub(rf"\b{technical}\b", plain, what)
    what = what.replace("`", "").replace(" | ", " or ").removesuffix(".")
    return what[:1].lower() + what[1:]
