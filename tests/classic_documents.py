"""Documents whose words are what Misago and Forem take for something else, and what is left of them in the HTML that these show."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st
from lxml import html as lxml_html

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Code,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
    FootnoteRef,
    Heading,
    Image,
    Inline,
    Link,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    Table,
    Text,
    ThematicBreak,
)
from recycle.tree.normal import normal
from recycle.tree.walk import iter_blocks, iter_inlines, map_blocks, map_inlines, own_inlines
from tests.trees import documents

WORDS = tuple(
    "[b] [/b] [url= [url] [/url] [i b] [/ /b] [/code] [CODE=x] [* a[0] a[i] (c) &#191; &amp; & #91; :) ~~x~~ [hr] [hrx] [quote] [/quote]"
    " [QUOTE=x] [spoiler] [/Spoiler] [img] [/img] *x* **x** _x_ __x `x` `` ` !(x) !( ! ![x](y) [x](y) (x) <http://x.example> <a@b.example> <b>"
    " # ## #x > - 1. + * *** --- === \\ \\* @admin x@y a@b.example a_b_c ( ) [ ] ]( :// a^b || | www.x.example 語。[b]語 🙂".split(
        " "
    )
)
LIQUID = (
    *WORDS,
    "{{",
    "{%",
    "}}",
    "%}",
    "{{ x }}",
    "{% if %}",
    "{% raw %}",
    "{% endraw %}",
    "{%- endraw -%}",
    "{{{ x }}}",
    "{",
    "```",
    "~~~",
)
_UNSEEN = "\u200b \n☐☑"
_LISTS = ("ul", "ol")
_WORDS_ONLY = frozenset("b i u em strong a code del img br kbd sup sub mark small".split())

Shape = list[Any]
"""Blocks by the names of their elements; a list is its name and the shapes of its items, a quote its name and its shape."""


def service_documents(words: Sequence[str] = WORDS) -> st.SearchStrategy[Document]:
    """Trees with such words in them, alone, glued together and over the border of two nodes."""
    some = st.lists(st.sampled_from(words), min_size=1, max_size=3)
    many = st.lists(st.one_of(some.map("".join), some.map(" ".join)), min_size=1, max_size=8)
    return st.builds(_spiked, documents(), many)


def _spiked(document: Document, words: list[str]) -> Document:
    source = itertools.cycle(words)

    def change(node: Inline) -> tuple[Inline, ...]:
        match node:
            case Text():
                return (Text(next(source)),)
            case Code():
                return (Code(next(source)),)
            case Image():
                return (Image(node.url, next(source)),)
            case Link(children=()):
                return (Link(node.url, (Text(next(source)),)),)
            case _:
                return (node,)

    def block(node: Block) -> tuple[Block, ...]:
        match node:
            case CodeBlock():
                return (CodeBlock(next(source) + "\n", next(source)),)
            case Table():
                return (Table(node.alignments, tuple((Text(next(source)),) for _ in node.header), node.rows),)
            case _:
                return (node,)

    return normal(map_blocks(map_inlines(document, change), block))


def plainly(document: Document) -> Document:
    """The same tree with words that nobody could take for anything but words."""

    def inline(node: Inline) -> tuple[Inline, ...]:
        match node:
            case Text():
                return (Text(node.value if node.value == " " else "w"),)
            case Code():
                return (Code("w"),)
            case Image():
                return (Image(node.url, "w" if node.alt else ""),)
            case Link(children=()):
                return (Link(node.url, (Text("w"),)),)
            case _:
                return (node,)

    def block(node: Block) -> tuple[Block, ...]:
        match node:
            case CodeBlock():
                return (CodeBlock("w\n"),)
            case Alert():
                return (Alert(node.kind, node.children, "w"),)
            case Table():
                return (Table(node.alignments, tuple((Text("w"),) for _ in node.header), node.rows),)
            case _:
                return (node,)

    return map_blocks(map_inlines(document, inline), block)


def without_notes(document: Document) -> Document:
    """The document without footnotes and their marks."""
    bare = map_inlines(Document(document.blocks), lambda node: () if isinstance(node, FootnoteRef) else (node,))
    return normal(bare)


def words_of(document: Document) -> Iterator[str]:
    """Everything in the document that a reader is to see as it was written."""
    for block in iter_blocks(document):
        if isinstance(block, CodeBlock):
            yield block.code
        yield from (inline.value for inline in iter_inlines(own_inlines(block)) if isinstance(inline, Text | Code))


def squeezed(words: str) -> str:
    """``words`` without what is not seen."""
    return re.sub("[\u200b\\s]", "", words)


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


def _parsed(html: str) -> Any:
    return lxml_html.document_fromstring(f"<div>{html}</div>").find("body/div")


def words_in(html: str) -> str:
    """All words that the HTML shows, squeezed."""
    return squeezed("".join(_parsed(html).itertext()))


def elements(html: str) -> list[str]:
    """The names of the elements, in order, without those that colours in code and empty paragraphs bring."""
    found = []
    for element in _parsed(html).iter():
        if any(above.tag == "pre" for above in element.iterancestors()) or element.tag == "div":
            continue
        if element.tag not in ("p", "br") or words_in_element(element):
            found.append({"b": "strong", "i": "em"}.get(element.tag, element.tag))
    return found


def words_in_element(element: Any) -> str:
    """What is seen of the element's words."""
    return "".join(element.itertext()).strip(_UNSEEN)


