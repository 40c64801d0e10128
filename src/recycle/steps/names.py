"""The names of all pieces as their headers say them, kept by the ids that git gives to files, so that a header is read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from msgspec import Struct

from recycle.errors import InputError, RecycleError
from recycle.readers.front_matter import fields
from recycle.readers.header import find_header, split
from recycle.readers.slugs import slugify, unsafe
from recycle.steps.issue_files import ISSUES, issue_id
from recycle.steps.load import CONTENT
from recycle.world import disk, git

FILE = "recycle/names-1.jsonl"
"""In git's own folder, so that no work tree has it. The number is that of what a row says."""
_SAYS = re.compile(r"\b(?:id|slug|canonical\w*)\b", re.IGNORECASE)
_ROW = re.compile(
    r"(?m)^(?P<key>id|slug|canonical_url): +(?P<value>[a-z][a-z0-9]*(?:-[a-z0-9]+)+|https?://[\w./~%-]+)[ \t]*\r?$"
)
"""What YAML cannot mean anything else by: words with a hyphen between them, and addresses."""
_PLAIN = re.compile(r"[a-z0-9]{4,30}(?:-[a-z0-9]{1,30}){1,5}\Z")
"""Names of files that are slugs beyond doubt, to be told without looking at every letter."""
_LINES = msgspec.json.Encoder()


class Said(Struct, frozen=True, array_like=True):
    """What a header says of names. Empty: nothing, or it cannot be read."""

    blob: str
    id: str = ""
    slug: str = ""
    canonical_url: str = ""


class Name(NamedTuple):
    """What a piece is called."""

    path: str
    id: str
    slug: str
    canonical_url: str = ""


class Names:
    """The names of every piece and issue of a workspace at one moment."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.at: Mapping[str, Name] = MappingProxyType({name.path: name for name in names})
        by: dict[str, list[Name]] = {}
        for name in self.at.values():
            by.setdefault(name.id.casefold(), []).append(name)
            if name.slug != name.id:
                by.setdefault(name.slug.casefold(), []).append(name)
        self._by = by

    def called(self, word: str) -> tuple[Name, ...]:
        """The pieces whose id or slug, or whose path, this is."""
        at = self.at.get(word)
        return (at,) if at else tuple(self._by.get(word.casefold(), ()))

    def twins(self, path: str) -> frozenset[str]:
        """The paths of the pieces that have one of the names, or the canonical address, of the one at ``path``."""
        own = self.at.get(path)
        if own is None:
            return frozenset()
        url = own.canonical_url.rstrip("/")
        same = (name.path for name in self.at.values() if name.canonical_url.rstrip("/") == url) if url else ()
        return frozenset((*(name.path for word in (own.id, own.slug) for name in self.called(word)), *same)) - {path}


def names_of(texts: Mapping[str, git.Entry], blobs: git.Blobs, file: Path) -> Names:
    """The names of ``texts``, which are by path. What ``file`` remembers of them is not read again, and it learns what was."""
    before = _remembered(file)
    known = before[1]
    wanted = {entry.blob for path, entry in texts.items() if not path.startswith(f"{ISSUES}/")}
    fresh = {blob: _said(blob, blobs.read(blob) or b"") for blob in wanted - known.keys()}
    _remember(file, before, fresh, wanted)
    said = {**known, **fresh}
    nothing = Said("")
    return Names(_name(path, said.get(entry.blob, nothing)) for path, entry in texts.items())


def _name(path: str, said: Said) -> Name:
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    folder_name = folder.rpartition("/")[2]
    if path.startswith(f"{ISSUES}/"):
        called = issue_id(folder_name, int(stem) if stem.isascii() and stem.isdecimal() else 0)
        return Name(path, called, said.slug or called)
    slug = said.slug
    if not slug:
        born = folder_name if stem == "index" and folder_name != CONTENT else stem
        slug = born if _PLAIN.match(born) else (slugify(born) if unsafe(born) else born)
    return Name(path, said.id or slug, slug, said.canonical_url)


def _said(blob: str, data: bytes) -> Said:
    text = data.decode("utf-8-sig", errors="replace")
    try:
        cut = find_header(text, "")
        if cut is None or not _SAYS.search(header := text[cut.start : cut.end]):
            return Said(blob)
        plain = tuple(_ROW.finditer(header)) if cut.notation == "yaml" else ()
        rows = {row["key"]: row["value"] for row in plain}
        if len(rows) == len(plain) and not _SAYS.search(_ROW.sub("", header)):
            return Said(blob, rows.get("id", ""), rows.get("slug", ""), rows.get("canonical_url", ""))
        read = fields(split(text, "")._replace(body=""), "").fields
    except InputError:
        return Said(blob)  # whoever changes it next is told
    return Said(blob, read.id, read.slug, read.canonical_url)


def _remembered(file: Path) -> tuple[bytes, dict[str, Said]]:
    with suppress(InputError, msgspec.DecodeError):
        if disk.exists(file):
            data = disk.read_bytes(file)
            return data, {row.blob: row for row in msgspec.json.Decoder(Said).decode_lines(data)}
    return b"", {}


def _remember(file: Path, before: tuple[bytes, Mapping[str, Said]], fresh: Mapping[str, Said], wanted: set[str]) -> None:
    """Adds what is new; leaves the rest out when most of it is of texts that are no more. That it cannot write is no matter."""
    data, known = before
    if not fresh:
        return
    if len(known) > 3 * len(wanted) + 1000:
        data = _LINES.encode_lines([row for blob, row in known.items() if blob in wanted])
    with suppress(RecycleError):
        disk.write_atomic(file, data + _LINES.encode_lines(list(fresh.values())), durable=False)
