"""Merging, again and again, and looking whether a law of ``tests/test_merge_laws.py`` is broken.

    python -m tests.soak_merge --triples 10000 --seed 1

Every triple is a text and what two people have made of it in up to three changes each, as ``tests/merging.py`` makes them. Of what breaks
a law the numbers are printed that make it again: ``made(*numbers)``.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random

from tests import test_merge_laws
from tests.merging import Versions, made

LAWS = (
    test_merge_laws.test_any_texts_can_be_merged,
    test_merge_laws.test_each_word_is_there_once_if_somebody_put_it_in_and_gone_if_somebody_took_it_away,
    test_merge_laws.test_no_word_is_lost_even_of_texts_that_are_no_markdown,
    test_merge_laws.test_merging_again_what_was_merged_changes_nothing,
    test_merge_laws.test_both_sides_are_alike,
    test_merge_laws.test_what_is_merged_reads_as_its_words_each_in_a_block_as_before,
    test_merge_laws.test_blocks_stay_apart_and_whole,
    test_merge_laws.test_every_conflict_is_found_again_by_its_marks,
)


def broken(three: Versions) -> Iterator[str]:
    """The names of the laws that these three break."""
    for law in LAWS:
        try:
            law.hypothesis.inner_test(three)  # type: ignore[attr-defined]
        except AssertionError:
            yield law.__name__
    try:
        test_merge_laws.test_what_one_side_left_alone_is_as_the_other_has_it.hypothesis.inner_test(three.edit, three.fresh)  # type: ignore[attr-defined]
    except AssertionError:
        yield "test_what_one_side_left_alone_is_as_the_other_has_it"


def soak(triples: int, seed: int) -> Counter[str]:
    """How many of so many triples break each law; those that do are printed."""
    chance = Random(seed)
    found: Counter[str] = Counter()
    for _ in range(triples):
        numbers = (chance.getrandbits(32), chance.randint(1, 5), chance.randint(1, 3), chance.randint(1, 3))
        for law in broken(made(*numbers)):
            sys.stdout.write(f"{law}: made{numbers}\n")
            found[law] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Merge texts made by chance and check that no law of merging is broken.")
    parser.add_argument("--triples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    found = soak(said.triples, said.seed)
    sys.stdout.write(f"{said.triples} triples, seed {said.seed}; {dict(found) or 'no law broken'}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
