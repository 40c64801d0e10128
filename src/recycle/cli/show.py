"""``recycle show``."""

from __future__ import annotations

import click

from recycle.cli.options import json_option, outlet_argument, piece_argument
from recycle.cli.session import Session
from recycle.errors import InputError
from recycle.model import Part, Variant
from recycle.spelling import did_you_mean, one_of
from recycle.steps.loading.load import read, survey
from recycle.steps.rendering.render import render_now


@click.command("show", epilog="\b\nExamples:\n  recycle show my-reply forum\n  recycle show my-reply newsletter --part text")
@piece_argument
@outlet_argument
@click.option("--part", metavar="NAME", help="Only this part, to the byte.")
@json_option
@click.pass_obj
def command(session: Session, piece: str, outlet: str, part: str | None, *, as_json: bool) -> None:
    """Print what OUTLET would get of PIECE: every part, or one of them as it is."""
    workspace = session.workspace(rewrites=True)
    place = workspace.config.outlet(outlet)
    archive = survey(workspace)
    found = read(workspace, archive.pick((piece,))[0])
    variant = render_now(workspace, archive, found, place)
    if as_json:
        session.out.json("show", variant=variant)
    elif part:
        session.out.raw(_part(variant, part).data)
    else:
        _print_all(session, variant)
    for loss in () if as_json else variant.losses:
        where = f"{found.path}:{loss.line}" if loss.line else found.path
        session.out.note(f"{where}: {loss.what} becomes {loss.became}")


def _part(variant: Variant, name: str) -> Part:
    part = variant.part(name)
    if part is None:
        names = [each.name for each in variant.parts]
        raise InputError(f'{variant.outlet} has no part "{name}".{did_you_mean(name, names)} It has {one_of(names)}.')
    return part


def _print_all(session: Session, variant: Variant) -> None:
    """The parts one after the other; a binary one is named, since nobody can read it."""
    for part in variant.parts:
        if len(variant.parts) > 1:
            session.out.note(f"── {part.name} ──")
        if isinstance(part.body, str):
            session.out.raw(part.body if part.body.endswith("\n") else f"{part.body}\n")
        elif part.suffix == ".eml":
            session.out.raw(part.body)
        else:
            session.out.note(f"({len(part.body)} bytes; recycle show … --part {part.name} > FILE)")
