"""What a tree says when only its words count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import assert_never

from recycle.tree.nodes import (
    Block,
    Code,
    CodeBlock,
    Document,
    Emphasis,
    FootnoteRef,
    HardBreak,
    Image,
    Inline,
    Link,
    SoftBreak,
    Span,
    Strike,
    Strong,
    Text,
)
from recycle.tree.walk import iter_blocks, own_inlines

# Chinese and Japanese characters: scripts that are written without spaces. Korean is written with spaces.
_LETTERS = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"


def plain(inlines: Iterable[Inline]) -> str:
    """The words of ``inlines`` in one line; an image gives its alternative text, a footnote mark gives nothing."""
    return "".join(_plain_one(inline) for inline in inlines)


def _plain_one(inline: Inline) -> str:
    match inline:
        case Text() | Code():
            return inline.value
        case SoftBreak() | HardBreak():
            return " "
        case Image():
            return inline.alt
        case FootnoteRef():
            return ""
        case Emphasis() | Strong() | Strike() | Span() | Link():
            return plain(inline.children)
        case _:
            assert_never(inline)


def plain_document(document: Document) -> str:
    """The words of the whole document with its footnotes, a line a block."""
    return "\n".join(line for block in iter_blocks(document) if (line := _block_line(block)))


def _block_line(block: Block) -> str:
    return block.code.rstrip("\n") if isinstance(block, CodeBlock) else plain(own_inlines(block))


def count_words(document: Document) -> int:
    """How many words a person reads: as ``count_in`` counts, code blocks not counted."""
    return sum(count_in(plain(own_inlines(block))) for block in iter_blocks(document))


def count_in(words: str) -> int:
    """How many words there are between white space; a Chinese or Japanese character is one, as word processors count."""
    if words.isascii() or not _unspaced().search(words):
        return len(words.split())
    return len(_unspaced().sub(" ", words).split()) + len(_unspaced_letter().findall(words))


def is_unspaced(character: str) -> bool:
    """Whether ``character`` belongs to a script that is written without spaces (Chinese, Japanese), its marks included."""
    return _unspaced().fullmatch(character) is not None


# Made when a text first needs them: such large sets of characters take ten times longer to compile than a text takes to count.
@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_LETTERS}{_MARKS}]")


@cache
def _unspaced_letter() -> re.Pattern[str]:
    return re.compile(f"[{_LETTERS}]")
