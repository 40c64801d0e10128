"""The newsletter form: one item as a mail, in HTML that mail programs show and in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta as About
from msgspec.structs import replace

from recycle.forms import limits
from recycle.forms.common import Common, draft, finding, line_of, meta_of, plain_text, told
from recycle.forms.furniture import blocks_of, link, paragraph
from recycle.forms.guards import marks_as_entities, marks_as_literals
from recycle.forms.language import direction
from recycle.forms.protocol import Brief, Draft, Shaped
from recycle.forms.services import SERVICES, Name, Service
from recycle.model import Finding, Meta, Part, Severity
from recycle.transforms import headings, teaser
from recycle.tree.nodes import Block, Document, Heading, Image, Strong, Text
from recycle.tree.text import count_in, count_words
from recycle.tree.walk import iter_placed_inlines
from recycle.writers.message import Message, is_address, write_message

SUBJECT_MAX = 70
"""What Gmail shows on a desktop; Apple Mail on an iPhone shows 48 (emailtooltester.com, "How long can a subject line be")."""
PREVIEW_MIN = 35
"""What Outlook for Windows shows; a shorter preview is filled up with the text (themarketer.com, "How long should ...")."""
PREVIEW_MAX = 140
"""What Apple Mail shows on a desktop, the most of any; Gmail shows about 90 (same source)."""

_SAYS_ENOUGH = 40
"""A description of so many words is a teaser by itself."""


class Settings(Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an outlet of the form ``newsletter`` can be told."""

    output: Annotated[
        Literal["mail", "fragment"],
        About(
            description="A whole mail in HTML and plain text, or the item alone as an HTML fragment, for a service that puts the"
            " title and its own frame around it."
        ),
    ] = "mail"
    sender: Annotated[
        str, About(description='Who the mail is from: "Name <name@example.com>". Without it no .eml is made.')
    ] = ""
    to: Annotated[str, About(description="Who the .eml is to, such as the address of a list; nobody when it is empty.")] = ""
    service: Annotated[
        Name, About(description="The sending service, for its link to leave the list; `plain` when you send the .eml yourself.")
    ] = "plain"
    unsubscribe_url: Annotated[
        str, About(description="Where readers leave the list, when no service fills that in: an address or mailto:.")
    ] = ""
    list_unsubscribe: Annotated[
        str, About(description="Address for the header List-Unsubscribe; an https one is announced as one-click (RFC 8058).")
    ] = ""
    full_below: Annotated[
        int, About(ge=0, description="A piece of fewer words is mailed in full, a longer one as a teaser with a link.")
    ] = 600
    teaser_words: Annotated[int, About(ge=1, description="The longest teaser, in words.")] = 80
    postal_address: Annotated[
        str, About(description="A postal address for the foot; the law of some countries asks for one.")
    ] = ""


def shape(brief: Brief) -> Shaped:
    """The piece as a newsletter item: in full or as a teaser, with subject, preview text and the link to leave the list."""
    settings: Settings = brief.settings
    service = SERVICES[settings.service]
    body = plain_text(brief, settings)
    meta = _with_subject(brief, meta_of(brief, body), body)
    in_full = meta.words < settings.full_below or not meta.canonical_url
    opening, closing = blocks_of(brief.wording.opening), blocks_of(brief.wording.closing)
    blocks = headings.shift(body, 2).blocks if in_full else _teaser(settings, meta, body)
    document = Document((*opening, *blocks, *(closing if in_full else ())), body.footnotes if in_full else ())
    as_link, as_address = ((), ()) if in_full else ((read_on, *closing) for read_on in _read_on(brief, meta))
    shown = replace(document, blocks=(*document.blocks, *as_link))
    return Shaped(
        meta=meta,
        document=document,
        drafts=_drafts(settings, meta, as_link, as_address),
        findings=told(
            limits.house_rules(brief, replace(meta, words=count_words(shown)), shown, shown, "newsletter"),
            _subject(brief, meta),
            _preview(brief, meta),
            _page(brief, settings, meta),
            _images(brief, shown),
            _sending(brief, settings, service) if settings.output == "mail" else (),
        ),
        compose=partial(_compose, meta=meta, key=brief.key, settings=settings),
        values={
            "dir": direction(meta.language),
            "in_full": in_full,
            "unsubscribe": service.unsubscribe or settings.unsubscribe_url,
            "view": meta.canonical_url or service.view,
            "postal_address": settings.postal_address,
        },
    )


