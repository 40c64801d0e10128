"""What somebody has changed at a service becomes the edit of that outlet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from msgspec import Struct

from recycle.config.load import Outlet
from recycle.destinations.protocol import Answer, Look
from recycle.errors import InputError, NeedsPersonError
from recycle.importers.compose import rows
from recycle.ledger import sent, uploads
from recycle.merge.fields import merge_field
from recycle.merge.texts import merge_texts
from recycle.model import Kind, Part, Piece, Placement, Standing, State, Variant
from recycle.readers import READERS
from recycle.readers.spans import spans
from recycle.steps.edits.edit import Fresh, fresh_words, merged_words
from recycle.steps.issues.included import issue_of
from recycle.steps.loading import edit_files
from recycle.steps.loading.edit_files import Field
from recycle.steps.loading.load import Archive
from recycle.steps.publishing import hand_edits
from recycle.steps.publishing.uploads import as_known
from recycle.steps.record import Record
from recycle.steps.rendering.briefing import Briefing
from recycle.steps.rendering.editing import body_of
from recycle.steps.workspace import Workspace
from recycle.transforms import images
from recycle.tree.nodes import Document

_HTML = frozenset({"html", "email"})


class Pulled(Struct, frozen=True, kw_only=True):
    """What came of it: the edit's path (empty when it says nothing of its own any more) and how many places are to be decided on."""

    path: str
    conflicts: int = 0


def pull(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet) -> Pulled | None:
    """Take over what is at the service now. None: nobody has changed anything there. The caller holds the lock.

    The change is the difference between what recycle sent and what is there; it is made to the outlet's words as they are now,
    with an edit that is there already. Where both have changed the same words, the edit has both between rows of marks.
    Raises InputError, NeedsPersonError, DestinationError; then nothing has changed.
    """
    record = Record(workspace.world, piece.id)
    record.must_be_whole()
    if event := issue_of(record, outlet.name):
        raise InputError(f"{piece.slug} went to {outlet.name} in {event.within}, with other pieces: change it here by hand.")
    standing = record.standing(outlet.name)
    placement = _placement(standing, piece, outlet)
    seen = _seen(piece, outlet, placement)
    variant = (
        sent.load(workspace.root, standing.digest, f"{piece.id}/{outlet.name}/{standing.use}") if standing.digest else None
    )
    if variant is None:
        raise NeedsPersonError("what recycle sent there is not known any more, so nobody can tell what was changed.")
    if placement.held and not hand_edits.is_changed(placement, seen):
        return None
    kept = _taken_over(workspace, archive, piece, outlet, variant, seen)
    record.append(
        Kind.PULLED, outlet=outlet.name, use=standing.use, url=seen.url or placement.url, held=seen.held, who="person"
    )
    return kept


def _placement(standing: Standing, piece: Piece, outlet: Outlet) -> Placement:
    if standing.placement is None:
        raise InputError(
            f"nothing of {piece.slug} stands at {outlet.name}, so there is nothing to take over ({standing.state})."
        )
    if standing.state in (State.UNKNOWN, State.PENDING):
        raise NeedsPersonError(f"{piece.slug} at {outlet.name} is {standing.state}; `recycle publish` asks there how it ended.")
    return standing.placement


def _seen(piece: Piece, outlet: Outlet, placement: Placement) -> Look:
    seen = hand_edits.look(outlet, placement)
    if seen is Answer.ABSENT:
        raise NeedsPersonError(f"it was deleted at {outlet.name}; `recycle publish` takes note of that.")
    if isinstance(seen, Answer):
        raise InputError(
            f"{outlet.name} cannot be asked what it has; `recycle edit {piece.slug} {outlet.name}` takes other words for it."
        )
    return seen


def _taken_over(workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, variant: Variant, seen: Look) -> Pulled:
    fresh = fresh_words(workspace, archive, piece, outlet)
    now = merged_words(workspace, archive, piece, outlet)
    own = _own_images(workspace, archive, piece, outlet, variant)
    sent_words = _markdown(_part(as_known(workspace, outlet, variant), seen.dialect), own)
    body = merge_texts(sent_words, _markdown(Part("", seen.dialect, "", seen.text), own), now.body, spans)
    heading, clash = _heading(variant, seen, now)
    fields = {name: field for name, field in {**now.fields, **heading}.items() if field is not None}
    if fields == fresh.fields and body.text == fresh.body:
        edit_files.discard(workspace.root, piece.id, outlet.name)
        return Pulled(path="")
    text = edit_files.compose(fields, body.text).replace("---\n", f"---\n{clash}", 1)
    path = edit_files.write(workspace.root, piece.id, outlet.name, mine=text, base=fresh.text)
    return Pulled(path=path, conflicts=len(body.conflicts) + bool(clash))


def _heading(variant: Variant, seen: Look, now: Fresh) -> tuple[Mapping[str, Field | None], str]:
    """The title or the subject, if somebody has given it another one there. A mailing service shows the subject where others show the title.

    Where it was given yet another one here, it is None, and comes three times between rows of marks.
    """
    sent_as = {name: said for name in ("title", "subject") if name in now.fields and (said := getattr(variant.meta, name))}
    if not seen.title or not sent_as or seen.title in sent_as.values():
        return {}, ""
    name = max(sent_as, key=lambda name: SequenceMatcher(None, sent_as[name], seen.title).ratio())
    was = now.fields[name]
    merged = merge_field(sent_as[name], seen.title, was if isinstance(was, str) else None)
    if merged is not None:
        return {name: merged}, ""
    there, before, here = (rows({name: words}) for words in (seen.title, sent_as[name], was))
    return {name: None}, f"<<<<<<< edit\n{there}||||||| before\n{before}=======\n{here}>>>>>>> piece\n"


def _part(variant: Variant, dialect: str) -> Part:
    """The part that the service was sent."""
    texts = [part for part in variant.parts if isinstance(part.body, str) and part.name != "title"]
    found = next((part for part in texts if part.dialect == dialect), texts[0] if texts else None)
    if found is None:
        raise NeedsPersonError("what recycle sent there is no text.")
    return found


def _own_images(
    workspace: Workspace, archive: Archive, piece: Piece, outlet: Outlet, variant: Variant
) -> Callable[[Document], Document]:
    """What gives the images that the service keeps the names that the piece has for them, as they stand in an edit."""
    known = uploads.known(workspace.root, outlet.name)
    marks = {known[asset.digest]: asset.mark for asset in variant.assets if asset.digest in known}
    record = Record(workspace.world, piece.id)
    briefing = Briefing(workspace, archive, piece, outlet, record.addresses, record.use(outlet.name))
    return lambda document: briefing.as_written(images.rewrite(document, lambda url: marks.get(url, url)))


def _markdown(part: Part, own: Callable[[Document], Document]) -> str:
    text = part.body if isinstance(part.body, str) else part.body.decode()
    return body_of(own(READERS["html" if part.dialect in _HTML else "gfm"](text).document))
