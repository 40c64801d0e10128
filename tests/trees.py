"""Hypothesis strategies for trees in normal form: every kind of node, and words that look like markup.

They are small (a few blocks, a few levels), so that hundreds are made in a second.
"""

from __future__ import annotations

from hypothesis import strategies as st

from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    Code,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    Emphasis,
    Footnote,
    FootnoteRef,
    HardBreak,
    Heading,
    Image,
    Inline,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    SoftBreak,
    Span,
    Strike,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from recycle.tree.normal import normal, normal_blocks, normal_inlines

LABELS = ("1", "2", "note", "a-b", "Ä_1", "x.y:z")

_WORDS = (
    "a word snake_case 2*3 * ** *** _ __ ~ ~~ ~~~ ` `` ``` [ ] ( ) [^1] [^note]: [x]: [x](y) ![ ! [ ] [x] < > <b> </b> <b> <!-- --> <?x?> "
    "&amp; &lt; & &#35; &#x23; &copy; \\ \\* # ## #tag + - -- --- = === 1. 2) 10. 1234567890. > >> | || |-| :-: --- ::: ::::only "
    "www.example.org http://example.org https://example.com/a_b ftp://example.net a@b.example me@example mailto:a@b.example @name "
    "<http://example.org> <a@b.example> [!NOTE] [!note] note: \" ' “ ” … — é ß ñ ı 日本語 語。 عربى שלום 😀 👩‍💻 ❤️ ½ ² € © \u00a0 \u2003 \u3000 "
    "\u200b \u200d \u2028 \ufeff {{ }} {% %} $x$ ^2 :smile: [b] [/b] [quote=x] [url] From .. . ... ; : , ? <script> javascript:x"
).split(" ")
_SIGNS = "*_~`[]()<>&!#+-=|:\\.@^\"' aAzé1😀\u00a0。"
_URLS = (
    "https://example.com/",
    "http://example.org/a_b/(c)?d=e&copy;=f#g",
    "https://example.net/a)b",
    "mailto:a@b.example",
    "/path/to/x.html",
    "image.png",
    "a b*c_d|e\\f",
    "#part",
    "?q=ü&amp;x",
    "//example.com",
    "",
    "https://example.com/日本/%20%zz[x]",
)


def texts() -> st.SearchStrategy[str]:
    """Words, signs of every notation and other scripts, in any order."""
    word = st.sampled_from(_WORDS)
    pair = st.tuples(word, st.sampled_from(("", " ")), word).map("".join)
    signs = st.text(alphabet=_SIGNS, min_size=1, max_size=4)
    return st.one_of(word, pair, pair, signs)


def _urls() -> st.SearchStrategy[str]:
    return st.sampled_from(_URLS)


def _titles() -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.just(""), texts(), texts(), st.just(" two\n\nlines\n"))


def _links(children: st.SearchStrategy[tuple[Inline, ...]]) -> st.SearchStrategy[Inline]:
    address = st.sampled_from(("https://example.com/a", "http://example.org", "https://example.net/x_y/*z"))
    mail = st.sampled_from(("a@b.example", "x.y+z@example.com"))
    return st.one_of(
        st.builds(Link, _urls(), children, _titles()),
        address.map(lambda url: Link(url, (Text(url),))),
        mail.map(lambda name: Link(f"mailto:{name}", (Text(name),))),
    )


def _size() -> st.SearchStrategy[int | None]:
    return st.sampled_from((None, None, None, 0, 300))


def _leaves() -> st.SearchStrategy[Inline]:
    return st.one_of(
        texts().map(Text),
        texts().map(Text),
        texts().map(Text),
        st.just(SoftBreak()),
        st.just(HardBreak()),
        texts().map(Code),
        st.builds(Image, _urls(), texts(), _titles(), _size(), _size()),
        st.sampled_from(LABELS).map(FootnoteRef),
    )


def raw_inlines(depth: int = 2) -> st.SearchStrategy[tuple[Inline, ...]]:
    """Inlines as a transform could leave them: not in normal form."""
    return st.lists(_inline(depth), max_size=3).map(tuple)


