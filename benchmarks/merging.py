"""How often a person has to decide, of two who have changed one text, when it is merged by words and when by lines."""

from __future__ import annotations

import random
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from recycle.merge.marked import Merged
from recycle.merge.texts import merge_texts
from recycle.readers.spans import spans

CHANGES = 3
SEEDS = 10
"""So many times each text is changed anew: of one seed's 215 texts, two in 100 more or fewer are chance."""
_SENTENCE = re.compile(r"(?<=[.!?]) ")
_SIDES = ("mine", "theirs")

Change = Callable[[list[str], random.Random, str], list[str]]


class Three(NamedTuple):
    """A text, and what each side has made of it."""

    base: str
    edit: str
    fresh: str


class Tally(NamedTuple):
    """What came of all texts: how many merges a person has to look at, words that are nowhere, and seconds of processor time."""

    ours: int
    lines: int
    lost: int
    seconds: float


def report(bodies: Sequence[str]) -> None:
    """Print the conflicts in ``bodies`` after three random changes a side, beside `git merge-file` in the same run."""
    distinct = list(dict.fromkeys(bodies))
    print(f"merge, {len(distinct)} texts, {CHANGES} random changes on each side, {SEEDS} seeds, beside git merge-file")
    for what, change in (("words", _in_words), ("sentences", _in_words_or_sentences)):
        _print(what, [_of_seed(distinct, change, seed) for seed in range(SEEDS)], len(distinct))
    print()


def _of_seed(bodies: Sequence[str], change: Change, seed: int) -> Tally:
    threes = [_changed(body, change, f"{seed} {number}") for number, body in enumerate(bodies)]
    return _tally([three for three in threes if three])


def _print(what: str, tallies: Sequence[Tally], count: int) -> None:
    ours = [100 * tally.ours / count for tally in tallies]
    lost = sum(tally.lost for tally in tallies)
    lines, seconds = (sum(found) / len(tallies) / count for found in zip(*((t.lines, t.seconds) for t in tallies), strict=True))
    shares = f"{sum(ours) / len(ours):5.1f} in 100 with a conflict ({min(ours):.1f} to {max(ours):.1f}), git {100 * lines:5.1f}"
    print(f"    {what:10} {shares};  {lost} words lost;  {1000 * seconds:6.2f} ms CPU a merge")


def _tally(threes: Sequence[Three]) -> Tally:
    used = time.process_time()
    merged = [merge_texts(*three, spans) for three in threes]
    used = time.process_time() - used
    return Tally(
        sum(bool(found.conflicts) for found in merged),
        sum(map(_conflicts_by_lines, threes)),
        sum(_lost(*pair) for pair in zip(threes, merged, strict=True)),
        used,
    )


def _conflicts_by_lines(three: Three) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("edit", "base", "fresh")]
        for path, text in zip(paths, (three.edit, three.base, three.fresh), strict=True):
            path.write_text(text, encoding="utf-8")
        return (
            subprocess.run(["git", "merge-file", "-p", *map(str, paths)], stdout=subprocess.DEVNULL, check=False).returncode > 0
        )


def _lost(three: Three, merged: Merged) -> int:
    """Words that a side has put in, or that nobody has taken away, and that are not in the result."""
    base, edit, fresh, rest = (Counter(text.split()) for text in (*three, merged.text))
    lost = 0
    for word in edit | fresh:
        one, two = edit[word] - base[word], fresh[word] - base[word]
        lost += max(0, base[word] + (max(one, two) if one > 0 and two > 0 else one + two) - rest[word])
    return lost


# ── changes as people make them ──────────────────────────────────────────────────────────────────


def _changed(body: str, change: Change, seed: str) -> Three | None:
    """The text with ``CHANGES`` changes a side in its paragraphs; None for a text that has none."""
    chance = random.Random(seed)
    blocks = [span.strip("\r\n") for span in spans(body)]
    prose = [at for at, block in enumerate(blocks) if block[:1].isalpha()]
    if not prose:
        return None
    sides = []
    for side in _SIDES:
        mine = list(blocks)
        for count in range(CHANGES):
            at = chance.choices(prose, [len(blocks[at].split()) for at in prose])[0]
            mine[at] = " ".join(change(mine[at].split(" "), chance, f"{side}{count}"))
        sides.append(_text(mine))
    return Three(_text(blocks), *sides)


def _text(blocks: Sequence[str]) -> str:
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


def _in_words(words: list[str], chance: random.Random, new: str) -> list[str]:
    """A word replaced, taken away or put in."""
    at = chance.randrange(len(words))
    kept = at + chance.randrange(2)
    return words[:at] + [new] * (kept == at or chance.random() < 0.5) + words[kept:]


def _in_words_or_sentences(words: list[str], chance: random.Random, new: str) -> list[str]:
    """The same, or in two cases of five a sentence taken away or put in."""
    if chance.random() < 0.6:
        return _in_words(words, chance, new)
    sentences = _SENTENCE.split(" ".join(words))
    at = chance.randrange(len(sentences))
    if chance.random() < 0.5:
        del sentences[at]
    else:
        sentences.insert(at, f"A {new} sentence.")
    return " ".join(sentences).split(" ")
