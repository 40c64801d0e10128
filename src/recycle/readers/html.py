"""HTML to tree: cleaned with an allow list, parsed by lxml, in normal form."""

from __future__ import annotations

from lxml import etree

from recycle.model import ReadResult
from recycle.readers.clean import clean_page
from recycle.readers.html_blocks import read_body
from recycle.readers.html_findings import removed_findings
from recycle.tree.nodes import Document
from recycle.tree.normal import normal, normal_blocks


def read_html(text: str) -> ReadResult:
    """The tree of an HTML page or fragment. Findings name what the allow list removed.

    Raises InputError when it is nested more deeply than any text is.
    """
    return ReadResult(tree_of(clean_page(text)), removed_findings(text))


def tree_of(cleaned: str) -> Document:
    """The normal tree of HTML that ``clean`` returned. ``data-sourcepos`` attributes, where they stand, give the lines."""
    if not cleaned.strip():
        return Document(())
    # A parser is made for each text: lxml's parsers may not be shared between threads, and one costs a microsecond.
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<html><body>{cleaned}</body></html>", parser)
    body = root.find("body")
    if body is None:
        return Document(())
    document = read_body(body)
    return normal(document) if "footnote" in cleaned else Document(normal_blocks(document.blocks))
