"""The newsletter form: one item as a mail, in HTML that mail programs show and in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta as About
from msgspec import Struct
from msgspec.structs import replace

from recycle.forms import limits, mail_rules
from recycle.forms.common import Common, Words, draft, edited, finding, line_of, meta_of, text_of, told, with_notes_set
from recycle.forms.furniture import blocks_of, link, paragraph
from recycle.forms.guards import marks_as_entities, marks_as_literals
from recycle.forms.language import direction
from recycle.forms.protocol import Brief, Draft, Shaped
from recycle.forms.services import SERVICES, Name, Service
from recycle.model import Finding, Meta, Part
from recycle.transforms import headings, teaser
from recycle.tree.nodes import Block, Document, Heading, Strong, Text
from recycle.tree.text import count_in, count_words
from recycle.writers.message import Message, is_address, write_message

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


class Letter(Struct, frozen=True, kw_only=True):
    """A piece as mail shows it. What follows the text, the link to read on, is one for HTML and another, with its address, for plain text."""

    meta: Meta
    document: Document
    in_full: bool
    as_link: tuple[Block, ...]
    as_address: tuple[Block, ...]
    findings: tuple[Finding, ...]
    """What is to be said of the piece, whether it goes out alone or beside others."""

    @property
    def shown(self) -> Document:
        """All that readers see of it below its title."""
        return replace(self.document, blocks=(*self.document.blocks, *self.as_link))


def letter(brief: Brief) -> Letter:
    """The piece in full, or as a teaser when it is long and has a page to read on at. Headings are from level 2 on."""
    settings: Settings = brief.settings
    text = text_of(brief, settings)
    meta = with_subject(brief, meta_of(brief, text), text)
    in_full = meta.words < settings.full_below or not meta.canonical_url
    has_no_page = meta.words >= settings.full_below and not meta.canonical_url
    words = edited(brief, _words(brief, settings, meta, text, in_full))
    document = headings.shift(with_notes_set(brief, words.whole, settings), 2)
    closing = () if in_full else blocks_of(brief.wording.closing)
    as_link, as_address = ((), ()) if in_full else ((read_on, *closing) for read_on in _read_on(brief, words.meta))
    shown = replace(document, blocks=(*document.blocks, *as_link))
    found = told(_page(brief, settings, words.meta) if has_no_page else (), mail_rules.images(brief, shown))
    return Letter(meta=words.meta, document=document, in_full=in_full, as_link=as_link, as_address=as_address, findings=found)


def shape(brief: Brief) -> Shaped:
    """The piece as a newsletter item: in full or as a teaser, with subject, preview text and the link to leave the list."""
    settings: Settings = brief.settings
    item = letter(brief)
    meta, shown = item.meta, item.shown
    return Shaped(
        meta=meta,
        document=item.document,
        drafts=drafts(settings, meta, item.as_link, item.as_address),
        findings=told(
            limits.house_rules(brief, replace(meta, words=count_words(shown)), shown, shown, "newsletter"),
            mail_rules.subject(brief, meta),
            mail_rules.preview(brief, meta),
            item.findings,
            sending(brief, settings),
        ),
        compose=partial(compose, meta=meta, key=brief.key, settings=settings),
        values=values(settings, meta, in_full=item.in_full),
    )


def values(settings: Settings, meta: Meta, *, in_full: bool, is_issue: bool = False) -> dict[str, object]:
    """What the frame's templates print beside the text."""
    service = SERVICES[settings.service]
    return {
        "dir": direction(meta.language),
        "in_full": in_full,
        "is_issue": is_issue,
        "unsubscribe": service.unsubscribe or settings.unsubscribe_url,
        "view": meta.canonical_url or service.view,
        "postal_address": settings.postal_address,
    }


def _words(brief: Brief, settings: Settings, meta: Meta, text: Document, in_full: bool) -> Words:  # noqa: FBT001  # one of two kinds of item
    opening = blocks_of(brief.wording.opening)
    if not in_full:
        return Words(meta, text, Document((*opening, *_teaser(settings, meta, text))))
    return Words(meta, text, replace(text, blocks=(*opening, *text.blocks, *blocks_of(brief.wording.closing))))


def drafts(
    settings: Settings, meta: Meta, as_link: tuple[Block, ...] = (), as_address: tuple[Block, ...] = ()
) -> tuple[Draft, ...]:
    """The bodies of a mail, or the fragment that a service puts its own frame around. The plain text begins with the title."""
    if settings.output == "fragment":
        return (draft(settings, "html", "email", after=as_link),)
    title = (Heading(1, (Text(meta.title),)),) if meta.title else ()
    return (
        draft(settings, "html", "email", template="newsletter.html.j2", after=as_link),
        draft(settings, "text", "text", template="newsletter.txt.j2", before=title, after=as_address),
    )


def with_subject(brief: Brief, meta: Meta, body: Document) -> Meta:
    """``meta`` with subject and preview; a preview that nobody wrote is the description, or the beginning of a teaser."""
    wording = brief.wording
    preview = (
        wording.preview if wording.preview is not None else meta.description or mail_rules.begin(teaser.teaser(body, "", 40))
    )
    subject = wording.subject if wording.subject is not None else meta.title
    return replace(meta, subject=" ".join(subject.split()), preview=" ".join(preview.split()))


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


def _page(brief: Brief, settings: Settings, meta: Meta) -> Iterator[Finding]:
    message = (
        f"the piece has {meta.words} words and is to be a teaser from {settings.full_below} on, but no page is known to read"
        " on at; it is mailed in full. Publish it at its canonical outlet first, or add `canonical_url:`"
    )
    yield finding(brief, "newsletter-no-page", message, line=line_of(brief, "title"))


def sending(brief: Brief, settings: Settings) -> Iterator[Finding]:
    """What a whole mail lacks, if it is one. Nothing of this is the piece's fault, so there is no line."""
    service = SERVICES[settings.service]
    if settings.output == "fragment":
        return
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


def compose(parts: tuple[Part, ...], meta: Meta, key: str, settings: Settings) -> tuple[Part, ...]:
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
