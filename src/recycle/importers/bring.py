"""A text from elsewhere as the file of a piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import PurePath

from msgspec import Struct

from recycle.errors import InputError
from recycle.importers.compose import compose, header
from recycle.importers.imported import Imported
from recycle.importers.markdown import import_markdown
from recycle.model import Finding, Question, Source
from recycle.readers.field_values import Value, date_of, line_text_of, text_of, url_of
from recycle.readers.front_matter import Fields, fields, split
from recycle.readers.header import Cut, find_header
from recycle.readers.slugs import slugify

Importer = Callable[[str], Imported]

_KINDS = (
    ("markdown", (".md", ".markdown", ".mkd", ".mdown")),
    ("html", (".html", ".htm", ".xhtml")),
    ("text", (".txt", ".text", "")),
)
_OTHERS = frozenset({".docx", ".doc", ".odt", ".rtf", ".pdf", ".eml", ".mbox", ".epub", ".pages"})
_HTML_BEGINNINGS = ("<!doctype html", "<html", "<head", "<body", "<article", "<div", "<p>", "<h1", "<h2", "<section", "<main")


class Given(Struct, frozen=True, kw_only=True):
    """What a person says of a text on the command line; what they do not say is empty."""

    title: str = ""
    source_url: str = ""
    author: str = ""
    date: str = ""
    question: str = ""
    language: str = ""
    """The language of a text that does not say its own: it is not written into the piece."""


class NewPiece(Struct, frozen=True, kw_only=True):
    """A piece that is not a file yet: its id, the whole text of the file, and what was noticed on the way."""

    id: str
    title: str
    text: str
    findings: tuple[Finding, ...] = ()
    other_id: str = ""
    """What the same title was made before a language's own letters were spelled out; empty where that is no other."""


def guess_kind(name: str, text: str) -> str:
    """``markdown``, ``html`` or ``text`` by the file's name, else by how the text begins.

    Raises InputError for the file of a program whose texts cannot be read here.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _OTHERS:
        raise InputError(
            f"files that end in {suffix} cannot be read here: save it as HTML or plain text, and add that.", path=name
        )
    for kind, suffixes in _KINDS:
        if suffix and suffix in suffixes:
            return kind
    return "html" if text.lstrip("\ufeff \t\r\n").lower().startswith(_HTML_BEGINNINGS) else "markdown"


def bring_in(text: str, importer: Importer, given: Given, path: str = "") -> NewPiece:
    """The new piece that ``text`` makes. A header that it has already is kept to the letter, with the id and what was given added.

    Raises InputError when the header is wrong, says itself what was given, or when no title can be found.
    """
    said = _said(given)
    cut = find_header(text.removeprefix("\ufeff"), path)
    if cut is not None:
        return _with_its_header(text.removeprefix("\ufeff"), cut, importer, said, path)
    imported = importer(text)
    title = said.title or imported.title
    piece_id = _id_of(title, path, said.language)
    body = imported.rest if title == imported.title else imported.body
    return NewPiece(
        id=piece_id,
        title=title,
        text=compose(_named(said, title, piece_id), body),
        findings=_unplaced(imported.findings),
        other_id=_other_id(title, piece_id),
    )


def _said(given: Given) -> Fields:
    """What was given as the fields of a header. The date is the source's when there is one, else the piece's."""
    url = url_of(_value("--source-url", given.source_url))
    date = date_of(_value("--date", given.date or None))
    question = text_of(_value("--question", given.question))
    day = date.date() if isinstance(date, dt.datetime) else date
    source = Source(url=url, date=day, question=Question(text=question) if question else None) if url or question else None
    return Fields(
        title=line_text_of(_value("--title", given.title)),
        author=line_text_of(_value("--author", given.author)),
        date=None if source else date,
        source=source,
        language=given.language,
    )


def _value(name: str, data: str | None) -> Value:
    return Value(name, data, None, "", 0)


def _named(said: Fields, title: str, piece_id: str) -> Fields:
    return Fields(title=title, id=piece_id, author=said.author, date=said.date, source=said.source)


def _id_of(title: str, path: str, language: str) -> str:
    if not title:
        raise InputError("this text has no heading and no sentence to take a title from: say one with --title.", path=path)
    return slugify(title, language)


def _other_id(title: str, piece_id: str) -> str:
    plain = slugify(title)
    return plain if plain != piece_id else ""


def _unplaced(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(Finding(found.rule, found.message, severity=found.severity) for found in findings)


# ── a text that has a header ─────────────────────────────────────────────────────────────────────


def _with_its_header(text: str, cut: Cut, importer: Importer, said: Fields, path: str) -> NewPiece:
    parts = split(text, path)
    has, findings = fields(parts, path)
    _no_contradiction(said, has, path)
    imported = importer(parts.body)
    title = has.title or said.title or imported.title
    piece_id = has.id or has.slug or _id_of(title, path, has.language or said.language)
    added = Fields(
        title="" if has.title else title, id="" if has.id else piece_id, author=said.author, date=said.date, source=said.source
    )
    head = _inserted(text[: cut.body], cut, _rows(added, cut))
    body = imported.rest if title == imported.title and not has.title else imported.body
    whole = head + (parts.body if importer is import_markdown and body is imported.body else f"\n{body.strip(chr(10))}\n")
    _check(whole, piece_id, path)
    other = "" if has.id or has.slug else _other_id(title, piece_id)
    noticed = (*findings, *_unplaced(imported.findings))
    return NewPiece(id=piece_id, title=title, text=whole, findings=noticed, other_id=other)


def _check(whole: str, piece_id: str, path: str) -> None:
    """Rows were added to a header that a person wrote; whether it still says the same is asked of the reader itself."""
    try:
        good = fields(split(whole, path), path).fields.id == piece_id
    except InputError:
        good = False
    if not good:
        message = (
            f"the id cannot be added to this front matter by itself: write id: {piece_id} into it, and add the text again."
        )
        raise InputError(message, path=path, line=1)


def _no_contradiction(said: Fields, has: Fields, path: str) -> None:
    for option, key, given in (
        ("--title", "title", said.title),
        ("--author", "author", said.author),
        ("--date", "date", said.date),
        ("--source-url or --question", "source", said.source),
    ):
        if given and getattr(has, key):
            message = f"the front matter says {key} already: leave {option} away, or change it in the file first."
            raise InputError(message, path=path, line=has.lines.get(key, 0))


def _rows(added: Fields, cut: Cut) -> str:
    if cut.notation == "yaml":
        return header(added)
    if added.source or added.date:
        raise InputError("this text has front matter that is not YAML: write its source and its date there by hand.")
    pairs = [(name, value) for name, value in (("id", added.id), ("title", added.title), ("author", added.author)) if value]
    if cut.notation == "toml":
        return "".join(f"{name} = {_toml_text(value)}\n" for name, value in pairs)
    return "".join(f"{name}: {value}\n" for name, value in pairs)


def _toml_text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _inserted(text: str, cut: Cut, rows: str) -> str:
    """``text`` with ``rows`` in its header: at the end, but at the top of TOML (where tables come last) and below Pelican's title."""
    at = cut.end if cut.notation == "yaml" else cut.start
    if cut.notation == "meta":
        at = text.index("\n", cut.start) + 1 if "\n" in text[cut.start :] else len(text)
    before = text[:at]
    if before and not before.endswith("\n"):
        before += "\n"
    newline = "\r\n" if "\r\n" in text else "\n"
    return before + rows.replace("\n", newline) + text[at:]