def _drafts(settings: Settings, meta: Meta, as_link: tuple[Block, ...], as_address: tuple[Block, ...]) -> tuple[Draft, ...]:
    if settings.output == "fragment":
        return (draft(settings, "html", "email", after=as_link),)
    title = (Heading(1, (Text(meta.title),)),) if meta.title else ()
    return (
        draft(settings, "html", "email", template="newsletter.html.j2", after=as_link),
        draft(settings, "text", "text", template="newsletter.txt.j2", before=title, after=as_address),
    )


def _with_subject(brief: Brief, meta: Meta, body: Document) -> Meta:
    """``meta`` with subject and preview; a preview that nobody wrote is the description, or the beginning of a teaser."""
    wording = brief.wording
    preview = wording.preview if wording.preview is not None else meta.description or _begin(teaser.teaser(body, "", 40))
    subject = wording.subject if wording.subject is not None else meta.title
    return replace(meta, subject=" ".join(subject.split()), preview=" ".join(preview.split()))


def _begin(text: str) -> str:
    """The first whole words of ``text`` that a preview has room for."""
    if len(text) <= PREVIEW_MAX:
        return text
    return text[:PREVIEW_MAX].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


def _teaser(settings: Settings, meta: Meta, body: Document) -> tuple[Block, ...]:
    """The description, and sentences of the text beside a short one, which alone would say too little to be a mail."""
    described = count_in(meta.description)
    room = settings.teaser_words - described
    is_enough = described >= _SAYS_ENOUGH or (described and room < _SAYS_ENOUGH // 2)
    said = (meta.description, "" if is_enough else teaser.teaser(body, "", room))
    return tuple(paragraph(Text(words)) for words in said if words)


def _read_on(brief: Brief, meta: Meta) -> tuple[Block, Block]:
    """The link to the page as HTML shows it, and with its address for the plain text."""
    words, url = brief.words["read_on"], meta.canonical_url
    return paragraph(Strong((link(url, words),))), paragraph(Text(f"{words}: "), link(url, url))


# ── what is missing or too long ──────────────────────────────────────────────────────────────────


def _subject(brief: Brief, meta: Meta) -> Iterator[Finding]:
    line, long, own = line_of(brief, "subject", "title"), len(meta.subject), brief.limits.subject_max
    allowed = SUBJECT_MAX if own is None else own
    if not meta.subject and meta.title:
        yield finding(brief, "newsletter-subject-missing", "the subject is empty; leave it away to have the title", line=line)
    elif long > allowed:
        message = f"the subject has {long} characters; of more than {allowed} most mail programs show only the beginning"
        yield finding(brief, "newsletter-subject-too-long", message, line=line, severity=_severity(own))


def _preview(brief: Brief, meta: Meta) -> Iterator[Finding]:
    line, long, own = line_of(brief, "preview", "description", "summary"), len(meta.preview), brief.limits
    least = PREVIEW_MIN if own.preview_min is None else own.preview_min
    most = PREVIEW_MAX if own.preview_max is None else own.preview_max
    if not meta.preview:
        message = f"there is no preview text; add `description:`, or `preview:` under outlets: {brief.outlet}"
        yield finding(brief, "newsletter-preview-missing", message, line=line, severity="warning")
    elif long < least:
        message = (
            f"the preview text has {long} characters; with fewer than {least} mail programs show the text's beginning after it"
        )
        yield finding(brief, "newsletter-preview-too-short", message, line=line, severity=_severity(own.preview_min))
    elif long > most:
        message = f"the preview text has {long} characters; no mail program shows more than {most}"
        yield finding(brief, "newsletter-preview-too-long", message, line=line, severity=_severity(own.preview_max))


def _severity(rule: int | None) -> Severity:
    """What mail programs show is advice; what the outlet's own limits say is a rule."""
    return "warning" if rule is None else "error"


def _page(brief: Brief, settings: Settings, meta: Meta) -> Iterator[Finding]:
    if meta.words >= settings.full_below and not meta.canonical_url:
        message = (
            f"the piece has {meta.words} words and is to be a teaser from {settings.full_below} on, but no page is known to read"
            " on at; it is mailed in full. Publish it at its canonical outlet first, or add `canonical_url:`"
        )
        yield finding(brief, "newsletter-no-page", message, line=line_of(brief, "title"))


def _images(brief: Brief, document: Document) -> Iterator[Finding]:
    for inline, line in iter_placed_inlines(document):
        if not isinstance(inline, Image):
            continue
        if not inline.url.startswith(("https://", "http://")):
            message = f"the image {inline.url} has no public address; a mail program cannot fetch it. Set `url:` of the site"
            yield finding(brief, "newsletter-image-address", message, line=line)
        if not inline.alt:
            message = f"the image {inline.url} has no alternative text; many mail programs show only that"
            yield finding(brief, "newsletter-image-alt", message, line=line, severity="warning")


def _sending(brief: Brief, settings: Settings, service: Service) -> Iterator[Finding]:
    """Nothing of this is the piece's fault, so there is no line."""
    if not settings.sender:
        message = f'no .eml is made: {brief.outlet} has no `sender: "Name <name@example.com>"`'
        yield finding(brief, "newsletter-sender-missing", message, severity="warning")
    elif not is_address(settings.sender):
        message = f'"{settings.sender}" is no sender; write it as "Name <name@example.com>"'
        yield finding(brief, "newsletter-sender", message)
    if settings.to and not is_address(settings.to):
        yield finding(brief, "newsletter-to", f'"{settings.to}" is no address; write it as "Name <name@example.com>"')
    if not (service.unsubscribe or service.adds_own or settings.unsubscribe_url):
        message = "readers cannot leave the list: set `service:` or `unsubscribe_url:`"
        yield finding(brief, "newsletter-unsubscribe-missing", message, severity="warning")


# ── the finished mail ────────────────────────────────────────────────────────────────────────────


def _compose(parts: tuple[Part, ...], meta: Meta, key: str, settings: Settings) -> tuple[Part, ...]:
    """Styles inlined, the piece's own braces guarded from the service, and both renditions as one message."""
    service = SERVICES[settings.service]
    finished = tuple(_finished(part, service, settings.output) for part in parts)
    bodies = {part.name: part.body for part in finished}
    html, text = bodies.get("html"), bodies.get("text")
    if not (isinstance(html, str) and isinstance(text, str) and is_address(settings.sender)):
        return finished
    message = Message(
        sender=settings.sender,
        to=settings.to,
        subject=meta.subject,
        text=text,
        html=html,
        key=key,
        date=meta.date,
        language=meta.language,
        list_unsubscribe=settings.list_unsubscribe,
    )
    return (*finished, Part("message", "email", ".eml", write_message(message)))


def _finished(part: Part, service: Service, output: str) -> Part:
    kept = tuple(mark for mark in (service.unsubscribe, service.view) if mark)
    match part:
        case Part(name="html", body=str(html)):
            whole = _inlined(html) if output == "mail" else html
            return replace(part, body=marks_as_entities(whole, service.marks, kept))
        case Part(name="text", body=str(text)):
            return replace(part, body=marks_as_literals(text, service.literals, kept))
        case _:
            return part


def _inlined(html: str) -> str:
    """The rules of the page's style sheet as ``style`` attributes: several mail programs drop style sheets.

    The at-rules (dark mode, narrow screens) stay in one, for those that do not. Nothing is fetched.
    """
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return f"{inliner.inline(html).rstrip()}\n"
