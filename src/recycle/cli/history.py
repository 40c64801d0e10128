"""``recycle history``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, piece_argument
from recycle.cli.session import Session
from recycle.cli.tables import Words
from recycle.errors import InputError
from recycle.ledger import sent
from recycle.model import Event
from recycle.steps.loading.load import id_of
from recycle.steps.publishing.trace import history
from recycle.steps.workspace import Workspace


@click.command("history", epilog="\b\nExamples:\n  recycle history my-reply\n  recycle history my-reply --sent 3f2a")
@piece_argument
@click.option("--sent", "digest", metavar="DIGEST", help="Print the very words of one use, by the beginning of its digest.")
@json_option
@click.pass_obj
def command(session: Session, piece: str, digest: str | None, *, as_json: bool) -> None:
    """Show every use of PIECE: when, where, how many words, and what was sent."""
    workspace = session.workspace()
    events = history(workspace, id_of(workspace, piece))
    if digest:
        _print_sent(session, workspace, events, digest)
    elif as_json:
        session.out.json("history", piece=piece, events=events)
    else:
        rows = [_row(event) for event in events]
        session.out.table(("when", "outlet", "use", "what", "words", "digest", "where or why"), rows)


def _row(event: Event) -> tuple[str, ...]:
    if event.outlets:
        return (
            f"{event.time:%Y-%m-%d %H:%M}",
            "",
            "",
            event.kind,
            "",
            "",
            Words(f"for the first time; outlets: {' '.join(event.outlets)}"),
        )
    when = f"{event.time:%Y-%m-%d %H:%M}"
    return (when, event.outlet, str(event.use), event.kind, str(event.words or ""), event.digest[:10], _said(event))


def _said(event: Event) -> str:
    """Where, or why; a path with nothing beside it is whole, spaces and all."""
    said = event.url or event.remote or Words(event.reason)
    if event.reason and event.reason != said:
        said = Words(f"{said} ({event.reason})")
    if event.within:
        where = Words(f"in {event.within}, place {event.place}" if event.place else f"in {event.within}")
        return Words(f"{where}: {said}") if said else where
    return said


def _print_sent(session: Session, workspace: Workspace, events: tuple[Event, ...], beginning: str) -> None:
    uses = {event.digest: event for event in events if event.digest.startswith(beginning)}
    if len(uses) != 1:
        what = "no use has" if not uses else "several uses have"
        raise InputError(f'{what} a digest that begins with "{beginning}"; `recycle history` shows them.')
    digest, event = uses.popitem()
    variant = sent.load(workspace.root, digest, f"{event.piece}/{event.outlet}/{event.use}")
    if variant is None:
        raise InputError("what was sent then is not in ledger/sent/ any more.")
    for part in variant.parts:
        session.out.note(f"── {part.name} ──")
        session.out.raw(part.data)
