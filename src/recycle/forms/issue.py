"""An issue of a newsletter: several pieces in one mail, with the words of the person who makes it around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from msgspec.structs import replace

from recycle.forms import limits, mail_rules, newsletter
from recycle.forms.common import finding, meta_of, told, with_notes_set
from recycle.forms.newsletter import Letter, Settings
from recycle.forms.protocol import Brief, Entry, Form, Issue, Item, Shaped
from recycle.model import Finding, Meta
from recycle.transforms import breaks, footnotes, headings
from recycle.tree.nodes import Block, Document, Heading, Text
from recycle.tree.walk import Blocks, map_blocks, without_lines

_LEVEL = 2
"""Of an item's title, and of the highest heading in the issue's own words; below the title come those of the piece."""
_OWN = "own-"
"""Before the names of notes in the words that stand before a piece, so that they are not taken for the piece's."""


def gather(brief: Brief, parts: tuple[Document | Entry, ...]) -> Issue:
    """The issue that ``brief`` is about, of its own words (documents) and the pieces in it, in order."""
    settings: Settings = brief.settings
    own = _own_words(brief, [part for part in parts if isinstance(part, Document)])
    entries = [part for part in parts if isinstance(part, Entry)]
    letters = [newsletter.letter(entry.brief) for entry in entries]
    items = _items(brief, entries, letters)
    shown = tuple(own.pop(0) if isinstance(part, Document) else items.pop(0) for part in parts)
    whole = _whole(shown, [entry.line for entry in entries])
    meta = _meta(brief, shown, whole)
    shaped = Shaped(
        meta=meta,
        document=whole,
        drafts=newsletter.drafts(settings, meta),
        findings=told(
            limits.house_rules(brief, meta, whole, whole, "newsletter"),
            mail_rules.subject(brief, meta),
            mail_rules.preview(brief, meta),
            *(mail_rules.images(brief, part if isinstance(part, Document) else part.words) for part in parts),
            *map(_of_item, entries, letters),
            newsletter.sending(brief, settings),
            () if entries else _nothing(brief),
        ),
        compose=partial(newsletter.compose, meta=meta, key=brief.key, settings=settings),
        values=newsletter.values(settings, meta, in_full=True, is_issue=True),
    )
    return Issue(shaped, shown)


# ── the issue's own words ────────────────────────────────────────────────────────────────────────


def _own_words(brief: Brief, documents: list[Document]) -> list[Document]:
    """The words between the items, their highest heading at the level of the items' titles."""
    highest = min((level for document in documents if (level := headings.top_level(document))), default=0)
    return [_set(brief, document, _LEVEL - highest) for document in documents]


def _set(brief: Brief, document: Document, by: int = 0) -> Document:
    settings: Settings = brief.settings
    noted = with_notes_set(brief, breaks.BREAKS[settings.breaks](document), settings)
    top = headings.top_level(noted)
    return headings.shift(noted, top + by) if top else noted


def _meta(brief: Brief, parts: tuple[Document | Item, ...], whole: Document) -> Meta:
    """A preview that nobody wrote is the description, else the beginning of the opening, else the titles of the items."""
    opening = parts[0] if parts and isinstance(parts[0], Document) else Document(())
    meta = newsletter.with_subject(brief, meta_of(brief, whole), opening)
    titles = " · ".join(part.meta.title for part in parts if isinstance(part, Item) and part.meta.title)
    return meta if meta.preview or brief.wording.preview == "" else replace(meta, preview=mail_rules.begin(titles))


# ── the items ────────────────────────────────────────────────────────────────────────────────────


def _items(brief: Brief, entries: Iterable[Entry], letters: Iterable[Letter]) -> list[Item]:
    return [_item(brief, place, *pair) for place, pair in enumerate(zip(entries, letters, strict=True), 1)]


def _item(brief: Brief, place: int, entry: Entry, letter: Letter) -> Item:
    words = headings.shift(footnotes.renamed(_set(brief, without_lines(entry.words)), _OWN), _LEVEL + 1)
    text = headings.shift(letter.document, _LEVEL + 1)
    title = Heading(_LEVEL, (Text(f"{place}. {letter.meta.title}"),))
    return Item(
        place=place,
        meta=letter.meta,
        document=Document((*words.blocks, *text.blocks), (*words.footnotes, *text.footnotes)),
        before=_by_draft((), (title,)),
        after=_by_draft(letter.as_link, letter.as_address),
        in_full=letter.in_full,
        url=letter.meta.canonical_url,
        words=entry.brief.words,
    )


def _by_draft(html: tuple[Block, ...], text: tuple[Block, ...]) -> Mapping[str, tuple[Block, ...]]:
    """The template of an item in HTML puts its title there itself, as a link; plain text is all in one piece."""
    return MappingProxyType({"html": html, "text": text})


def _of_item(entry: Entry, letter: Letter) -> Iterator[Finding]:
    """What is to be said of a piece in an issue; its file is named. Rules for a whole mail are for the whole issue."""
    if not letter.meta.title:
        yield from limits.title(entry.brief, letter.meta, "newsletter")
    yield from letter.findings


# ── the whole ────────────────────────────────────────────────────────────────────────────────────


def _whole(parts: tuple[Document | Item, ...], lines: list[int]) -> Document:
    """All words of the issue as one document, which is counted and held against the rules. Lines are those of the issue's file."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Document):
            blocks += part.blocks
            continue
        line = lines[part.place - 1]
        shown = Document((*part.document.blocks, *part.after["html"]))
        blocks += (Heading(_LEVEL, (Text(part.meta.title),), line), *_at(shown, line).blocks)
    notes = (note for part in parts if isinstance(part, Document) for note in part.footnotes)
    return Document(tuple(blocks), tuple(notes))


def _at(document: Document, line: int) -> Document:
    """The document with every block on one line: a line of a piece would be another one in the issue's file."""

    def change(block: Block) -> Blocks:
        return (replace(block, line=line),)

    return map_blocks(document, change)


def _nothing(brief: Brief) -> Iterator[Finding]:
    message = "there is no piece in this issue: write `::: piece NAME` and, below it, a line of `:::` for each"
    yield finding(brief, "issue-empty", message, line=brief.piece.body_line)


FORM = Form("newsletter", Settings, newsletter.shape, ("title", "subject", "preview", "tags"), gather)
"""A newsletter, of one piece or of several. It stands here because an issue is made of what ``newsletter`` makes of each."""
