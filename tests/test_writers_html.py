"""The HTML writer: what it writes is read back as the same tree, and is well-formed."""

from __future__ import annotations

import pytest
from hypothesis import given
from lxml import etree

from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.readers.html import read_html
from recycle.tree.nodes import Block, Document, Passage
from recycle.tree.normal import normal
from recycle.tree.text import plain_document
from recycle.tree.walk import map_blocks, without_lines
from recycle.writers.html import write_html
from tests.trees import documents


def _html(document: Document) -> str:
    text = write_html(document).text
    assert isinstance(text, str)
    return text


def _without_passages(document: Document) -> Document:
    def unwrapped(block: Block) -> tuple[Block, ...]:
        return block.children if isinstance(block, Passage) else (block,)

    return normal(map_blocks(document, unwrapped))


@given(documents().map(_without_passages))
def test_reading_what_was_written_gives_the_same_tree(document: Document) -> None:
    """Also the law that no word becomes markup: a Text that did would be another node in the tree that comes back."""
    assert without_lines(read_html(_html(document)).document) == document


@given(documents())
def test_words_are_kept_and_tags_closed(document: Document) -> None:
    """Whatever a passage says is written for everyone; no word of it is lost, and an XML parser can read it."""
    html = _html(document)
    read = read_html(html).document
    assert plain_document(read).split() == plain_document(_without_passages(document)).split()
    for attribute in ("data-footnotes", "data-footnote-ref", "data-footnote-backref", "checked", "disabled"):
        html = html.replace(f" {attribute}>", f' {attribute}="">').replace(f" {attribute} ", f' {attribute}="" ')
    etree.fromstring(f"<body>{html}</body>".encode(), etree.XMLParser(huge_tree=True))


def test_a_passage_is_a_loss() -> None:
    document = read_gfm("::: only blog\ntext\n:::\n").document
    assert write_html(document).losses == (Loss("passage", "text for every outlet", 1),)
    assert _html(document) == "<p>text</p>\n"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A *b*", "<h1>A <em>b</em></h1>\n"),
        ("a\\\nb", "<p>a<br />\nb</p>\n"),
        ("```py title=x\na<b\n```", '<pre><code class="language-py" data-meta="title=x">a&lt;b\n</code></pre>\n'),
        (
            "- [x] a\n- [ ] b",
            '<ul>\n<li><input type="checkbox" checked disabled /> a</li>\n<li><input type="checkbox" disabled /> b</li>\n</ul>\n',
        ),
        ("3. a\n\n4. b", '<ol start="3">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n'),
        (
            "> [!TIP]\n> a",
            '<div class="markdown-alert markdown-alert-tip">\n<p class="markdown-alert-title">Tip</p>\n<p>a</p>\n</div>\n',
        ),
        (
            "|a|b|\n|-|-:|\n|c|d|",
            (
                '<table>\n<thead>\n<tr>\n<th>a</th>\n<th align="right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n'
                '<td align="right">d</td>\n</tr>\n</tbody>\n</table>\n'
            ),
        ),
        ('<img src="a.png" width="30" alt="&quot;">', '<p><img src="a.png" alt="&quot;" width="30" /></p>\n'),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
        ("<details><summary>a</summary>b</details>", "<details>\n<summary>a</summary>\n<p>b</p>\n</details>\n"),
        ("<kbd>a</kbd> <ins>b</ins>", "<p><kbd>a</kbd> <u>b</u></p>\n"),
    ],
)
def test_html_of_ordinary_text(markdown: str, html: str) -> None:
    assert _html(read_gfm(markdown).document) == html


def test_footnotes_lead_there_and_back() -> None:
    html = _html(read_gfm("a[^n] b[^n]\n\n[^n]: c\n").document)
    assert '<a href="#fn-n" id="fnref-n" data-footnote-ref>1</a>' in html
    assert '<a href="#fn-n" id="fnref-n-2" data-footnote-ref>1</a>' in html
    assert '<li id="fn-n">\n<p>c <a href="#fnref-n" class="footnote-backref"' in html
    assert 'href="#fnref-n-2"' in html
