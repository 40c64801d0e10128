"""Word files: read back with python-docx, the same bytes every time, and one document to look at."""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from hypothesis import given, settings
from lxml import etree

from recycle.errors import InputError
from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import (
    Code,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    HardBreak,
    Link,
    Paragraph,
    Passage,
    Text,
)
from recycle.tree.walk import iter_blocks, iter_inlines, own_inlines
from recycle.writers.docx import write_docx
from tests.trees import documents

GOLDEN = Path(__file__).parent / "writers" / "docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def data(source: str, title: str = "") -> bytes:
    result = write_docx(read_gfm(source).document, title=title).text
    assert isinstance(result, bytes)
    return result


def opened(source: str, title: str = "") -> WordDocument:
    return docx.Document(io.BytesIO(data(source, title)))


def paragraphs(source: str, title: str = "") -> list[tuple[str, str]]:
    return [(one.style.name or "" if one.style else "", one.text) for one in opened(source, title).paragraphs]


def losses(source: str) -> list[Loss]:
    return list(write_docx(read_gfm(source).document).losses)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────


def test_sample_document(accept: bool) -> None:
    """``sample.xml`` is what Word reads of ``sample.md``: look at the difference after ``--accept``."""
    source = (GOLDEN / "sample.md").read_text(encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(data(source, "Sample"))) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
    etree.indent(body)
    etree.cleanup_namespaces(body)
    found = etree.tostring(body, encoding="unicode") + "\n"
    golden = GOLDEN / "sample.xml"
    if accept:
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def test_the_same_bytes_every_time() -> None:
    document = read_gfm((GOLDEN / "sample.md").read_text(encoding="utf-8")).document
    one, two = (write_docx(document, title="T", author="A") for _ in range(2))
    assert one == two


def test_nothing_in_the_file_depends_on_when_or_where_it_was_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(data("x"))) as packed:
        entries = packed.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert entries[0].filename == "[Content_Types].xml"
    assert {(entry.date_time, entry.create_system, entry.compress_type) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 3, 0)}
    assert len(data("x")) < 100_000


def test_properties() -> None:
    moment = dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    written = write_docx(Document(()), title="A title", author="A. Writer", created=moment).text
    assert isinstance(written, bytes)
    found = docx.Document(io.BytesIO(written)).core_properties
    assert (found.title, found.author, found.last_modified_by) == ("A title", "A. Writer", "A. Writer")
    assert found.created == found.modified == dt.datetime(2024, 5, 6, 5, 8, tzinfo=dt.UTC)
    assert found.comments == ""


def test_without_python_docx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(InputError, match=r"pip install recycle\[docx\]"):
        write_docx(Document(()))


@settings(max_examples=40)
@given(document=documents())
def test_words_are_kept(document: Document) -> None:
    written = write_docx(document).text
    assert isinstance(written, bytes)
    word = docx.Document(io.BytesIO(written))
    kept = "".join("".join(word.element.body.itertext()).split())
    for block in iter_blocks(document):
        if isinstance(block, CodeBlock):
            assert "".join(block.code.split()) in kept
        for inline in iter_inlines(own_inlines(block)):
            if isinstance(inline, Text | Code):
                assert "".join(inline.value.split()) in kept


# ── the parts ────────────────────────────────────────────────────────────────────────────────────


def test_title_and_headings() -> None:
    found = paragraphs("# One\n\n###### Six\n", "Title")
    assert found == [("Title", "Title"), ("Heading 1", "One"), ("Heading 6", "Six")]


def test_the_only_highest_heading_at_the_beginning_is_the_title() -> None:
    assert paragraphs("# One *two*\n\n## Three\n") == [("Title", "One two"), ("Heading 2", "Three")]
    assert opened("# One *two*\n\n## Three\n").core_properties.title == "One two"
    assert paragraphs("# One\n\n# Two\n") == [("Heading 1", "One"), ("Heading 1", "Two")]
    assert paragraphs("Words.\n\n# One\n") == [("Normal", "Words."), ("Heading 1", "One")]


def test_lists_nest_and_each_counts_from_its_own_start() -> None:
    word = opened("1. one\n   - deep\n\n     more\n2. two\n\nbetween\n\n5. five\n")
    assert [(one.style.name if one.style else "", one.text) for one in word.paragraphs] == [
        ("List Number", "one"),
        ("List Bullet 2", "deep"),
        ("List Continue 2", "more"),
        ("List Number", "two"),
        ("Normal", "between"),
        ("List Number", "five"),
    ]
    numbers = [one.get(f"{W}val") for one in word.element.body.iter(f"{W}numId")]
    assert numbers[0] == numbers[1] != numbers[2]
    starts = [one.get(f"{W}val") for one in word.part.numbering_part.element.iter(f"{W}startOverride")]
    assert starts == ["1", "5"]


def test_tasks_have_boxes() -> None:
    assert paragraphs("- [ ] open\n- [x] done\n") == [("List Bullet", "☐ open"), ("List Bullet", "☑ done")]


