"""Regular expressions that are compiled when they are first used.

To compile those of all modules that a command imports takes as long as importing them, and a command uses one in four.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, AnyStr, cast

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn", "pattern")


class _Late:
    """Becomes like the compiled one with the first question, so that the next ones cost nothing more."""

    def __init__(self, compiled: Callable[[], re.Pattern[Any]]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = self._compiled()
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``pattern`` as ``re.compile`` gives it, but not before it is used. One that is wrong is told then: the tests use every one."""
    return cast("re.Pattern[AnyStr]", _Late(partial(re.compile, pattern, flags)))
