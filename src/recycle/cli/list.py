"""``recycle list``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option
from recycle.cli.session import Session
from recycle.cli.tables import Title
from recycle.steps.loading.load import survey


@click.command("list", epilog="\b\nExample:\n  recycle list --json")
@json_option
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Show every piece: its name, date, title and file."""
    archive = survey(session.workspace())
    headers = sorted(archive.headers.values(), key=lambda header: header.path)
    if as_json:
        pieces = [
            {
                "id": h.id,
                "slug": h.slug,
                "path": h.path,
                "title": h.fields.title,
                "date": h.fields.date,
                "draft": h.fields.draft,
            }
            for h in headers
        ]
        session.out.json("list", pieces=pieces, errors=[str(error) for error in archive.errors])
    else:
        rows = [
            (h.slug, h.fields.date.isoformat()[:10] if h.fields.date else "", Title(h.fields.title), h.path) for h in headers
        ]
        session.out.table(("piece", "date", "title", "file"), rows)
        for error in archive.errors:
            session.out.warn(f"recycle: {error}")
    return 2 if archive.errors else 0