def test_a_list_deeper_than_word_has_styles_for_is_indented() -> None:
    source = "- 1\n  - 2\n    - 3\n      - 4\n"
    last = opened(source).paragraphs[-1]
    assert last.style is not None
    assert (last.style.name, last.paragraph_format.left_indent) == ("List Bullet 3", 4 * 228_600)


def test_quotes_code_and_lines() -> None:
    found = paragraphs("> a\n>\n> > b\n\n```\nx\n\ny\n```\n\n---\n")
    assert found == [("Quote", "a"), ("Quote", "b"), ("Source Code", "x\n\ny"), ("Horizontal Line", "")]
    nested = opened("> a\n>\n> > b\n").paragraphs[1]
    assert nested.paragraph_format.left_indent == 2 * 228_600


def test_links_are_links() -> None:
    (paragraph,) = opened("See [the *page*](https://example.com/?a=1&b=2).").paragraphs
    (link,) = paragraph.hyperlinks
    assert (link.text, link.url) == ("the page", "https://example.com/?a=1&b=2")
    assert [run.italic for run in link.runs] == [None, True]
    assert paragraph.text == "See the page."


def test_looks() -> None:
    (paragraph,) = opened(
        "**b** *i* ~~s~~ `c` <sup>1</sup><sub>2</sub><u>u</u><mark>m</mark><small>t</small><kbd>k</kbd>"
    ).paragraphs
    looks = {
        run.text: (run.bold, run.italic, run.font.strike, run.font.superscript, run.font.subscript, run.underline)
        for run in paragraph.runs
    }
    assert looks["b"][0]
    assert looks["i"][1]
    assert looks["s"][2]
    assert looks["1"][3]
    assert looks["2"][4]
    assert looks["u"][5]
    styles = {run.text: run.style.name for run in paragraph.runs if run.style}
    assert styles["c"] == styles["k"] == "Inline Code"
    assert [run.font.size is not None for run in paragraph.runs if run.text in "tb"] == [False, True]


def test_tables_have_a_head_and_alignments() -> None:
    (table,) = opened("| a | b |\n|:-:|--:|\n| 1 | *2* |\n").tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["1", "2"]]
    head = table.rows[0].cells[0].paragraphs[0]
    assert head.runs[0].bold
    assert [str(cell.paragraphs[0].alignment) for cell in table.rows[1].cells] == ["CENTER (1)", "RIGHT (2)"]


def test_footnotes_are_notes_at_the_end() -> None:
    source = "a[^x] b[^y]\n\n[^x]: one\n[^y]: two\n\n    more\n"
    assert [text for _, text in paragraphs(source)] == ["a[1] b[2]", "", "[1] one", "[2] two", "more"]
    assert losses(source) == [Loss("footnote", "a numbered note at the end", 1)]


def test_losses() -> None:
    source = (
        '![cat](https://example.com/c.png "t")\n\n> [!NOTE]\n> x\n\n```python\nx\n```\n\n[x](https://example.com "t")\n\n'
        "<details><summary>s</summary>\n\ny\n\n</details>\n<dl><dt>t</dt><dd>d</dd></dl>\n"
    )
    assert {loss.what for loss in losses(source)} == {
        "image",
        "title of an image",
        "alert",
        "code language",
        "title of a link",
        "details",
        "definition list",
    }
    assert losses(source)[0] == Loss("image", "its alternative text and address", 1)


def test_an_image_is_its_words_and_its_address() -> None:
    (paragraph,) = opened("![a cat](https://example.com/c.png)").paragraphs
    assert paragraph.text == "[image: a cat] https://example.com/c.png"
    assert paragraph.hyperlinks[0].url == "https://example.com/c.png"


def test_definitions_and_details() -> None:
    source = "<dl><dt>t</dt><dd>d</dd></dl>\n<details><summary>s</summary>\n\ny\n\n</details>\n"
    assert paragraphs(source) == [("Normal", "t"), ("List Continue", "d"), ("Normal", "s"), ("Normal", "y")]


def test_what_has_no_words_of_its_own_still_has_a_place() -> None:
    source = "- ```\n  x\n  ```\n\n> - y\n\n[^1]\n\n[^1]: ```\n    z\n    ```\n"
    assert [style for style, _ in paragraphs(source)] == [
        "List Bullet",
        "Source Code",
        "List Bullet",
        "Normal",
        "Horizontal Line",
        "Normal",
        "Source Code",
    ]


def test_trees_that_no_reader_makes() -> None:
    items = (DefinitionItem((), ((Paragraph((Text("meaning"),)),),)),)
    broken = Paragraph((Text("one\x00"), HardBreak(), Link("", (Text("two"),))))
    document = Document((Passage((DefinitionList(items), Details((), (broken,))), ("blog",), (), 3),))
    result = write_docx(document)
    assert isinstance(result.text, bytes)
    assert [one.text for one in docx.Document(io.BytesIO(result.text)).paragraphs] == ["meaning", "one\ntwo"]
    assert Loss("passage", "text for every outlet", 3) in result.losses
