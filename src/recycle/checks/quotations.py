"""Words of others: quotations that do not say whose they are, and sources that do not allow what is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.tree.nodes import Block, CodeBlock, FootnoteRef, Link, Paragraph, Quote
from recycle.tree.text import count_in, plain
from recycle.tree.walk import Blocks, inner_blocks, iter_inlines, iter_within, own_inlines

_WORTH = 25
"""Words of a quotation from which on it is somebody's text and no turn of phrase."""
_NAMED = re.compile(r"(?:^|\s)[—–-]{1,3} ?\S[^.!?]{1,120}$|@\w|\b(?:via|source|from|by|von|aus|quelle)\b:?\s", re.IGNORECASE)
_FORBIDS = re.compile(
    r"all rights reserved|no reprint|reprint(?:ing)? (?:is )?(?:not|forbidden|prohibited)|no derivatives|\bnd\b", re.IGNORECASE
)


def quotations(facts: Facts) -> Iterator[Finding]:
    """``quote-no-source`` for a long quotation that neither names nor links whose words it holds, and nothing around it does.

    A paragraph before it that ends with a colon introduces it; a link or a dash with a name, in it or right after it, names its source.
    """
    yield from _in(facts.piece.document.blocks, facts.piece.path)


def _in(blocks: Blocks, path: str) -> Iterator[Finding]:
    for at, block in enumerate(blocks):
        if isinstance(block, Quote):
            before = blocks[at - 1] if at else None
            after = blocks[at + 1] if at + 1 < len(blocks) else None
            if _is_somebodys(block) and not (_introduces(before) or _names(block) or _names(after)):
                message = "this quotation does not say whose words it holds; name who wrote it, with a link, before it or in its last line."
                yield Finding("quote-no-source", message, path, block.line, "warning")
        else:
            yield from _in(inner_blocks(block), path)


def _is_somebodys(quote: Quote) -> bool:
    blocks = tuple(iter_within(quote.children))
    words = sum(count_in(plain(own_inlines(block))) for block in blocks)
    return words >= _WORTH and any(isinstance(block, Paragraph) for block in blocks)


def _introduces(block: Block | None) -> bool:
    """Whether what stands before the quotation says whose it is: a link, a colon at its end, or code that answers with it."""
    if block is None or isinstance(block, CodeBlock):
        return block is not None
    words = plain(own_inlines(block)).rstrip()
    return words.endswith((":", "：")) or _links(block)


def _names(block: Block | None) -> bool:
    if block is None:
        return False
    inner = tuple(iter_within((block,)))
    return any(_links(one) for one in inner) or bool(inner and _NAMED.search(plain(own_inlines(inner[-1]))))


def _links(block: Block) -> bool:
    return any(isinstance(one, Link | FootnoteRef) for one in iter_inlines(own_inlines(block)))


def sources(facts: Facts) -> Iterator[Finding]:
    """``source-forbids`` where ``source:`` is somebody else's and its licence allows no reprint, or none that is changed."""
    source = facts.piece.source
    if source is None or not source.author or source.author in (facts.piece.author, facts.author):
        return
    line = facts.piece.lines.get("source.licence", facts.piece.lines.get("source", 0))
    if _FORBIDS.search(source.licence.replace("-", " ")):
        message = f'"{source.licence}" does not allow to publish the words of {source.author} in another form; ask for leave, or quote them.'
        yield Finding("source-forbids", message, facts.piece.path, line)
    elif not source.licence:
        message = f"nothing says that the words of {source.author} may be published again; add `licence:` to `source:`."
        yield Finding("source-no-licence", message, facts.piece.path, line, "warning")
