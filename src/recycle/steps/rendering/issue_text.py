"""An issue as its outlet shows it: the words of the whole and of every piece in it, written and put into their templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.load import Outlet
from recycle.errors import InputError
from recycle.forms.context import context
from recycle.forms.language import direction
from recycle.forms.protocol import Brief, Draft, Entry, Issue, Item
from recycle.model import Finding, Loss, Part, Piece, State
from recycle.registry import find
from recycle.steps.addresses import wording_for
from recycle.steps.issues.included import gone_with, issue_of, spoken_for
from recycle.steps.loading.issue_parts import Place, parts_of
from recycle.steps.loading.load import Archive, read
from recycle.steps.record import Record
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.rendering.edited import Edited, editing_of
from recycle.steps.rendering.making import Made, for_outlet
from recycle.steps.rendering.source_links import source_findings
from recycle.steps.waiting.alone import NOT_FIRST, not_first
from recycle.steps.waiting.due import embargo_reason, here
from recycle.steps.workspace import Workspace
from recycle.tree.nodes import Block, Document
from recycle.writers import Dialect

_CLIPPED = 102 * 1024
"""Gmail shows so much of a mail's HTML and hides the rest behind a link (Mailchimp's help, "Gmail is clipping my email")."""


class _Guest(Struct, frozen=True, kw_only=True):
    """A piece in the issue, read and told about. ``brief`` is its own, with its edit for this outlet."""

    place: Place
    piece: Piece
    record: Record
    briefing: Briefing
    editing: Edited | None
    brief: Brief

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its images and its edit, once its text is known."""
        return (*self.briefing.findings, *(self.editing.findings if self.editing else ()))


def make(workspace: Workspace, archive: Archive, issue: Piece, outlet: Outlet, briefing: Briefing) -> Made:
    """The issue with the pieces in it as ``outlet`` shows them; ``briefing`` is the issue's own.

    Raises InputError, with file and line, when a piece in it cannot be had, and when a template or a setting is wrong.
    """
    gather = outlet.form.gather
    if gather is None:
        raise InputError(f"{outlet.name} has no issues.", path=issue.path)
    parts = parts_of(issue, archive)
    guests = tuple(_guest(workspace, archive, part, outlet) for part in parts if isinstance(part, Place))
    told = {guest.place.header.id: guest for guest in guests}
    made = gather(briefing.brief, tuple(_told(part, told, briefing) for part in parts))
    shaped = for_outlet(workspace, issue, outlet, made.shaped)
    writing = _Writing(workspace, briefing.brief, replace(made, shaped=shaped), guests)
    written = tuple(map(writing.part, shaped.drafts))
    finished = shaped.compose(written) if shaped.compose else written
    briefings = (briefing, *(guest.briefing for guest in guests))
    others = spoken_for(workspace, outlet, issue.id)
    outlets = workspace.config.outlets
    return Made(
        shaped=shaped,
        parts=finished,
        losses=tuple(writing.losses),
        assets=tuple({asset.mark: asset for each in briefings for asset in each.assets}.values()),
        findings=(
            *briefing.findings,
            *(
                found
                for guest in guests
                for found in (
                    *guest.findings,
                    *_findings(workspace, guest, issue, outlet, others),
                    *_renamed(guest, issue, outlets),
                )
            ),
            *(found for guest in guests for found in source_findings(workspace, guest.piece, finished)),
            *_clipped(issue, finished),
        ),
        items=tuple(guest.piece.id for guest in guests),
    )


def _guest(workspace: Workspace, archive: Archive, place: Place, outlet: Outlet) -> _Guest:
    piece = read(workspace, place.header)
    record = Record(workspace.world, piece.id)
    briefing = Briefing(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))
    editing = editing_of(workspace, piece, outlet, briefing)
    brief = replace(briefing.brief, edit=editing) if editing else briefing.brief
    return _Guest(place=place, piece=piece, record=record, briefing=briefing, editing=editing, brief=brief)


def _told(part: Document | Place, guests: Mapping[str, _Guest], briefing: Briefing) -> Document | Entry:
    if isinstance(part, Document):
        return briefing.as_shown(part)
    return Entry(brief=guests[part.header.id].brief, words=briefing.as_shown(part.words), line=part.line)


# ── what is to be said of it ─────────────────────────────────────────────────────────────────────


def _findings(
    workspace: Workspace, guest: _Guest, issue: Piece, outlet: Outlet, others: Mapping[str, str]
) -> Iterator[Finding]:
    """Why a piece must not go out in this issue, and what its own file says. ``others``: the issues that it may have gone out in."""
    piece, line = guest.piece, guest.place.line

    def found(rule: str, message: str) -> Finding:
        return Finding(rule, f'the piece "{piece.slug}" {message}', path=issue.path, line=line)

    yield from (one for one in piece.findings if one.severity == "error")
    if guest.record.damage:
        yield guest.record.damage
    if piece.draft:
        yield found("issue-piece-draft", f"is a draft: finish it ({piece.path}), or take it out of the issue")
    if wording_for(piece, outlet).off:
        yield found(
            "issue-piece-off", f"says that it does not go to {outlet.name}: take it out of the issue, or that out of it"
        )
    if piece.embargo and (why := embargo_reason(piece, workspace.config.site, here(workspace))):
        yield replace(found("embargo-not-over", f"keeps the issue back: {why}"), severity="warning")
    if why := not_first(workspace, piece, outlet, guest.record):
        yield found(NOT_FIRST, f"cannot be in it: {why}")
    standing, event = guest.record.standing(outlet.name), issue_of(guest.record, outlet.name)
    if standing.state is State.UNKNOWN:
        yield found("issue-piece-unknown", f"may be at {outlet.name} already, and nobody knows: {standing.reason}")
    elif standing.placement and (event is None or event.within != issue.id):
        where = f" in {event.within}" if event else ""
        yield found("issue-piece-sent", f"went to {outlet.name}{where} already: take it out of this issue")
    elif other := others.get(piece.id):
        how = f"`recycle history {other}` says how that ended, `recycle settle {other} {outlet.name}` what a person knows"
        yield found("issue-piece-unknown", f"may have gone to {outlet.name} in {other} already: {how}")


