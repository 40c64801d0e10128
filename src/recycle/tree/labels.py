"""Labels of footnotes that every dialect can write: word characters, dots, colons and hyphens, told apart without regard to case."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from recycle.late import regex
from recycle.tree.nodes import Document, FootnoteRef, Inline
from recycle.tree.walk import map_inlines

_LABEL = regex(r"[\w.:-]{1,100}")
_UNSAFE = regex(r"[^\w.:-]+")


def with_safe_labels(document: Document) -> Document:
    """The document with new labels for the notes whose own cannot be written in Markdown, or differ in case only."""
    new_names = _new_names([note.label for note in document.footnotes])
    if not new_names:
        return document

    def renamed(inline: Inline) -> tuple[Inline, ...]:
        if isinstance(inline, FootnoteRef):
            return (FootnoteRef(new_names.get(inline.label, inline.label)),)
        return (inline,)

    changed = map_inlines(document, renamed)
    notes = tuple(replace(note, label=new_names.get(note.label, note.label)) for note in changed.footnotes)
    return replace(changed, footnotes=notes)


def _new_names(labels: Sequence[str]) -> dict[str, str]:
    taken = {label.casefold() for label in labels if _LABEL.fullmatch(label)}
    kept: set[str] = set()
    new_names: dict[str, str] = {}
    for label in dict.fromkeys(labels):
        if _LABEL.fullmatch(label) and label.casefold() not in kept:
            kept.add(label.casefold())
            continue
        name = _UNSAFE.sub("-", label)[:90].strip("-") or "note"
        count = 1
        free = name
        while free.casefold() in taken:
            count += 1
            free = f"{name}-{count}"
        taken.add(free.casefold())
        new_names[label] = free
    return new_names
