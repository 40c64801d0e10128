"""The names of all pieces as their headers say them, kept by the ids that git gives to files, so that a header is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from recycle.errors import InputError, RecycleError
from recycle.readers.front_matter import fields
from recycle.readers.header import find_header, split
from recycle.steps.issue_files import ISSUES, issue_id
from recycle.steps.piece_files import slug_at
from recycle.world import disk, git

FILE = "recycle/names-1.jsonl"
"""In git's own folder, so that no work tree has it. The number is that of what a row says."""
_ISSUES = f"{ISSUES}/"
_SAYS = re.compile(r"\b(?:id|slug|canonical\w*)\b", re.IGNORECASE)
_ROW = re.compile(
    r"(?m)^(?P<key>id|slug|canonical_url): +(?P<value>[a-z][a-z0-9]*(?:-[a-z0-9]+)+|https?://[\w./~%-]+)[ \t]*\r?$"
)
"""What YAML cannot mean anything else by: words with a hyphen between them, and addresses."""
_LINES = msgspec.json.Encoder()


class Said(Struct, frozen=True, array_like=True, gc=False):
    """What a header says of names. Empty: nothing, or it cannot be read."""

    blob: str
    id: str = ""
    slug: str = ""
    canonical_url: str = ""


_NOTHING = Said("")


class Name(NamedTuple):
    """What a piece is called."""

    path: str
    id: str
    slug: str
    canonical_url: str = ""


class Names:
    """The names of every piece and issue of a workspace at one moment: of ``texts``, blobs by path, as their headers have ``said`` by blob."""

    def __init__(self, texts: Mapping[str, str], said: Mapping[str, Said]) -> None:
        self._texts = texts
        self._said = said

    def at(self, path: str) -> Name | None:
        """What the text at ``path`` is called; None when there is none."""
        blob = self._texts.get(path)
        if blob is None:
            return None
        said, own = self._said.get(blob, _NOTHING), _own_name(path)
        if path.startswith(_ISSUES):
            return Name(path, own, said.slug or own)
        slug = said.slug or own
        return Name(path, said.id or slug, slug, said.canonical_url)

    def called(self, word: str) -> tuple[str, ...]:
        """The paths of the texts whose id or slug, or whose path, this is."""
        return (word,) if word in self._texts else tuple(self._by.get(word.casefold(), ()))

    def twins(self, path: str) -> frozenset[str]:
        """The paths of the pieces that have one of the names, or the canonical address, of the one at ``path``."""
        own = self.at(path)
        if own is None:
            return frozenset()
        named = (other for word in (own.id, own.slug) for other in self.called(word))
        return frozenset((*named, *self._addressed(own.canonical_url.rstrip("/")))) - {path}

    @cached_property
    def _by(self) -> Mapping[str, Sequence[str]]:
        """The paths by id and slug in small letters. Nothing is made twice here: a repository may have ten thousand pieces."""
        by: dict[str, tuple[str, ...]] = {}
        for path, blob in self._texts.items():
            said = self._said.get(blob, _NOTHING)
            word = (said.slug or _own_name(path)).casefold()
            by[word] = (*by[word], path) if word in by else (path,)
            if said.id and (other := said.id.casefold()) != word:
                by[other] = (*by[other], path) if other in by else (path,)
        return by

    def _addressed(self, url: str) -> Iterator[str]:
        blobs = {said.blob for said in self._said.values() if said.canonical_url.rstrip("/") == url} if url else ()
        return (path for path, blob in self._texts.items() if blob in blobs) if blobs else iter(())


def name_of(path: str, blob: str, blobs: git.Blobs) -> Name | None:
    """What the text with these bytes is called at ``path``, whether it is there now or not."""
    return Names({path: blob}, {blob: _said(blob, blobs.read(blob) or b"")}).at(path)


def names_of(texts: Mapping[str, str], blobs: git.Blobs, file: Path) -> Names:
    """The names of ``texts``, blobs by path. What ``file`` remembers of them is not read again, and it learns what was."""
    before = _remembered(file)
    known = before[1]
    wanted = {blob for path, blob in texts.items() if not path.startswith(_ISSUES)}
    fresh = {blob: _said(blob, blobs.read(blob) or b"") for blob in wanted - known.keys()}
    _remember(file, before, fresh, wanted)
    return Names(texts, {**known, **fresh})


def _own_name(path: str) -> str:
    """What a text is called whose header says nothing."""
    if not path.startswith(_ISSUES):
        return slug_at(path)
    _, folder, name = path.rsplit("/", 2)
    number = name.rpartition(".")[0]
    return issue_id(folder, int(number) if number.isascii() and number.isdecimal() else 0)


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
