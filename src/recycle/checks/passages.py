"""Passages that speak of outlets that are not there, or of pieces where there is no issue to stand in."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.checks.protocol import Facts
from recycle.model import Finding
from recycle.spelling import did_you_mean, one_of
from recycle.tree.nodes import Passage
from recycle.tree.walk import iter_blocks


def passages(facts: Facts) -> Iterator[Finding]:
    """``passage-no-outlet`` for each name in a passage that is neither an outlet nor a form: its words would go astray unseen.

    ``passage-no-issue`` for ``::: piece`` outside an issue of a newsletter, where nothing is put in its place.
    """
    for block in iter_blocks(facts.piece.document):
        if isinstance(block, Passage):
            if block.piece and not facts.piece.issue:
                message = "::: piece stands for a piece in an issue of a newsletter, and this is none; what it holds is for everybody."
                yield Finding("passage-no-issue", message, facts.piece.path, block.line, severity="warning")
            for name in block.only + block.without:
                if name not in facts.names:
                    yield _finding(name, block, facts)


def _finding(name: str, passage: Passage, facts: Facts) -> Finding:
    hint = did_you_mean(name, facts.names)
    message = f'this passage speaks of "{name}", which is neither an outlet nor a form.{hint} Known: {one_of(facts.names)}.'
    return Finding("passage-no-outlet", message, facts.piece.path, passage.line)
