"""``recycle edit``."""

from __future__ import annotations

import click

from recycle.cli.options import outlet_argument, piece_argument
from recycle.cli.session import Session, standard_input
from recycle.config.load import Outlet
from recycle.errors import InputError, NeedsPersonError, RecycleError
from recycle.model import Piece
from recycle.steps.edits.desk import Desk
from recycle.steps.edits.edit import Opened, keep, left_to_decide, open_edit, with_fields
from recycle.steps.exclusive import exclusive
from recycle.steps.loading import edit_files
from recycle.steps.loading.load import Archive, read, survey
from recycle.steps.workspace import Workspace
from recycle.world import disk


@click.command(
    "edit",
    epilog="\b\nExamples:\n  recycle edit my-reply newsletter\n  recycle edit my-reply newsletter --from reworded.md"
    "\n  recycle edit my-reply newsletter --discard",
)
@piece_argument
@outlet_argument
@click.option("--from", "source", metavar="FILE", help="Take the text from FILE, or - for standard input, without an editor.")
@click.option("--discard", is_flag=True, help="Throw the edit away: the outlet gets the piece's own words again.")
@click.pass_obj
def command(session: Session, piece: str, outlet: str, source: str | None, *, discard: bool) -> int:
    """Reword what OUTLET gets of PIECE, in $VISUAL or $EDITOR.

    The edit is kept under edits/ and survives every change of the piece. Exit code 1 when the piece and the edit disagree somewhere
    and that is left to decide.
    """
    if discard and source is not None:
        raise InputError("say either --from or --discard.")
    workspace = session.workspace()
    if discard:
        return _discard(session, workspace, piece, outlet)
    place = workspace.config.outlet(outlet)
    archive = survey(workspace)
    found = read(workspace, archive.pick((piece,))[0])
    desk = Desk(workspace, found, place)
    with desk.alone():
        return _edit(session, workspace, archive, desk, source)


def _edit(session: Session, workspace: Workspace, archive: Archive, desk: Desk, source: str | None) -> int:
    found, place = desk.piece, desk.outlet
    opened = open_edit(workspace, archive, found, place)
    if source is not None:
        text = _from_file(session, source, opened)
        if desk.is_taken and (left := desk.text()) != text:
            session.out.warn(f"recycle: a text that was never kept lay in {desk.path}; it is in {desk.put_aside(left)} now.")
        return _keep(session, workspace, found, place, opened, text)
    if desk.is_taken:
        opened = desk.opened()
    if opened.note:
        session.out.warn(f"recycle: {opened.note}")
    return _keep(session, workspace, found, place, opened, _from_editor(session, workspace, found, desk, opened))


def _keep(session: Session, workspace: Workspace, piece: Piece, outlet: Outlet, opened: Opened, text: str) -> int:
    """Keep the text; where that cannot be, it is not lost, and the error says where it is."""
    desk = Desk(workspace, piece, outlet)
    try:
        with exclusive(workspace, "keeping an edit"):
            path = keep(workspace, piece, outlet, opened, text)
    except RecycleError as error:
        try:
            desk.lay_down(opened, text)
        except RecycleError:  # the disk is full, say: then there is no more to tell than that
            raise error from None
        where = f"Your text is in {desk.path}; `recycle edit {piece.slug} {outlet.name}` opens it again."
        is_in_text = isinstance(error, InputError) and error.line
        path = desk.path if is_in_text else "" if isinstance(error, InputError | NeedsPersonError) else error.path
        raise type(error)(f"{error.message.rstrip('.')}. {where}", path=path, line=error.line) from None
    desk.clear()
    return _tell(session, piece, outlet, path, left_to_decide(text, opened.fresh.text))


def _from_file(session: Session, source: str, opened: Opened) -> str:
    text = standard_input() if source == "-" else disk.read_text(session.folder / source)
    text = text.replace("\r\n", "\n")
    return text if text.lstrip().startswith("---") else with_fields(opened, text)


def _from_editor(session: Session, workspace: Workspace, piece: Piece, desk: Desk, opened: Opened) -> str:
    if not (session.environ.get("VISUAL") or session.environ.get("EDITOR")):
        raise InputError("no editor is set: set VISUAL or EDITOR, or give the text with --from FILE.")
    desk.lay_down(opened, opened.text)
    try:
        click.edit(filename=str(workspace.root / desk.path), env=session.environ)
    except click.ClickException as error:
        said = error.message.rstrip(".")
        if desk.text() == opened.text and not opened.note:
            desk.clear()
            raise InputError(f"{said}. Nothing was changed.") from None
        where = f"your text is in {desk.path}" if desk.is_taken else f"{desk.path} is gone, and another edit may have taken it"
        raise InputError(f"{said}. Nothing was kept; {where}.") from None
    return desk.text()


def _discard(session: Session, workspace: Workspace, piece: str, outlet: str) -> int:
    """Also of a piece or an outlet that is gone, whose edit would stay for ever otherwise."""
    headers = {name: header.id for header in survey(workspace).headers.values() for name in (header.id, header.slug)}
    with exclusive(workspace, "discarding an edit"):
        if not edit_files.discard(workspace.root, headers.get(piece, piece), outlet):
            raise InputError(f"there is no edit of {piece} for {outlet}; `recycle edits` lists all.")
    session.out.line(f"{piece} at {outlet}: the edit is discarded")
    return 0


def _tell(session: Session, piece: Piece, outlet: Outlet, path: str | None, line: int) -> int:
    if path is None:
        session.out.line(f"{piece.slug} at {outlet.name}: nothing is changed, so nothing is kept")
        return 0
    session.out.line(path)
    if line:
        session.out.warn(f"recycle: {path}:{line}: a place is left to decide; {outlet.name} gets nothing until then.")
        return 1
    return 0
