"""What a dialect is: a function from a document to what is written, and how its files are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from recycle.model import Written
from recycle.tree.nodes import Document


class Dialect(NamedTuple):
    """A notation: its writer, the suffix and media type of its files, and whether templates around it must escape HTML."""

    write: Callable[[Document], Written]
    suffix: str
    media_type: str
    is_html: bool = False
