"""Briefs for tests of forms, told as YAML, and what the steps do with a form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from recycle.forms import FORMS
from recycle.forms.context import context
from recycle.forms.protocol import Brief, Shaped
from recycle.model import Limits, Part, Piece, Site, Source, Wording
from recycle.readers.gfm import read_gfm
from recycle.templating import Templates
from recycle.tree.nodes import Document
from recycle.writers import DIALECTS


def brief_of(folder: Path, templates: Templates) -> tuple[str, Brief]:
    """The form's name and the brief that a case describes."""
    told: dict[str, Any] = yaml.safe_load((folder / "brief.yaml").read_text("utf-8"))
    text = (folder / "piece.md").read_text("utf-8")
    document = read_gfm(text).document
    site = msgspec.convert(told.get("site", {}), Site)
    form_name, said = told["form"], {"title": "", **told["piece"]}
    source = msgspec.convert(said.pop("source", None), Source | None)
    tags = tuple(said.pop("tags", ()))
    path = f"content/{folder.name}.md"
    piece = Piece(**{"id": "p1", "slug": "p1", **said}, path=path, source=source, tags=tags, document=document)
    form = FORMS[form_name]
    return form.name, Brief(
        piece=piece,
        document=document,
        wording=_wording(told.get("wording", {})),
        site=site,
        outlet=told.get("outlet", form.name),
        settings=msgspec.convert(told.get("settings", {}), form.settings),
        limits=msgspec.convert(told.get("limits", {}), Limits),
        words=templates.words(piece.language or site.language),
        canonical_url=told.get("canonical_url", ""),
        own_url=told.get("own_url", ""),
        syndication=tuple(told.get("syndication", ())),
        key=told.get("key", f"p1/{form.name}/1"),
    )


def render(form: str, brief: Brief, templates: Templates) -> tuple[tuple[Part, ...], Shaped]:
    """What the steps do with a form: write each draft, put it into its template, compose."""
    shaped = FORMS[form].shape(brief)
    parts = tuple(_part(brief, shaped, at, templates) for at in range(len(shaped.drafts)))
    return (shaped.compose(parts) if shaped.compose else parts), shaped


def _part(brief: Brief, shaped: Shaped, at: int, templates: Templates) -> Part:
    draft = shaped.drafts[at]
    dialect = DIALECTS[draft.dialect]
    blocks = (*draft.before, *shaped.document.blocks, *draft.after)
    text = dialect.write(Document(blocks, shaped.document.footnotes)).text
    if draft.template and isinstance(text, str):
        text = templates.render(draft.template, context(brief, shaped, draft, text), html=dialect.is_html)
    return Part(draft.name, draft.dialect, draft.suffix or dialect.suffix, text)


def _wording(said: dict[str, Any]) -> Wording:
    # By hand, because msgspec does not tell a date and a moment apart.
    tags = {"tags": tuple(said["tags"])} if "tags" in said else {}
    return Wording(**{**said, **tags})
