"""What was compiled from a file, kept where Python keeps what it compiles: ``__pycache__`` beside it, or below PYTHONPYCACHEPREFIX.

Whoever can write there can change the program itself, so nothing is trusted that was not trusted before.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from recycle.errors import InputError, RecycleError
from recycle.world import disk


def kept(source: Path, kind: str) -> bytes:
    """What was kept of ``source``, compiled in the way that ``kind`` (letters) names; empty when there is nothing."""
    with suppress(InputError, NotImplementedError):
        file = _file(source, kind)
        return disk.read_bytes(file) if disk.is_file(file) else b""
    return b""


def keep(source: Path, kind: str, data: bytes) -> None:
    """Keep ``data`` for the next time, unless Python keeps nothing either. That it cannot be written is no matter."""
    with suppress(RecycleError, NotImplementedError):
        if not sys.dont_write_bytecode:
            disk.write_atomic(_file(source, kind), data, durable=False)


def _file(source: Path, kind: str) -> Path:
    return Path(cache_from_source(f"{source}.py", optimization=kind))
