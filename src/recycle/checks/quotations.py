"""Words of others: quotations that do not say whose they are, and sources that do not allow what is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from recycle.checks.protocol import Facts
from recycle.late import regex
from recycle.model import Finding
from recycle.tree.nodes import Block, CodeBlock, FootnoteRef, Link, Paragraph, Quote
from recycle.tree.text import count_in, plain
from recycle.tree.walk import Blocks, inner_blocks, iter_inlines, iter_within, own_inlines

_WORTH = 25
"""Words of a quotation from which on it is somebody's text and no turn of phrase."""
_NAMED = regex(r"(?:^|\s)[—–-]{1,3} ?\S[^.!?]{1,120}$|@\w|\b(?:via|source|from|by|von|aus|quelle)\b:?\s", re.IGNORECASE)
_LABEL = regex(
    r"\W*(?:please )?(?:note|nb|n\.b\.|warning|caution|danger|important|tip|hint|info|attention|heads[ -]up|update|edit|disclaimer|tl;?dr"
    r"|hinweis|achtung|warnung|wichtig|tipp|nachtrag)\b",
    re.IGNORECASE,
)
"""How a note begins that is only set like a quotation, as READMEs did before there were alerts."""
_FORBIDS = regex(
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
    is_note = bool(blocks) and _LABEL.match(plain(own_inlines(blocks[0]))) is not None
    return words >= _WORTH and not is_note and any(isinstance(block, Paragraph) for block in blocks)


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
    """``source-forbids`` where the place that the piece comes from allows no reprint, or, for somebody else's words, their licence does not.

    ``source-no-licence`` where neither says anything of somebody else's words.
    """
    source, house = facts.piece.source, facts.house
    if source is None:
        return
    is_own = not source.author or source.author in (facts.piece.author, facts.author)
    line = facts.piece.lines.get("source.licence", facts.piece.lines.get("source", 0))
    licence = source.licence or (house.licence if house else "")
    if house and house.for_words(own=is_own) == "no":
        place = urlsplit(source.url).hostname
        message = f"the rules of {place} do not allow to publish what was written there: ask for leave, then turn this rule off for the piece."
        yield Finding("source-forbids", message, facts.piece.path, facts.piece.lines.get("source", 0))
    elif not is_own and _FORBIDS.search(licence.replace("-", " ")):
        message = (
            f'"{licence}" does not allow to publish the words of {source.author} in another form; ask for leave, or quote them.'
        )
        yield Finding("source-forbids", message, facts.piece.path, line)
    elif not (is_own or licence or house):
        message = f"nothing says that the words of {source.author} may be published again; add `licence:` to `source:`."
        yield Finding("source-no-licence", message, facts.piece.path, line, "warning")
