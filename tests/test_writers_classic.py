"""Markdown from before CommonMark, for Misago and Forem: readable cases, and the laws that words never become markup and never get lost.

Misago is read by its own rules (``misago_markup.py``). For Forem, ``tests/servers/test_forem_markdown.py`` asks the libraries that it uses.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Document, Paragraph, Passage, Text
from recycle.writers import DIALECTS
from recycle.writers.classic import write_classic
from recycle.writers.classic_flavours import FOREM, MISAGO, Classic
from tests.cases import case_files, check_cases
from tests.classic_documents import (
    LIQUID,
    elements,
    plainly,
    service_documents,
    shape,
    shape_of,
    squeezed,
    without_notes,
    words_in,
    words_of,
)
from tests.misago_markup import html
from tests.trees import documents

FLAVOURS = {flavour.name: flavour for flavour in (MISAGO, FOREM)}


def written(document: Document, flavour: Classic) -> str:
    text = write_classic(document, flavour).text
    assert isinstance(text, str)
    return text


def produce(source: str, part: str) -> str:
    name, _, what = part.partition(" ")
    result = write_classic(read_gfm(source).document, FLAVOURS[name])
    if what == "losses":
        return "".join(f"{loss.line}: {loss.what} -> {loss.became}\n" for loss in result.losses)
    # An invisible character in a golden file would be a riddle.
    return str(result.text).replace("\u200b", "{ZWSP}")


@pytest.mark.parametrize("path", case_files("writers/classic"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)


# ── Misago ───────────────────────────────────────────────────────────────────────────────────────


@given(service_documents())
def test_words_never_become_markup(document: Document) -> None:
    assert elements(html(written(document, MISAGO))) == elements(html(written(plainly(document), MISAGO)))


@given(service_documents())
def test_words_are_kept(document: Document) -> None:
    shown = words_in(html(written(document, MISAGO)))
    for words in words_of(document):
        assert squeezed(words) in shown


@given(documents())
def test_blocks_are_what_they_were(document: Document) -> None:
    plain = plainly(without_notes(document))
    assert shape(html(written(plain, MISAGO))) == shape_of(plain.blocks, tables="pre")


@given(service_documents())
def test_nobody_is_called(document: Document) -> None:
    shown = re.sub(r"<(code|a)\b.*?</\1>", "", html(written(document, MISAGO)), flags=re.DOTALL)
    names = re.findall(r"(\S*)@([0-9a-z_]\S*)", shown, re.IGNORECASE)
    # What is left is a mail address, of which the forum makes a link before it looks for names.
    assert [name for name in names if not (name[0] and re.match(r"[\w-]+(\.[\w-]+)*\.[a-z]{2}", name[1], re.IGNORECASE))] == []


# ── Forem ────────────────────────────────────────────────────────────────────────────────────────

_GUARDED = re.compile(r"[ \n]*~{3}.*?~{3}|[ \n]*`{3}.*?`{3}|`{2}.+?`{2}|`.+?`", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}", re.DOTALL)


def left_to_liquid(text: str) -> str:
    """What Liquid reads of ``text`` on Forem, after its own guard of code."""

    def guarded(code: re.Match[str]) -> str:
        inner = code[0].replace("{% endraw %}", "{----% endraw %----}").replace("{% raw %}", "{----% raw %----}")
        return f"{{% raw %}}{inner}{{% endraw %}}"

    return _RAW.sub("", _GUARDED.sub(guarded, text))


@given(service_documents(LIQUID))
def test_liquid_has_nothing_to_do(document: Document) -> None:
    left = left_to_liquid(written(document, FOREM))
    assert "{{" not in left
    assert "{%" not in left


_PIECES = (
    "{{",
    "}}",
    "{%",
    "%}",
    "raw",
    "endraw",
    "{% raw %}",
    "{% endraw %}",
    "{%- endraw -%}",
    "`",
    "``",
    "```",
    "*",
    "\\",
    " ",
    "a",
    "\n",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_liquid_has_nothing_to_do_whatever_is_typed(source: str) -> None:
    left = left_to_liquid(written(read_gfm(source).document, FOREM))
    assert "{{" not in left
    assert "{%" not in left


# ── both ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("flavour", FLAVOURS.values(), ids=lambda flavour: flavour.name)
def test_plain_words_lose_nothing(flavour: Classic) -> None:
    source = "Words, *words*, **words**, [words](https://example.com).\n\n> a [1] and b[0]\n\n- x\n\n1. y\n\n```py\nz\n```\n"
    assert write_classic(read_gfm(source).document, flavour).losses == ()


@pytest.mark.parametrize("flavour", FLAVOURS.values(), ids=lambda flavour: flavour.name)
def test_an_empty_document_is_an_empty_text(flavour: Classic) -> None:
    assert write_classic(Document(()), flavour) == ("", ())


def test_a_passage_that_is_still_there_is_text_for_everyone() -> None:
    document = Document((Passage((Paragraph((Text("x"),), 2),), (), ("forum",), 1),))
    assert write_classic(document, MISAGO) == ("x\n", (Loss("passage", "text for every outlet", 1),))


def test_no_line_end_is_seen_that_was_not_meant() -> None:
    for flavour, text in itertools.product(FLAVOURS.values(), ("a\nb\n", "- a\n  b\n", "> a\n> b\n")):
        assert written(read_gfm(text).document, flavour).count("\n") == 1


def test_they_are_dialects() -> None:
    for name in ("misago", "gfm-forem"):
        assert DIALECTS[name].write(read_gfm("a").document).text == "a\n"
