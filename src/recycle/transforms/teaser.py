"""A teaser: the few sentences that make somebody read on."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import mul, truediv

from recycle.late import regex
from recycle.transforms.sentences import split
from recycle.tree.nodes import Document, Paragraph, Passage
from recycle.tree.text import count_in, is_unspaced, plain, plain_document
from recycle.tree.walk import Blocks

_WORD = regex(r"\w+")
_DAMPING = 0.85
_ROUNDS = 10
_LEAD = 2.0
_OPENING = 24
_SHORT = 4


def teaser(document: Document, summary: str, max_words: int) -> str:
    """``summary`` when the author wrote one, else the document's best sentences in reading order, ``max_words`` at most.

    Only the author's running text is looked at: no headings, lists, quotations or code, unless there is nothing else. When
    no whole sentence fits, the first one is cut. Empty only when the document has no words.
    """
    if summary.strip():
        return " ".join(summary.split())
    sentences = _candidates(document)
    chosen = _fitting(sentences, max_words)
    if chosen:
        return _joined([sentences[at] for at in sorted(chosen)])
    return _cut(sentences[0] if sentences else " ".join(plain_document(document).split()), max_words)


def _fitting(sentences: Sequence[str], max_words: int) -> list[int]:
    """The best sentences until one does not fit: what is left over is not filled with lesser ones."""
    chosen: list[int] = []
    for at in _ranked(sentences):
        words = count_in(sentences[at])
        if words <= max_words:
            chosen.append(at)
            max_words -= words
        elif chosen:
            break
    return chosen


def _candidates(document: Document) -> tuple[str, ...]:
    """The sentences that a teaser may be made of: of the opening, so that it does not give the end away."""
    said = (sentence for paragraph in _running(document.blocks) for sentence in split(plain(paragraph.children)))
    opening = tuple(itertools.islice((sentence for sentence in said if _WORD.search(sentence)), _OPENING))
    return tuple(sentence for sentence in opening if _stands_alone(sentence)) or opening


def _stands_alone(sentence: str) -> bool:
    """Not what leads up to a list, and not an exclamation or a bare address."""
    return not sentence.endswith((":", "：")) and count_in(sentence) >= _SHORT


def _running(blocks: Blocks) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Passage):
            yield from _running(block.children)


def _ranked(sentences: Sequence[str]) -> list[int]:
    """The sentences' places, the most central first: TextRank (Mihalcea and Tarau, 2004), with the opening given some weight."""
    rows = _nearness(_telling_words(sentences))
    reach = [sum(row) or 1.0 for row in rows]
    ranks = [1.0] * len(rows)
    for _ in range(_ROUNDS):
        shares = list(map(truediv, ranks, reach))
        ranks = [1 - _DAMPING + _DAMPING * sum(map(mul, row, shares)) for row in rows]
    scores = [round(rank * (1 + _LEAD / (1 + at)), 9) for at, rank in enumerate(ranks)]
    return sorted(range(len(scores)), key=lambda at: (-scores[at], at))


def _telling_words(sentences: Sequence[str]) -> list[set[str]]:
    """Each sentence's words without those that many sentences have (the, and): a list of stop words for every language."""
    bags = [set(_terms(sentence)) for sentence in sentences]
    often = Counter(itertools.chain.from_iterable(bags))
    most = max(2, len(bags) // 5)
    common = {word for word, number in often.items() if number > most}
    return [bag - common for bag in bags]


def _nearness(bags: Sequence[set[str]]) -> list[list[float]]:
    """For each two sentences how many words they share, long sentences having less of an advantage."""
    rows = [[0.0] * len(bags) for _ in bags]
    lengths = [math.log(len(bag) + 1) for bag in bags]
    for one, two in itertools.combinations(range(len(bags)), 2):
        if shared := len(bags[one] & bags[two]):
            rows[one][two] = rows[two][one] = shared / (lengths[one] + lengths[two])
    return rows


def _terms(sentence: str) -> list[str]:
    words = _WORD.findall(sentence.casefold())
    return words if sentence.isascii() else [term for word in words for term in (word if is_unspaced(word[0]) else (word,))]


def _joined(sentences: Sequence[str]) -> str:
    joined = ""
    for sentence in sentences:
        joined += sentence if not joined or is_unspaced(joined[-1]) else f" {sentence}"
    return joined


def _cut(sentence: str, max_words: int) -> str:
    kept = ""
    for word in sentence.split():
        grown = f"{kept} {word}".lstrip()
        if count_in(grown) > max_words:
            return f"{kept} …" if kept else f"{word[: max(max_words, 1)]}…"
        kept = grown
    return kept
