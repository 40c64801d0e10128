"""Python-Markdown: its dialect, the lines it does not give, and the texts that it takes for ever over."""

from __future__ import annotations

import pytest

from recycle.errors import InputError
from recycle.readers.plain_text import read_plain_text
from recycle.readers.python_markdown import read_python_markdown
from recycle.readers.suspicion import suspect_line
from recycle.tree.nodes import (
    BulletList,
    CodeBlock,
    DefinitionList,
    Document,
    HardBreak,
    Heading,
    Link,
    Paragraph,
    Passage,
    Quote,
    SoftBreak,
    Table,
    Text,
)
from recycle.tree.walk import iter_blocks, without_lines

TEXT = """\
# Head

Words *and* words
go on[^1].
- no list in this dialect

- item one
- item two

    its second paragraph

Term
:   What it is

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
```

    code here

[^1]: The note.
"""


def test_dialect() -> None:
    document = read_python_markdown(TEXT).document
    kinds = [type(block) for block in document.blocks]
    assert kinds == [Heading, Paragraph, BulletList, DefinitionList, Table, CodeBlock, CodeBlock]
    assert document.footnotes[0].children == (Paragraph((Text("The note."),), 25),)


def test_lines_are_found_by_the_words() -> None:
    document = read_python_markdown(TEXT).document
    assert [block.line for block in document.blocks] == [1, 3, 7, 12, 15, 19, 23]
    items = document.blocks[2]
    assert isinstance(items, BulletList)
    assert [item.line for item in items.items] == [7, 8]
    assert document.footnotes[0].line == 25


def test_a_line_that_is_not_known_is_none() -> None:
    assert [block.line for block in iter_blocks(read_python_markdown("&copy; Somebody\n\n---\n").document)] == [0, 0]


def test_list_right_after_a_paragraph_is_none_here() -> None:
    """The difference for which this is not the default (docs/readers.md)."""
    assert without_lines(read_python_markdown("Words:\n- one\n").document) == Document(
        (Paragraph((Text("Words:"), SoftBreak(), Text("- one"))),)
    )


def test_passages() -> None:
    text = "One.\n\n::: only blog news\nTwo.\n\n- three\n\n::: not blog\nFour.\n:::\nFive.\n:::\nSix.\n\n::: module.name\n"
    document, findings = read_python_markdown(text)
    one, passage, six, module = document.blocks
    assert isinstance(passage, Passage)
    assert (passage.only, passage.without, passage.line) == (("blog", "news"), (), 3)
    inner = [block for block in passage.children if isinstance(block, Passage)]
    assert [(block.without, block.line) for block in inner] == [(("blog",), 8)]
    assert [block.line for block in (one, six, module)] == [1, 13, 15]
    assert findings == ()


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("A\n\n::: only blog\nB\n", "passage-not-closed", 3),
        ("A\n\n::: onyl blog\nB\n:::\n", "passage-unknown", 3),
        ("A\n\n::: only\nB\n:::\n", "passage-names-nobody", 3),
        ("A\n\nB <pubkey> c\n", "html-removed", 3),
        ("A\n\n<script>x</script>\n", "html-removed", 3),
        ("A [b](javascript:c)\n", "link-removed", 1),
    ],
)
def test_findings(text: str, rule: str, line: int) -> None:
    assert [(found.rule, found.line) for found in read_python_markdown(text).findings] == [(rule, line)]


def test_extensions() -> None:
    broken = read_python_markdown("a\nb", ("nl2br",)).document
    assert without_lines(broken) == Document((Paragraph((Text("a"), HardBreak(), Text("b"))),))
    assert without_lines(read_python_markdown("a\nb").document) == Document((Paragraph((Text("a"), SoftBreak(), Text("b"))),))


@pytest.mark.parametrize("name", ["no_such_extension", "json", ".", ""])
def test_unknown_extension(name: str) -> None:
    with pytest.raises(InputError, match="no extension called"):
        read_python_markdown("a", (name,))


def test_one_text_leaves_nothing_for_the_next() -> None:
    first = read_python_markdown("[a]: https://example.com\n\n[^1]: Note\n\nA[^1] [a]\n\n*[AB]: x\n")
    again = read_python_markdown("A [a] AB\n")
    assert first.document.footnotes
    assert without_lines(again.document) == Document((Paragraph((Text("A [a] AB"),)),))


# ── hostile texts ────────────────────────────────────────────────────────────────────────────────

HOSTILE = (
    "[" * 3000,
    "![[]()" * 1000,
    "[a](<b" * 2000,
    "<a " * 5000,
    "{:" * 3000,
    "".join("`" * at + " " for at in range(300)),
    "".join(f"{'    ' * at}- a\n" for at in range(200)),
    "".join(f"*[a{at}]: b\n" for at in range(2000)),
    "a\n:   b\n" * 500,
    "[^a]: [^a]: " * 500,
    "> " * 2000,
    "words " * 20_000,
    "::: only a\n" * 400,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:6])
def test_hostile_texts_are_suspected(text: str) -> None:
    assert suspect_line(f"Words.\n\n{text}") > 0


@pytest.mark.parametrize(
    "text", [TEXT, "[a](https://example.com) " * 500, "a < b and `c` " * 100, "- a\n" * 1000, "[x] " * 1000]
)
def test_usual_texts_are_not(text: str) -> None:
    assert suspect_line(text) == 0


def test_a_text_that_takes_too_long_is_a_finding() -> None:
    document, findings = read_python_markdown("Words.\n\n" + "[" * 20_000, seconds=1.0)
    assert document == Document(())
    assert [(found.rule, found.line, found.severity) for found in findings] == [("markup-too-slow", 3, "error")]
    assert "markup: gfm" in findings[0].message


def test_a_suspect_text_that_is_quick_is_read_like_any_other() -> None:
    text = "Words *here*.\n\n" + "a < b\n" * 150
    assert suspect_line(text)
    document, findings = read_python_markdown(text, seconds=60)
    assert isinstance(document.blocks[0], Paragraph)
    assert findings == ()


def test_a_text_nested_too_deeply_is_a_finding() -> None:
    text = "a\n:   b\n" * 1000
    found = read_python_markdown(text, seconds=60).findings
    assert [finding.rule for finding in found] == ["markup-failed"]


# ── plain text ───────────────────────────────────────────────────────────────────────────────────


def test_plain_text_has_no_markup() -> None:
    text = "# *Not* a <b>heading</b>\nSee https://example.com/a_(b) (or http://example.org/c).\n\n> Quoted\n>> twice\nAnd\n- one\n2) two\n"
    a, b = "https://example.com/a_(b)", "http://example.org/c"
    assert read_plain_text(text).document == Document(
        (
            Paragraph(
                (
                    Text("# *Not* a <b>heading</b>"),
                    SoftBreak(),
                    Text("See "),
                    Link(a, (Text(a),)),
                    Text(" (or "),
                    Link(b, (Text(b),)),
                    Text(")."),
                ),
                1,
            ),
            Quote((Paragraph((Text("Quoted"),), 4), Quote((Paragraph((Text("twice"),), 5),), 5)), 4),
            Paragraph((Text("And"), HardBreak(), Text("- one"), HardBreak(), Text("2) two")), 6),
        )
    )


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", ">\n>\n", ">" * 5000])
def test_plain_text_of_nothing(text: str) -> None:
    document = read_plain_text(text).document
    assert all(isinstance(block, Quote) for block in document.blocks)