def _renamed(guest: _Guest, issue: Piece, outlets: Collection[str]) -> Iterator[Finding]:
    """Its readers have it, where the outlet was only called anew and its issues were moved along."""
    if before := gone_with(guest.record, issue.id, outlets):
        was = before.rpartition("-issue-")[0]
        message = (
            f'the piece "{guest.piece.slug}" went out in {before}, and there is no outlet {was} any more: if {issue.issue} is {was} under'
            f" another name, move this file back to issues/{was}/, else give it a number that is free"
        )
        yield Finding("issue-piece-sent", message, path=issue.path, line=guest.place.line)


def _clipped(issue: Piece, parts: tuple[Part, ...]) -> Iterator[Finding]:
    html = next((part for part in parts if part.name == "html"), None)
    if html and len(html.data) > _CLIPPED:
        message = (
            f"the HTML of this issue has {len(html.data) // 1024} KB; Gmail hides what comes after the first {_CLIPPED // 1024}"
        )
        yield Finding("issue-clipped", message, path=issue.path, line=issue.body_line, severity="warning")


# ── written ──────────────────────────────────────────────────────────────────────────────────────


class _Writing:
    """The parts of one issue on their way into a dialect and its templates. ``losses`` are told as they come."""

    def __init__(self, workspace: Workspace, brief: Brief, issue: Issue, guests: tuple[_Guest, ...]) -> None:
        self._config = workspace.config
        self._brief, self._issue = brief, issue
        self._guests = guests
        self.losses: dict[Loss, None] = {}

    def part(self, draft: Draft) -> Part:
        """One body: the opening, the contents, the items with the words between them, the closing, and the frame."""
        dialect = find(self._config.dialects, draft.dialect, "dialect")
        suffix = draft.suffix or dialect.suffix
        opening, rest = _apart(self._issue.parts)
        parts = [self._shown(part, draft, dialect, suffix) for part in rest]
        values = {
            **context(self._brief, self._issue.shaped, draft, "\n".join(str(part["text"]) for part in parts)),
            "opening": self._own(dialect, opening, draft.before),
            "contents": [_row(part) for part in rest if isinstance(part, Item)],
            "parts": parts,
        }
        whole = self._set(f"{draft.name}_issue", f"issue{suffix}.j2", values, dialect)
        if draft.template:
            frame = context(self._brief, self._issue.shaped, draft, whole)
            whole = self._config.templates.render(draft.template, frame, html=dialect.is_html)
        return Part(draft.name, draft.dialect, suffix, whole)

    def _shown(self, part: Document | Item, draft: Draft, dialect: Dialect, suffix: str) -> dict[str, object]:
        text = self._item(part, draft, dialect, suffix) if isinstance(part, Item) else self._own(dialect, part)
        return {"is_item": isinstance(part, Item), "text": text}

    def _item(self, item: Item, draft: Draft, dialect: Dialect, suffix: str) -> str:
        guest = self._guests[item.place - 1]
        before, after = item.before.get(draft.name, ()), item.after.get(draft.name, ())
        written = dialect.write(Document((*before, *item.document.blocks, *after), item.document.footnotes))
        for loss in written.losses:
            what = f"{loss.what} ({guest.piece.path}:{loss.line})" if loss.line else f"{loss.what} ({guest.piece.path})"
            self.losses[replace(loss, what=what, line=guest.place.line)] = None
        values = {
            **context(self._brief, self._issue.shaped, draft, _text(written.text)),
            **_row(item),
            "meta": item.meta,
            "words": item.words,
            "dir": direction(item.meta.language),
            "in_full": item.in_full,
            "issue": self._issue.shaped.meta,
            "piece": guest.piece.path,
        }
        return self._set(f"{draft.name}_item", f"issue_item{suffix}.j2", values, dialect)

    def _own(self, dialect: Dialect, document: Document, around: tuple[Block, ...] = ()) -> str:
        written = dialect.write(replace(document, blocks=(*around, *document.blocks)))
        self.losses.update(dict.fromkeys(written.losses))
        return _text(written.text)

    def _set(self, part: str, template: str, values: Mapping[str, object], dialect: Dialect) -> str:
        name = self._brief.settings.templates.get(part, template)
        return self._config.templates.render(name, values, html=dialect.is_html)


def _apart(parts: tuple[Document | Item, ...]) -> tuple[Document, tuple[Document | Item, ...]]:
    """What stands before the first item, and the rest."""
    match parts:
        case (Document() as opening, *rest):
            return opening, tuple(rest)
        case _:
            return Document(()), parts


def _row(item: Item) -> dict[str, object]:
    return {"place": item.place, "anchor": f"item-{item.place}", "title": item.meta.title, "url": item.url}


def _text(written: str | bytes) -> str:
    return written if isinstance(written, str) else written.decode()
