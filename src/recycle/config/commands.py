"""Programs of the user's own that the settings name, and the secrets that are not theirs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from recycle.config.convert import Place
from recycle.destinations.secrets import MARK


def command(said: str | list[str], place: Place, key: str) -> tuple[str, ...]:
    """The words of a command, split as a shell would split them when it is one string; none for none. Raises InputError."""
    try:
        words = shlex.split(said) if isinstance(said, str) else said
    except ValueError as error:
        raise place.error(f"{place.under(key).key}: this is no command: {str(error).lower()}.", key) from None
    if (said and not words) or (words and not words[0].strip()) or any("\0" in word for word in words):
        raise place.error(f"{place.under(key).key}: the first word must be a program, such as ./shorter.", key)
    return tuple(words)


def secret_names(data: Any) -> Iterator[str]:
    """The variables that settings name as ``env:NAME``, wherever they stand."""
    match data:
        case str() if data.startswith(MARK):
            yield data.removeprefix(MARK)
        case dict():
            for value in data.values():
                yield from secret_names(value)
        case list():
            for value in data:
                yield from secret_names(value)
