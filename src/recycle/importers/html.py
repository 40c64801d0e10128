"""HTML from elsewhere, as Markdown."""

from __future__ import annotations

from recycle.importers.imported import Imported, split_title
from recycle.readers.html import read_html
from recycle.writers.gfm import write_gfm


def import_html(text: str) -> Imported:
    """A page or a fragment of HTML as GFM; a heading at its top becomes the title. Findings name what was removed."""
    document, findings = read_html(text)
    title, rest = split_title(document)
    return Imported(str(write_gfm(document).text), title, str(write_gfm(rest).text), findings)
