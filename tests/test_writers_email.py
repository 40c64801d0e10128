"""The email dialect: what mail programs cannot show is something that they can."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from recycle.model import Loss
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import BulletList, Document, Image, ListItem, Paragraph, Text
from recycle.writers.email import write_email
from recycle.writers.html import write_html
from tests.trees import documents


@pytest.mark.parametrize(
    ("markdown", "html", "losses"),
    [
        ("Text.", "<p>Text.</p>\n", ()),
        ("- [x] a\n- [ ] **b**\n- c", "<ul>\n<li>☑ a</li>\n<li>☐ <strong>b</strong></li>\n<li>c</li>\n</ul>\n", ()),
        ("- [x] a\n- [ ] **b**", "<p>☑ a<br />\n☐ <strong>b</strong></p>\n", ()),
        (
            "> [!TIP]\n> Text.",
            "<blockquote>\n<p><strong>Tip</strong></p>\n<p>Text.</p>\n</blockquote>\n",
            (Loss("alert", "a quote with a bold title", 1),),
        ),
        (
            "a[^n] b[^n]\n\n[^n]: Note.",
            "<p>a<sup>1</sup> b<sup>1</sup></p>\n<hr />\n<ol>\n<li>Note.</li>\n</ol>\n",
            (Loss("footnote", "a numbered note at the end", 3),),
        ),
        (
            "<details><summary>More</summary>\n\nText.\n\n</details>",
            "<p><strong>More</strong></p>\n<p>Text.</p>\n",
            (Loss("details", "its text, shown open", 1),),
        ),
        ("![a](https://e.org/a.png)", '<p><img src="https://e.org/a.png" alt="a" width="600" /></p>\n', ()),
        (
            "[![a](https://e.org/a.svg?x=1)](https://e.org)",
            '<p><a href="https://e.org"><img src="https://e.org/a.svg?x=1" alt="a" width="600" /></a></p>\n',
            (Loss("SVG image", "its alternative text in most mail programs", 1),),
        ),
        ("See ![a](https://e.org/a.png) here", '<p>See <img src="https://e.org/a.png" alt="a" /> here</p>\n', ()),
        (
            '<img src="https://e.org/a.png" alt="a" width="1200" height="301">',
            '<p><img src="https://e.org/a.png" alt="a" width="600" height="150" /></p>\n',
            (),
        ),
    ],
)
def test_what_becomes_of_it(markdown: str, html: str, losses: tuple[Loss, ...]) -> None:
    written = write_email(read_gfm(markdown).document)
    assert written.text == html
    assert written.losses == losses


def test_a_task_without_a_paragraph() -> None:
    document = Document((BulletList((ListItem((), checked=True),)),))
    assert write_email(document).text == "<ul>\n<li>☑</li>\n</ul>\n"


def test_an_address_that_is_none_is_no_drawing() -> None:
    document = Document((Paragraph((Text("a "), Image("http://[x.svg"))),))
    assert write_email(document).losses == write_html(document).losses


@settings(max_examples=40)
@given(document=documents())
def test_total_without_forms_or_places(document: Document) -> None:
    text = write_email(document).text
    assert isinstance(text, str)
    assert not any(tag in text for tag in ("<input", "<details", "<summary", ' id="', 'href="#fn'))
