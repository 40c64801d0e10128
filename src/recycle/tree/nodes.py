"""The nodes of the tree: everything a writer can say, and nothing about how any outlet spells it.

Nodes are frozen and compare by value. A block knows the line of the piece's file that it starts on (0 when it was made
by a transform). ``gc=False`` keeps the garbage collector away from them: they hold tuples and strings and never form a cycle.
"""

from __future__ import annotations

from typing import Literal

import msgspec

SpanStyle = Literal["superscript", "subscript", "keyboard", "highlight", "underline", "small"]
AlertKind = Literal["note", "tip", "important", "warning", "caution"]
Alignment = Literal["", "left", "center", "right"]


class Node(msgspec.Struct, frozen=True, gc=False, tag=True, tag_field="node", omit_defaults=True):
    """What all nodes share: frozen, compared by value, dumped to JSON with their class name as ``node``."""


# ── inlines ──────────────────────────────────────────────────────────────────────────────────────


class Text(Node, frozen=True, gc=False):
    """Words. In a normal tree white space is collapsed and two texts are never neighbours."""

    value: str


class SoftBreak(Node, frozen=True, gc=False):
    """A line end in the source that a reader does not have to see."""


class HardBreak(Node, frozen=True, gc=False):
    """A line end that the writer asked for."""


class Code(Node, frozen=True, gc=False):
    """Code inside a line; never contains a line end."""

    value: str


class Emphasis(Node, frozen=True, gc=False):
    children: tuple[Inline, ...]


class Strong(Node, frozen=True, gc=False):
    children: tuple[Inline, ...]


class Strike(Node, frozen=True, gc=False):
    children: tuple[Inline, ...]


class Span(Node, frozen=True, gc=False):
    """Inline HTML that GitHub and most blogs allow and Markdown has no sign for, such as ``<kbd>``."""

    style: SpanStyle
    children: tuple[Inline, ...]


class Link(Node, frozen=True, gc=False):
    url: str
    children: tuple[Inline, ...]
    title: str = ""


class Image(Node, frozen=True, gc=False):
    url: str
    alt: str = ""
    title: str = ""
    width: int | None = None
    height: int | None = None


class FootnoteRef(Node, frozen=True, gc=False):
    """Points at the ``Footnote`` of the document with the same label."""

    label: str


Inline = Text | SoftBreak | HardBreak | Code | Emphasis | Strong | Strike | Span | Link | Image | FootnoteRef


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────


class Paragraph(Node, frozen=True, gc=False):
    children: tuple[Inline, ...]
    line: int = 0


class Heading(Node, frozen=True, gc=False):
    level: int
    children: tuple[Inline, ...]
    line: int = 0


class CodeBlock(Node, frozen=True, gc=False):
    """``info`` is the whole info string of a fence; ``code`` ends with a line end unless it is empty."""

    code: str
    info: str = ""
    line: int = 0

    @property
    def language(self) -> str:
        """The first word of the info string, which is the language by convention."""
        return self.info.split(maxsplit=1)[0] if self.info else ""


class Quote(Node, frozen=True, gc=False):
    children: tuple[Block, ...]
    line: int = 0


class Alert(Node, frozen=True, gc=False):
    """GitHub's ``> [!NOTE]``. An empty title stands for the kind's own name."""

    kind: AlertKind
    children: tuple[Block, ...]
    title: str = ""
    line: int = 0


class ListItem(Node, frozen=True, gc=False):
    """``checked`` is None for an item that is not a task."""

    children: tuple[Block, ...]
    checked: bool | None = None
    line: int = 0


class BulletList(Node, frozen=True, gc=False):
    items: tuple[ListItem, ...]
    tight: bool = True
    line: int = 0


class OrderedList(Node, frozen=True, gc=False):
    items: tuple[ListItem, ...]
    start: int = 1
    tight: bool = True
    line: int = 0


class DefinitionItem(Node, frozen=True, gc=False):
    term: tuple[Inline, ...]
    definitions: tuple[tuple[Block, ...], ...]


class DefinitionList(Node, frozen=True, gc=False):
    items: tuple[DefinitionItem, ...]
    line: int = 0


Cell = tuple["Inline", ...]


class Table(Node, frozen=True, gc=False):
    """``alignments``, ``header`` and every row have the same length, at least one."""

    alignments: tuple[Alignment, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    line: int = 0


class Details(Node, frozen=True, gc=False):
    """A summary that opens, as ``<details>`` in HTML and a spoiler in forums."""

    summary: tuple[Inline, ...]
    children: tuple[Block, ...]
    line: int = 0


class ThematicBreak(Node, frozen=True, gc=False):
    line: int = 0


class Passage(Node, frozen=True, gc=False):
    """Blocks for some outlets: ``::: only a b`` fills ``only``, ``::: not c`` fills ``without``.

    ``::: piece d`` in an issue of a newsletter fills ``piece``: there the piece stands, after the blocks.
    """

    children: tuple[Block, ...]
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    line: int = 0
    piece: str = ""

    def is_for(self, names: frozenset[str]) -> bool:
        """Whether the outlet that is known by ``names``, its own and its form's, shows this passage."""
        return (not self.only or not names.isdisjoint(self.only)) and names.isdisjoint(self.without)


Block = (
    Paragraph
    | Heading
    | CodeBlock
    | Quote
    | Alert
    | BulletList
    | OrderedList
    | DefinitionList
    | Table
    | Details
    | ThematicBreak
    | Passage
)


class Footnote(Node, frozen=True, gc=False):
    label: str
    children: tuple[Block, ...]
    line: int = 0


class Document(Node, frozen=True, gc=False):
    """A whole text. Footnotes stand in the order in which they are first referred to."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...] = ()
