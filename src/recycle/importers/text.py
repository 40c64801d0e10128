"""Plain text from elsewhere, as Markdown."""

from __future__ import annotations

from recycle.importers.imported import Imported, first_sentence
from recycle.readers.plain_text import read_plain_text
from recycle.writers.gfm import write_gfm


def import_text(text: str) -> Imported:
    """A plain text as GFM, in which nothing that was typed has become markup; its first sentence is its title."""
    document, findings = read_plain_text(text)
    body = str(write_gfm(document).text)
    return Imported(body, first_sentence(document), body, findings)
