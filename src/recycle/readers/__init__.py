"""The readers: the table from a markup to the function that reads it. A new one is a file in this room and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from recycle.model import ReadResult
from recycle.readers.gfm import read_gfm
from recycle.readers.html import read_html
from recycle.readers.plain_text import read_plain_text
from recycle.readers.python_markdown import read_python_markdown

Reader = Callable[[str], ReadResult]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "gfm": read_gfm,
        "python-markdown": read_python_markdown,
        "html": read_html,
        "text": read_plain_text,
    }
)
