"""What a service answers, as the fields that a destination needs of it."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from recycle.errors import DestinationError, UnansweredError

T = TypeVar("T")


def understood(data: Any, kind: type[T], service: str, otherwise: type[DestinationError | UnansweredError]) -> T:
    """``data`` (decoded JSON) as ``kind``. What does not fit is no answer: ``otherwise`` is raised, without repeating it."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError:
        raise otherwise(f"{service} answered with something that recycle does not understand.") from None
