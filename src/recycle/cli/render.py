"""``recycle render``."""

from __future__ import annotations

import click

from recycle.cli.narrowing import Narrow, changed_option, since_option
from recycle.cli.options import json_option, outlets_option, pieces_argument
from recycle.cli.session import Session
from recycle.steps.loading.load import survey
from recycle.steps.rendering.write_out import OUT, write_out


@click.command("render", epilog="\b\nExamples:\n  recycle render\n  recycle render my-reply --outlet blog")
@pieces_argument
@outlets_option
@since_option
@changed_option
@json_option
@click.pass_obj
def command(
    session: Session, pieces: tuple[str, ...], outlets: tuple[str, ...], since: str | None, *, changed: bool, as_json: bool
) -> int:
    """Write every variant under out/PIECE/OUTLET/, to look at. Nothing is sent and nothing is remembered."""
    workspace = session.workspace(rewrites=True)
    wanted = session.outlets(workspace, outlets)
    archive = survey(workspace)
    loaded = Narrow(pieces, since, changed).load(workspace, archive)
    written = [
        row
        for piece in session.progress(loaded, len(loaded), "rendering")
        for row in write_out(workspace, archive, piece, wanted)
    ]
    errors = [str(error) for error in (*loaded.errors, *(row.error for row in written if row.error))]
    if as_json:
        files = [{"piece": row.piece, "outlet": row.outlet, "files": row.files, "losses": row.losses} for row in written]
        session.out.json("render", variants=files, errors=errors)
    else:
        for row in written:
            for path in row.files:
                session.out.line(path)
            for loss in row.losses:
                place = f"{row.path}:{loss.line}" if loss.line else row.path
                session.out.note(f"{place}: {row.outlet}: {loss.what} becomes {loss.became}")
        for error in errors:
            session.out.warn(f"recycle: {error}")
        session.out.note(f"{len(written)} variants under {OUT}/" if len(written) != 1 else f"1 variant under {OUT}/")
    return 2 if errors else 0
