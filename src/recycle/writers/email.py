"""The email dialect: HTML made of what mail programs show.

They drop forms, scripts and most of what opens and closes, and some rename ids, so that a link to a place in the same mail
leads nowhere. What they cannot show is turned into what they can before the HTML writer sees it. The looks (borders, wrapped
code) are the template's style sheet, which the newsletter form puts into the elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec.structs import replace

from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Details,
    Document,
    FootnoteRef,
    HardBreak,
    Image,
    Inline,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    Quote,
    Span,
    Strong,
    Text,
    ThematicBreak,
)
from recycle.tree.walk import iter_blocks, iter_placed_inlines, map_blocks, map_inlines, own_inlines
from recycle.writers.html import write_html
from recycle.writers.protocol import Dialect

WIDTH = 600
"""The width of the column that mail is set in."""


def write_email(document: Document) -> Written:
    """``document`` as HTML for mail, and what was lost: details stand open, alerts are quotations, footnotes are a numbered list at the end."""
    images = tuple((inline, line) for inline, line in iter_placed_inlines(document) if isinstance(inline, Image))
    is_plain = not (images or document.footnotes or any(isinstance(block, _CHANGED) for block in iter_blocks(document)))
    if is_plain:
        return write_html(document)
    written = write_html(_for_mail(document))
    return Written(written.text, (*_losses(document), *_drawings(images), *written.losses))


_CHANGED = (Alert, Details, BulletList, OrderedList)


def _for_mail(document: Document) -> Document:
    numbers = {note.label: str(at) for at, note in enumerate(document.footnotes, 1)}

    def on_inline(inline: Inline) -> tuple[Inline, ...]:
        match inline:
            case FootnoteRef():
                return (Span("superscript", (Text(numbers.get(inline.label, inline.label)),)),)
            case Image() if inline.width is not None and inline.width > WIDTH:
                return (_narrowed(inline, inline.width),)
            case _:
                return (inline,)

    changed = map_blocks(map_inlines(document, on_inline), _block)
    return Document((*changed.blocks, *_notes(changed)))


def _block(block: Block) -> tuple[Block, ...]:
    match block:
        case Details():
            return (Paragraph((Strong(block.summary),), line=block.line), *block.children) if block.summary else block.children
        case Alert():
            title = Paragraph((Strong((Text(block.title or block.kind.capitalize()),)),), line=block.line)
            return (Quote((title, *block.children), line=block.line),)
        case BulletList() if _is_plain_tasks(block):
            return (_tasks(block),)
        case BulletList() | OrderedList():
            return (replace(block, items=tuple(_item(item) for item in block.items)),)
        case Paragraph(children=(Image(width=None) as image,)):
            return (replace(block, children=(replace(image, width=WIDTH),)),)
        case Paragraph(children=(Link(children=(Image(width=None) as image,)) as link,)):
            return (replace(block, children=(replace(link, children=(replace(image, width=WIDTH),)),)),)
        case _:
            return (block,)


def _narrowed(image: Image, width: int) -> Image:
    """An image as wide as the column and as high as its shape wants. Outlook obeys the attributes and no style."""
    height = None if image.height is None else max(1, round(image.height * WIDTH / width))
    return replace(image, width=WIDTH, height=height)


def _is_plain_tasks(block: BulletList) -> bool:
    return all(
        item.checked is not None and len(item.children) == 1 and isinstance(item.children[0], Paragraph) for item in block.items
    )


def _tasks(block: BulletList) -> Paragraph:
    """Tasks of a line each as lines: a list's own sign beside every box would be one too many."""
    lines = [inline for item in block.items for child in _item(item).children for inline in (HardBreak(), *own_inlines(child))]
    return Paragraph(tuple(lines[1:]), line=block.line)


def _item(item: ListItem) -> ListItem:
    """A task's box as a character: mail programs take form fields out."""
    if item.checked is None:
        return item
    box = Text("☑ " if item.checked else "☐ ")
    match item.children:
        case (Paragraph() as first, *others):
            children = _joined(box, first.children)
            return replace(item, checked=None, children=(replace(first, children=children), *others))
        case others:
            return replace(item, checked=None, children=(Paragraph((Text(box.value.strip()),), line=item.line), *others))


def _joined(box: Text, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    match inlines:
        case (Text() as first, *others):
            return (Text(box.value + first.value), *others)
        case _:
            return (box, *inlines)


def _notes(document: Document) -> tuple[Block, ...]:
    if not document.footnotes:
        return ()
    items = tuple(ListItem(note.children, line=note.line) for note in document.footnotes)
    return (ThematicBreak(), OrderedList(items, tight=all(len(item.children) == 1 for item in items)))


def _losses(document: Document) -> Iterator[Loss]:
    for block in iter_blocks(document):
        if isinstance(block, Details):
            yield Loss("details", "its text, shown open", block.line)
        elif isinstance(block, Alert):
            yield Loss("alert", "a quote with a bold title", block.line)
    for note in document.footnotes:
        yield Loss("footnote", "a numbered note at the end", note.line)


def _drawings(images: tuple[tuple[Image, int], ...]) -> Iterator[Loss]:
    for image, line in images:
        if _is_drawing(image.url):
            yield Loss("SVG image", "its alternative text in most mail programs", line)


def _is_drawing(url: str) -> bool:
    try:
        return urlsplit(url).path.lower().endswith(".svg")
    except ValueError:
        return False


DIALECT = Dialect(write_email, ".html", "text/html", is_html=True)
