"""The normal form of a tree: what every reader returns and what round trips are compared in.

HTML and Markdown both leave room for trees that look different and read the same: two texts side by side, a space at the end
of a paragraph, an empty emphasis, a loose list with one line in it. In a normal tree none of these exist, so that
``read(write(tree)) == tree`` can hold to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from recycle.tree.labels import with_safe_labels
from recycle.tree.lists import fits_loosely, fits_tightly
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    Emphasis,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from recycle.tree.normal_inlines import normal_inlines
from recycle.tree.walk import iter_inlines, iter_within, own_inlines, rebuild_block

__all__ = ["normal", "normal_blocks", "normal_inlines"]

_LAST_NUMBER = 999_999_999


def normal(document: Document) -> Document:
    """The document in normal form. Idempotent; words are never lost, footnotes that nothing refers to are."""
    document = with_safe_labels(document)
    blocks = normal_blocks(document.blocks)
    notes = {note.label: replace(note, children=normal_blocks(note.children)) for note in reversed(document.footnotes)}
    cited = _cited(blocks, notes)
    known = {note.label for note in cited}
    if known >= set(_labels(blocks)) and all(known >= set(_labels(note.children)) for note in cited):
        return Document(blocks, cited)
    plain = Document(_without_dangling(blocks, known), tuple(_plain_note(note, known) for note in cited))
    return normal(plain)


def _cited(blocks: tuple[Block, ...], notes: dict[str, Footnote]) -> tuple[Footnote, ...]:
    found: dict[str, Footnote] = {}
    queue = list(_labels(blocks))
    while queue:
        label = queue.pop(0)
        if label in notes and label not in found:
            found[label] = notes[label]
            queue.extend(_labels(notes[label].children))
    return tuple(found.values())


def _labels(blocks: tuple[Block, ...]) -> Iterable[str]:
    for block in iter_within(blocks):
        for inline in iter_inlines(own_inlines(block)):
            if isinstance(inline, FootnoteRef):
                yield inline.label


def _plain_note(note: Footnote, known: set[str]) -> Footnote:
    return replace(note, children=_without_dangling(note.children, known))


def _without_dangling(blocks: tuple[Block, ...], known: set[str]) -> tuple[Block, ...]:
    """References to notes that do not exist become the words that they were typed as."""

    def on_inlines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(one(inline) for inline in inlines)

    def one(inline: Inline) -> Inline:
        if isinstance(inline, FootnoteRef) and inline.label not in known:
            return Text(f"[^{inline.label}]")
        if isinstance(inline, Emphasis | Strong | Strike | Span | Link):
            return replace(inline, children=on_inlines(inline.children))
        return inline

    def on_blocks(inner: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(rebuild_block(block, on_blocks, on_inlines) for block in inner)

    return on_blocks(blocks)


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────


def normal_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks in normal form, those with nothing in them left out."""
    return tuple(new for block in blocks if (new := _normal_block(block)) is not None)


def _normal_block(block: Block) -> Block | None:
    match block:
        case Paragraph():
            children = normal_inlines(block.children)
            return replace(block, children=children) if children else None
        case Heading():
            return replace(block, children=normal_inlines(block.children, soft=False), level=min(max(block.level, 1), 6))
        case BulletList() | OrderedList():
            return _normal_list(block)
        case Table():
            return _normal_table(block)
        case DefinitionList():
            items = tuple(item for found in block.items if (item := _normal_definition(found)))
            return replace(block, items=items) if items else None
        case Details():
            summary = normal_inlines(block.summary, soft=False)
            return replace(block, summary=summary, children=normal_blocks(block.children))
        case Alert():
            title = " ".join(block.title.split())
            title = "" if title.casefold() == block.kind else title
            return replace(block, title=title, children=normal_blocks(block.children))
        case CodeBlock():
            code = block.code.replace("\r\n", "\n").replace("\r", "\n")
            code = code if code.endswith("\n") or not code else f"{code}\n"
            return replace(block, code=code, info=" ".join(block.info.split()))
        case Passage():
            return _normal_passage(block)
        case _:
            return rebuild_block(block, normal_blocks, normal_inlines)


def _normal_passage(block: Passage) -> Passage:
    """A passage says either only or not; one that says both is one in the other."""
    children = normal_blocks(block.children)
    only = tuple(" ".join(block.only).split())
    without = tuple(" ".join(block.without).split())
    if only and without:
        return Passage((Passage(children, (), without, block.line),), only, (), block.line)
    return Passage(children, only, without, block.line, " ".join(block.piece.split()))


def _normal_list(block: BulletList | OrderedList) -> Block | None:
    items = tuple(replace(item, children=normal_blocks(item.children)) for item in block.items)
    if not items:
        return None
    tight = not any(_has_paragraph(item) for item in items) or (block.tight and fits_tightly(items))
    tight = tight or not fits_loosely(items)
    if isinstance(block, OrderedList):
        return replace(block, items=items, tight=tight, start=min(max(block.start, 0), _LAST_NUMBER))
    return replace(block, items=items, tight=tight)


def _has_paragraph(item: ListItem) -> bool:
    return any(isinstance(child, Paragraph) for child in item.children)


def _normal_table(block: Table) -> Table:
    width = max(len(block.header), 1)
    header = tuple(normal_inlines(cell, soft=False) for cell in block.header) or ((),)
    rows = tuple(
        tuple(normal_inlines(row[at], soft=False) if at < len(row) else () for at in range(width)) for row in block.rows
    )
    alignments = tuple(block.alignments[at] if at < len(block.alignments) else "" for at in range(width))
    return replace(block, alignments=alignments, header=header, rows=rows)


def _normal_definition(item: DefinitionItem) -> DefinitionItem | None:
    term = normal_inlines(item.term, soft=False)
    definitions = tuple(found for blocks in item.definitions if (found := normal_blocks(blocks)))
    return DefinitionItem(term, definitions) if term or definitions else None