def _inline(depth: int) -> st.SearchStrategy[Inline]:
    if depth == 0:
        return _leaves()
    inner = raw_inlines(depth - 1)
    styles = st.sampled_from(("superscript", "subscript", "keyboard", "highlight", "underline", "small"))
    return st.one_of(
        _leaves(),
        _leaves(),
        inner.map(Emphasis),
        inner.map(Strong),
        inner.map(Strike),
        st.builds(Span, styles, inner),
        _links(inner),
    )


def _code_blocks() -> st.SearchStrategy[Block]:
    line = st.one_of(st.just(""), texts(), texts().map(lambda text: f"   {text}"), st.just("\tx"), st.just("  "))
    fences = st.sampled_from(("```", "~~~~", ":::", "</code>", "    x"))
    code = st.lists(st.one_of(line, fences), max_size=4).map(lambda lines: "".join(f"{line}\n" for line in lines))
    info = st.one_of(st.just(""), st.just("python"), texts())
    return st.builds(CodeBlock, code, info)


def _tables() -> st.SearchStrategy[Block]:
    alignment = st.sampled_from(("", "left", "center", "right"))
    row = st.lists(raw_inlines(1), min_size=1, max_size=3).map(tuple)
    rows = st.lists(row, max_size=2).map(tuple)
    return st.builds(Table, st.lists(alignment, max_size=3).map(tuple), row, rows)


def raw_blocks(depth: int = 2, size: int = 3) -> st.SearchStrategy[tuple[Block, ...]]:
    """Blocks as a transform could leave them: not in normal form."""
    return st.lists(_block(depth), max_size=size).map(tuple)


def _block(depth: int) -> st.SearchStrategy[Block]:
    paragraph = raw_inlines().map(Paragraph)
    leaf = st.one_of(
        paragraph,
        paragraph,
        st.builds(Heading, st.integers(1, 6), raw_inlines()),
        _code_blocks(),
        _tables(),
        st.just(ThematicBreak()),
    )
    if depth == 0:
        return leaf
    inner = raw_blocks(depth - 1, 2)
    items = st.lists(st.builds(ListItem, inner, st.sampled_from((None, None, True, False))), max_size=3).map(tuple)
    names = st.lists(st.sampled_from(("blog", "newsletter", "forum-2", "x_y")), max_size=2).map(tuple)
    definitions = st.lists(st.builds(DefinitionItem, raw_inlines(1), st.lists(inner, max_size=2).map(tuple)), max_size=2)
    kinds = st.sampled_from(("note", "tip", "important", "warning", "caution"))
    return st.one_of(
        leaf,
        leaf,
        inner.map(Quote),
        st.builds(Alert, kinds, inner, _titles()),
        st.builds(BulletList, items, st.booleans()),
        st.builds(OrderedList, items, st.sampled_from((0, 1, 1, 2, 10, 999_999_999)), st.booleans()),
        definitions.map(tuple).map(DefinitionList),
        st.builds(Details, raw_inlines(1), inner),
        st.builds(Passage, inner, names, names),
    )


def inlines() -> st.SearchStrategy[tuple[Inline, ...]]:
    """The inlines of a paragraph, in normal form."""
    return raw_inlines().map(normal_inlines)


def blocks() -> st.SearchStrategy[tuple[Block, ...]]:
    """Blocks in normal form; footnote marks in them may point at nothing."""
    return raw_blocks().map(normal_blocks)


def raw_documents() -> st.SearchStrategy[Document]:
    """Documents as a transform could leave them: not in normal form."""
    note = st.builds(Footnote, st.sampled_from((*LABELS, "A b", "NOTE")), raw_blocks(1, 2))
    return st.builds(Document, raw_blocks(), st.lists(note, max_size=3).map(tuple))


def documents() -> st.SearchStrategy[Document]:
    """Documents in normal form, with every kind of node and words that look like markup."""
    return raw_documents().map(normal)
