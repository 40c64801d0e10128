"""The Markdown of forums as data: what each engine shows of what GFM says, in HTML or in signs of its own.

Where the rules come from:

- Discourse: ``discourse-markdown-it`` (line ends are breaks; BBCode tags are read anywhere) and the list of the HTML elements
  that it keeps, ``pretty-text/addon/allow-lister.js``. Footnotes, tasks, ``<details>`` and ``![alt|300x200](…)`` are plug-ins that
  come with it. It takes ``[!NOTE]`` for words.
- NodeBB 4: ``nodebb-plugin-markdown``, which is markdown-it with ``html: false`` (a tag is shown as it was typed) and
  ``breaks: true``. Tables and tasks are read, footnotes and ``[!NOTE]`` are not.
"""

from __future__ import annotations

import re

from msgspec import Struct

from recycle.tree.nodes import SpanStyle

INVISIBLE = "\u200b"


class Flavour(Struct, frozen=True, kw_only=True):
    """One engine."""

    name: str
    html: bool
    """Whether HTML is HTML there, and not words."""
    styles: frozenset[SpanStyle] = frozenset()
    """The elements inside a line that it keeps."""
    footnotes: bool = False
    sizes: bool = False
    """Whether it takes the size of a picture as ``![alt|300x200](…)``."""
    tags: str = ""
    """Names of tags in square brackets that it would take out of words, as a regular expression."""

    @property
    def tag(self) -> re.Pattern[str] | None:
        """The bracket with which such a tag begins."""
        return re.compile(rf"\[(?=/?(?:{self.tags})(?:[\]=\s]|\Z))", re.IGNORECASE) if self.tags else None


DISCOURSE = Flavour(
    name="discourse",
    html=True,
    styles=frozenset({"superscript", "subscript", "keyboard", "highlight", "small"}),
    footnotes=True,
    sizes=True,
    tags=(
        "b|i|u|s|ul|ol|li|url|email|img|quote|code|excerpt|details|spoiler|poll|date|date-range|timezone"
        "|wrap|grid|event|chat|policy|video|math"
    ),
)
NODEBB = Flavour(name="nodebb", html=False)
