"""Patterns are read as Python reads them, also where the quick way does it."""

from __future__ import annotations

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.destinations.patterns import PATH, Pattern
from recycle.errors import InputError

_PARTS = ("{slug}", "{part}", "{slog}", "{", "}", "{{", "}}", "{}", "{0}", "{slug!r}", "{slug:x}", "{slug.x}", "a", "/", "é")


@given(st.lists(st.sampled_from(_PARTS), max_size=6).map("".join))
def test_what_is_taken_is_what_python_reads(text: str) -> None:
    try:
        pieces = Pattern.read(text, PATH, "path").pieces
    except InputError:
        return
    assert pieces == tuple((literal, name or "") for literal, name, _, _ in Formatter().parse(text))


@pytest.mark.parametrize("text", ["{slog}", "{", "}", "a}{slug}", "{}", "{slug!r}", "{slug:x}", "{slug}{slog}"])
def test_what_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^path: "):
        Pattern.read(text, PATH, "path")
