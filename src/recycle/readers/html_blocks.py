"""The block half of HTML to tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args
from urllib.parse import unquote

from lxml.etree import _Element as Element

from recycle.readers.html_inlines import MAX_DEPTH, inline_of, inlines_of, line_of, text_inlines, too_deep, words_in
from recycle.readers.html_tables import read_table
from recycle.tree.nodes import (
    Alert,
    AlertKind,
    Block,
    BulletList,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    ThematicBreak,
)

_SPACE = " \t\n\r\f\v"
_ALERTS = frozenset(get_args(AlertKind))
_BLOCKS = frozenset(
    "address article aside blockquote center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol "
    "p pre section summary table ul".split()
)


def read_body(body: Element) -> Document:
    """The document inside ``body``, not yet in normal form."""
    notes: list[Footnote] = []
    blocks = _blocks(body, 0, notes)
    return Document(tuple(blocks), tuple(notes))


def _blocks(element: Element, depth: int, notes: list[Footnote]) -> list[Block]:
    """The blocks inside ``element``; inlines that stand between blocks become paragraphs."""
    if depth > MAX_DEPTH:
        raise too_deep(element)
    out: list[Block] = []
    loose: list[Inline] = text_inlines(element.text)
    line = line_of(element)

    def flush() -> None:
        if loose:
            out.append(Paragraph(tuple(loose), line))
            loose.clear()

    for child in element:
        if child.tag in _BLOCKS or _holds_blocks(child):
            flush()
            out.extend(_block(child, depth + 1, notes))
        else:
            loose.extend(inline_of(child, depth + 1))
        loose.extend(text_inlines(child.tail))
    flush()
    return out


def _holds_blocks(element: Element) -> bool:
    """Whether an inline element was written around blocks, as in ``<a><p>…</p></a>``; its blocks must not be lost."""
    return len(element) > 0 and any(child.tag in _BLOCKS for child in element.iterdescendants())


def _block(element: Element, depth: int, notes: list[Footnote]) -> list[Block]:
    line = line_of(element)
    match element.tag:
        case "p":
            return (
                [Paragraph(tuple(inlines_of(element, depth)), line)]
                if not _holds_blocks(element)
                else _blocks(element, depth, notes)
            )
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return [Heading(int(str(element.tag)[1]), tuple(inlines_of(element, depth)), line)]
        case "pre":
            return [_code(element, line)]
        case "blockquote":
            return [Quote(tuple(_blocks(element, depth, notes)), line)]
        case "ul":
            items = tuple(_items(element, depth, notes))
            return [BulletList(items, _is_tight(element), line)]
        case "ol":
            items = tuple(_items(element, depth, notes))
            return [OrderedList(items, _start(element), _is_tight(element), line)]
        case "dl":
            return [DefinitionList(tuple(_definitions(element, depth, notes)), line)]
        case "table":
            return [read_table(element, depth)]
        case "details":
            return [_details(element, depth, notes, line)]
        case "hr":
            return [ThematicBreak(line)]
        case "figcaption":
            return [Paragraph((Emphasis(tuple(inlines_of(element, depth))),), line)]
        case "div" | "section":
            return _container(element, depth, notes)
        case _:
            return _blocks(element, depth, notes)


def _container(element: Element, depth: int, notes: list[Footnote]) -> list[Block]:
    classes = (element.get("class") or "").split()
    line = line_of(element)
    if "footnotes" in classes or "footnote" in classes:
        notes.extend(_footnotes(element, depth, notes))
        return []
    if "markdown-alert" in classes:
        return [_alert(element, depth, notes, classes)]
    if element.get("data-sourcepos") and classes[:1] in (["only"], ["not"], ["piece"]):
        names = tuple(classes[1:])
        if classes[0] == "piece":
            return [Passage(tuple(_blocks(element, depth, notes)), line=line, piece=" ".join(names))]
        only, without = (names, ()) if classes[0] == "only" else ((), names)
        return [Passage(tuple(_blocks(element, depth, notes)), only, without, line)]
    return _blocks(element, depth, notes)


def _alert(element: Element, depth: int, notes: list[Footnote], classes: list[str]) -> Block:
    kinds = [name.removeprefix("markdown-alert-") for name in classes]
    kind = next((kind for kind in kinds if kind in _ALERTS), "note")
    title = ""
    for child in list(element):
        if child.tag == "p" and "markdown-alert-title" in (child.get("class") or "").split():
            title = words_in(child)
            element.remove(child)
    return Alert(cast("AlertKind", kind), tuple(_blocks(element, depth, notes)), title, line_of(element))


def _code(pre: Element, line: int) -> CodeBlock:
    code = pre[0] if len(pre) == 1 and pre[0].tag == "code" and not (pre.text or "").strip() else pre
    language = next((name[9:] for name in (code.get("class") or "").split() if name.startswith("language-")), "")
    meta = code.get("data-meta") or ""
    for br in code.iter("br"):
        br.tail = "\n" + (br.tail or "")
    text = words_in(code).replace("\r\n", "\n").replace("\r", "\n")
    text = text if text.endswith("\n") or not text else text + "\n"
    return CodeBlock(text, f"{language} {meta}".strip(), line)


def _items(element: Element, depth: int, notes: list[Footnote]) -> Iterator[ListItem]:
    for child in element:
        if child.tag == "li":
            checked = _take_checkbox(child)
            yield ListItem(tuple(_blocks(child, depth + 1, notes)), checked, line_of(child))
        elif child.tag in _BLOCKS:
            yield ListItem(tuple(_block(child, depth + 1, notes)), None, line_of(child))
        else:
            yield ListItem((Paragraph(tuple(inline_of(child, depth + 1)), line_of(child)),), None, line_of(child))


def _take_checkbox(item: Element) -> bool | None:
    """Take the checkbox off the beginning of a task and tell whether it was ticked; None when there is none."""
    holder = item
    while not (holder.text or "").strip(_SPACE) and len(holder):
        first = holder[0]
        if first.tag == "input" and first.get("type") == "checkbox":
            holder.text = (first.tail or "").lstrip(_SPACE)
            checked = first.get("checked") is not None
            holder.remove(first)
            return checked
        if first.tag not in {"p", "label"}:
            return None
        holder = first
    return None


def _is_tight(element: Element) -> bool:
    return not any(child.tag == "p" for item in element if item.tag == "li" for child in item)


def _start(element: Element) -> int:
    value = element.get("start") or "1"
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 9 else 1


def _definitions(element: Element, depth: int, notes: list[Footnote]) -> Iterator[DefinitionItem]:
    term: list[Inline] = []
    found: list[tuple[Block, ...]] = []
    for child in element.iter("dt", "dd"):
        if next(child.iterancestors("dl"), None) is not element:
            continue
        if child.tag == "dd":
            found.append(tuple(_blocks(child, depth + 1, notes)))
            continue
        if term or found:
            yield DefinitionItem(tuple(term), tuple(found))
            found = []
        term = inlines_of(child, depth + 1)
    if term or found:
        yield DefinitionItem(tuple(term), tuple(found))


def _details(element: Element, depth: int, notes: list[Footnote], line: int) -> Details:
    summary: tuple[Inline, ...] = ()
    for child in list(element):
        if child.tag == "summary":
            summary = tuple(inlines_of(child, depth + 1))
            element.text = (element.text or "") + (child.tail or "")
            element.remove(child)
            break
    return Details(summary, tuple(_blocks(element, depth, notes)), line)


def _footnotes(section: Element, depth: int, notes: list[Footnote]) -> Iterator[Footnote]:
    for item in section.iter("li"):
        name = item.get("id") or ""
        if name.startswith(("fn-", "fn:")):
            yield Footnote(unquote(name[3:]), tuple(_blocks(item, depth + 2, notes)), line_of(item))
