"""What mail programs show of a mail, held against it: subject, preview text, images."""

from __future__ import annotations

from collections.abc import Iterator

from recycle.forms.common import finding, line_of
from recycle.forms.protocol import Brief
from recycle.model import Finding, Meta, Severity
from recycle.tree.nodes import Document, Image
from recycle.tree.walk import iter_placed_inlines

SUBJECT_MAX = 70
"""What Gmail shows on a desktop; Apple Mail on an iPhone shows 48 (emailtooltester.com, "How long can a subject line be")."""
PREVIEW_MIN = 35
"""What Outlook for Windows shows; a shorter preview is filled up with the text (themarketer.com, "How long should ...")."""
PREVIEW_MAX = 140
"""What Apple Mail shows on a desktop, the most of any; Gmail shows about 90 (same source)."""


def begin(text: str) -> str:
    """The first whole words of ``text`` that a preview has room for."""
    if len(text) <= PREVIEW_MAX:
        return text
    return text[:PREVIEW_MAX].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


def subject(brief: Brief, meta: Meta) -> Iterator[Finding]:
    """The subject is there, and not longer than what is shown of one."""
    line, long, own = line_of(brief, "subject", "title"), len(meta.subject), brief.limits.subject_max
    allowed = SUBJECT_MAX if own is None else own
    if not meta.subject and meta.title:
        yield finding(brief, "newsletter-subject-missing", "the subject is empty; leave it away to have the title", line=line)
    elif long > allowed:
        message = f"the subject has {long} characters; of more than {allowed} most mail programs show only the beginning"
        yield finding(brief, "newsletter-subject-too-long", message, line=line, severity=_severity(own))


def preview(brief: Brief, meta: Meta) -> Iterator[Finding]:
    """The preview text is there, long enough to keep the text's beginning out, and not longer than what is shown of one."""
    line, long, own = line_of(brief, "preview", "description", "summary"), len(meta.preview), brief.limits
    least = PREVIEW_MIN if own.preview_min is None else own.preview_min
    most = PREVIEW_MAX if own.preview_max is None else own.preview_max
    key = "`preview:`" if brief.piece.issue else f"`preview:` under outlets: {brief.outlet}"
    if not meta.preview:
        message = f"there is no preview text; add `description:`, or {key}"
        yield finding(brief, "newsletter-preview-missing", message, line=line, severity="warning")
    elif long < least:
        message = (
            f"the preview text has {long} characters; below {least}, mail programs show the text's beginning after it: "
            f"write a longer `description:`, or {key}"
        )
        yield finding(brief, "newsletter-preview-too-short", message, line=line, severity=_severity(own.preview_min))
    elif long > most:
        message = f"the preview text has {long} characters; no mail program shows more than {most}"
        yield finding(brief, "newsletter-preview-too-long", message, line=line, severity=_severity(own.preview_max))


def _no_address(image: Image) -> str:
    """What is wrong with the address of an image that no mail program could fetch, and what to do."""
    if not image.url:
        name = f'"{image.alt}"' if image.alt else "in this place"
        return f"the image {name} has no address, or one without a host; write a whole one, such as https://example.com/a.png"
    if image.url.lower().startswith(("http:", "https:")):
        return f"the image's address {image.url} has no host; write the whole one, such as https://example.com/a.png"
    return f"the image {image.url} has no public address; a mail program cannot fetch it. Set `url:` of the site"


def _severity(rule: int | None) -> Severity:
    """What mail programs show is advice; what the outlet's own limits say is a rule."""
    return "warning" if rule is None else "error"


def images(brief: Brief, document: Document) -> Iterator[Finding]:
    """Each image has an address that a mail program can fetch, and words for those that do not."""
    for inline, line in iter_placed_inlines(document):
        if not isinstance(inline, Image):
            continue
        if not inline.url.startswith(("https://", "http://")):
            yield finding(brief, "newsletter-image-address", _no_address(inline), line=line)
        if not inline.alt:
            message = f"the image {inline.url} has no alternative text; many mail programs show only that"
            yield finding(brief, "newsletter-image-alt", message, line=line, severity="warning")
