"""Python-Markdown to tree, for archives written for Pelican, MkDocs and Nikola (https://python-markdown.github.io/).

The package takes minutes over some thousand unbalanced brackets, and its time grows with the cube of their number. A text that looks as if it might is converted in a process
of its own with a time limit; all others are converted here.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from recycle.errors import InputError
from recycle.model import Finding, ReadResult
from recycle.readers.clean import clean
from recycle.readers.html import tree_of
from recycle.readers.html_findings import lost_findings, passage_findings
from recycle.readers.lines import findings_placed, with_lines
from recycle.readers.markdown_passages import PRIORITY, PassageProcessor
from recycle.readers.references import reference_findings
from recycle.readers.suspicion import suspect_line
from recycle.tree.nodes import Block, Document, Paragraph, Text
from recycle.world.bounded import run_bounded

if TYPE_CHECKING:
    from markdown import Markdown

ALWAYS = ("extra", "sane_lists")
SECONDS = 5.0


def read_python_markdown(text: str, extensions: tuple[str, ...] = (), *, seconds: float = SECONDS) -> ReadResult:
    """The tree of ``text``, with ``extra``, ``sane_lists`` and the named extensions; lines are found by the words of each block.

    A text that takes longer than ``seconds``, or is nested too deeply, is a finding and an empty tree. Raises InputError for an
    extension that is not installed.
    """
    engine = _engine(extensions)
    if line := suspect_line(text):
        outcome = run_bounded("recycle.readers.python_markdown:convert", json.dumps([text, extensions]), seconds)
        if outcome.status != "done":
            return ReadResult(Document(()), (_given_up(outcome.status, outcome.value, line, seconds),))
        html = outcome.value
    else:
        try:
            html = _convert(engine, text)
        except RecursionError:
            return ReadResult(Document(()), (_given_up("failed", "RecursionError", 1, seconds),))
    cleaned = clean(html)
    removed = lost_findings(text, html, cleaned)
    misplaced = passage_findings(text, html)
    document = with_lines(_without_back_spaces(tree_of(cleaned)), text)
    unplaced = tuple(replace(finding, line=0) for finding in removed)
    return ReadResult(document, (*findings_placed(unplaced, text), *misplaced, *reference_findings(document, text)))


def _without_back_spaces(document: Document) -> Document:
    """Python-Markdown puts a no-break space before the arrow at the end of a footnote; the arrow is gone, so the space goes too."""
    return Document(document.blocks, tuple(replace(note, children=_stripped(note.children)) for note in document.footnotes))


def _stripped(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    match blocks:
        case (*before, Paragraph(children=(*words, Text(value=value))) as last) if value.endswith("\xa0"):
            return (*before, replace(last, children=(*words, Text(value.rstrip("\xa0")))))
        case _:
            return blocks


def convert(argument: str) -> str:
    """The HTML of a JSON list of text and extensions: what the process with the time limit runs."""
    text, extensions = json.loads(argument)
    return _convert(_engine(tuple(extensions)), text)


def _convert(engine: Markdown, text: str) -> str:
    engine.reset()
    for processor in engine.parser.blockprocessors:
        if isinstance(processor, PassageProcessor):
            processor.begin(text)
    return engine.convert(text)


@lru_cache(maxsize=8)
def _engine(extensions: tuple[str, ...]) -> Markdown:
    """One converter for each set of extensions: to make a new one for each text costs a fifth of the time."""
    from markdown import Markdown

    engine = Markdown()
    processor: Any = PassageProcessor(engine.parser)  # has what a BlockProcessor needs, without being one
    engine.parser.blockprocessors.register(processor, "passage", PRIORITY)
    for name in dict.fromkeys((*ALWAYS, *extensions)):
        try:
            engine.registerExtensions([name], {})
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            message = (
                f'Python-Markdown has no extension called "{name}" here ({error}). '
                "Install the package that brings it, or take it out of the extensions in config.yaml."
            )
            raise InputError(message) from None
    return engine


def _given_up(status: str, complaint: str, line: int, seconds: float) -> Finding:
    if status == "too slow":
        message = (
            f"Python-Markdown did not finish with this text within {seconds:g} s. From this line on there are more open brackets, "
            "notes or levels than it can take: close them, put them in backticks, or write markup: gfm in the front matter."
        )
        return Finding("markup-too-slow", message, line=line)
    message = (
        f"Python-Markdown gave up on this text ({complaint}). From this line on it is nested too deeply, or an extension failed: "
        "write it flatter, or write markup: gfm in the front matter."
    )
    return Finding("markup-failed", message, line=line)
