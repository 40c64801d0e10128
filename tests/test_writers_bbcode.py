"""BBCode: readable cases, and the laws that words never become tags and never get lost."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import bbcode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import (
    Block,
    Code,
    CodeBlock,
    Details,
    Document,
    Footnote,
    FootnoteRef,
    Image,
    Inline,
    Link,
    Paragraph,
    Passage,
    Text,
)
from recycle.tree.normal import normal
from recycle.tree.walk import iter_blocks, iter_inlines, map_blocks, map_inlines, own_inlines
from recycle.writers.bbcode import write_bbcode
from recycle.writers.bbcode_flavours import MYBB, PHPBB, SMF, XENFORO, Flavour
from tests.cases import case_files, check_cases
from tests.trees import documents

FLAVOURS = (PHPBB, MYBB, SMF, XENFORO)
BY_NAME = {flavour.name: flavour for flavour in FLAVOURS}
every_flavour = pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda flavour: flavour.name)


def written(document: Document, flavour: Flavour) -> str:
    text = write_bbcode(document, flavour).text
    assert isinstance(text, str)
    return text


def produce(source: str, part: str) -> str:
    name, _, what = part.partition(" ")
    result = write_bbcode(read_gfm(source).document, BY_NAME[name])
    if what == "losses":
        return "".join(f"{loss.line}: {loss.what} -> {loss.became}\n" for loss in result.losses)
    # An invisible character in a golden file would be a riddle.
    return str(result.text).replace("\u200b", "{ZWSP}")


@pytest.mark.parametrize("path", case_files("writers/bbcode"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


# ── an engine of our own, to read what was written ───────────────────────────────────────────────
# It knows the tags of all engines at once and is as greedy as the greediest of them. It shares no code with the writer.

TAG = re.compile(
    r"\[(?P<end>/?)(?P<name>b|i|u|s|url|email|img|quote|code|icode|list|li|\*|table|tr|td|th|center|right|size|font|tt|sup|sub|hr"
    r"|heading|spoiler|plain|nobbc|php|color|html|me|media|user)(?P<value>[= :][^\]]*)?\]",
    re.IGNORECASE,
)
RAW = frozenset({"code", "icode", "plain", "nobbc", "img"})
GUARDS = frozenset({"plain", "nobbc"})
BULLET = re.compile(r"\[[@+x#oO]\]|(?<![^; \t\n>])\[0\]")
SIGN = re.compile(r"\((?:c|r|tm)\)", re.IGNORECASE)
REFERENCE = re.compile(r"&#[0-9]+;")
ACTION = re.compile(r"^/(?:me|slap) ", re.MULTILINE | re.IGNORECASE)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """("tag", name) for every tag, with a slash for an end, and ("words", text) for all between; a raw tag hides what is in it."""
    at = 0
    while found := TAG.search(text, at):
        yield "words", text[at : found.start()]
        name = found["name"].lower()
        yield "tag", found["end"] + name
        at = found.end()
        raw = name in RAW and not found["end"] and not (name == "img" and "://" not in text[at : at + 8])
        if raw:
            end = text.lower().index(f"[/{name}]", at)
            yield "raw", text[at:end]
            at = end
    yield "words", text[at:]


def tags(text: str) -> list[str]:
    return [value for kind, value in tokens(text) if kind == "tag" and value.strip("/") not in GUARDS]


def words_between_tags(text: str, flavour: Flavour) -> str:
    words = "".join(value for kind, value in tokens(text) if kind != "tag")
    return REFERENCE.sub(lambda found: chr(int(found[0][2:-1])), words) if flavour is MYBB else words


def dull(document: Document) -> Document:
    """The same tree with words that no engine could take for anything but words."""

    def inline(node: Inline) -> tuple[Inline, ...]:
        match node:
            case Text():
                return (Text(" w " if node.value.strip() else node.value),)
            case Code():
                return (Code("w"),)
            case Image():
                return (Image(node.url, "w" if node.alt else ""),)
            case Link() if not node.children:
                return (Link(node.url, (Text("w"),)),)
            case _:
                return (node,)

    def block(node: Block) -> tuple[Block, ...]:
        return (CodeBlock("w\n"),) if isinstance(node, CodeBlock) else (node,)

    return map_blocks(map_inlines(document, inline), block)


FORUM_WORDS = (
    "[b] [/b] [url= [ ] [i b] [/ /b] [/code] [CODE=x] [* [*] [x] [o] [0] [1] a[0] a[i] (c) (R) (tm) ( c) &#191; &#8212; &amp; & #91; :) ;) :D 8) 8-)"
    " :p :mad: [/plain] [PLAIN] [nobbc] [/nobbc] [/icode] [/tt] [font=x] [color=red] [img] [quote=a;1] [/list] [li] [tr] [HEADING=1] /me /slap x"
    ' [sic] [Python] https://example.com/(c) [spoiler="x"] \ufdd0b] \ufdd1#91; [\u200bb] 語。[b]語 🙂'
).split(" ")


def forum_documents() -> st.SearchStrategy[Document]:
    """Trees whose words are what forums take for something else, alone, glued together and over the border of two nodes."""
    words = st.lists(st.sampled_from(FORUM_WORDS), min_size=1, max_size=3)
    some = st.lists(st.one_of(words.map("".join), words.map(" ".join)), min_size=1, max_size=8)
    return st.builds(spiked, documents(), some)


def spiked(document: Document, words: list[str]) -> Document:
    source = itertools.cycle(words)

    def change(node: Inline) -> tuple[Inline, ...]:
        match node:
            case Text():
                return (Text(next(source)),)
            case Code():
                return (Code(next(source)),)
            case Image():
                return (Image(node.url, next(source)),)
            case _:
                return (node,)

    def code(block: Block) -> tuple[Block, ...]:
        return (CodeBlock(next(source) + "\n", next(source)),) if isinstance(block, CodeBlock) else (block,)

    return normal(map_blocks(map_inlines(document, change), code))


@every_flavour
@given(document=forum_documents())
def test_words_never_become_tags(flavour: Flavour, document: Document) -> None:
    assert tags(written(document, flavour)) == tags(written(dull(document), flavour))


@every_flavour
@given(document=forum_documents())
def test_words_are_kept(flavour: Flavour, document: Document) -> None:
    output = "".join(words_between_tags(written(document, flavour), flavour).split()).replace("\u200b", "")
    for block in iter_blocks(document):
        if isinstance(block, CodeBlock):
            assert squeezed(block.code) in output
        if not isinstance(block, Details) or flavour is not XENFORO:
            for value in values(own_inlines(block)):
                assert squeezed(value) in output


def squeezed(words: str) -> str:
    return re.sub("[\u200b\ufdd0\ufdd1]", "", "".join(words.split()))


def values(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in iter_inlines(inlines):
        if isinstance(inline, Text | Code):
            yield inline.value


@given(document=forum_documents())
def test_phpbb_is_read_by_another_parser_as_it_was_meant(document: Document) -> None:
    parser = bbcode.Parser(install_defaults=True, escape_html=True, replace_links=False, replace_cosmetic=False)
    assert elements(parser, written(document, PHPBB)) == elements(parser, written(dull(document), PHPBB))


def elements(parser: bbcode.Parser, text: str) -> list[str]:
    """The element names that the ``bbcode`` package renders. It looks for ends of lists inside code, so code is left out."""
    text = re.sub(r"\[code\].*?\[/code\]", "[code][/code]", text, flags=re.DOTALL)
    return re.findall(r"</?([a-z]+)", parser.format(text).replace("<br />", ""))


@given(document=forum_documents())
def test_smf_finds_no_bullets_in_words_and_mybb_no_signs(document: Document) -> None:
    smf = written(document, SMF)
    assert not any(BULLET.search(words) for kind, words in tokens(smf) if kind == "words")
    assert not ACTION.search(without_code(smf))
    mybb = without_code(written(document, MYBB))
    assert not SIGN.search(mybb)
    assert not ACTION.search(mybb)
    # Every reference is one of ours: the words have references to other characters only.
    assert all(int(found[2:-1]) < 127 for found in REFERENCE.findall(mybb))


def without_code(text: str) -> str:
    return re.sub(r"\[code[^\]]*\].*?\[/code\]", "", text, flags=re.DOTALL)


# ── losses ───────────────────────────────────────────────────────────────────────────────────────


def losses(source: str, flavour: Flavour) -> list[Loss]:
    return list(write_bbcode(read_gfm(source).document, flavour).losses)


def test_a_loss_is_named_once_for_each_line() -> None:
    found = losses("~~a~~ ~~b~~\n\n~~c~~\n", PHPBB)
    assert found == [Loss("strikethrough", "words between tildes", 1), Loss("strikethrough", "words between tildes", 3)]


@every_flavour
def test_plain_words_lose_nothing(flavour: Flavour) -> None:
    assert losses("Words, *words*, **words**, [words](https://example.com).\n\n> a [1] and b[0]\n\n- x\n", flavour) == []


def test_an_empty_document_is_an_empty_text() -> None:
    assert write_bbcode(Document(()), XENFORO) == ("", ())


def test_a_footnote_in_a_footnote_is_numbered() -> None:
    one = Footnote("a", (Paragraph((Text("one"), FootnoteRef("b"))),))
    two = Footnote("b", (Paragraph((Text("two"),)),))
    document = Document((Paragraph((Text("x"), FootnoteRef("a"))),), (one, two))
    assert written(document, XENFORO) == "x[1]\n\n[HR][/HR]\n\n[1] one[2]\n\n[2] two\n"


def test_a_passage_that_is_still_there_is_text_for_everyone() -> None:
    document = Document((Passage((Paragraph((Text("x"),), 2),), (), ("forum",), 1),))
    assert write_bbcode(document, SMF) == ("x\n", (Loss("passage", "text for every outlet", 1),))
