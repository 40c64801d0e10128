"""A form: a card is a title, a few sentences and the link to the whole text, for a list of links or a social network."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta as Says

from recycle.forms.common import Common, draft, finding, line_of, meta_of
from recycle.forms.protocol import Brief, Form, Shaped
from recycle.transforms.teaser import teaser
from recycle.tree.nodes import Document, Heading, Link, Paragraph, Text
from recycle.tree.normal import normal


class Settings(Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an outlet of the form ``card`` can be told."""

    dialect: Annotated[str, Says(description="The notation of the card.")] = "text"
    words: Annotated[int, Says(ge=10, description="The most words between title and link.")] = 40


def shape(brief: Brief) -> Shaped:
    """The piece as a card. A card without a link leads nowhere, so that is an error."""
    settings: Settings = brief.settings
    meta = meta_of(brief, brief.document)
    said = Paragraph((Text(teaser(brief.document, meta.description, settings.words)),))
    meta, text = brief.edit(meta, normal(Document((said,))))
    url = brief.canonical_url
    blocks = (Heading(1, (Text(meta.title),)), *text.blocks, Paragraph((Link(url, (Text(url),)),)))
    message = "a card needs an address to lead to: set `canonical:` in config.yaml, or `canonical_url:` in the piece"
    missing = () if url else (finding(brief, "card-no-address", message, line=line_of(brief, "title")),)
    return Shaped(
        meta=meta, document=normal(Document(blocks)), drafts=(draft(settings, "card", settings.dialect),), findings=missing
    )


FORM = Form("card", Settings, shape, words=("title",))