def shape(html: str) -> Shape:
    """The blocks of the HTML."""
    return _shape(_parsed(html)) if html.strip() else []


def _shape(element: Any) -> Shape:
    found: Shape = ["p"] if element.tag == "li" and _has_words_of_its_own(element) else []
    for child in element:
        match child.tag:
            case "ul" | "ol":
                found.append((child.tag, [_shape(item) for item in child if item.tag == "li"]))
            case "blockquote":
                inner = _shape(child)
                found += [("blockquote", inner)] if inner else []
            case "div":
                found += _shape(child)
            case "p":
                found += ["p"] if words_in_element(child) or child.findall(".//img") else []
            case "pre" | "table" | "hr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                found.append(child.tag)
    return found


def _has_words_of_its_own(item: Any) -> bool:
    if (item.text or "").strip(_UNSEEN):
        return True
    return any(child.tag in _WORDS_ONLY and (words_in_element(child) or child.tag == "img") for child in item)


def shape_of(blocks: Sequence[Block], *, tables: str) -> Shape:
    """What the HTML of ``blocks`` is to be; a table is there what ``tables`` says."""
    found: Shape = []
    for block in blocks:
        match block:
            case Paragraph():
                found += ["p"] if _is_seen(block.children) else []
            case Heading():
                found += [f"h{block.level}"] if _is_seen(block.children) else []
            case CodeBlock():
                found.append("pre")
            case Table():
                found.append(tables)
            case Quote():
                inner = shape_of(block.children, tables=tables)
                found += [("blockquote", inner)] if inner else []
            case Alert():
                found.append(("blockquote", ["p", *shape_of(block.children, tables=tables)]))
            case BulletList() | OrderedList():
                name = "ul" if isinstance(block, BulletList) else "ol"
                found.append((name, [shape_of(item.children, tables=tables) for item in block.items]))
            case ThematicBreak():
                found.append("hr")
            case Passage():
                found += shape_of(block.children, tables=tables)
            case Details():
                found += (["p"] if _is_seen(block.summary) else []) + shape_of(block.children, tables=tables)
            case DefinitionList():
                for item in block.items:
                    found += ["p"] if _is_seen(item.term) else []
                    meanings = [shape_of(one, tables=tables) for one in item.definitions]
                    found += [("ul", meanings)] if meanings else []
    return found


def _is_seen(inlines: tuple[Inline, ...]) -> bool:
    return any(
        (isinstance(one, Text | Code) and one.value.strip(_UNSEEN)) or isinstance(one, Image | Link)
        for one in iter_inlines(inlines)
    )
