"""GitHub Flavored Markdown to tree, by comrak.

CommonMark 0.31.2 (https://spec.commonmark.org/0.31.2/) with GFM's tables, task lists, strikethrough and bare URLs
(https://github.github.com/gfm/), footnotes, alerts, and ``::: only`` / ``::: not`` passages.
"""

from __future__ import annotations

from functools import cache

import comrak

from recycle.model import ReadResult
from recycle.readers.clean import clean, may_have_html
from recycle.readers.comrak_options import Options, extensions
from recycle.readers.html import tree_of
from recycle.readers.html_findings import lost_findings, passage_findings
from recycle.readers.lines import findings_placed, with_missing_lines
from recycle.readers.references import reference_findings


@cache
def _options() -> Options:
    render = comrak.RenderOptions()
    render.unsafe_ = True  # raw HTML is let through to be cleaned by the allow list
    render.sourcepos = True
    render.full_info_string = True
    return extensions(), comrak.ParseOptions(), render


def read_gfm(text: str) -> ReadResult:
    """The tree of ``text``, every block with its line, and findings for what was removed or not closed.

    Raises InputError when it is nested more deeply than any text is.
    """
    html = comrak.render_markdown(text, *_options())
    cleaned = clean(html)
    removed = findings_placed(lost_findings(text, html, cleaned), text)
    misplaced = passage_findings(text, html)
    document = tree_of(cleaned)
    if may_have_html(text):
        document = with_missing_lines(document, text)
    return ReadResult(document, removed + misplaced + reference_findings(document, text))
