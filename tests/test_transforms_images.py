"""Images are found with their lines, told apart and pointed elsewhere."""

from __future__ import annotations

import pytest

from recycle.readers.gfm import read_gfm
from recycle.transforms import images, links
from recycle.tree.nodes import Document, Image, Paragraph


def test_images_are_rewritten_wherever_they_stand() -> None:
    document = read_gfm("![a](a.png)\n\n- [![b](b.png)](b.png)\n\n| ![c](https://example.com/c.png) |\n| --- |").document
    changed = images.rewrite(document, lambda url: f"/img/{url}" if images.is_local(url) else url)
    assert [(image.url, line) for image, line in images.placed(changed)] == [
        ("/img/a.png", 1),
        ("/img/b.png", 3),
        ("https://example.com/c.png", 5),
    ]
    assert [link.url for link, _ in links.placed(changed)] == ["b.png"]


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("a.png", True),
        ("../a%20b.png?c#d", True),
        ("/a.png", True),
        ("https://example.com/a.png", False),
        ("//example.com/a.png", False),
        ("data:image/png;base64,AAAA", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_is_local(url: str, is_local: bool) -> None:
    assert images.is_local(url) is is_local


def test_an_image_alone_is_no_reason_to_rebuild() -> None:
    paragraph = Paragraph((Image("a.png", "a"),), line=1)
    assert images.rewrite(Document((paragraph,)), lambda url: url).blocks[0] is paragraph


@pytest.mark.parametrize("base_url", ["", "http://["])
def test_links_stay_as_they_are_when_nobody_knows_the_page(base_url: str) -> None:
    document = read_gfm("[a](b.html)").document
    assert links.absolute(document, base_url) == document
