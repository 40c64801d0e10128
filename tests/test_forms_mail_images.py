"""What a mail says of an image that no mail program could fetch: what is wrong with its address, never less."""

from __future__ import annotations

import pytest

from recycle.forms.mail_rules import images
from recycle.tree.nodes import Document, Image, Paragraph
from tests.test_forms_shape import brief


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (Image("", "A kettle"), 'the image "A kettle" has no address, or one without a host'),
        (Image("", ""), "the image in this place has no address, or one without a host"),
        (Image("https:a.png", "A kettle"), "the image's address https:a.png has no host"),
        (Image("/a.png", "A kettle"), "the image /a.png has no public address"),
    ],
)
def test_an_image_without_a_public_address(image: Image, said: str) -> None:
    document = Document((Paragraph((image,)),))
    mail = brief("newsletter", document, sender="Notes <notes@example.com>", unsubscribe_url="https://example.com/leave")
    found = [one for one in images(mail, document) if one.rule == "newsletter-image-address"]
    assert [one.message.startswith(said) for one in found] == [True]
