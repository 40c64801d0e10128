"""What was sent, word for word, in ``ledger/sent/<digest>.json``: written before an attempt, never changed after.

See docs/decisions/0001-what-was-sent-is-kept.md for why it is kept at all.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from recycle.errors import InputError, RecycleError
from recycle.ledger.digest import variant_digest
from recycle.model import Asset, Meta, Part, Source, Variant
from recycle.world import disk

FOLDER = "ledger/sent"
_HEXADECIMAL = frozenset("0123456789abcdef")


class _Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part on disk: text as a list of lines, so that a person and ``git diff`` can read it; other bytes as base 64."""

    name: str
    dialect: str
    suffix: str
    lines: tuple[str, ...] | None = None
    base64: str | None = None


class _Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The file's shape. It names no outlet: the same words may have gone to several."""

    form: str
    meta: dict[str, Any]
    parts: tuple[_Body, ...]
    assets: tuple[Asset, ...] = ()
    items: tuple[str, ...] = ()


_DECODER = msgspec.json.Decoder(_Record)


def keep(root: Path, variant: Variant) -> str:
    """Writes the variant's words under their digest, unless they are there, and returns the digest once the disk has them.

    Raises RecycleError when they cannot be written; then nothing may be sent.
    """
    digest = variant.digest or variant_digest(variant)
    path = path_of(root, digest)
    if not disk.exists(path):
        record = _Record(
            form=variant.form,
            meta=msgspec.to_builtins(variant.meta),
            parts=tuple(map(_body, variant.parts)),
            assets=variant.assets,
            items=variant.items,
        )
        disk.write_atomic(path, msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    return digest


def load(root: Path, digest: str, key: str) -> Variant | None:
    """The words kept under ``digest`` as the variant of the use ``key`` (``<id>/<outlet>/<use>``), or None if they are not there.

    Raises InputError for a file that cannot be read as such, or whose words are no longer those of its digest.
    """
    path = path_of(root, digest)
    if not disk.exists(path):
        return None
    try:
        variant = _variant(_DECODER.decode(disk.read_bytes(path)), key)
    except (msgspec.DecodeError, TypeError, ValueError) as error:
        raise InputError(f"this record of what was sent is damaged ({error}): restore it from git", path=str(path)) from error
    if variant_digest(variant) != digest:
        raise InputError("this record of what was sent was changed afterwards: restore it from git", path=str(path))
    return msgspec.structs.replace(variant, digest=digest)


def path_of(root: Path, digest: str) -> Path:
    """The file of the words with this digest. Raises RecycleError when it is none."""
    if len(digest) != 64 or not _HEXADECIMAL.issuperset(digest):
        raise RecycleError(f'"{digest}" is not a digest of words that were sent.')
    return root / FOLDER / f"{digest}.json"


def _body(part: Part) -> _Body:
    if isinstance(part.body, str):
        return _Body(name=part.name, dialect=part.dialect, suffix=part.suffix, lines=tuple(part.body.split("\n")))
    return _Body(name=part.name, dialect=part.dialect, suffix=part.suffix, base64=base64.b64encode(part.body).decode())


def _part(body: _Body) -> Part:
    if body.lines is not None:
        return Part(body.name, body.dialect, body.suffix, "\n".join(body.lines))
    return Part(body.name, body.dialect, body.suffix, base64.b64decode(body.base64 or "", validate=True))


def _variant(record: _Record, key: str) -> Variant:
    piece, outlet, _ = key.rsplit("/", 2)
    return Variant(
        piece=piece,
        outlet=outlet,
        form=record.form,
        key=key,
        meta=_meta(record.meta),
        parts=tuple(map(_part, record.parts)),
        assets=record.assets,
        items=record.items,
    )


def _meta(said: Mapping[str, Any]) -> Meta:
    # By hand, because a date and a moment are both text in JSON and msgspec does not tell such a pair apart.
    known: dict[str, Any] = {name: value for name, value in said.items() if name in Meta.__struct_fields__}
    known.update({name: _moment(known[name]) for name in ("date", "updated", "not_before") if known.get(name)})
    known.update({name: tuple(known[name]) for name in ("tags", "syndication") if name in known})
    return Meta(**{**known, "source": msgspec.convert(known.get("source"), Source | None)})


def _moment(said: str) -> dt.date | dt.datetime:
    return dt.datetime.fromisoformat(said) if len(said) > len("2026-01-31") else dt.date.fromisoformat(said)
