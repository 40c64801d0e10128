"""The readers: the table from a markup to the function that reads it. A new one is a file in this room and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recycle.model import ReadResult
from recycle.registry import OnDemand

Reader = Callable[[str], ReadResult]
Extensible = Callable[[str, tuple[str, ...]], ReadResult]

READERS: Mapping[str, Reader] = OnDemand(
    __name__,
    {
        "gfm": "gfm:read_gfm",
        "python-markdown": "python_markdown:read_python_markdown",
        "html": "html:read_html",
        "text": "plain_text:read_plain_text",
    },
)

EXTENSIBLE: Mapping[str, Extensible] = OnDemand(__name__, {"python-markdown": "python_markdown:read_python_markdown"})
"""Those that take the names of extensions beside the text."""
